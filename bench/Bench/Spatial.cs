using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using DataLab.Sky;

namespace DataLab.Bench;

/// <summary>Counts in cones, polygons and MOCs, however they are written, against the best SQL by hand in the engine alone.</summary>
internal static class Spatial
{
    private const double Radius = 0.1;
    private const int Places = 12;
    private const int Runs = 7;
    private const int WarmUp = 3000;

    /// <summary>Numbers of ranges to try by hand.</summary>
    private static readonly int[] CoverSizes = [4, 6, 8, 16, 64];

    /// <summary>Writings of one cone; {0} and {1} are its centre.</summary>
    private static readonly (string Name, string Adql)[] Writings =
    [
        ("CONTAINS = 1", "{2} WHERE CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', {0}, {1}, 0.1)) = 1"),
        ("1 = CONTAINS", "{2} WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(POINT({0}, {1}), 6 / 60.))"),
        ("INTERSECTS", "{2} WHERE INTERSECTS(CIRCLE({0}, {1}, 0.1), POINT(ra, dec)) = 1"),
        ("DISTANCE <=", "{2} WHERE DISTANCE(POINT(ra, dec), POINT({0}, {1})) <= 0.1"),
        ("> DISTANCE of numbers", "{2} WHERE 0.1 > DISTANCE({0}, {1}, ra, dec)"),
        ("DISTANCE in arcsec", "{2} WHERE DISTANCE(ra, dec, {0}, {1}) * 3600 < 360"),
        ("DISTANCE BETWEEN", "{2} WHERE DISTANCE(POINT({0}, {1}), POINT(ra, dec)) BETWEEN 0 AND 0.1"),
        ("NOT DISTANCE >", "{2} WHERE NOT (DISTANCE(POINT({0}, {1}), POINT(ra, dec)) > 0.1)"),
        ("q3c_radial_query", "{2} WHERE q3c_radial_query(ra, dec, {0}, {1}, 0.1)"),
        ("q3c_dist", "{2} WHERE q3c_dist(ra, dec, {0}, {1}) < 0.1"),
        (
            "through a subquery",
            "SELECT COUNT(*) FROM (SELECT ra AS a, dec AS d FROM {3}) AS s WHERE DISTANCE(a, d, {0}, {1}) < 0.1"
        ),
        (
            "through WITH",
            "WITH s AS (SELECT o.ra, o.dec, o.gmag FROM {3} AS o) SELECT COUNT(*) FROM s WHERE 1 = CONTAINS(POINT(s.ra, s.dec), CIRCLE({0}, {1}, 0.1))"
        ),
        (
            "in a join's condition",
            "SELECT COUNT(*) FROM (SELECT 1 AS k) AS s JOIN {3} AS o ON 1 = CONTAINS(POINT(o.ra, o.dec), CIRCLE({0}, {1}, 0.1))"
        ),
        (
            "centre from a one-row query",
            "SELECT COUNT(*) FROM (SELECT {0} AS a, {1} AS d) AS s JOIN {3} AS o ON DISTANCE(o.ra, o.dec, s.a, s.d) < 0.1"
        ),
        ("half of it OR all", "{2} WHERE DISTANCE(ra, dec, {0}, {1}) < 0.05 OR DISTANCE(ra, dec, {0}, {1}) < 0.1"),
        ("REGION", "{2} WHERE 1 = CONTAINS(POINT(ra, dec), REGION('CIRCLE ICRS {0} {1} 0.1'))"),
    ];

