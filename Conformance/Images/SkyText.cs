using System.Globalization;

namespace DataLab.Conformance.Images;

/// <summary>Positions and shapes as parameters have them; degrees, ICRS.</summary>
internal static class SkyText
{
    public static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    public static string Numbers(params double[] numbers) => string.Join(' ', numbers.Select(Number));

    /// <summary>Centre and radius: <c>ra dec radius</c>.</summary>
    public static string Circle((double Ra, double Dec) centre, double radius) =>
        Numbers(centre.Ra, centre.Dec, radius);

    /// <summary>A square around a position away from the poles, counter-clockwise as seen from inside, or the other way round.</summary>
    public static string Square((double Ra, double Dec) centre, double half, bool backwards = false)
    {
        var (west, east) = (Turn(centre.Ra - Widen(centre.Dec, half)), Turn(centre.Ra + Widen(centre.Dec, half)));
        var (south, north) = (Math.Max(-90, centre.Dec - half), Math.Min(90, centre.Dec + half));
        return backwards
            ? Numbers(west, south, west, north, east, north, east, south)
            : Numbers(west, south, east, south, east, north, west, north);
    }

    /// <summary>Ranges of longitude and latitude around a position; the whole circle where it would reach over 0 or 360.</summary>
    public static string Range((double Ra, double Dec) centre, double half)
    {
        var width = Widen(centre.Dec, half);
        var (west, east) = (centre.Ra - width, centre.Ra + width);
        if (west < 0 || east > 360)
            (west, east) = (0, 360);
        return Numbers(west, east, Math.Max(-90, centre.Dec - half), Math.Min(90, centre.Dec + half));
    }

    /// <summary>The other side of the sky.</summary>
    public static (double Ra, double Dec) Opposite((double Ra, double Dec) position) =>
        (Turn(position.Ra + 180), -position.Dec);

    /// <summary>Angle between two positions, degrees.</summary>
    public static double Separation((double Ra, double Dec) one, (double Ra, double Dec) other)
    {
        var (sinDec, sinRa) = (Sin((other.Dec - one.Dec) / 2), Sin((other.Ra - one.Ra) / 2));
        var h = (sinDec * sinDec) + (Sin(90 - one.Dec) * Sin(90 - other.Dec) * sinRa * sinRa);
        return 2 * Math.Asin(Math.Min(1, Math.Sqrt(h))) * 180 / Math.PI;
    }

    private static double Widen(double dec, double half) =>
        Math.Min(90, half / Math.Max(0.01, Sin(90 - Math.Abs(dec))));

    private static double Turn(double ra) => ((ra % 360) + 360) % 360;

    private static double Sin(double degrees) => Math.Sin(degrees * Math.PI / 180);
}
