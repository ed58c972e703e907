using System.Globalization;

namespace DataLab.Sky;

/// <summary>A single position as a region.</summary>
public sealed record PointRegion(Point Position) : Region
{
    /// <summary>0.</summary>
    public override double Area => 0.0;

    public override Point Centroid => Position;

    public override Circle BoundingCircle => new(Position, 0.0);

    public override bool Contains(UnitVector direction) =>
        !Rounding.Exceeds(Position.ToUnitVector(), direction, Rounding.Boundary);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"POINT({Position.Ra}, {Position.Dec})");

    internal override Overlap OverlapWith(UnitVector centre, double radius) =>
        Rounding.Exceeds(Position.ToUnitVector(), centre, radius + Rounding.Boundary) ? Overlap.None : Overlap.Partial;
}