    public static async Task MeasureAsync(Bench bench)
    {
        var (report, engine, server) = (bench.Report, bench.Engine, await bench.ServerAsync());
        using var client = Client.Create();
        var centres = await Positions.OffAsync(client, server, Places);
        var circles = centres.Select(centre => new Circle(new Point(centre.Ra, centre.Dec), Radius)).ToList();
        // The server's code is compiled while it warms up.
        for (var i = 0; i < WarmUp; i++)
        {
            var (ra, dec) = centres[i % centres.Count];
            await Client.CsvAsync(client, server.Sync, Fill(Writings[i % Writings.Length].Adql, ra, dec));
        }
        var own = circles.ConvertAll(circle => BestCount(engine, circle, Haversine(circle)));
        report.Note(
            $"count in a 0.1 degree cone by hand, mean of {Places}",
            own.Average(one => one.Seconds) * 1e3,
            "ms"
        );
        foreach (var (name, adql) in Writings)
        {
            var queries = centres.Select(centre => Fill(adql, centre.Ra, centre.Dec)).ToList();
            await CompareAsync($"cone, {name}", queries, own);
        }

        var polygons = centres.Select(centre => Hexagon(centre.Ra, centre.Dec, 0.2)).ToList();
        await CompareAsync(
            "polygon of 6 corners, 0.4 degree wide",
            polygons.ConvertAll(polygon => Within($"POLYGON({Corners(polygon)})")),
            polygons.ConvertAll(polygon => BestCount(engine, polygon, HalfSpaces(polygon)))
        );
        var boxes = centres.Select(centre => (centre, Box(centre.Ra, centre.Dec, 0.3))).ToList();
        await CompareAsync(
            "box of 0.3 degree",
            boxes.ConvertAll(box => Within(Inv($"BOX({box.centre.Ra}, {box.centre.Dec}, 0.3, 0.3)"))),
            boxes.ConvertAll(box => BestCount(engine, box.Item2, HalfSpaces(box.Item2)))
        );
        const double side = 0.1;
        await CompareAsync(
            "ranges of ra and dec, 0.2 degree",
            centres.ConvertAll(c =>
                $"SELECT COUNT(*) FROM {Bench.Table} WHERE {Ranges(c.Ra - side, c.Ra + side, c.Dec - side, c.Dec + side)}"
            ),
            centres.ConvertAll(c =>
                BestCount(
                    engine,
                    new CoordinateRange(c.Ra - side, c.Dec - side, c.Ra + side, c.Dec + side),
                    Ranges(c.Ra - side, c.Ra + side, c.Dec - side, c.Dec + side)
                )
            )
        );
        var mocs = circles.ConvertAll(circle => Moc.Covering(circle, 11, 10_000)!);
        await CompareAsync(
            "MOC of order 11, 0.2 degree wide",
            mocs.ConvertAll(moc => Within($"MOC('{MocText.Write(moc)}')")),
            mocs.ConvertAll(moc => Best(engine, moc.Ranges, moc.Ranges, null))
        );
        var scattered = Moc.Of(mocs.SelectMany(moc => moc.Ranges));
        await CompareAsync(
            "MOC of 12 places over the sky",
            [Within($"MOC('{MocText.Write(scattered)}')")],
            [Best(engine, scattered.Ranges, scattered.Ranges, null)]
        );

        async Task CompareAsync(string name, List<string> queries, List<(string Sql, double Seconds, long Rows)> floors)
        {
            var (seconds, floor) = (0.0, 0.0);
            for (var i = 0; i < queries.Count; i++)
            {
                var (best, own) = (double.MaxValue, double.MaxValue);
                for (var run = 0; run < Runs; run++)
                {
                    // By turns, so that both meet the same noise of the machine.
                    own = Math.Min(own, engine.TimeReading(floors[i].Sql, 1));
                    var clock = Stopwatch.StartNew();
                    var rows = await Client.CsvAsync(client, server.Sync, queries[i]);
                    best = Math.Min(best, clock.Elapsed.TotalSeconds);
                    if (rows[0][0] != floors[i].Rows.ToString(CultureInfo.InvariantCulture))
                        throw new InvalidOperationException($"{rows[0][0]} rows, not {floors[i].Rows}: {queries[i]}");
                }
                seconds += best;
                floor += own;
            }
            report.AtMost(name + ", answer / SQL by hand", seconds / floor, 1.5, "x");
        }
    }

    private static string Fill(string adql, double ra, double dec) =>
        string.Format(CultureInfo.InvariantCulture, adql, ra, dec, $"SELECT COUNT(*) FROM {Bench.Table}", Bench.Table);

    private static string Within(string region) =>
        $"SELECT COUNT(*) FROM {Bench.Table} WHERE CONTAINS(POINT(ra, dec), {region}) = 1";

