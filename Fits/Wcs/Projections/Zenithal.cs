// Zenithal projections whose radius is a formula of the native latitude alone: TAN STG SIN ARC ZEA ZPN.
namespace DataLab.Fits.Wcs.Projections;

/// <summary>Places at a distance from the centre that follows from the latitude (Paper II §5.1).</summary>
internal abstract class Zenithal : Projection
{
    public override double ReferenceLatitude => 90.0;

    public override bool TryToSphere(double x, double y, out Vec3 native)
    {
        var radius = Math.Sqrt(x * x + y * y);
        native = new Vec3(0, 0, 1);
        if (!TryFromRadius(radius / Radius, out var sin, out var cos))
            return false;
        native = radius == 0.0 ? new Vec3(0, -cos, sin) : new Vec3(cos * (-y / radius), cos * (x / radius), sin);
        return true;
    }

    public override bool TryToPlane(Vec3 native, out double x, out double y)
    {
        var cos = Math.Sqrt(native.X * native.X + native.Y * native.Y);
        if (!TryToRadius(native.Z, cos, out var radius) || !double.IsFinite(radius))
            return Fail(out x, out y);
        radius *= Radius;
        (x, y) = cos == 0.0 ? (0.0, -radius) : (radius * (native.Y / cos), -radius * (native.X / cos));
        return true;
    }

    /// <param name="radius">In the plane, in radians of the sphere.</param>
    protected abstract bool TryFromRadius(double radius, out double sin, out double cos);

    /// <param name="sin">Of the native latitude.</param>
    protected abstract bool TryToRadius(double sin, double cos, out double radius);
}

/// <summary>Gnomonic (§5.1.3).</summary>
internal sealed class Gnomonic : Zenithal
{
    protected override bool TryFromRadius(double radius, out double sin, out double cos)
    {
        sin = 1.0 / Math.Sqrt(1.0 + radius * radius);
        cos = radius * sin;
        return double.IsFinite(radius) && cos <= 1.0;
    }

    protected override bool TryToRadius(double sin, double cos, out double radius)
    {
        radius = cos / sin;
        return sin > 0.0;
    }
}

/// <summary>Stereographic (§5.1.4).</summary>
internal sealed class Stereographic : Zenithal
{
    protected override bool TryFromRadius(double radius, out double sin, out double cos)
    {
        var quarter = 0.25 * radius * radius;
        (sin, cos) = ((1.0 - quarter) / (1.0 + quarter), radius / (1.0 + quarter));
        return double.IsFinite(quarter);
    }

    protected override bool TryToRadius(double sin, double cos, out double radius)
    {
        // Two forms of the tangent of half the distance, each exact where the other one cancels.
        radius = 2.0 * (sin >= 0.0 ? cos / (1.0 + sin) : (1.0 - sin) / cos);
        return true;
    }
}

/// <summary>Orthographic without slant (§5.1.5).</summary>
internal sealed class Orthographic : Zenithal
{
    protected override bool TryFromRadius(double radius, out double sin, out double cos)
    {
        cos = radius;
        var valid = TryClip(ref cos);
        sin = Math.Sqrt((1.0 - cos) * (1.0 + cos));
        return valid;
    }

    protected override bool TryToRadius(double sin, double cos, out double radius)
    {
        radius = cos;
        return sin >= -1e-14;
    }
}

/// <summary>Equidistant (§5.1.6).</summary>
internal sealed class Equidistant : Zenithal
{
    protected override bool TryFromRadius(double radius, out double sin, out double cos)
    {
        (cos, sin) = Math.SinCos(radius);
        return radius <= Math.PI + Slack / Radius;
    }

    protected override bool TryToRadius(double sin, double cos, out double radius)
    {
        radius = Math.Atan2(cos, sin);
        return true;
    }
}

/// <summary>Equal area (§5.1.8).</summary>
internal sealed class EqualArea : Zenithal
{
    protected override bool TryFromRadius(double radius, out double sin, out double cos)
    {
        var half = 0.5 * radius; // sine of half the distance from the centre
        var valid = TryClip(ref half);
        sin = 1.0 - 2.0 * half * half;
        cos = 2.0 * half * Math.Sqrt((1.0 - half) * (1.0 + half));
        return valid;
    }

    protected override bool TryToRadius(double sin, double cos, out double radius)
    {
        radius = sin >= 0.0 ? cos * Math.Sqrt(2.0 / (1.0 + sin)) : Math.Sqrt(2.0 * (1.0 - sin));
        return true;
    }
}

/// <summary>A polynomial of the distance from the centre (§5.1.7); its rising part from the centre on is used.</summary>
internal sealed class ZenithalPolynomial : Zenithal
{
    private readonly double[] coefficients;

    /// <summary>How far from the centre the radius rises, radians, and the radius there.</summary>
    private readonly double farthest;
    private readonly double largest;

    /// <param name="coefficients">Of the powers of the distance in radians, from 0; at least one beyond it is not 0.</param>
    public ZenithalPolynomial(double[] coefficients)
    {
        this.coefficients = coefficients;
        farthest = Turn();
        largest = Value(farthest);
    }

    /// <summary>Whether the radius rises from the centre, so that there is a way back.</summary>
    public bool IsUsable => farthest > 0.0 && double.IsFinite(largest);

    protected override bool TryFromRadius(double radius, out double sin, out double cos)
    {
        (sin, cos) = (0, 0);
        if (!(radius >= coefficients[0] - 1e-13) || !(radius <= largest + 1e-13))
            return false;
        var (low, high) = (0.0, farthest);
        var z = Math.Clamp((radius - coefficients[0]) / Slope(0.0), low, high);
        if (!double.IsFinite(z))
            z = 0.5 * farthest;
        for (var i = 0; i < 200; i++)
        {
            var excess = Value(z) - radius;
            if (excess > 0.0)
                high = z;
            else
                low = z;
            var next = z - excess / Slope(z);
            if (!(next >= low && next <= high))
                next = 0.5 * (low + high);
            if (Math.Abs(next - z) <= 2e-16 * (1e-3 + Math.Abs(z)))
            {
                z = next;
                break;
            }
            z = next;
        }
        (cos, sin) = Math.SinCos(z);
        return true;
    }

    protected override bool TryToRadius(double sin, double cos, out double radius)
    {
        var z = Math.Atan2(cos, sin);
        radius = Value(z);
        return z <= farthest + 1e-13;
    }

    /// <summary>The first distance up to π at which the radius stops rising.</summary>
    private double Turn()
    {
        const int steps = 720;
        var before = 0.0;
        if (!(Slope(1e-9) > 0.0))
            return 0.0;
        for (var i = 1; i <= steps; i++)
        {
            var z = Math.PI * i / steps;
            if (Slope(z) > 0.0)
            {
                before = z;
                continue;
            }
            var (low, high) = (before, z);
            for (var j = 0; j < 60; j++)
            {
                var middle = 0.5 * (low + high);
                if (Slope(middle) > 0.0)
                    low = middle;
                else
                    high = middle;
            }
            return low;
        }
        return Math.PI;
    }

    private double Value(double z)
    {
        var sum = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
            sum = sum * z + coefficients[i];
        return sum;
    }

    private double Slope(double z)
    {
        var sum = 0.0;
        for (var i = coefficients.Length - 1; i >= 1; i--)
            sum = sum * z + i * coefficients[i];
        return sum;
    }
}
