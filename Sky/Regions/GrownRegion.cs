using System.Globalization;

namespace DataLab.Sky;

/// <summary>All positions within an angle of a region; made to be covered by cells.</summary>
/// <param name="Inner">Point, circle or polygon for a derived shape (<see cref="Region.Shape"/>).</param>
/// <param name="Growth">Degrees, at least 0.</param>
internal sealed record GrownRegion(Region Inner, double Growth) : Region
{
    /// <summary>A circle stays one.</summary>
    public static Region Of(Region region, double growth) =>
        region.Shape switch
        {
            PointRegion point => new Circle(point.Position, Math.Min(180.0, growth)),
            Circle circle => new Circle(circle.Centre, Math.Min(180.0, circle.Radius + growth)),
            var shape => new GrownRegion(shape, growth),
        };

    /// <summary>Of the circle around it.</summary>
    public override double Area => BoundingCircle.Area;

    public override Point Centroid => Inner.Centroid;

    public override Circle BoundingCircle
    {
        get
        {
            var bounds = Inner.BoundingCircle;
            return new Circle(bounds.Centre, Math.Min(180.0, bounds.Radius + Growth));
        }
    }

    public override bool Contains(UnitVector direction) => OverlapWith(direction, 0.0) != Overlap.None;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"GROWN({Inner}, {Growth})");

    internal override int Weight => Inner.Weight;

    internal override Overlap OverlapWith(UnitVector centre, double radius)
    {
        var growth = Angle.ToRadians(Growth);
        if (Inner.OverlapWith(centre, radius + growth) == Overlap.None)
        {
            return Overlap.None;
        }

        // From a centre in the region nothing in the disc is farther than its radius.
        return radius < growth && Inner.Contains(centre) ? Overlap.Full : Overlap.Partial;
    }
}
