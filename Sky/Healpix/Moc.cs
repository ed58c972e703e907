using System.Collections.Immutable;

namespace DataLab.Sky;

/// <summary>A coverage map: the positions whose HEALPix index, NESTED, is in a set of cells (MOC 2.0).</summary>
/// <remarks>A position on the edge of two cells is in the one that its index names, so two maps without a common cell do not meet.</remarks>
public sealed partial record Moc : Region
{
    private Circle? _bounds;

    private Moc(ImmutableArray<HealpixRange> ranges, int order) => (Ranges, Order) = (ranges, order);

    /// <summary>Of order-29 cells: sorted, disjoint, not adjacent.</summary>
    public ImmutableArray<HealpixRange> Ranges { get; }

    /// <summary>The finest order the map was made with, 0 to 29; its cells may all be larger.</summary>
    public int Order { get; }

    public bool IsEmpty => Ranges.IsEmpty;

    /// <summary>Part of the whole sky, 0 to 1.</summary>
    public double SkyFraction => Ranges.Sum(range => (double)range.Count) / Healpix.PixelCount(Healpix.MaxOrder);

    public override double Area => Ranges.Sum(range => (double)range.Count) * Healpix.PixelArea(Healpix.MaxOrder);

    /// <inheritdoc/>
    /// <remarks>To about an arcsecond.</remarks>
    /// <exception cref="InvalidOperationException">The map is empty, or as heavy on one side of the sky as on the other.</exception>
    public override Point Centroid
    {
        get
        {
            var sum = default(Vector);
            foreach (var (order, cell) in Cells)
            {
                sum += CellSearch.Moment(order, cell);
            }

            return sum.Length > 1e-9 * Area && Area > 0.0
                ? sum.Normalised().ToPoint()
                : throw new InvalidOperationException("The coverage map has no centre.");
        }
    }

    public override Circle BoundingCircle => _bounds ??= Bounds();

    /// <summary>The largest cells that make up the ranges, in the order of the sky.</summary>
    public IEnumerable<(int Order, long Cell)> Cells
    {
        get
        {
            foreach (var range in Ranges)
            {
                for (var first = range.First; first <= range.Last; )
                {
                    var shift =
                        first == 0 ? Healpix.MaxOrder : Math.Min(Healpix.MaxOrder, long.TrailingZeroCount(first) / 2);
                    while (first + (1L << (int)(2 * shift)) - 1 > range.Last)
                    {
                        shift--;
                    }

                    yield return (Healpix.MaxOrder - (int)shift, first >> (int)(2 * shift));
                    first += 1L << (int)(2 * shift);
                }
            }
        }
    }

