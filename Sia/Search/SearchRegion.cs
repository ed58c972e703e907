using DataLab.Formats;
using DataLab.Sky;

namespace DataLab.Sia.Search;

/// <summary>Values of POS (SIA 2.0 §2.1.1), and the same shapes as ADQL.</summary>
internal static class SearchRegion
{
    private const string Expected =
        "CIRCLE longitude latitude radius, RANGE lon1 lon2 lat1 lat2 or POLYGON with at least three pairs, in degrees, such as CIRCLE 52.1 -28.4 0.1";

    /// <summary>Vertices that a polygon may have.</summary>
    private const int MostVertices = 1000;

    /// <param name="value">ICRS, degrees.</param>
    /// <exception cref="ServiceException">UsageError.</exception>
    public static Region Parse(string parameter, string value)
    {
        var words = value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            throw Usage.Wrong(parameter, value, Expected);
        var numbers = new double[words.Length - 1];
        for (var i = 0; i < numbers.Length; i++)
            if (!Interval.TryNumber(words[i + 1], out numbers[i]))
                throw Usage.Wrong(parameter, value, $"numbers after {Usage.Shorten(words[0])}");
        return words[0].ToUpperInvariant() switch
        {
            "CIRCLE" => Circle(parameter, value, numbers),
            "RANGE" => Range(parameter, value, numbers),
            "POLYGON" => Polygon(parameter, value, numbers),
            _ => throw Usage.Wrong(parameter, value, Expected),
        };
    }

    private static Circle Circle(string parameter, string value, double[] n)
    {
        if (n.Length != 3)
            throw Usage.Wrong(parameter, value, "three numbers after CIRCLE: longitude, latitude, radius");
        CheckPosition(parameter, value, n[0], n[1]);
        if (n[2] is not (>= 0 and <= 180))
            throw Usage.Wrong(parameter, value, "a radius from 0 to 180 degrees");
        return new Circle(new Point(n[0], n[1]), n[2]);
    }

    private static CoordinateRange Range(string parameter, string value, double[] n)
    {
        if (n.Length != 4)
            throw Usage.Wrong(parameter, value, "four numbers after RANGE: lon1 lon2 lat1 lat2");
        if (n[0] > n[1] || n[2] > n[3])
            throw Usage.Wrong(
                parameter,
                value,
                "the lesser longitude and the lesser latitude first; a range over longitude 0 is two values of POS"
            );
        // Open ends are the ends of the coordinates.
        var (west, east) = (double.IsNegativeInfinity(n[0]) ? 0 : n[0], double.IsPositiveInfinity(n[1]) ? 360 : n[1]);
        var (south, north) = (
            double.IsNegativeInfinity(n[2]) ? -90 : n[2],
            double.IsPositiveInfinity(n[3]) ? 90 : n[3]
        );
        CheckPosition(parameter, value, west, south);
        CheckPosition(parameter, value, east, north);
        return new CoordinateRange(west, south, east, north);
    }

    private static Polygon Polygon(string parameter, string value, double[] n)
    {
        if (n.Length < 6 || n.Length % 2 != 0)
            throw Usage.Wrong(parameter, value, "three or more pairs of longitude and latitude after POLYGON");
        if (n.Length > 2 * MostVertices)
            throw Usage.Wrong(parameter, value, $"at most {MostVertices} vertices");
        var vertices = new Point[n.Length / 2];
        for (var i = 0; i < vertices.Length; i++)
        {
            CheckPosition(parameter, value, n[2 * i], n[2 * i + 1]);
            vertices[i] = new Point(n[2 * i], n[2 * i + 1]);
        }
        try
        {
            return new Polygon([.. vertices]);
        }
        catch (ArgumentException e)
        {
            throw Usage.Wrong(
                parameter,
                value,
                "the outline of one area that does not cross itself (" + e.Message + ")"
            );
        }
    }

    private static void CheckPosition(string parameter, string value, double longitude, double latitude)
    {
        if (longitude is not (>= 0 and <= 360))
            throw Usage.Wrong(parameter, value, "longitudes from 0 to 360 degrees");
        if (latitude is not (>= -90 and <= 90))
            throw Usage.Wrong(parameter, value, "latitudes from -90 to 90 degrees");
    }

    /// <summary>The shape as an expression of ADQL.</summary>
    public static string Adql(Region region) =>
        region switch
        {
            Circle c =>
                $"CIRCLE({AdqlText.Number(c.Centre.Ra)}, {AdqlText.Number(c.Centre.Dec)}, {AdqlText.Number(c.Radius)})",
            CoordinateRange r =>
                $"REGION('range {AdqlText.Number(r.West)} {AdqlText.Number(r.East)} {AdqlText.Number(r.South)} {AdqlText.Number(r.North)}')",
            Polygon p =>
                $"POLYGON({string.Join(", ", p.Vertices.SelectMany(v => new[] { AdqlText.Number(v.Ra), AdqlText.Number(v.Dec) }))})",
            _ => throw new ArgumentException($"A {region.GetType().Name} is no shape of POS."),
        };
}
