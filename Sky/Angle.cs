namespace DataLab.Sky;

/// <summary>Degrees and radians, and trigonometry of angles given in degrees.</summary>
public static class Angle
{
    /// <summary>Radians in one degree, π/180.</summary>
    public const double Degree = Math.PI / 180.0;

    /// <summary>Square degrees in one steradian, (180/π)².</summary>
    public const double SquareDegreesPerSteradian = 180.0 / Math.PI * (180.0 / Math.PI);

    /// <summary>Area of the whole sphere, square degrees.</summary>
    public const double SphereArea = 4.0 * Math.PI * SquareDegreesPerSteradian;

    public static double ToRadians(double degrees) => degrees * Degree;

    public static double ToDegrees(double radians) => radians * (180.0 / Math.PI);

    /// <summary>Sine and cosine of an angle in degrees, each to about one unit in the last place.</summary>
    /// <remarks>The quadrant is taken off in degrees, where that is exact, so sin 180° and cos 90° are exactly 0.</remarks>
    public static (double Sin, double Cos) SinCos(double degrees)
    {
        var quadrant = Math.Round(degrees / 90.0);
        var (sin, cos) = Math.SinCos((degrees - 90.0 * quadrant) * Degree);
        return ((long)quadrant & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }

    /// <summary>The same direction as a longitude in [0, 360) degrees.</summary>
    /// <param name="degrees">Any finite angle.</param>
    public static double Longitude(double degrees)
    {
        if (degrees is >= 0 and < 360)
        {
            return degrees + 0.0; // -0 becomes +0
        }

        var reduced = Math.IEEERemainder(degrees, 360.0);
        if (reduced < 0)
        {
            reduced += 360.0; // a tiny negative angle rounds to 360 itself
        }

        return reduced < 360.0 ? reduced + 0.0 : 0.0;
    }
}
