using System.Diagnostics;

namespace DataLab.Bench;

/// <summary>Small answers: one row, on a kept-alive and on a new connection, by a server that has been running for a while.</summary>
internal static class Latency
{
    private const int Requests = 2000;

    /// <summary>The round in the middle counts: one in which another program of the machine was busy does not decide.</summary>
    private const int Rounds = 7;

    /// <summary>Until the compilers of both processes are done: their threads would take a core of the few there are.</summary>
    private const int WarmUp = 4 * Requests;

    public static async Task MeasureAsync(Report report, ServerProcess server, Engine engine)
    {
        var sql = $"SELECT id, ra, dec, gmag FROM {engine.Table} LIMIT 1";
        var own = Percentiles(
            Enumerable.Range(0, 2 * Requests).Select(_ => Engine.Seconds(() => engine.ReadAll(sql))).Skip(Requests)
        );
        report.Note("TOP 1: engine alone, p50", own.P50 * 1e3, "ms");
        report.Note("TOP 1: engine alone, p99 / p50", own.P99 / own.P50, "x");
        foreach (var keepAlive in new[] { true, false })
        {
            using var client = Client.Create(keepAlive);
            Task One() =>
                Client.QueryAsync(
                    client,
                    server.Sync,
                    "SELECT TOP 1 id, ra, dec, gmag FROM smash_dr1.object",
                    "votable/td"
                );
            await SecondsAsync(One, WarmUp);
            var rounds = new List<(double P50, double P99)>();
            for (var round = 0; round < Rounds; round++)
                rounds.Add(Percentiles(await SecondsAsync(One, Requests)));
            var kind = keepAlive ? "kept alive" : "new connection";
            var ratios = rounds.Select(round => round.P99 / round.P50).Order().ToList();
            report.AtMost($"TOP 1, {kind}: p50", rounds.Min(round => round.P50) * 1e3, own.P50 * 1e3 + 2, "ms");
            report.AtMost($"TOP 1, {kind}: p99 / p50, middle of {Rounds} rounds", ratios[Rounds / 2], 5, "x");
            report.Note($"TOP 1, {kind}: p99 / p50, best round", ratios[0], "x");
        }
    }

    /// <summary>Seconds that each of some actions takes, one after another.</summary>
    public static async Task<List<double>> SecondsAsync(Func<Task> action, int times)
    {
        var seconds = new List<double>(times);
        for (var i = 0; i < times; i++)
        {
            var clock = Stopwatch.StartNew();
            await action();
            seconds.Add(clock.Elapsed.TotalSeconds);
        }
        return seconds;
    }

    public static (double P50, double P99) Percentiles(IEnumerable<double> times)
    {
        var sorted = times.Order().ToArray();
        return (sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100]);
    }
}
