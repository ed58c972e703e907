using System.Globalization;

namespace DataLab.Differential.Tests.Generation;

/// <content>Columns of shapes, regions and coverage maps, against each other and against shapes written out.</content>
internal sealed partial class QueryGenerator
{
    private Piece ShapeQuery()
    {
        var value = Pick(
            "spot",
            "ring",
            "outline",
            "s_region",
            "cover",
            "list",
            "COORD1(spot)",
            "COORD2(spot)",
            "COORD2(CENTROID(ring))",
            "AREA(ring)",
            "DISTANCE(spot, POINT(10, 20))",
            "DISTANCE(spot, CENTROID(ring))",
            "CENTROID(spot)",
            "AREA(spot)",
            "POINT(COORD1(spot), COORD2(spot))",
            $"CONTAINS(spot, {Near()})",
            "COALESCE(spot, CENTROID(ring))",
            "CASE WHEN id % 2 = 0 THEN ring END"
        );
        var top = Pick("", "", "TOP 3 ");
        return Piece.Of(
            "shape",
            null,
            $"SELECT {top}id, {value} AS v FROM d.area WHERE ",
            ShapeCondition(2),
            top.Length > 0 ? " ORDER BY id DESC" : Piece.Optional(" ORDER BY id")
        );
    }

    private Piece ShapeCondition(int depth)
    {
        Piece Made(params object[] parts) => new("condition", "1 = 1", parts);
        switch (depth == 0 ? 9 : random.Next(8))
        {
            case 0 or 1:
                return Made("(", ShapeCondition(depth - 1), Pick(" AND ", " OR "), ShapeCondition(depth - 1), ")");
            case 2:
                return Made("NOT (", ShapeCondition(depth - 1), ")");
            case 3:
                return Made(
                    Pick("spot", "ring", "outline", "s_region", "cover", "list"),
                    Pick(" IS NULL", " IS NOT NULL")
                );
            default:
                return Made(Pick("1 = ", "0 = ", "1 <> ") + ShapeTest());
        }
    }

    private string ShapeTest()
    {
        var (ra, dec) = Place();
        var point = Pick(
            "spot",
            "CENTROID(ring)",
            string.Create(CultureInfo.InvariantCulture, $"POINT({ra:R}, {dec:R})")
        );
        return random.Next(8) switch
        {
            0 => $"CONTAINS({point}, ring)",
            1 => $"CONTAINS({point}, outline)",
            2 => $"CONTAINS({point}, s_region)",
            3 => $"CONTAINS({point}, cover)",
            4 => $"INTERSECTS({Pick("s_region, " + point, point + ", cover", "outline, " + point, point + ", ring")})",
            5 => $"INTERSECTS(ring, {Near()})",
            6 => $"CONTAINS(ring, {Near()})",
            _ =>
                $"CONTAINS({point}, {Pick(Near(), $"REGION('{RegionText(ra, dec)}')", $"MOC('{Map()}')", Polygon(ra, dec))})",
        };
    }

    private (double Ra, double Dec) Place()
    {
        var (ra, dec) = Pick(SmallArchive.Centres);
        return ((ra + random.NextDouble()) % 360, Math.Clamp(dec + random.NextDouble() - 0.5, -89.9, 89.9));
    }

    private string Near()
    {
        var (ra, dec) = Place();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"CIRCLE({ra:R}, {dec:R}, {0.2 + random.NextDouble() * Pick(1, 3, 60):R})"
        );
    }

    private string RegionText(double ra, double dec)
    {
        dec = Math.Clamp(dec, -80, 80);
        string Circle(double radius) =>
            string.Create(CultureInfo.InvariantCulture, $"Circle {ra:R} {dec:R} {radius:R}");
        var polygon = Polygon(ra, dec)["POLYGON(".Length..^1].Replace(",", "", StringComparison.Ordinal);
        var radius = 0.3 + random.NextDouble() * 3;
        return random.Next(6) switch
        {
            0 => Circle(radius),
            1 => "Polygon ICRS " + polygon,
            2 => $"Union ICRS ({Circle(radius)} Polygon {polygon})",
            3 => $"Intersection ICRS ({Circle(radius)} Polygon {polygon})",
            4 => $"Difference ICRS ({Circle(radius)} Polygon {polygon})",
            _ => $"Not ICRS ({Circle(radius)})",
        };
    }

    private string Map() =>
        $"0/{random.Next(12)} {random.Next(1, 3)}/{random.Next(12)},{random.Next(12, 48)} 5/"
        + string.Join(',', Enumerable.Range(0, 20).Select(_ => random.Next(12288)).Distinct().Order());
}
