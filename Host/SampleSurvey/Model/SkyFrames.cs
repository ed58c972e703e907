using DataLab.Sky;

namespace DataLab.Host.SampleSurvey;

/// <summary>A direction as a unit vector, ICRS: x to (0°, 0°), y to (90°, 0°), z to the north pole.</summary>
internal readonly record struct Direction(double X, double Y, double Z)
{
    /// <summary>From ICRS coordinates in degrees.</summary>
    public static Direction Of(double ra, double dec)
    {
        var (sinRa, cosRa) = Math.SinCos(ra * Math.PI / 180);
        var (sinDec, cosDec) = Math.SinCos(dec * Math.PI / 180);
        return new Direction(cosDec * cosRa, cosDec * sinRa, sinDec);
    }

    public UnitVector ToUnitVector() => UnitVector.Create(X, Y, Z);

    public double Dot(Direction other) => X * other.X + Y * other.Y + Z * other.Z;

    public Direction Cross(Direction other) =>
        new(Y * other.Z - Z * other.Y, Z * other.X - X * other.Z, X * other.Y - Y * other.X);

    /// <summary>The direction half way to another one.</summary>
    public Direction Middle(Direction other)
    {
        var (x, y, z) = (X + other.X, Y + other.Y, Z + other.Z);
        var length = Math.Sqrt(x * x + y * y + z * z);
        return new Direction(x / length, y / length, z / length);
    }
}

/// <summary>Galactic and ecliptic coordinates of ICRS directions, in degrees.</summary>
internal static class SkyFrames
{
    // Rows: the galactic x, y and z axes in ICRS (Hipparcos catalogue, ESA SP-1200, vol. 1, eq. 1.5.11, transposed).
    private static readonly Direction GalacticCentre = new(-0.0548755604, -0.8734370902, -0.4838350155);
    private static readonly Direction GalacticRotation = new(0.4941094279, -0.4448296300, 0.7469822445);
    private static readonly Direction GalacticPole = new(-0.8676661490, -0.1980763734, 0.4559837762);

    // Obliquity of the ecliptic at J2000.0, 84381.448 arcsec (IAU 1976); the ICRS frame bias, 0.02 arcsec, is left out.
    private static readonly (double Sin, double Cos) Obliquity = Math.SinCos(84381.448 / 3600 * Math.PI / 180);

    /// <returns>Longitude in [0, 360) and latitude, degrees.</returns>
    public static (double Lon, double Lat) Galactic(Direction d) =>
        Angles(GalacticCentre.Dot(d), GalacticRotation.Dot(d), GalacticPole.Dot(d));

    /// <summary>Ecliptic and mean equinox of J2000.0.</summary>
    /// <returns>Longitude in [0, 360) and latitude, degrees.</returns>
    public static (double Lon, double Lat) Ecliptic(Direction d) =>
        Angles(d.X, d.Y * Obliquity.Cos + d.Z * Obliquity.Sin, d.Z * Obliquity.Cos - d.Y * Obliquity.Sin);

    /// <returns>Angle between two positions, degrees, in [0, 180].</returns>
    public static double Separation(double ra1, double dec1, double ra2, double dec2)
    {
        var (a, b) = (Direction.Of(ra1, dec1), Direction.Of(ra2, dec2));
        var cross = a.Cross(b);
        return Math.Atan2(Math.Sqrt(cross.Dot(cross)), a.Dot(b)) * 180 / Math.PI;
    }

    /// <summary>The same angle in [0, 360) degrees.</summary>
    public static double Positive(double degrees)
    {
        var turned = degrees - 360 * Math.Floor(degrees / 360);
        return turned >= 360 ? 0 : turned;
    }

    /// <summary>A right ascension as the catalogue gives it: rounded, in [0, 360).</summary>
    public static double RoundedRa(double ra, int decimals) => Math.Round(Positive(ra), decimals) % 360;

    private static (double Lon, double Lat) Angles(double x, double y, double z) =>
        (Positive(Math.Atan2(y, x) * 180 / Math.PI), Math.Atan2(z, Math.Sqrt(x * x + y * y)) * 180 / Math.PI);
}
