using System.Collections.Immutable;

namespace DataLab.Sky;

/// <summary>A region made of others.</summary>
/// <remarks>Area and centroid are summed over cells (<see cref="CellSearch.Measure"/>), to about 1e-4 of the area, 1e-3 if there are many parts.</remarks>
public abstract record RegionTree : Region
{
    private (double Area, Point? Centroid)? _measure;

    private protected RegionTree() { }

    public override double Area => Measure.Area;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Nothing is in the region.</exception>
    public override Point Centroid =>
        Measure.Centroid ?? throw new InvalidOperationException("An empty region has no centre.");

    private (double Area, Point? Centroid) Measure => _measure ??= CellSearch.Measure(this);

    /// <param name="decisive">What one part alone settles: Full for a union, None for an intersection.</param>
    private protected static Overlap Combined(
        ImmutableArray<Region> parts,
        Overlap decisive,
        Func<Region, Overlap> overlap
    )
    {
        var found = decisive == Overlap.Full ? Overlap.None : Overlap.Full;
        foreach (var part in parts)
        {
            var next = overlap(part);
            if (next == decisive)
            {
                return decisive;
            }

            if (next == Overlap.Partial)
            {
                found = Overlap.Partial;
            }
        }

        return found;
    }
}

/// <summary>All positions that are in at least one of the parts.</summary>
public sealed record RegionUnion(ImmutableArray<Region> Parts) : RegionTree
{
    public override Circle BoundingCircle => Around(Parts);

    public override bool Contains(Point position) => Parts.Any(part => part.Contains(position));

    public override bool Contains(UnitVector direction) => Parts.Any(part => part.Contains(direction));

    public bool Equals(RegionUnion? other) => other is not null && Parts.SequenceEqual(other.Parts);

    public override int GetHashCode() => Parts.Length;

    public override string ToString() => $"UNION({string.Join(", ", Parts)})";

    internal override int Weight => Parts.Sum(part => part.Shape.Weight);

    internal override Overlap OverlapWith(UnitVector centre, double radius) =>
        Combined(Parts, Overlap.Full, part => part.Shape.OverlapWith(centre, radius));

    internal override Overlap OverlapWith(int order, long cell) =>
        Combined(Parts, Overlap.Full, part => part.Shape.OverlapWith(order, cell));

    private static Circle Around(ImmutableArray<Region> parts)
    {
        var circles = parts.Select(part => part.BoundingCircle).ToList();
        var sum = circles.Aggregate(default(Vector), (sum, circle) => sum + circle.Axis);
        var centre =
            sum.Length > 1e-6 ? sum.Normalised()
            : circles.Count > 0 ? circles[0].Axis
            : new Point(0, 0).ToUnitVector();
        var radius = circles
            .Select(circle => Angle.ToDegrees(UnitVector.AngleBetween(centre, circle.Axis)) + circle.Radius)
            .DefaultIfEmpty(0.0)
            .Max();
        return new Circle(centre.ToPoint(), Math.Min(180.0, radius + 1e-12));
    }
}

/// <summary>All positions that are in each of the parts.</summary>
public sealed record RegionIntersection(ImmutableArray<Region> Parts) : RegionTree
{
    public override Circle BoundingCircle => Parts.Select(part => part.BoundingCircle).MinBy(circle => circle.Radius)!;

    public override bool Contains(Point position) => Parts.All(part => part.Contains(position));

    public override bool Contains(UnitVector direction) => Parts.All(part => part.Contains(direction));

    public bool Equals(RegionIntersection? other) => other is not null && Parts.SequenceEqual(other.Parts);

    public override int GetHashCode() => ~Parts.Length;

    public override string ToString() => $"INTERSECTION({string.Join(", ", Parts)})";

    internal override int Weight => Parts.Sum(part => part.Shape.Weight);

    internal override Overlap OverlapWith(UnitVector centre, double radius) =>
        Combined(Parts, Overlap.None, part => part.Shape.OverlapWith(centre, radius));

    internal override Overlap OverlapWith(int order, long cell) =>
        Combined(Parts, Overlap.None, part => part.Shape.OverlapWith(order, cell));
}

/// <summary>All positions that are not in a region; the region's boundary is not in it.</summary>
public sealed record RegionComplement(Region Inner) : RegionTree
{
    public override double Area => Angle.SphereArea - Inner.Area;

    public override Circle BoundingCircle => new(new Point(0, 0), 180.0);

    public override bool Contains(Point position) => !Inner.Contains(position);

    public override bool Contains(UnitVector direction) => !Inner.Contains(direction);

    public bool Equals(RegionComplement? other) => other is not null && Inner.Equals(other.Inner);

    public override int GetHashCode() => ~Inner.GetHashCode();

    public override string ToString() => $"NOT({Inner})";

    internal override int Weight => Inner.Shape.Weight;

    internal override Overlap OverlapWith(UnitVector centre, double radius) =>
        Negated(Inner.Shape.OverlapWith(centre, radius));

    internal override Overlap OverlapWith(int order, long cell) => Negated(Inner.Shape.OverlapWith(order, cell));

    private static Overlap Negated(Overlap overlap) =>
        overlap switch
        {
            Overlap.None => Overlap.Full,
            Overlap.Full => Overlap.None,
            _ => Overlap.Partial,
        };
}
