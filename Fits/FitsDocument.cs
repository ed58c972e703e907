using System.Collections.Immutable;

namespace DataLab.Fits;

/// <summary>All HDUs of a file by their headers; data are read past. Immutable and thread-safe.</summary>
public sealed class FitsDocument
{
    /// <summary>What is read at once: the headers of most HDUs are shorter, and one read costs as much as one block.</summary>
    private const int Window = 12 * Header.BlockLength;

    private FitsDocument(IFitsSource source, ImmutableArray<Hdu> hdus)
    {
        Source = source;
        Hdus = hdus;
    }

    /// <summary>Where it was read from; whoever opened that disposes it.</summary>
    public IFitsSource Source { get; }

    /// <summary>The primary HDU first; at least one.</summary>
    public ImmutableArray<Hdu> Hdus { get; }

    /// <exception cref="FitsException">Not FITS, cut short, or a header without END or with impossible sizes.</exception>
    public static async ValueTask<FitsDocument> OpenAsync(IFitsSource source, CancellationToken ct)
    {
        var hdus = ImmutableArray.CreateBuilder<Hdu>();
        var window = new byte[Window];
        long start = 0;
        var filled = 0;
        for (long at = 0; ; at = hdus[^1].End)
        {
            var remaining = source.Length - at;
            if (remaining < Header.BlockLength && hdus.Count > 0)
                break;
            var length = 0;
            for (var scanned = 0; length == 0; )
            {
                var have = (int)Math.Max(0, start + filled - at);
                if (at < start || have <= scanned)
                {
                    (window, start, filled) = await FillAsync(source, at, scanned, window, ct).ConfigureAwait(false);
                    have = filled;
                }
                var bytes = window.AsSpan((int)(at - start), have);
                if (scanned == 0 && !Begins(bytes, hdus.Count))
                    return new FitsDocument(source, hdus.ToImmutable());
                length = LengthOf(bytes, ref scanned);
                if (length == 0 && (at + have >= source.Length || scanned >= MaxBytes))
                    throw NoEnd(hdus.Count, scanned >= MaxBytes);
            }
            var header = Header.Parse(window.AsSpan((int)(at - start), length).ToArray());
            hdus.Add(Read(hdus.Count, header, at, length, source));
        }
        return new FitsDocument(source, hdus.ToImmutable());
    }

    private const int MaxBytes = Header.MaxCards * CardParser.Length;

    /// <summary>Reads on where a header goes beyond what is at hand, twice as much each time.</summary>
    private static async ValueTask<(byte[] Window, long Start, int Filled)> FillAsync(
        IFitsSource source,
        long at,
        int scanned,
        byte[] window,
        CancellationToken ct
    )
    {
        var want = (int)Math.Min(Math.Max(Window, scanned * 2L), source.Length - at);
        if (window.Length < want)
            window = new byte[want];
        await source.ReadAsync(at, window.AsMemory(0, want), ct).ConfigureAwait(false);
        return (window, at, want);
    }

    /// <summary>Bytes of the header with the block END is in; 0 where END is not among them.</summary>
    private static int LengthOf(ReadOnlySpan<byte> bytes, ref int scanned)
    {
        for (; scanned + CardParser.Length <= bytes.Length; scanned += CardParser.Length)
        {
            if (Header.IsEnd(bytes.Slice(scanned, CardParser.Length)))
            {
                var length = (int)DataSize.Padded(scanned + CardParser.Length);
                return length <= bytes.Length ? length : 0;
            }
        }
        return 0;
    }

    private static Hdu Read(int index, Header header, long at, int length, IFitsSource source)
    {
        Hdu hdu;
        try
        {
            hdu = new Hdu(index, header, FitsFile.KindOf(header), at, at + length, DataSize.Of(header));
        }
        catch (FitsException e)
        {
            throw new FitsException($"HDU {index}: {e.Message}", e);
        }
        return hdu.DataLength <= source.Length - hdu.DataOffset
            ? hdu
            : throw FitsFile.CutShort(hdu, source.Length - hdu.DataOffset);
    }

    private static bool Begins(ReadOnlySpan<byte> bytes, int index)
    {
        if (index > 0)
            return bytes.StartsWith("XTENSION"u8);
        return bytes.StartsWith("SIMPLE  ="u8)
            ? true
            : throw new FitsException("Not a FITS file: it does not begin with \"SIMPLE  =\".");
    }

    private static FitsException NoEnd(int index, bool endless) =>
        new(
            endless
                ? $"The header of HDU {index} has no END in {Header.MaxCards} records."
                : $"The header of HDU {index} has no END: the file is cut short."
        );
}
