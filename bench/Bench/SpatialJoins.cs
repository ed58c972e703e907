using System.Diagnostics;
using System.Text;

namespace DataLab.Bench;

/// <summary>Joins of uploaded positions with the whole table, however they are written, against the best plan by hand.</summary>
/// <remarks>By hand the positions and the cells around them are in the engine already; ours come with the request.</remarks>
internal static class SpatialJoins
{
    private const int Rows = 100_000;
    private const int Runs = 3;
    private const double Radius = 1 / 3600.0;
    private const string Near = "DISTANCE(POINT(u.ra, u.dec), POINT(o.ra, o.dec))";
    private const string From = "FROM TAP_UPLOAD.mine AS u";

    private static readonly (string Name, string Adql)[] Matches =
    [
        ("JOIN ON DISTANCE <", $"SELECT u.id AS uid, o.id {From} JOIN {Bench.Table} AS o ON {Near} < 1/3600."),
        (
            "CONTAINS in WHERE",
            $"SELECT u.id AS uid, o.id {From}, {Bench.Table} AS o WHERE 1 = CONTAINS(POINT(o.ra, o.dec), CIRCLE(u.ra, u.dec, 1/3600.))"
        ),
        (
            "q3c_join",
            $"SELECT u.id AS uid, o.id {From}, {Bench.Table} AS o WHERE q3c_join(u.ra, u.dec, o.ra, o.dec, 1/3600.)"
        ),
        ("LEFT JOIN", $"SELECT u.id AS uid, o.id {From} LEFT JOIN {Bench.Table} AS o ON {Near} < 1/3600."),
        (
            "LATERAL, all in reach",
            $"SELECT u.id AS uid, n.id {From}, LATERAL (SELECT o.id FROM {Bench.Table} AS o WHERE {Near} < 1/3600.) AS n"
        ),
    ];

    private static readonly string RadiusOfRow =
        $"SELECT u.id AS uid, o.id {From} JOIN {Bench.Table} AS o ON {Near} < (u.id - u.id + 1) / 3600.";

    private static readonly (string Name, string Adql)[] Nearest =
    [
        (
            "nearest within 1 arcsec, LATERAL",
            $"SELECT u.id AS uid, n.id, n.d {From}, LATERAL (SELECT TOP 1 o.id, {Near} AS d FROM {Bench.Table} AS o WHERE {Near} < 1/3600. ORDER BY d) AS n"
        ),
        (
            "nearest within 1 arcsec, ROW_NUMBER",
            $"SELECT uid, id, d FROM (SELECT u.id AS uid, o.id, {Near} AS d, ROW_NUMBER() OVER (PARTITION BY u.id ORDER BY {Near}) AS k {From} JOIN {Bench.Table} AS o ON {Near} < 1/3600.) AS s WHERE k = 1"
        ),
        (
            "nearest at any distance, LATERAL",
            $"SELECT u.id AS uid, n.id, n.d {From}, LATERAL (SELECT TOP 1 o.id, {Near} AS d FROM {Bench.Table} AS o ORDER BY d) AS n"
        ),
    ];

    public static async Task MeasureAsync(Bench bench)
    {
        var (report, engine, server) = (bench.Report, bench.Engine, await bench.ServerAsync());
        using var client = Client.Create();
        var positions = await Positions.OffAsync(client, server, Rows);
        var table = Positions.VoTable(positions);

        var match = OwnMatch.Prepare(engine, "many", positions, Radius);
        var pairs = engine.TimeReading($"SELECT many.id, o.id FROM {match}", Runs);
        report.Note($"match of {positions.Count:N0} positions by hand", pairs * 1e3, "ms");
        // The server's code is compiled while it warms up.
        await AnswerAsync(Matches[0].Adql);
        foreach (var (name, adql) in Matches)
            report.AtMost($"match, {name}, answer / SQL by hand", await AnswerAsync(adql) / pairs, 1.5, "x");
        report.Note("match, radius from each row, answer / SQL by hand", await AnswerAsync(RadiusOfRow) / pairs, "x");

        var nearest = engine.TimeReading(
            $"SELECT many.id, min_by(o.id, {OwnMatch.Haversine("many")}), min({OwnMatch.Haversine("many")}) FROM {match} GROUP BY 1",
            Runs
        );
        report.Note("nearest within 1 arcsec by hand", nearest * 1e3, "ms");
        foreach (var (name, adql) in Nearest)
            report.AtMost($"{name}, answer / SQL by hand", await AnswerAsync(adql) / nearest, 2, "x");

        async Task<double> AnswerAsync(string adql)
        {
            var best = double.MaxValue;
            for (var run = 0; run < Runs; run++)
            {
                var clock = Stopwatch.StartNew();
                var answer = await Client.UploadAsync(client, server.Sync, adql, "votable/b2", table);
                best = Math.Min(best, clock.Elapsed.TotalSeconds);
                if (answer.Length < Rows)
                    throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
            }
            return best;
        }
    }
}
