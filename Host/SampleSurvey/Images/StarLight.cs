namespace DataLab.Host.SampleSurvey;

/// <summary>The light of one object on a detector: Moffat's profile, round for stars, broad and elliptical for galaxies.</summary>
/// <remarks>Moffat 1969, A&amp;A 3, 455. Its integral over the plane is the object's flux.</remarks>
internal readonly struct StarLight
{
    /// <summary>Exponent of the profile. Within a radius r lies 1 - (1 + (r/α)²)^(1-β) of the light.</summary>
    public const double Beta = 3.5;

    private readonly double peak;
    private readonly (double Xx, double Xy, double Yy) shape;

    /// <param name="flux">Adu.</param>
    /// <param name="fwhm">Full width at half maximum along the longer axis, pixels.</param>
    /// <param name="axisRatio">Of the shorter axis to the longer one.</param>
    /// <param name="turn">Of the longer axis from that of columns, radians.</param>
    public StarLight(double flux, double fwhm, double axisRatio = 1, double turn = 0)
    {
        var (a, b) = (Alpha(fwhm), axisRatio * Alpha(fwhm));
        var (sin, cos) = Math.SinCos(turn);
        shape = (
            cos * cos / (a * a) + sin * sin / (b * b),
            2 * sin * cos * (1 / (a * a) - 1 / (b * b)),
            sin * sin / (a * a) + cos * cos / (b * b)
        );
        peak = flux * (Beta - 1) / (Math.PI * a * b);
        Reach = a;
    }

    /// <summary>Scale of the profile, pixels.</summary>
    private double Reach { get; }

    public double At(double dx, double dy)
    {
        var t = 1 + shape.Xx * dx * dx + shape.Xy * dx * dy + shape.Yy * dy * dy;
        return peak / (t * t * t * Math.Sqrt(t));
    }

    /// <summary>Pixels beyond which less than this is left.</summary>
    public double RadiusOf(double least) =>
        peak <= least ? Reach : Reach * Math.Sqrt(Math.Max(1, Math.Pow(peak / least, 1 / Beta) - 1));

    /// <summary>Adds the light to an image.</summary>
    /// <param name="x">Column of the object, from 1.</param>
    /// <param name="y">Row of the object, from 1.</param>
    /// <param name="least">What is fainter than this is left out.</param>
    public void AddTo(float[] image, int width, int height, double x, double y, double least)
    {
        var radius = Math.Min(RadiusOf(least), 400);
        var (left, right) = ((int)Math.Max(1, Math.Ceiling(x - radius)), (int)Math.Min(width, x + radius));
        var (bottom, top) = ((int)Math.Max(1, Math.Ceiling(y - radius)), (int)Math.Min(height, y + radius));
        for (var row = bottom; row <= top; row++)
        {
            var half = Math.Sqrt(Math.Max(0, radius * radius - (row - y) * (row - y)));
            var last = (int)Math.Min(right, x + half);
            for (var column = (int)Math.Max(left, Math.Ceiling(x - half)); column <= last; column++)
                image[(row - 1) * width + column - 1] += (float)At(column - x, row - y);
        }
    }

    private static double Alpha(double fwhm) => fwhm / (2 * Math.Sqrt(Math.Pow(2, 1 / Beta) - 1));
}
