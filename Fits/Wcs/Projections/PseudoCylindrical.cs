// Pseudo-cylindrical projections: parallels are straight lines (Paper II §5.3), and Aitoff's.
namespace DataLab.Fits.Wcs.Projections;

/// <summary>Sanson and Flamsteed's sinusoidal projection (§5.3.1).</summary>
internal sealed class SansonFlamsteed : AngularProjection
{
    protected override bool TryToAngles(double x, double y, out double phi, out double theta)
    {
        theta = y;
        var cos = Cos(y);
        phi = cos == 0.0 ? 0.0 : x / cos;
        return Math.Abs(y) <= 90.0 + Slack && (cos != 0.0 || Math.Abs(x) <= Slack);
    }

    protected override bool TryFromAngles(double phi, double theta, out double x, out double y)
    {
        (x, y) = (phi * Cos(theta), theta);
        return true;
    }
}

/// <summary>Parabolic (§5.3.2).</summary>
internal sealed class Parabolic : AngularProjection
{
    protected override bool TryToAngles(double x, double y, out double phi, out double theta)
    {
        var s = y / 180.0;
        var valid = TryClip(ref s);
        var narrowing = 1.0 - 4.0 * s * s;
        theta = 3.0 * Asin(s);
        phi = narrowing == 0.0 ? 0.0 : x / narrowing;
        return valid && (narrowing != 0.0 || Math.Abs(x) <= Slack);
    }

    protected override bool TryFromAngles(double phi, double theta, out double x, out double y)
    {
        var s = Sin(theta / 3.0);
        (x, y) = (phi * (1.0 - 4.0 * s * s), 180.0 * s);
        return true;
    }
}

/// <summary>Mollweide's equal-area projection (§5.3.3).</summary>
internal sealed class Mollweide : AngularProjection
{
    protected override bool TryToAngles(double x, double y, out double phi, out double theta)
    {
        (phi, theta) = (0, 0);
        var s = y / (Math.Sqrt(2.0) * Radius);
        if (!TryClip(ref s))
            return false;
        var cos = Math.Sqrt((1.0 - s) * (1.0 + s));
        var t = 2.0 * (Math.Asin(s) + s * cos) / Math.PI;
        if (!TryClip(ref t))
            return false;
        theta = Asin(t);
        if (cos < 1e-9)
            return Math.Abs(x) < 1e-6;
        phi = x * Math.PI / (2.0 * Math.Sqrt(2.0) * cos);
        return true;
    }

    protected override bool TryFromAngles(double phi, double theta, out double x, out double y)
    {
        // The complement γ' of the auxiliary angle solves 2γ' - sin 2γ' = π(1 - |sin θ|): no cancellation at the poles.
        var c = Cos(theta);
        var target = Math.PI * (c * c / (1.0 + Math.Abs(Sin(theta))));
        var (low, high) = (0.0, 0.5 * Math.PI);
        var gamma = target < 0.5 ? Math.Cbrt(0.75 * target) : 0.5 * Math.PI - 0.25 * (Math.PI - target);
        for (var i = 0; i < 100 && target > 0.0; i++)
        {
            var excess = TwiceMinusSine(gamma) - target;
            if (excess > 0.0)
                high = gamma;
            else
                low = gamma;
            var sine = Math.Sin(gamma);
            var next = gamma - excess / (4.0 * sine * sine);
            if (!(next >= low && next <= high))
                next = 0.5 * (low + high);
            var moved = Math.Abs(next - gamma);
            gamma = next;
            if (moved <= 1e-16)
                break;
        }
        var (sin, cos) = Math.SinCos(gamma);
        x = 2.0 * Math.Sqrt(2.0) / Math.PI * phi * sin;
        y = Math.CopySign(Math.Sqrt(2.0) * Radius * cos, theta);
        return true;
    }

    /// <summary>2γ - sin 2γ, by its series where it is small.</summary>
    private static double TwiceMinusSine(double gamma)
    {
        var t = 2.0 * gamma;
        if (t > 0.3)
            return t - Math.Sin(t);
        var q = t * t;
        return t
            * q
            / 6.0
            * (1.0 - q / 20.0 * (1.0 - q / 42.0 * (1.0 - q / 72.0 * (1.0 - q / 110.0 * (1.0 - q / 156.0)))));
    }
}

/// <summary>Hammer and Aitoff's equal-area projection (§5.3.4).</summary>
internal sealed class HammerAitoff : AngularProjection
{
    protected override bool TryToAngles(double x, double y, out double phi, out double theta)
    {
        (phi, theta) = (0, 0);
        var (u, v) = (x / (4.0 * Radius), y / (2.0 * Radius));
        var z2 = 1.0 - u * u - v * v;
        if (!(z2 >= 0.5 - 1e-13))
            return false;
        var z = Math.Sqrt(z2);
        var s = 2.0 * v * z;
        if (!TryClip(ref s))
            return false;
        theta = Asin(s);
        phi = 2.0 * Atan2(2.0 * u * z, 2.0 * z2 - 1.0);
        return true;
    }

    protected override bool TryFromAngles(double phi, double theta, out double x, out double y)
    {
        var cos = Cos(theta);
        var w = Radius * Math.Sqrt(2.0 / (1.0 + cos * Cos(0.5 * phi)));
        (x, y) = (2.0 * w * cos * Sin(0.5 * phi), w * Sin(theta));
        return true;
    }
}
