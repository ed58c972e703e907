using System.Collections.Immutable;

namespace DataLab.Sky;

/// <summary>Cells that cover a region: the order-29 index of every position of the region is in one of the ranges.</summary>
/// <remarks>
/// A cell is left out only if a disc around its centre that contains it (<see cref="CellExtent.Radius"/>), widened by the
/// rounding of indices, is proven to miss the region; it counts as interior only if that disc lies in the region. So the cover
/// has no holes, whoever computed the index from the same degrees.
/// </remarks>
public sealed class HealpixCover
{
    /// <summary>Number of ranges that follow a circle's outline to a few percent of its area.</summary>
    public const int DefaultMaxRanges = 64;

    private HealpixCover(ImmutableArray<HealpixRange> ranges, ImmutableArray<HealpixRange> interior)
    {
        Ranges = ranges;
        Interior = interior;
    }

    /// <summary>The cover: sorted, disjoint, not adjacent, at most as many as asked for.</summary>
    public ImmutableArray<HealpixRange> Ranges { get; }

    /// <summary>
    /// Ranges whose positions are all in the region, so that no exact test is needed: sorted, disjoint, not adjacent, a part of
    /// the cover, at most as many as asked for (the longest ones).
    /// </summary>
    public ImmutableArray<HealpixRange> Interior { get; }

    /// <summary>Area of the cover, square degrees.</summary>
    public double Area => Ranges.Sum(range => (double)range.Count) * Healpix.PixelArea(Healpix.MaxOrder);

    /// <summary>The cover of a region.</summary>
    /// <param name="maxRanges">The most ranges to return, at least 1; with more the cover is closer to the region.</param>
    public static HealpixCover Of(Region region, int maxRanges = DefaultMaxRanges)
    {
        ArgumentNullException.ThrowIfNull(region);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRanges, 1);
        var search = new CoverSearch(region.Shape, maxRanges);
        search.Run();
        return new HealpixCover(
            RangeList.Merge(search.Cover, maxRanges),
            RangeList.Longest(search.Interior, maxRanges)
        );
    }

    /// <summary>Cells of either cover, as few ranges as asked for.</summary>
    /// <param name="maxRanges">At least 1.</param>
    public HealpixCover Union(HealpixCover other, int maxRanges = DefaultMaxRanges) =>
        new(
            RangeList.Merge([.. Ranges, .. other.Ranges], maxRanges),
            RangeList.Longest([.. Interior, .. other.Interior], maxRanges)
        );

    /// <summary>Cells of both covers: a cover of what two regions have in common, empty where that is nothing.</summary>
    /// <param name="maxRanges">At least 1.</param>
    public HealpixCover Intersection(HealpixCover other, int maxRanges = DefaultMaxRanges) =>
        new(
            RangeList.Merge(RangeList.Common(Ranges, other.Ranges), maxRanges),
            RangeList.Longest(RangeList.Common(Interior, other.Interior), maxRanges)
        );

    /// <summary>The same cover, wider where that takes fewer ranges.</summary>
    /// <param name="maxRanges">At least 1.</param>
    public HealpixCover AtMost(int maxRanges) =>
        Ranges.Length <= maxRanges && Interior.Length <= maxRanges ? this : Union(this, maxRanges);

    /// <summary>Ranges that enclose the cover, parted at its gaps that are wider than a number of cells.</summary>
    /// <param name="maxClusters">At least 1; with more gaps than that the widest ones count.</param>
    public ImmutableArray<HealpixRange> Clusters(long gap, int maxClusters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxClusters, 1);
        var wide = 1;
        for (var i = 1; i < Ranges.Length; i++)
            wide += Ranges[i].First - Ranges[i - 1].Last > gap ? 1 : 0;
        return Clusters(Math.Min(wide, maxClusters));
    }

    /// <summary>Whether the cover holds an order-29 cell.</summary>
    public bool Contains(long cell)
    {
        var (low, high) = (0, Ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (cell > Ranges[middle].Last)
            {
                low = middle + 1;
            }
            else if (cell < Ranges[middle].First)
            {
                high = middle - 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A few ranges that enclose the cover, parted at its widest gaps: coarse filters for sorted tables.</summary>
    /// <param name="maxClusters">At least 1.</param>
    public ImmutableArray<HealpixRange> Clusters(int maxClusters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxClusters, 1);
        return RangeList.Merge([.. Ranges], maxClusters);
    }
}