    /// <param name="ranges">In any order, overlapping or not.</param>
    /// <param name="order">The finest order of the map, 0 to 29.</param>
    /// <exception cref="ArgumentOutOfRangeException">A range or the order does not exist.</exception>
    public static Moc Of(IEnumerable<HealpixRange> ranges, int order = Healpix.MaxOrder)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, Healpix.MaxOrder);
        List<HealpixRange> all = [.. ranges];
        if (all.Exists(r => r.First < 0 || r.Last < r.First || r.Last >= Healpix.PixelCount(Healpix.MaxOrder)))
        {
            throw new ArgumentOutOfRangeException(nameof(ranges), "A range of cells is not on the sky.");
        }

        return new Moc(RangeList.Merge(all, int.MaxValue), order);
    }

    /// <summary>The cells of an order that a region may touch.</summary>
    /// <param name="mostCells">Of the outline: the work and the size of the map grow with it.</param>
    /// <returns>Null if the outline has more cells.</returns>
    public static Moc? Covering(Region region, int order, int mostCells)
    {
        ArgumentNullException.ThrowIfNull(region);
        ArgumentOutOfRangeException.ThrowIfNegative(order);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, Healpix.MaxOrder);
        var shape = region.Shape;
        var (level, start) = CoverSearch.Around(shape.BoundingCircle);
        if (level > order)
        {
            start = [.. start.Select(cell => cell >> (2 * (level - order))).Distinct()];
            level = order;
        }

        var ranges = new List<HealpixRange>();
        var outline = new List<long>(start);
        while (true)
        {
            var partial = new List<long>();
            foreach (var cell in outline)
            {
                var overlap = shape.OverlapWith(level, cell);
                if (overlap == Overlap.Full || overlap == Overlap.Partial && level == order)
                {
                    ranges.Add(Healpix.Range(level, cell));
                }
                else if (overlap == Overlap.Partial)
                {
                    partial.Add(cell);
                }
            }

            if (partial.Count == 0)
            {
                return Of(ranges, order);
            }

            if (partial.Count > mostCells / 4)
            {
                return null;
            }

            level++;
            outline = [.. partial.SelectMany(cell => new[] { 4 * cell, 4 * cell + 1, 4 * cell + 2, 4 * cell + 3 })];
        }
    }

    public override bool Contains(Point position) => Contains(Healpix.Ang2Pix(Healpix.MaxOrder, position));

    public override bool Contains(UnitVector direction) => Contains(Healpix.Vec2Pix(Healpix.MaxOrder, direction));

    /// <param name="cell">Index of order 29.</param>
    public bool Contains(long cell) => Last(cell) is var i && i >= 0 && Ranges[i].Last >= cell;

    public bool Equals(Moc? other) => other is not null && Ranges.SequenceEqual(other.Ranges);

    public override int GetHashCode() => HashCode.Combine(Ranges.Length, Ranges.IsEmpty ? default : Ranges[0]);

    public override string ToString() => $"MOC('{MocText.Write(this)}')";

    /// <summary>Whether every cell of another map is in this one.</summary>
    internal bool Covers(Moc other) =>
        other.Ranges.All(range => Last(range.First) is var i && i >= 0 && Ranges[i].Last >= range.Last);

    internal bool Meets(Moc other) =>
        other.Ranges.Any(range => Last(range.Last) is var i && i >= 0 && Ranges[i].Last >= range.First);

    internal override Overlap OverlapWith(int order, long cell)
    {
        var range = Healpix.Range(order, cell);
        var i = Last(range.Last);
        return i < 0 || Ranges[i].Last < range.First ? Overlap.None
            : Ranges[i].First <= range.First && Ranges[i].Last >= range.Last ? Overlap.Full
            : Overlap.Partial;
    }

    internal override Overlap OverlapWith(UnitVector centre, double radius)
    {
        var order = Healpix.OrderFor(Angle.ToDegrees(radius + Rounding.Cell));
        if (order < 0)
        {
            return Overlap.Partial;
        }

        Span<long> cells = stackalloc long[Healpix.MaxAround];
        var count = Healpix.Around(order, Healpix.Vec2Pix(order, centre), cells);
        var first = OverlapWith(order, cells[0]);
        foreach (var cell in cells[1..count])
        {
            if (first == Overlap.Partial || OverlapWith(order, cell) != first)
            {
                return Overlap.Partial;
            }
        }

        return first;
    }

    /// <summary>Number of the last range that begins at or before a cell; -1 if none does.</summary>
    private int Last(long cell)
    {
        var (low, high) = (0, Ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (Ranges[middle].First <= cell)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return high;
    }

    private Circle Bounds()
    {
        if (IsEmpty)
        {
            return new Circle(new Point(0, 0), 0.0);
        }

        // A few hundred ranges around all of them do for a bound.
        var cells = new Moc(RangeList.Merge([.. Ranges], 256), Order).Cells.ToList();
        var sum = cells.Aggregate(
            default(Vector),
            (sum, c) => sum + Healpix.PixelArea(c.Order) * (Vector)Healpix.Pix2Vec(c.Order, c.Cell)
        );
        if (sum.Length == 0.0)
        {
            return new Circle(new Point(0, 0), 180.0);
        }

        var centre = sum.Normalised();
        var radius = cells.Max(c =>
            UnitVector.AngleBetween(centre, Healpix.Pix2Vec(c.Order, c.Cell))
            + CellExtent.Radius(c.Order, CellGrid.FromNested(c.Order, c.Cell))
        );
        return new Circle(centre.ToPoint(), Math.Min(180.0, Angle.ToDegrees(radius + 2.0 * Rounding.Cell) + 1e-12));
    }
}
