using System.Globalization;

namespace DataLab.Differential.Tests.Generation;

/// <content>Positions: cones, polygons, cross-matches, in the writings that must find the index and in those that cannot.</content>
internal sealed partial class QueryGenerator
{
    private Piece SkyQuery() =>
        random.Next(6) switch
        {
            0 => Match(),
            1 => Windowed(),
            2 or 3 => ShapeQuery(),
            _ => Piece.Of(
                "sky",
                null,
                "SELECT id, ra FROM d.sky WHERE ",
                SkyCondition("", 2),
                Piece.Optional(" ORDER BY id")
            ),
        };

    private string Cone(string prefix)
    {
        var (ra, dec) = Pick(SmallArchive.Centres);
        var centre = string.Create(
            CultureInfo.InvariantCulture,
            $"{(ra + random.NextDouble()) % 360:R}, {Math.Clamp(dec + random.NextDouble() - 0.5, -89.9, 89.9):R}"
        );
        var radius = Text(0.1 + random.NextDouble() * Pick(1, 3, 60));
        var at = $"{prefix}ra, {prefix}dec";
        return random.Next(11) switch
        {
            8 => $"1 = CONTAINS(POINT({at}), REGION('{RegionText(ra, dec)}'))",
            9 => $"CONTAINS(POINT({at}), MOC('{Map()}')) = {Pick("1", "0")}",
            10 => $"0 <> INTERSECTS(REGION('{RegionText(ra, dec)}'), POINT({at}))",
            0 => $"1 = CONTAINS(POINT({at}), CIRCLE({centre}, {radius}))",
            1 => $"0 = CONTAINS(POINT('ICRS', {at}), CIRCLE('ICRS', {centre}, {radius}))",
            2 => $"DISTANCE(POINT({at}), POINT({centre})) < {radius}",
            3 => $"{radius} >= DISTANCE({centre}, {at})",
            4 => $"DISTANCE({at}, {centre}) BETWEEN 0.05 AND {radius}",
            5 => $"INTERSECTS(CIRCLE({at}, 0.5), CIRCLE({centre}, {radius})) = 1",
            6 => $"CONTAINS(POINT({at}), {Polygon(ra, dec)}) = 1",
            _ => $"INTERSECTS(POINT({at}), CIRCLE({centre}, {radius})) <> 1",
        };
    }

    /// <summary>Three to six corners on a small circle, in either winding.</summary>
    private string Polygon(double ra, double dec)
    {
        dec = Math.Clamp(dec, -80, 80);
        var corners = random.Next(3, 7);
        var size = 0.5 + random.NextDouble() * 3;
        var turn = random.NextDouble();
        var angles = Enumerable.Range(0, corners).Select(i => 2 * Math.PI * (i + turn) / corners);
        if (Chance(50))
            angles = angles.Reverse();
        var points = angles.Select(angle =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(ra + size * Math.Cos(angle) / Math.Cos(dec * Math.PI / 180) + 360) % 360:R}, {dec + size * Math.Sin(angle):R}"
            )
        );
        return $"POLYGON({string.Join(", ", points)})";
    }

    private Piece SkyCondition(string prefix, int depth) =>
        (depth == 0 ? 9 : random.Next(10)) switch
        {
            0 or 1 => Piece.Of(
                "condition",
                "1 = 1",
                "(",
                SkyCondition(prefix, depth - 1),
                " AND ",
                SkyCondition(prefix, depth - 1),
                ")"
            ),
            2 or 3 => Piece.Of(
                "condition",
                "1 = 1",
                "(",
                SkyCondition(prefix, depth - 1),
                " OR ",
                SkyCondition(prefix, depth - 1),
                ")"
            ),
            4 => Piece.Of("condition", "1 = 1", "NOT (", SkyCondition(prefix, depth - 1), ")"),
            5 => Piece.Of("condition", "1 = 1", prefix + Pick("mag < 1.1", "mag IS NULL", "id % 2 = 0")),
            _ => Piece.Of("condition", "1 = 1", Cone(prefix)),
        };

    private Piece Match()
    {
        var sent = Chance(25);
        var targets = sent ? "TAP_UPLOAD.mine" : "d.target";
        var radius = Pick("0.7", "1.3", sent ? "0.2 + t.f" : "t.radius");
        var near = Pick(
            $"DISTANCE(POINT(t.ra, t.dec), POINT(s.ra, s.dec)) <= {radius}",
            $"1 = CONTAINS(POINT(s.ra, s.dec), CIRCLE(t.ra, t.dec, {radius}))",
            $"DISTANCE(s.ra, s.dec, t.ra, t.dec) < {radius}"
        );
        var extra = Piece.Optional(Chance(40) ? " AND s.id <> t.id" : "");
        return random.Next(4) switch
        {
            0 => Piece.Of(
                "sky",
                null,
                $"SELECT t.id, s.id AS other FROM {targets} AS t, d.sky AS s WHERE ",
                near,
                extra
            ),
            1 => Piece.Of(
                "sky",
                null,
                "SELECT t.id, s.id AS other FROM " + targets + " AS t LEFT JOIN d.sky AS s ON ",
                near,
                extra
            ),
            2 => Piece.Of(
                "sky",
                null,
                "SELECT t.id FROM " + targets + " AS t WHERE NOT EXISTS (SELECT 1 AS c1 FROM d.sky AS s WHERE ",
                near,
                extra,
                ")"
            ),
            _ => Piece.Of(
                "sky",
                null,
                "SELECT t.id, n.id AS other FROM "
                    + targets
                    + " AS t, LATERAL (SELECT TOP 1 s.id, DISTANCE(s.ra, s.dec, t.ra, t.dec) AS away FROM d.sky AS s WHERE s.ra IS NOT NULL",
                Piece.Optional(" AND " + near),
                " ORDER BY away, id) AS n WHERE t.ra IS NOT NULL"
            ),
        };
    }
}
