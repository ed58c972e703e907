using System.Globalization;

namespace DataLab.Sky;

/// <summary>The cut of an elliptic cone with the sphere, around its axis; boundary included.</summary>
/// <remarks>
/// Seen along the axis (orthographic) the outline is the ellipse with the half axes sin a and sin b; in the plane that touches the
/// sphere at the centre (gnomonic) it is the ellipse with tan a and tan b. So the axes have the lengths given, the shape is
/// convex, and with equal axes it is a circle. Q3C's ellipses are these, their axis ratio being that of the tangents.
/// </remarks>
public sealed record Ellipse : Region
{
    private readonly Vector _axis;
    private readonly Vector _along;
    private readonly Vector _across;
    private readonly double _sinMajor;
    private readonly double _sinMinor;

    /// <param name="centre">Centre, ICRS.</param>
    /// <param name="semiMajor">Degrees, in [0, 90); along the position angle. It may be the shorter one.</param>
    /// <param name="semiMinor">Degrees, in [0, 90).</param>
    /// <param name="positionAngle">Degrees, from north through east; any finite value.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not in its range.</exception>
    public Ellipse(Point centre, double semiMajor, double semiMinor, double positionAngle)
    {
        Centre = centre;
        SemiMajor = Checked(semiMajor, nameof(semiMajor));
        SemiMinor = Checked(semiMinor, nameof(semiMinor));
        if (!double.IsFinite(positionAngle))
        {
            throw new ArgumentOutOfRangeException(
                nameof(positionAngle),
                positionAngle,
                "The position angle of an ellipse must be a finite number of degrees."
            );
        }

        PositionAngle = positionAngle;
        var (east, north) = centre.TangentAxes();
        var (sin, cos) = Angle.SinCos(Angle.Longitude(positionAngle));
        _axis = centre.ToUnitVector();
        _along = sin * east + cos * north;
        _across = cos * east + -sin * north;
        _sinMajor = Math.Max(Angle.SinCos(SemiMajor).Sin, Rounding.Boundary);
        _sinMinor = Math.Max(Angle.SinCos(SemiMinor).Sin, Rounding.Boundary);
    }

    public Point Centre { get; }

    /// <summary>Half axis along the position angle, degrees.</summary>
    public double SemiMajor { get; }

    /// <summary>Half axis at right angles to the position angle, degrees.</summary>
    public double SemiMinor { get; }

    /// <summary>Degrees, from north through east.</summary>
    public double PositionAngle { get; }

    /// <summary>Directions in the plane across the axis: along the position angle, and at right angles to it.</summary>
    public (UnitVector Along, UnitVector Across) Axes => (_along.Normalised(), _across.Normalised());

    /// <summary>Sines of the half axes, of which none is 0.</summary>
    public (double Major, double Minor) Sines => (_sinMajor, _sinMinor);

    /// <summary>∮ sin a sin b / (1 + cos ρ), ρ being the radius of the outline: the integrand is smooth even for thin ellipses.</summary>
    public override double Area
    {
        get
        {
            var area = 0.0;
            for (var steps = 64; steps <= 1 << 16; steps *= 2)
            {
                var before = area;
                area = 0.0;
                for (var i = 0; i < steps; i++)
                {
                    var (sin, cos) = Math.SinCos(Math.Tau * i / steps);
                    var (u, v) = (_sinMajor * cos, _sinMinor * sin);
                    area += 1.0 / (1.0 + Math.Sqrt(Math.Max(0.0, 1.0 - u * u - v * v)));
                }

                area *= Math.Tau / steps * _sinMajor * _sinMinor;
                if (Math.Abs(area - before) <= 1e-14 * area)
                {
                    break;
                }
            }

            return area * Angle.SquareDegreesPerSteradian;
        }
    }

    /// <summary>The centre, by symmetry.</summary>
    public override Point Centroid => Centre;

    public override Circle BoundingCircle => new(Centre, Math.Min(180.0, Math.Max(SemiMajor, SemiMinor) + 1e-13));

    /// <summary>An ellipse by Q3C's measure of flatness.</summary>
    /// <param name="axisRatio">tan b / tan a, in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public static Ellipse OfRatio(Point centre, double semiMajor, double axisRatio, double positionAngle)
    {
        if (!(axisRatio is >= 0.0 and <= 1.0))
        {
            throw new ArgumentOutOfRangeException(
                nameof(axisRatio),
                axisRatio,
                "The axis ratio of an ellipse must lie between 0 and 1."
            );
        }

        var semiMinor = Angle.ToDegrees(Math.Atan(axisRatio * Math.Tan(Angle.ToRadians(semiMajor))));
        return new Ellipse(centre, semiMajor, axisRatio == 1.0 ? semiMajor : semiMinor, positionAngle);
    }

    public override bool Contains(UnitVector direction)
    {
        var (u, v) = Place(direction);
        return Vector.Dot(_axis, direction) >= 0.0
            && (Norm(u, v) - 1.0) * Math.Min(_sinMajor, _sinMinor) <= Rounding.Boundary;
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"ELLIPSE({Centre.Ra}, {Centre.Dec}, {SemiMajor}, {SemiMinor}, {PositionAngle})"
        );

    /// <remarks>
    /// A projection shortens, so the disc lies within the radius around its centre's image too. It misses the ellipse if the
    /// tangent's direction parts them; it is inside if the norm, which grows by no more than 1/min(sin a, sin b) a length, says so.
    /// </remarks>
    internal override Overlap OverlapWith(UnitVector centre, double radius)
    {
        var reach = radius + 4.0 * Rounding.Boundary;
        var most = Angle.ToRadians(Math.Max(SemiMajor, SemiMinor));
        if (Rounding.Exceeds((UnitVector)_axis.Normalised(), centre, most + reach))
        {
            return Overlap.None;
        }

        if (Vector.Dot(_axis, centre) <= Math.Sin(Math.Min(reach, Math.PI / 2.0)))
        {
            return Overlap.Partial;
        }

        var (u, v) = Place(centre);
        var norm = Norm(u, v);
        if (norm > 1.0)
        {
            var (nu, nv) = (u / (_sinMajor * _sinMajor), v / (_sinMinor * _sinMinor));
            var length = Math.Sqrt(nu * nu + nv * nv);
            (nu, nv) = (nu / length, nv / length);
            var support = Math.Sqrt(_sinMajor * _sinMajor * nu * nu + _sinMinor * _sinMinor * nv * nv);
            return u * nu + v * nv > support + reach ? Overlap.None : Overlap.Partial;
        }

        return norm + reach / Math.Min(_sinMajor, _sinMinor) <= 1.0 ? Overlap.Full : Overlap.Partial;
    }

    private (double Along, double Across) Place(UnitVector direction) =>
        (Vector.Dot(_along, direction), Vector.Dot(_across, direction));

    private double Norm(double along, double across)
    {
        var (u, v) = (along / _sinMajor, across / _sinMinor);
        return Math.Sqrt(u * u + v * v);
    }

    private static double Checked(double size, string name) =>
        size is >= 0.0 and < 90.0
            ? size
            : throw new ArgumentOutOfRangeException(
                name,
                size,
                "The half axes of an ellipse must lie between 0 and 90 degrees."
            );
}
