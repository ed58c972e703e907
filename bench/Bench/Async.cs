using System.Diagnostics;

namespace DataLab.Bench;

/// <summary>What jobs cost: a trivial one against the synchronous answer, and a list behind which there are many.</summary>
internal static class Async
{
    private const int Trips = 300;
    private const int Finished = 2000;
    private const int Turns = 4;
    private const string Trivial = $"SELECT TOP 1 id, ra, dec, gmag FROM {Bench.Table}";

    /// <summary>Create and run, WAIT, fetch, against sync.</summary>
    public static async Task MeasureRoundTripAsync(Bench bench)
    {
        await using var server = await bench.StartServerAsync();
        using var client = Client.Create();
        using var jobs = new Jobs(server);
        Task Sync() => Client.QueryAsync(client, server.Sync, Trivial, "votable/td");
        Task Job() => jobs.RoundTripAsync(Trivial, "votable/td");
        await Latency.SecondsAsync(Sync, Trips);
        await Latency.SecondsAsync(Job, Trips);
        var sync = Latency.Percentiles(await Latency.SecondsAsync(Sync, Trips));
        var job = Latency.Percentiles(await Latency.SecondsAsync(Job, Trips));
        bench.Report.Note("trivial query, sync: p50", sync.P50 * 1e3, "ms");
        bench.Report.AtMost("trivial query, async round trip above sync: p50", (job.P50 - sync.P50) * 1e3, 30, "ms");
        bench.Report.Note("trivial query, async round trip above sync: p99", (job.P99 - sync.P50) * 1e3, "ms");
    }

    /// <summary><c>GET /async?LAST=20</c> of one who has two thousand finished jobs against one who has none any more.</summary>
    public static async Task MeasureListAsync(Bench bench)
    {
        await using var server = await bench.StartServerAsync();
        using var nobody = new Jobs(server);
        using var veteran = new Jobs(server);
        // Known by a session, too: for a caller without one there is nothing to look up.
        await nobody.DeleteAsync(await nobody.RunAsync(Trivial, "csv"));
        // The first job brings the session that the others are made in.
        await veteran.RoundTripAsync(Trivial, "csv");
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            Enumerable.Range(1, Finished - 1),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (_, _) => await veteran.RoundTripAsync(Trivial, "csv")
        );
        bench.Report.Note("trivial jobs from eight at once", (Finished - 1) / clock.Elapsed.TotalSeconds, "1/s");
        if ((await veteran.ListAsync("?LAST=20"), await nobody.ListAsync("?LAST=20")) is var counts and not (20, 0))
            throw new InvalidOperationException($"The lists have {counts} jobs");
        double empty = double.MaxValue,
            full = double.MaxValue;
        // In turns: both see the same machine.
        for (var turn = 0; turn < Turns; turn++)
        {
            empty = Math.Min(empty, await MedianAsync(nobody));
            full = Math.Min(full, await MedianAsync(veteran));
        }
        bench.Report.Note("empty job list: p50", empty * 1e3, "ms");
        bench.Report.Note($"LAST=20 of {Finished:N0} finished jobs: p50", full * 1e3, "ms");
        bench.Report.AtMost($"LAST=20 of {Finished:N0} finished jobs / empty list", full / empty, 2, "x");
    }

    /// <summary>Of the answer itself, not of what this program would make of it.</summary>
    private static async Task<double> MedianAsync(Jobs jobs) =>
        Latency.Percentiles(await Latency.SecondsAsync(() => jobs.ReadListAsync("?LAST=20"), 500)).P50;
}
