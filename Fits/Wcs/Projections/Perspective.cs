// Perspective zenithal projections that are not round about the pole: AZP, SZP and the slant SIN.
using DataLab.Sky;

namespace DataLab.Fits.Wcs.Projections;

/// <summary>From a point on the axis onto a tilted plane (Paper II §5.1.1).</summary>
internal sealed class ZenithalPerspective : Projection
{
    private readonly double mu;
    private readonly double cosTilt;
    private readonly double sinTilt;

    /// <param name="mu">Distance of the point of projection beyond the centre, in radii; not -1.</param>
    /// <param name="tilt">Degrees; not ±90.</param>
    public ZenithalPerspective(double mu, double tilt)
    {
        this.mu = mu;
        (sinTilt, cosTilt) = Angle.SinCos(tilt);
    }

    public override double ReferenceLatitude => 90.0;

    public override bool TryToSphere(double x, double y, out Vec3 native)
    {
        native = new Vec3(0, 0, 1);
        var (p, q) = (x, y * cosTilt);
        var radius = Math.Sqrt(p * p + q * q);
        if (radius == 0.0)
            return true;
        var divisor = Radius * (mu + 1.0) + y * sinTilt;
        if (divisor == 0.0)
            return false;
        // Latitudes whose ray runs through the place: of two, the one nearer to the pole.
        var rho = radius / divisor;
        var psi = Math.Atan2(1.0, rho) * Radius;
        var s = rho * mu / Math.Sqrt(rho * rho + 1.0);
        if (!TryClip(ref s))
            return false;
        var omega = Math.Asin(s) * Radius;
        var (a, b) = (psi - omega, psi + omega + 180.0);
        a -= a > 90.0 ? 360.0 : 0.0;
        b -= b > 90.0 ? 360.0 : 0.0;
        var theta = Math.Max(a, b);
        if (!(theta >= -90.0 - Slack))
            return false;
        var (sin, cos) = Angle.SinCos(theta);
        native = new Vec3(cos * (-q / radius), cos * (p / radius), sin);
        return true;
    }

    public override bool TryToPlane(Vec3 native, out double x, out double y)
    {
        var divisor = mu + native.Z + native.X * sinTilt / cosTilt;
        var scale = Radius * (mu + 1.0) / divisor;
        if (
            !(divisor / (mu + 1.0) > 0.0)
            || !double.IsFinite(scale)
            || (Math.Abs(mu) > 1.0 && native.Z < -1.0 / mu - 1e-13)
        )
            return Fail(out x, out y);
        (x, y) = (scale * native.Y, -scale * native.X / cosTilt);
        return true;
    }
}

/// <summary>From any point onto the plane that touches the native pole (Paper II §5.1.2).</summary>
internal sealed class SlantZenithalPerspective : Projection
{
    private readonly double mu;
    private readonly double px;
    private readonly double py;
    private readonly double pz;

    /// <param name="mu">Distance of the point of projection, in radii.</param>
    /// <param name="longitude">Native longitude of where the line from it through the centre leaves the sphere, degrees.</param>
    /// <param name="latitude">Native latitude of the same; its sine times mu is not -1.</param>
    public SlantZenithalPerspective(double mu, double longitude, double latitude)
    {
        this.mu = mu;
        var (sin, cos) = Angle.SinCos(latitude);
        var (sinLongitude, cosLongitude) = Angle.SinCos(longitude);
        (px, py, pz) = (-mu * cos * sinLongitude, mu * cos * cosLongitude, mu * sin + 1.0);
    }

    public override double ReferenceLatitude => 90.0;

    public override bool TryToSphere(double x, double y, out Vec3 native)
    {
        var (u, v) = (x / Radius, y / Radius);
        var (xp, yp) = ((u - px) / pz, (v - py) / pz);
        return Slant.TryToSphere(u, v, xp, yp, out native);
    }

    public override bool TryToPlane(Vec3 native, out double x, out double y)
    {
        var below = Slant.OneMinusSine(native);
        var divisor = pz - below;
        if (!(divisor / pz > 0.0) || (Math.Abs(mu) > 1.0 && IsHidden(native)))
            return Fail(out x, out y);
        x = Radius * (pz * native.Y - px * below) / divisor;
        y = -Radius * (pz * native.X + py * below) / divisor;
        return (double.IsFinite(x) && double.IsFinite(y)) || Fail(out x, out y);
    }

    /// <summary>From a point outside the sphere, places beyond the tangents through it lie behind others.</summary>
    private bool IsHidden(Vec3 native)
    {
        var cos = Math.Sqrt(native.X * native.X + native.Y * native.Y);
        var aside = cos == 0.0 ? -py : (native.Y * px - native.X * py) / cos;
        var t = 1.0 / Math.Sqrt((pz - 1.0) * (pz - 1.0) + aside * aside);
        if (t > 1.0)
            return false;
        var sigma = Math.Atan2(aside, pz - 1.0);
        var (a, b) = (sigma - Math.Asin(t), sigma + Math.Asin(t) + Math.PI);
        a -= a > 0.5 * Math.PI ? Math.Tau : 0.0;
        b -= b > 0.5 * Math.PI ? Math.Tau : 0.0;
        return Math.Atan2(native.Z, cos) < Math.Max(a, b) - 1e-13;
    }
}

/// <summary>Orthographic along a slant direction: the synthesis of interferometers (Paper II §5.1.5).</summary>
internal sealed class SlantOrthographic(double xi, double eta) : Projection
{
    public override double ReferenceLatitude => 90.0;

    public override bool TryToSphere(double x, double y, out Vec3 native) =>
        Slant.TryToSphere(x / Radius, y / Radius, xi, eta, out native);

    public override bool TryToPlane(Vec3 native, out double x, out double y)
    {
        var below = Slant.OneMinusSine(native);
        // Behind the circle of tangents places are covered by others.
        if (native.Z + xi * native.Y - eta * native.X < -1e-14)
            return Fail(out x, out y);
        x = Radius * (native.Y + xi * below);
        y = -Radius * (native.X - eta * below);
        return true;
    }
}

/// <summary>What the slant projections have in common.</summary>
internal static class Slant
{
    /// <summary>1 - sin θ without cancellation near the pole.</summary>
    public static double OneMinusSine(Vec3 native) =>
        native.Z > 0.0 ? (native.X * native.X + native.Y * native.Y) / (1.0 + native.Z) : 1.0 - native.Z;

    /// <summary>The direction at (u, v), where rays shift by (xp, yp) for each unit of 1 - sin θ.</summary>
    public static bool TryToSphere(double u, double v, double xp, double yp, out Vec3 native)
    {
        native = new Vec3(0, 0, 1);
        // Of |direction| = 1 follows a t² - 2 h t + w = 0 for t = 1 - sin θ; the smaller t is nearer to the pole.
        var a = xp * xp + yp * yp + 1.0;
        var h = u * xp + v * yp + 1.0;
        var w = u * u + v * v;
        var root = h * h - a * w;
        if (!double.IsFinite(root) || root < -1e-12)
            return false;
        var s = Math.Sqrt(Math.Max(0.0, root));
        var below = h > 0.0 ? w / (h + s) : (h - s) / a;
        if (!(below >= 0.0))
            below = (h + s) / a;
        if (!(below >= -1e-13) || !(below <= 2.0 + 1e-13))
            return false;
        var (east, north) = (u - xp * below, v - yp * below);
        native = new Vec3(-north, east, 1.0 - below);
        return true;
    }
}
