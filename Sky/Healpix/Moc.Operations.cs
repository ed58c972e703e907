using System.Collections.Immutable;

namespace DataLab.Sky;

// Sets made of sets (MOC 2.0 §2.3): all in time proportional to the ranges. The order of a result is the finer one of its parts.
public sealed partial record Moc
{
    public static Moc Empty { get; } = new([], 0);

    public static Moc WholeSky { get; } = Empty.Complement();

    /// <summary>What is in any of the maps.</summary>
    public static Moc Union(IEnumerable<Moc> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        var (ranges, order) = (new List<HealpixRange>(), 0);
        foreach (var map in maps)
        {
            ranges.AddRange(map.Ranges);
            order = Math.Max(order, map.Order);
        }

        return new Moc(RangeList.Merge(ranges, int.MaxValue), order);
    }

    /// <summary>What is in either map.</summary>
    public Moc Union(Moc other) => Union([this, other]);

    /// <summary>What is in both maps.</summary>
    public Moc Intersection(Moc other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new Moc([.. RangeList.Common(Ranges, other.Ranges)], Math.Max(Order, other.Order));
    }

    /// <summary>What is in this map and not in the other.</summary>
    public Moc Difference(Moc other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Intersection(other.Complement());
    }

    /// <summary>What is in one of the maps only.</summary>
    public Moc SymmetricDifference(Moc other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Difference(other).Union(other.Difference(this));
    }

    /// <summary>The rest of the sky.</summary>
    public Moc Complement()
    {
        var gaps = ImmutableArray.CreateBuilder<HealpixRange>(Ranges.Length + 1);
        var next = 0L;
        foreach (var range in Ranges)
        {
            if (range.First > next)
            {
                gaps.Add(new HealpixRange(next, range.First - 1));
            }

            next = range.Last + 1;
        }

        var end = Healpix.PixelCount(Healpix.MaxOrder);
        if (next < end)
        {
            gaps.Add(new HealpixRange(next, end - 1));
        }

        return new Moc(gaps.ToImmutable(), Order);
    }

    /// <summary>The same coverage in coarser cells: all those of an order that the map touches, so it never covers less.</summary>
    /// <param name="order">0 to 29; one as fine as the map's leaves it as it is.</param>
    public Moc Degrade(int order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        if (order >= Order)
        {
            return this;
        }

        var below = (1L << (2 * (Healpix.MaxOrder - order))) - 1;
        return Of(Ranges.Select(range => new HealpixRange(range.First & ~below, range.Last | below)), order);
    }
}