    private static (string Sql, double Seconds, long Rows) BestCount(Engine engine, Region region, string exact) =>
        CoverSizes
            .Select(ranges => HealpixCover.Of(region, ranges).Ranges)
            .Select(ranges => Best(engine, ranges, ranges, exact))
            .MinBy(found => found.Seconds);

    /// <summary>The quickest of the ways in which somebody who knows the engine would ask for cells.</summary>
    private static (string Sql, double Seconds, long Rows) Best(
        Engine engine,
        ImmutableArray<HealpixRange> ranges,
        ImmutableArray<HealpixRange> all,
        string? exact
    )
    {
        var extent = Inv($"hpx29 BETWEEN {all[0].First} AND {all[^1].Last}");
        var test = exact is null ? "" : $" AND {exact}";
        List<string> ways =
        [
            $"SELECT count(*) FROM {engine.Table} WHERE {extent} AND ({Each(ranges)}){test}",
            "SELECT sum(n)::BIGINT FROM ("
                + string.Join(
                    " UNION ALL ",
                    ranges.Select(r =>
                        Inv(
                            $"SELECT count(*) AS n FROM {engine.Table} WHERE hpx29 BETWEEN {r.First} AND {r.Last}{test}"
                        )
                    )
                )
                + ")",
        ];
        // Ranges that are near each other read together, as one part of the table.
        var parts = ranges.GroupBy(r => r.First >> (2 * (Healpix.MaxOrder - 5)));
        ways.Add(
            "SELECT sum(n)::BIGINT FROM ("
                + string.Join(
                    " UNION ALL ",
                    parts.Select(part =>
                        Inv(
                            $"SELECT count(*) AS n FROM {engine.Table} WHERE hpx29 BETWEEN {part.First().First} AND {part.Last().Last} AND ({Each(part)}){test}"
                        )
                    )
                )
                + ")"
        );
        if (exact is not null)
            ways.Add($"SELECT count(*) FROM {engine.Table} WHERE {extent}{test}");
        var (sql, seconds) = ways.Select(way => (way, engine.TimeReading(way, Runs))).MinBy(way => way.Item2);
        return (sql, seconds, engine.Number(sql));
    }

    private static string Ranges(double west, double east, double south, double north) =>
        Inv($"ra BETWEEN {west} AND {east} AND dec BETWEEN {south} AND {north}");

    private static string Each(IEnumerable<HealpixRange> ranges) =>
        string.Join(" OR ", ranges.Select(r => Inv($"hpx29 BETWEEN {r.First} AND {r.Last}")));

    private static string Haversine(Circle circle) =>
        Inv(
            $"""
            pow(sin(radians(dec - {circle.Centre.Dec}) / 2), 2) + {Math.Cos(circle.Centre.Dec * Math.PI / 180)}
            * cos(radians(dec)) * pow(sin(radians(ra - {circle.Centre.Ra}) / 2), 2)
            <= {Math.Pow(Math.Sin(circle.Radius * Math.PI / 360), 2)}
            """
        );

    private static string HalfSpaces(Polygon polygon) =>
        string.Join(
            " AND ",
            polygon.EdgeNormals.Select(n =>
                Inv(
                    $"cos(radians(dec)) * ({n.X} * cos(radians(ra)) + {n.Y} * sin(radians(ra))) + {n.Z} * sin(radians(dec)) >= -2e-15"
                )
            )
        );

    private static Polygon Hexagon(double ra, double dec, double radius) =>
        new(
            Enumerable
                .Range(0, 6)
                .Select(k => Math.PI * k / 3)
                .Select(angle => new Point(
                    ra + radius * Math.Cos(angle) / Math.Cos(dec * Math.PI / 180),
                    dec + radius * Math.Sin(angle)
                ))
        );

    /// <summary>The corners of ADQL's box: great circles through the ends of a cross.</summary>
    private static Polygon Box(double ra, double dec, double width) =>
        (Polygon)new Box(new Point(ra, dec), width, width).Equivalent;

    private static string Corners(Polygon polygon) =>
        string.Join(", ", polygon.Vertices.Select(vertex => Inv($"{vertex.Ra}, {vertex.Dec}")));

    private static string Inv(FormattableString text) => FormattableString.Invariant(text);
}
