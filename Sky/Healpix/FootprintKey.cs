using System.Collections.Immutable;

namespace DataLab.Sky;

/// <summary>One number by which regions of many sizes are sorted: the class of their size, then the cell of their centre.</summary>
/// <remarks>
/// The key is class · 2^52 + the HEALPix index of order 24, NESTED, of the centre of <see cref="RegionExtent"/>. A region of class k
/// lies within 180/2^k degrees of its centre, so that those of a class that a search can meet have their keys in the cells about
/// the search, as far around it as the largest region of the class reaches.
/// </remarks>
public static class FootprintKey
{
    /// <summary>Of the cells in a key.</summary>
    public const int Order = 24;

    /// <summary>Bits below the class.</summary>
    public const int ClassShift = 52;

    /// <summary>Numbers of classes are below it.</summary>
    public const int Classes = 32;

    /// <summary>Degrees: what shapes that touch may be apart, by rounding or by the finest cell that is looked at, and more.</summary>
    public const double Margin = 1e-6;

    /// <summary>Degrees from the search to the centres of a class at which all of the class is read.</summary>
    private const double Widest = 60.0;

    /// <summary>So few regions are read over rather than looked for in several places.</summary>
    private const int FewRows = 256;

    private const int Shift = 2 * (Healpix.MaxOrder - Order);

    /// <summary>The class of a region: the greatest even k below <see cref="Classes"/> with outer ≤ 180/2^k degrees: each class is one more
    /// place to look in, so that sizes are told apart by fours.</summary>
    public static int ClassOf(RegionExtent extent)
    {
        var found = 0;
        for (var size = 45.0; found + 2 < Classes && extent.Outer <= size; size /= 4)
        {
            found += 2;
        }

        return found;
    }

    public static long Of(RegionExtent extent) =>
        First(ClassOf(extent)) + (Healpix.Ang2Pix(Healpix.MaxOrder, extent.Centre) >> Shift);

    /// <summary>The least key of a class.</summary>
    public static long First(int number) => (long)number << ClassShift;

    /// <summary>All keys of a class.</summary>
    public static HealpixRange All(int number) => new(First(number), First(number + 1) - 1);

    /// <summary>Keys of the regions of a class whose centres may be so near to a region; sorted, disjoint.</summary>
    /// <param name="reach">Degrees from the region; none are so near if it is negative.</param>
    /// <param name="maxRanges">At least 1.</param>
    public static ImmutableArray<HealpixRange> Near(Region region, double reach, FootprintClass sized, int maxRanges)
    {
        if (reach < -Margin)
        {
            return [];
        }

        var growth = Math.Max(0.0, reach) + Margin;
        if (region.BoundingCircle.Radius + growth > Widest)
        {
            return [All(sized.Number)];
        }

        if (sized.Rows <= FewRows)
        {
            maxRanges = 1;
        }

        var first = First(sized.Number);
        var cover = HealpixCover.Of(GrownRegion.Of(region, growth), maxRanges);
        return RangeList.Merge(
            [
                .. cover.Ranges.Select(range => new HealpixRange(
                    first + (range.First >> Shift),
                    first + (range.Last >> Shift)
                )),
            ],
            maxRanges
        );
    }

    /// <summary>Keys in either list, sorted, disjoint.</summary>
    public static ImmutableArray<HealpixRange> Union(
        IEnumerable<HealpixRange> some,
        IEnumerable<HealpixRange> others
    ) => RangeList.Merge([.. some, .. others], int.MaxValue);

    /// <summary>Keys in both lists, which are sorted.</summary>
    public static ImmutableArray<HealpixRange> Intersection(
        ImmutableArray<HealpixRange> some,
        ImmutableArray<HealpixRange> others
    ) => [.. RangeList.Common(some, others)];
}

/// <summary>The regions of a size that a table has.</summary>
/// <param name="Number">Of the class.</param>
/// <param name="Outer">Degrees; the largest <see cref="RegionExtent.Outer"/> of them.</param>
/// <param name="Rows">How many there are.</param>
public sealed record FootprintClass(int Number, double Outer, long Rows);
