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
    public long Count => Axes.IsEmpty ? 0 : Axes.Aggregate(1L, (product, axis) => checked(product * axis.Count));

    /// <summary>All pixels.</summary>
    /// <param name="axes">NAXISn.</param>
    public static Section Whole(ImmutableArray<long> axes) => new([.. axes.Select(length => new AxisRange(1, length))]);

    /// <summary>Reads <c>[x1:x2,y1:y2:step,*]</c>, the brackets optional, as CFITSIO and CADC write it.</summary>
    /// <param name="axes">NAXISn. Axes after the last one named are taken whole.</param>
    /// <exception cref="FitsException">Not a section, backwards, or outside the image.</exception>
    public static Section Parse(string text, ImmutableArray<long> axes) => throw new NotImplementedException();

    /// <summary>Checks that the section lies in an image.</summary>
    /// <exception cref="FitsException">It has other axes, goes backwards, or lies outside in part or whole.</exception>
    public void Require(ImmutableArray<long> axes) => throw new NotImplementedException();

    public bool Equals(Section? other) => other is not null && Axes.AsSpan().SequenceEqual(other.Axes.AsSpan());

    public override int GetHashCode() => Axes.Aggregate(0, HashCode.Combine);

    /// <summary>As FITS writes it: <c>[1:10,5:8]</c>.</summary>
    public override string ToString() => "[" + string.Join(',', Axes) + "]";
}
