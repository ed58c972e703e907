namespace DataLab.Fits.Wcs.Projections;

/// <summary>Airy's: least distortion inside a circle (§5.1.9).</summary>
internal sealed class Airy : Zenithal
{
    private readonly double share;

    /// <param name="edge">Latitude of the circle, degrees, in (-90, 90].</param>
    public Airy(double edge)
    {
        var half = 0.5 * (90.0 - edge) / Radius;
        var tan = Math.Tan(half);
        share = half < 1e-7 ? -0.5 : LogCos(Math.Sin(half)) / (tan * tan);
    }

    protected override bool TryFromRadius(double radius, out double sin, out double cos)
    {
        (sin, cos) = (0, 0);
        // The radius rises with half the distance ξ until its slope ends; Newton within a bracket.
        var (low, high) = (0.0, 0.5 * Math.PI - 1e-12);
        if (!(radius <= Value(high)))
            return false;
        var xi = Math.Min(0.5 * radius / (0.5 - share), 1.0);
        for (var i = 0; i < 200; i++)
        {
            var excess = Value(xi) - radius;
            if (excess > 0.0)
                high = xi;
            else
                low = xi;
            var next = xi - excess / Slope(xi);
            if (!(next >= low && next <= high))
                next = 0.5 * (low + high);
            var moved = Math.Abs(next - xi);
            xi = next;
            if (moved <= 1e-16)
                break;
        }
        (cos, sin) = Math.SinCos(2.0 * xi);
        return true;
    }

    protected override bool TryToRadius(double sin, double cos, out double radius)
    {
        radius = Value(0.5 * Math.Atan2(cos, sin));
        return true;
    }

    private double Value(double xi)
    {
        var tan = Math.Tan(xi);
        return xi < 1e-150 ? 0.0 : -2.0 * (LogCos(Math.Sin(xi)) / tan + share * tan);
    }

    /// <summary>Logarithm of the cosine that belongs to a sine, exact for small ones.</summary>
    private static double LogCos(double sin) =>
        sin < 0.1 ? -0.5 * sin * sin * Series(sin * sin) : 0.5 * Math.Log((1.0 - sin) * (1.0 + sin));

    /// <summary>-ln(1 - q) / q.</summary>
    private static double Series(double q)
    {
        var sum = 0.0;
        for (var n = 10; n >= 1; n--)
            sum = sum * q + 1.0 / n;
        return sum;
    }

    private double Slope(double xi)
    {
        if (xi < 1e-100)
            return 2.0 * (0.5 - share);
        var (sin, cos) = Math.SinCos(xi);
        return -2.0 * (-1.0 - LogCos(sin) / (sin * sin) + share / (cos * cos));
    }
}
