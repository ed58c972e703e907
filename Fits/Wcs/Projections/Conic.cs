// Conic projections: parallels are arcs around one point (Paper II §5.4).
using DataLab.Sky;

namespace DataLab.Fits.Wcs.Projections;

/// <summary>Arcs whose radius follows from the latitude.</summary>
/// <param name="middle">θa, mean of the standard parallels, degrees; not 0 and within (-90, 90).</param>
internal abstract class Conic(double middle) : AngularProjection
{
    public override double ReferenceLatitude => Middle;

    protected double Middle { get; } = middle;

    /// <summary>The constant of the cone: angle in the plane for an angle of longitude.</summary>
    protected double Cone { get; init; }

    /// <summary>Radius of the middle parallel, degrees.</summary>
    protected double Centre { get; init; }

    protected override bool TryToAngles(double x, double y, out double phi, out double theta)
    {
        var down = Centre - y;
        var radius = Math.CopySign(Math.Sqrt(x * x + down * down), Middle);
        phi = radius == 0.0 ? 0.0 : Atan2(x / radius, down / radius) / Cone;
        return TryToLatitude(radius, out theta);
    }

    protected override bool TryFromAngles(double phi, double theta, out double x, out double y)
    {
        (x, y) = (0, 0);
        if (!TryToRadius(theta, out var radius))
            return false;
        var (sin, cos) = Angle.SinCos(Cone * phi);
        (x, y) = (radius * sin, Centre - radius * cos);
        return true;
    }

    protected abstract bool TryToRadius(double theta, out double radius);

    protected abstract bool TryToLatitude(double radius, out double theta);
}

/// <summary>Perspective (§5.4.1).</summary>
internal sealed class ConicPerspective : Conic
{
    private readonly double scale;
    private readonly double cotangent;

    public ConicPerspective(double middle, double spread)
        : base(middle)
    {
        scale = Radius * Cos(spread);
        cotangent = Cos(middle) / Sin(middle);
        Cone = Sin(middle);
        Centre = scale * cotangent;
    }

    protected override bool TryToRadius(double theta, out double radius)
    {
        var from = theta - Middle;
        radius = scale * (cotangent - Sin(from) / Cos(from));
        // Beyond a right angle from the middle parallel, and beyond the apex, places are covered by others.
        return Math.Abs(from) < 90.0 && radius * Math.Sign(Middle) >= -1e-12;
    }

    protected override bool TryToLatitude(double radius, out double theta)
    {
        theta = Middle + Atan2(cotangent - radius / scale, 1.0);
        return true;
    }
}

/// <summary>Equal area (§5.4.2).</summary>
internal sealed class ConicEqualArea : Conic
{
    private readonly double gamma;
    private readonly double product;

    public ConicEqualArea(double middle, double spread)
        : base(middle)
    {
        var (s1, s2) = (Sin(middle - spread), Sin(middle + spread));
        gamma = s1 + s2;
        product = s1 * s2;
        Cone = 0.5 * gamma;
        TryToRadius(middle, out var centre);
        Centre = centre;
    }

    protected override bool TryToRadius(double theta, out double radius)
    {
        radius = 2.0 * Radius / gamma * Math.Sqrt(Math.Max(0.0, 1.0 + product - gamma * Sin(theta)));
        return true;
    }

    protected override bool TryToLatitude(double radius, out double theta)
    {
        var half = radius / (2.0 * Radius);
        var s = (1.0 + product) / gamma - gamma * half * half;
        var valid = TryClip(ref s);
        theta = Asin(s);
        return valid;
    }
}

/// <summary>Equidistant (§5.4.3).</summary>
internal sealed class ConicEquidistant : Conic
{
    public ConicEquidistant(double middle, double spread)
        : base(middle)
    {
        var eta = spread / Radius;
        Cone = spread == 0.0 ? Sin(middle) : Sin(middle) * Sin(spread) / eta;
        Centre = Radius * (spread == 0.0 ? 1.0 : eta * Cos(spread) / Sin(spread)) * Cos(middle) / Sin(middle);
    }

    protected override bool TryToRadius(double theta, out double radius)
    {
        radius = Centre + Middle - theta;
        return true;
    }

    protected override bool TryToLatitude(double radius, out double theta)
    {
        theta = Centre + Middle - radius;
        return true;
    }
}

/// <summary>Orthomorphic (§5.4.4).</summary>
internal sealed class ConicOrthomorphic : Conic
{
    private readonly double scale;

    public ConicOrthomorphic(double middle, double spread)
        : base(middle)
    {
        var (first, second) = (middle - spread, middle + spread);
        Cone =
            spread == 0.0
                ? Sin(first)
                : Math.Log(Cos(second) / Cos(first)) / Math.Log(HalfTangent(second) / HalfTangent(first));
        scale = Radius * Cos(first) / (Cone * Math.Pow(HalfTangent(first), Cone));
        TryToRadius(middle, out var centre);
        Centre = centre;
    }

    protected override bool TryToRadius(double theta, out double radius)
    {
        radius = scale * Math.Pow(HalfTangent(theta), Cone);
        return double.IsFinite(radius);
    }

    protected override bool TryToLatitude(double radius, out double theta)
    {
        theta = 90.0 - 2.0 * Atan2(Math.Pow(radius / scale, 1.0 / Cone), 1.0);
        return double.IsFinite(theta);
    }

    /// <summary>Tangent of half the distance from the pole.</summary>
    private static double HalfTangent(double theta)
    {
        var (sin, cos) = Angle.SinCos(0.5 * (90.0 - theta));
        return sin / cos;
    }
}
