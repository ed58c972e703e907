using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace DataLab.Sky;

/// <summary>Lists of ranges: joining what touches, and fewer ranges where there are too many.</summary>
internal static class RangeList
{
    /// <summary>
    /// At most <paramref name="maxRanges"/> sorted, disjoint, not adjacent ranges that hold all of <paramref name="ranges"/>.
    /// The gaps filled are the narrowest, so no other choice of that many ranges is smaller.
    /// </summary>
    /// <param name="ranges">In any order; reordered here.</param>
    public static ImmutableArray<HealpixRange> Merge(List<HealpixRange> ranges, int maxRanges)
    {
        var joined = Join(ranges);
        if (joined.Length <= maxRanges)
        {
            return [.. joined];
        }

        var gaps = new long[joined.Length - 1];
        for (var i = 0; i < gaps.Length; i++)
        {
            gaps[i] = joined[i + 1].First - joined[i].Last;
        }

        // The widest maxRanges - 1 gaps stay open; of gaps as wide as the narrowest of them, only so many.
        var sorted = (long[])gaps.Clone();
        Array.Sort(sorted);
        var narrowest = maxRanges == 1 ? long.MaxValue : sorted[^(maxRanges - 1)];
        var spare = maxRanges - 1 - sorted.Count(gap => gap > narrowest);
        var merged = ImmutableArray.CreateBuilder<HealpixRange>(maxRanges);
        var first = joined[0].First;
        for (var i = 0; i < gaps.Length; i++)
        {
            if (gaps[i] > narrowest || (gaps[i] == narrowest && spare-- > 0))
            {
                merged.Add(new HealpixRange(first, joined[i].Last));
                first = joined[i + 1].First;
            }
        }

        merged.Add(new HealpixRange(first, joined[^1].Last));
        return merged.DrainToImmutable();
    }

    /// <summary>What two sorted lists of disjoint ranges have in common, sorted.</summary>
    public static List<HealpixRange> Common(ImmutableArray<HealpixRange> first, ImmutableArray<HealpixRange> second)
    {
        var common = new List<HealpixRange>();
        for (int i = 0, j = 0; i < first.Length && j < second.Length; )
        {
            var range = new HealpixRange(
                Math.Max(first[i].First, second[j].First),
                Math.Min(first[i].Last, second[j].Last)
            );
            if (range.Count > 0)
            {
                common.Add(range);
            }

            if (first[i].Last < second[j].Last)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return common;
    }

    /// <summary>The longest <paramref name="maxRanges"/> of the joined ranges, sorted.</summary>
    /// <param name="ranges">In any order; reordered here.</param>
    public static ImmutableArray<HealpixRange> Longest(List<HealpixRange> ranges, int maxRanges)
    {
        var joined = Join(ranges);
        if (joined.Length <= maxRanges)
        {
            return [.. joined];
        }

        var longest = joined.ToArray();
        Array.Sort(longest, (a, b) => b.Count.CompareTo(a.Count));
        Array.Resize(ref longest, maxRanges);
        Array.Sort(longest, (a, b) => a.First.CompareTo(b.First));
        return [.. longest];
    }

    /// <summary>Sorts the list and joins neighbours in place.</summary>
    private static ReadOnlySpan<HealpixRange> Join(List<HealpixRange> ranges)
    {
        var all = CollectionsMarshal.AsSpan(ranges);
        if (all.IsEmpty)
        {
            return all;
        }

        all.Sort((a, b) => a.First.CompareTo(b.First));
        var end = 0;
        for (var i = 1; i < all.Length; i++)
        {
            if (all[i].First <= all[end].Last + 1)
            {
                all[end] = new HealpixRange(all[end].First, Math.Max(all[end].Last, all[i].Last));
            }
            else
            {
                all[++end] = all[i];
            }
        }

        return all[..(end + 1)];
    }
}
