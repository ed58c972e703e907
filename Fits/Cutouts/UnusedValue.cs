using DataLab.Fits.Images;
using DataLab.Fits.Writing;

namespace DataLab.Fits.Cutouts;

/// <summary>Looks for a stored integer that none of some pixels has, to stand for "no value" (BLANK).</summary>
internal sealed class UnusedValue
{
    private readonly FitsImage image;

    /// <summary>In the order of preference: the physically lowest first, 0 never, since masks say it of good pixels.</summary>
    private readonly long[] candidates;
    private readonly HashSet<long> left;

    public UnusedValue(FitsImage image)
    {
        this.image = image;
        candidates = [.. Candidates(image.Type)];
        left = [.. candidates];
    }

    public void Add(PixelBlock block)
    {
        switch (block.Type)
        {
            case PixelType.UInt8:
                foreach (var value in block.As<byte>())
                    left.Remove(value);
                break;
            case PixelType.Int16:
                foreach (var value in block.As<short>())
                    Remove(value);
                break;
            case PixelType.Int32:
                foreach (var value in block.As<int>())
                    Remove(value);
                break;
            case PixelType.Int64:
                foreach (var value in block.As<long>())
                    Remove(value);
                break;
        }
    }

    /// <summary>Writes the value into the BLANK card of a header, and gives it.</summary>
    /// <exception cref="FitsException">The pixels have them all.</exception>
    public long Stamp(Span<byte> header)
    {
        foreach (var value in candidates)
        {
            if (!left.Contains(value))
                continue;
            CardFormat
                .Value("BLANK", new IntegerValue(value), "outside the region")
                .CopyTo(Checksum.Card(header, "BLANK"));
            return value;
        }
        throw new FitsException(
            $"HDU {image.Hdu.Index} of {image.Source.Name} uses all values its pixels can have, which leaves none for pixels outside a region."
        );
    }

    /// <summary>Few pixels are that near the ends of the range.</summary>
    private void Remove(long value)
    {
        if (value < candidates[0] + candidates.Length || value > candidates[^1] - candidates.Length)
            left.Remove(value);
    }

    /// <summary>All of a byte; of wider integers some at both ends.</summary>
    private static IEnumerable<long> Candidates(PixelType type)
    {
        const int some = 512;
        var (low, high) = type switch
        {
            PixelType.UInt8 => (1L, (long)byte.MaxValue),
            PixelType.Int16 => (short.MinValue, short.MaxValue),
            PixelType.Int32 => (int.MinValue, int.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };
        if (type == PixelType.UInt8)
            return Enumerable.Range(0, 255).Select(n => high - n);
        return Enumerable
            .Range(0, some)
            .Select(n => low + n)
            .Concat(Enumerable.Range(0, some).Select(n => high - some + 1 + n));
    }
}
