using System.Collections.Immutable;
using System.Globalization;

namespace DataLab.Fits.Images;

/// <summary>Pixels of one axis: every <paramref name="Step"/>th from <paramref name="First"/> to at most <paramref name="Last"/>.</summary>
/// <param name="First">1-based.</param>
/// <param name="Last">1-based, inclusive, not below First.</param>
/// <param name="Step">At least 1.</param>
public readonly record struct AxisRange(long First, long Last, long Step = 1)
{
    /// <summary>Pixels taken.</summary>
    public long Count => (Last - First) / Step + 1;

    public override string ToString() =>
        Step == 1
            ? string.Create(CultureInfo.InvariantCulture, $"{First}:{Last}")
            : string.Create(CultureInfo.InvariantCulture, $"{First}:{Last}:{Step}");
}

/// <summary>A box of pixels of an image, one range an axis, NAXIS1 first.</summary>
public sealed record Section(ImmutableArray<AxisRange> Axes)
{
    /// <summary>Pixels taken in all; an image without axes has none.</summary>
    /// <exception cref="FitsException">More than 2^63.</exception>
    public long Count
    {
        get
        {
            Int128 product = Axes.IsEmpty ? 0 : 1;
            foreach (var axis in Axes)
            {
                product *= axis.Count;
                if (product > long.MaxValue)
                    throw new FitsException($"The section {this} has more than 2^63 pixels.");
            }
            return (long)product;
        }
    }

    /// <summary>All pixels.</summary>
    /// <param name="axes">NAXISn.</param>
    public static Section Whole(ImmutableArray<long> axes) => new([.. axes.Select(length => new AxisRange(1, length))]);

    /// <summary>Reads <c>[x1:x2,y1:y2:step,*]</c>, the brackets optional, as CFITSIO and CADC write it.</summary>
    /// <param name="axes">NAXISn. Axes after the last one named are taken whole.</param>
    /// <exception cref="FitsException">Not a section, backwards, or outside the image.</exception>
    public static Section Parse(string text, ImmutableArray<long> axes)
    {
        var body = text.Trim();
        if (body.StartsWith('[') && body.EndsWith(']'))
            body = body[1..^1];
        var parts = body.Split(',');
        if (parts.Length > axes.Length)
            throw new FitsException($"The section [{body}] has {parts.Length} axes; the image has {axes.Length}.");
        var ranges = ImmutableArray.CreateBuilder<AxisRange>(axes.Length);
        for (var n = 0; n < axes.Length; n++)
            ranges.Add(n < parts.Length ? Range(parts[n].Trim(), axes[n], body) : new AxisRange(1, axes[n]));
        var section = new Section(ranges.ToImmutable());
        section.Require(axes);
        return section;
    }

    /// <summary>Checks that the section lies in an image.</summary>
    /// <exception cref="FitsException">It has other axes, goes backwards, or lies outside in part or whole.</exception>
    public void Require(ImmutableArray<long> axes)
    {
        if (Axes.Length != axes.Length)
            throw new FitsException($"The section {this} has {Axes.Length} axes; the image has {axes.Length}.");
        for (var n = 0; n < axes.Length; n++)
        {
            var range = Axes[n];
            if (range.Step < 1)
                throw new FitsException($"The section {this} has the step {range.Step} on axis {n + 1}; at least 1.");
            if (range.First < 1 || range.Last > axes[n] || range.First > range.Last)
                throw new FitsException(
                    $"The section {this} asks for {range} on axis {n + 1}, which has pixels 1 to {axes[n]}."
                );
        }
        _ = Count;
    }

    private static AxisRange Range(string text, long length, string all)
    {
        if (text.StartsWith('-') && text.Contains('*', StringComparison.Ordinal))
            throw Backwards(all);
        var parts = text.Split(':');
        if (parts[0].Trim() == "*" && parts.Length <= 2)
            return new AxisRange(1, length, parts.Length == 2 ? Number(parts[1], all) : 1);
        if (parts.Length > 3)
            throw NotOne(all);
        var first = Number(parts[0], all);
        // One number is one pixel.
        var last = parts.Length > 1 ? Number(parts[1], all) : first;
        if (first > last)
            throw Backwards(all);
        return new AxisRange(first, last, parts.Length > 2 ? Number(parts[2], all) : 1);
    }

    private static long Number(string text, string all) =>
        long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw NotOne(all);

    private static FitsException NotOne(string all) =>
        new(
            $"\"[{all}]\" is no section of an image; expected [first:last,first:last] with pixels from 1, or * for all."
        );

    private static FitsException Backwards(string all) =>
        new($"The section [{all}] goes backwards, which would mirror the image; write the smaller pixel first.");

    public bool Equals(Section? other) => other is not null && Axes.AsSpan().SequenceEqual(other.Axes.AsSpan());

    public override int GetHashCode() => Axes.Aggregate(0, HashCode.Combine);

    /// <summary>As FITS writes it: <c>[1:10,5:8]</c>.</summary>
    public override string ToString() => "[" + string.Join(',', Axes) + "]";
}
