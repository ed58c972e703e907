using System.Collections.Immutable;
using System.Globalization;

namespace DataLab.Sky;

/// <summary>A box in the sense of ADQL: great circles at right angles through the ends of a cross.</summary>
/// <remarks>
/// ADQL 2.1 §4.2.9 BOX. The cross lies on the centre; its arms run along the great circles that start eastwards, westwards,
/// northwards and southwards there, each for half the size. A side is the great circle that meets an arm's end at a right
/// angle. Seen in the plane that touches the sphere at the centre, the box is the rectangle |ξ| ≤ tan(width/2),
/// |η| ≤ tan(height/2); it is no range of ra and dec. Sizes beyond 180 degrees:
/// <list type="bullet">
/// <item>The northern and southern sides meet 90 degrees east and west of the centre, so a width above 180 adds nothing, and
/// likewise a height.</item>
/// <item>With both sizes at least 180 the box is the hemisphere around the centre; if besides one of them is 360, it is the
/// whole sphere, which is what BOX(180, 0, 360, 180) is written for.</item>
/// </list>
/// A size of 0 makes an arc or a point.
/// </remarks>
public sealed record Box : Region
{
    private readonly Region _shape;

    /// <param name="centre">Centre, ICRS.</param>
    /// <param name="width">Extent from west to east, degrees, in [0, 360].</param>
    /// <param name="height">Extent from south to north, degrees, in [0, 360].</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not in its range.</exception>
    public Box(Point centre, double width, double height)
    {
        (Centre, Width, Height) = (centre, Checked(width, nameof(width)), Checked(height, nameof(height)));
        _shape = ToShape();
    }

    public Point Centre { get; }

    /// <summary>Degrees, in [0, 360].</summary>
    public double Width { get; }

    /// <summary>Degrees, in [0, 360].</summary>
    public double Height { get; }

    public override double Area => _shape.Area;

    /// <summary>The centre, by symmetry.</summary>
    public override Point Centroid => Centre;

    public override Circle BoundingCircle => _shape.BoundingCircle;

    /// <summary>The same positions as a convex <see cref="Polygon"/>, a <see cref="Circle"/> (hemisphere, sphere) or a point.</summary>
    public Region Equivalent => _shape;

    internal override Region Shape => _shape;

    public override bool Contains(UnitVector direction) => _shape.Contains(direction);

    public bool Equals(Box? other) =>
        other is not null && (Centre, Width, Height) == (other.Centre, other.Width, other.Height);

    public override int GetHashCode() => HashCode.Combine(Centre, Width, Height);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"BOX({Centre.Ra}, {Centre.Dec}, {Width}, {Height})");

    internal override Overlap OverlapWith(UnitVector centre, double radius) => _shape.OverlapWith(centre, radius);

    private static double Checked(double size, string name) =>
        size is >= 0.0 and <= 360.0
            ? size
            : throw new ArgumentOutOfRangeException(
                name,
                size,
                $"The {name} of a box must lie between 0 and 360 degrees."
            );

    private Region ToShape()
    {
        if (Width == 0.0 && Height == 0.0)
        {
            return new PointRegion(Centre);
        }

        if (Width >= 180.0 && Height >= 180.0)
        {
            return new Circle(Centre, Math.Max(Width, Height) >= 360.0 ? 180.0 : 90.0);
        }

        Vector centre = Centre.ToUnitVector();
        var (east, north) = Centre.TangentAxes();
        var (sinWidth, cosWidth) = Angle.SinCos(0.5 * Math.Min(Width, 180.0));
        var (sinHeight, cosHeight) = Angle.SinCos(0.5 * Math.Min(Height, 180.0));
        UnitVector To(double e, double n, double c) => (e * east + n * north + c * centre).Normalised();

        // Going round with the inside on the left: the four sides, each as its normal, its first corner and its arm's end. An
        // arm's end divides a long side, so that no two successive vertices come near to being antipodes.
        var (across, along) = (sinWidth * cosHeight, cosWidth * sinHeight);
        var (northEast, northWest) = (
            To(across, along, cosWidth * cosHeight),
            To(-across, along, cosWidth * cosHeight)
        );
        var (southWest, southEast) = (
            To(-across, -along, cosWidth * cosHeight),
            To(across, -along, cosWidth * cosHeight)
        );
        var sides = new (UnitVector Normal, UnitVector Corner, UnitVector ArmEnd, bool IsLong, bool IsGone)[]
        {
            (To(0, -cosHeight, sinHeight), northEast, To(0, sinHeight, cosHeight), Width > 90.0, Height >= 180.0),
            (To(cosWidth, 0, sinWidth), northWest, To(-sinWidth, 0, cosWidth), Height > 90.0, Width >= 180.0),
            (To(0, cosHeight, sinHeight), southWest, To(0, -sinHeight, cosHeight), Width > 90.0, Height >= 180.0),
            (To(-cosWidth, 0, sinWidth), southEast, To(sinWidth, 0, cosWidth), Height > 90.0, Width >= 180.0),
        };
        var edges = ImmutableArray.CreateBuilder<Arc>(8);
        for (var i = 0; i < 4; i++)
        {
            var (normal, corner, armEnd, isLong, isGone) = sides[i];
            var nextCorner = sides[(i + 1) % 4].Corner;
            if (isGone)
            {
                continue; // both its corners are one: the other two sides meet there
            }

            if (isLong)
            {
                edges.Add(new Arc(corner, armEnd, normal));
                edges.Add(new Arc(armEnd, nextCorner, normal));
            }
            else
            {
                edges.Add(new Arc(corner, nextCorner, normal));
            }
        }

        return Polygon.Convex(edges.DrainToImmutable());
    }
}
