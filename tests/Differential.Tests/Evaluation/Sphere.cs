namespace DataLab.Differential.Tests.Evaluation;

/// <summary>Shapes by plain trigonometry on doubles: right for everything that is not within rounding of a boundary.</summary>
internal static class Sphere
{
    public static bool IsShape(string name) =>
        name
            is "POINT"
                or "CIRCLE"
                or "POLYGON"
                or "CONTAINS"
                or "INTERSECTS"
                or "DISTANCE"
                or "AREA"
                or "COORD1"
                or "COORD2"
                or "CENTROID"
                or "REGION"
                or "MOC";

    public static Term Call(string name, Term[] arguments)
    {
        if (name is "REGION" or "MOC")
            return new Term(name == "MOC" ? Domain.Moc : Domain.Region, arguments[0].Of);
        if (arguments[0].Domain == Domain.Text)
            arguments = arguments[1..];
        var domain = name switch
        {
            "POINT" or "CENTROID" => Domain.Point,
            "CIRCLE" => Domain.Circle,
            "POLYGON" => Domain.Polygon,
            "CONTAINS" or "INTERSECTS" => Domain.Int,
            _ => Domain.Double,
        };
        return new Term(
            domain,
            frame =>
            {
                var values = arguments.Select(term => term.Of(frame)).ToArray();
                return values.Any(value => value is null) ? null : Computed(name, values!);
            }
        );
    }

    private static object? Computed(string name, object[] values)
    {
        if (values is [string, double[]])
            values = [values[1], values[0]];
        if (values is [double[] point, string region])
            return point.Length == 2
                ? RegionTexts.Contains(region, point)
                : throw new InvalidOperationException("Regions are only compared with points");
        var numbers = values.SelectMany(value => value is double[] many ? many : [Domains.Number(value)]).ToArray();
        switch (name)
        {
            case "POINT" or "CIRCLE" or "POLYGON":
                return numbers;
            case "DISTANCE":
                return Distance(numbers[0], numbers[1], numbers[2], numbers[3]);
            case "COORD1":
                return numbers[0];
            case "COORD2":
                return numbers[1];
            case "CENTROID":
                return numbers.Length <= 3
                    ? numbers[..2]
                    : throw new InvalidOperationException("CENTROID of a circle only");
            case "AREA" when numbers.Length == 2:
                return 0.0;
            case "AREA":
                // A cap of radius r: 2π (1 - cos r) steradians.
                return numbers.Length == 3
                    ? 4 * Math.PI * Math.Pow(Math.Sin(Radians(numbers[2]) / 2), 2) * Math.Pow(180 / Math.PI, 2)
                    : throw new InvalidOperationException("AREA of a circle only");
        }
        var (a, b) = ((double[])values[0], (double[])values[1]);
        if (name == "INTERSECTS" && b.Length == 2)
            (a, b) = (b, a);
        var apart = Distance(a[0], a[1], b[0], b[1]);
        return (a.Length, b.Length) switch
        {
            (2, 2) => apart == 0 ? 1L : 0L,
            (2, 3) => apart <= b[2] ? 1L : 0L,
            (2, _) => Inside(a, b) ? 1L : 0L,
            (3, 3) when name == "CONTAINS" => apart + a[2] <= b[2] ? 1L : 0L,
            (3, 3) => apart <= a[2] + b[2] ? 1L : 0L,
            _ => throw new InvalidOperationException("No such relation here"),
        };
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;

    /// <summary>Degrees, from the cross and scalar products of the directions.</summary>
    public static double Distance(double lon1, double lat1, double lon2, double lat2)
    {
        var (a, b) = (Direction(lon1, lat1), Direction(lon2, lat2));
        var cross = Cross(a, b);
        return Math.Atan2(Math.Sqrt(Dot(cross, cross)), Dot(a, b)) * 180 / Math.PI;
    }

    /// <summary>Of a small convex polygon, in either winding: the point is on the same side of all edges, and near.</summary>
    public static bool Inside(double[] point, double[] polygon)
    {
        var at = Direction(point[0], point[1]);
        var corners = Enumerable
            .Range(0, polygon.Length / 2)
            .Select(i => Direction(polygon[2 * i], polygon[2 * i + 1]))
            .ToArray();
        var sides = corners
            .Select((corner, i) => Math.Sign(Dot(Cross(corner, corners[(i + 1) % corners.Length]), at)))
            .ToArray();
        return sides.Distinct().Count() == 1 && corners.All(corner => Dot(corner, at) > 0);
    }

    private static (double X, double Y, double Z) Direction(double lon, double lat) =>
        (
            Math.Cos(Radians(lat)) * Math.Cos(Radians(lon)),
            Math.Cos(Radians(lat)) * Math.Sin(Radians(lon)),
            Math.Sin(Radians(lat))
        );

    private static double Dot((double X, double Y, double Z) a, (double X, double Y, double Z) b) =>
        a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    private static (double X, double Y, double Z) Cross(
        (double X, double Y, double Z) a,
        (double X, double Y, double Z) b
    ) => (a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);
}
