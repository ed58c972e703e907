using System.Globalization;

namespace DataLab.Sky;

/// <summary>All positions within an angle of a centre, boundary included.</summary>
/// <remarks>ADQL 2.1 §4.2.11 CIRCLE.</remarks>
public sealed record Circle : Region
{
    private readonly UnitVector _centre;

    /// <param name="centre">Centre, ICRS.</param>
    /// <param name="radius">Angular radius, degrees, in [0, 180]; 180 is the whole sphere.</param>
    /// <exception cref="ArgumentOutOfRangeException">The radius is not in its range.</exception>
    public Circle(Point centre, double radius)
    {
        if (!(radius >= 0.0 && radius <= 180.0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(radius),
                radius,
                "The radius of a circle must lie between 0 and 180 degrees."
            );
        }

        Centre = centre;
        Radius = radius;
        _centre = centre.ToUnitVector();
    }

    public Point Centre { get; }

    /// <summary>Angular radius, degrees, in [0, 180].</summary>
    public double Radius { get; }

    public override double Area
    {
        get
        {
            var half = Angle.SinCos(0.5 * Radius).Sin;
            return Angle.SphereArea * half * half;
        }
    }

    public override Point Centroid => Centre;

    public override Circle BoundingCircle => this;

    internal UnitVector Axis => _centre;

    internal double RadiusRad => Angle.ToRadians(Radius);

    public override bool Contains(UnitVector direction) =>
        !Rounding.Exceeds(_centre, direction, RadiusRad + Rounding.Boundary);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"CIRCLE({Centre.Ra}, {Centre.Dec}, {Radius})");

    internal override Overlap OverlapWith(UnitVector centre, double radius)
    {
        if (Rounding.Exceeds(_centre, centre, RadiusRad + radius + 2.0 * Rounding.Boundary))
        {
            return Overlap.None;
        }

        var room = RadiusRad - radius - Rounding.Boundary;
        return Radius >= 180.0 || !Rounding.Exceeds(_centre, centre, room) ? Overlap.Full : Overlap.Partial;
    }
}
