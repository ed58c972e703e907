using System.Diagnostics;
using System.Text;

namespace DataLab.Bench;

/// <summary>Ten thousand positions sent with a query and matched at one arcsecond, against the same join in the engine alone.</summary>
internal static class Uploads
{
    private const int Rows = 10_000;
    private const int Runs = 7;
    private const string OnTheSky = "DISTANCE(POINT(u.ra, u.dec), POINT(o.ra, o.dec)) < 1/3600.";

    public static async Task MeasureAsync(Report report, ServerProcess server, Engine engine)
    {
        using var client = Client.Create();
        var positions = await Positions.OffAsync(client, server, Rows);
        var own = OwnJoin(engine, positions);
        report.Note("match of 10,000 positions: engine's own join", own * 1e3, "ms");
        foreach (
            var (name, content) in new[]
            {
                ("VOTable", Positions.VoTable(positions)),
                ("CSV", Positions.Csv(positions)),
            }
        )
        {
            var best = double.MaxValue;
            for (var run = 0; run < Runs; run++)
                best = Math.Min(best, await MatchAsync(client, server, content));
            report.AtMost($"{name} upload, match, answer / engine's own join", best / own, 2, "x");
        }
    }

    /// <summary>Seconds for the join alone: the positions with the cells around them are in the engine already.</summary>
    private static double OwnJoin(Engine engine, List<(double Ra, double Dec)> positions)
    {
        var match = OwnMatch.Prepare(engine, "u", positions, 1 / 3600.0);
        return engine.TimeReading($"SELECT u.id, o.id, o.ra, o.dec FROM {match}", Runs);
    }

    private static async Task<double> MatchAsync(HttpClient client, ServerProcess server, string content)
    {
        var adql =
            "SELECT u.id AS uid, o.id, o.ra, o.dec FROM TAP_UPLOAD.mine AS u JOIN smash_dr1.object AS o ON " + OnTheSky;
        var clock = Stopwatch.StartNew();
        var answer = await Client.UploadAsync(client, server.Sync, adql, "votable/b2", content);
        if (answer.Length < Rows)
            throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
        return clock.Elapsed.TotalSeconds;
    }
}
