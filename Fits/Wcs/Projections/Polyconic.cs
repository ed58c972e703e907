// Bonne's and the polyconic projection (Paper II §5.5).
using DataLab.Sky;

namespace DataLab.Fits.Wcs.Projections;

/// <summary>Bonne's equal-area projection (§5.5.1).</summary>
/// <param name="conformal">Latitude that keeps shapes, degrees; not 0, where the projection is <see cref="SansonFlamsteed"/>.</param>
internal sealed class Bonne(double conformal) : AngularProjection
{
    private readonly double centre = Radius * Cos(conformal) / Sin(conformal) + conformal;

    protected override bool TryToAngles(double x, double y, out double phi, out double theta)
    {
        var down = centre - y;
        var radius = Math.CopySign(Math.Sqrt(x * x + down * down), conformal);
        var angle = radius == 0.0 ? 0.0 : Math.Atan2(x / radius, down / radius);
        theta = centre - radius;
        var cos = Cos(theta);
        phi = Math.Abs(cos) < 1e-15 ? 0.0 : angle * radius / cos;
        return Math.Abs(theta) <= 90.0 + Slack;
    }

    protected override bool TryFromAngles(double phi, double theta, out double x, out double y)
    {
        var radius = centre - theta;
        var angle = radius == 0.0 ? 0.0 : phi * Cos(theta) / radius;
        var (sin, cos) = Math.SinCos(angle);
        (x, y) = (radius * sin, centre - radius * cos);
        return true;
    }
}

/// <summary>Polyconic: each parallel an arc of the cone that touches it (§5.5.2).</summary>
internal sealed class Polyconic : AngularProjection
{
    protected override bool TryFromAngles(double phi, double theta, out double x, out double y)
    {
        var (sin, cos) = Angle.SinCos(theta);
        if (Math.Abs(sin) < 1e-4)
        {
            // The first terms of the series about the equator; what is left out is below 1e-16 degrees.
            var p = phi / Radius;
            var q = p * sin;
            x = phi * cos * (1.0 - q * q / 6.0);
            y = theta + Radius * 0.5 * p * q * cos * (1.0 - q * q / 12.0);
            return true;
        }
        var radius = Radius * cos / sin;
        var a = phi * sin;
        var half = Sin(0.5 * a);
        (x, y) = (radius * Sin(a), theta + radius * 2.0 * half * half);
        return true;
    }

    protected override bool TryToAngles(double x, double y, out double phi, out double theta)
    {
        (phi, theta) = (x, y);
        if (Math.Abs(y) < 1e-13)
            return true;
        if (Math.Abs(Math.Abs(y) - 90.0) < 1e-12)
        {
            phi = 0.0;
            return Math.Abs(x) < 1e-10;
        }
        // Along |θ| from the equator to |y| the place's distance from the parallel's arc changes its sign once.
        var (u, v) = (x / Radius, Math.Abs(y) / Radius);
        var (low, high) = (0.0, Math.Min(v, 0.5 * Math.PI));
        var t = 0.5 * high;
        for (var i = 0; i < 200; i++)
        {
            // f = x² + (y - θ)² - 2 (y - θ) cot θ, times tan θ to be finite at the equator.
            var tan = Math.Tan(t);
            var d = v - t;
            var f = tan * (u * u + d * d) - 2.0 * d;
            if (f > 0.0)
                high = t;
            else
                low = t;
            var slope = (1.0 + tan * tan) * (u * u + d * d) - 2.0 * tan * d + 2.0;
            var next = t - f / slope;
            if (!(next > low && next < high))
                next = 0.5 * (low + high);
            var moved = Math.Abs(next - t);
            t = next;
            if (moved <= 1e-16)
                break;
        }
        theta = Math.CopySign(t * Radius, y);
        var tangent = Math.Tan(t);
        var angle = Math.Atan2(u * tangent, 1.0 - (v - t) * tangent);
        phi = angle / Math.Sin(t) * Radius;
        return true;
    }
}
