using System.Diagnostics;

namespace DataLab.Bench;

/// <summary>Small synchronous queries while sixteen jobs scan the whole table: jobs may not be felt.</summary>
internal static class Aside
{
    private const int Running = 16;
    private const int Requests = 1000;
    private const string Small = $"SELECT TOP 1 id, ra, dec, gmag FROM {Bench.Table}";

    /// <summary>One that computes and one that also writes a million rows; both read every row.</summary>
    private static readonly string[] Scans =
    [
        $"SELECT COUNT(*), AVG(gmag), MAX(SQRT(ABS(rmag * gmag))), MIN(SIN(RADIANS(ra)) * COS(RADIANS(dec))) FROM {Bench.Table}",
        $"SELECT id, ra, dec, gmag, rmag FROM {Bench.Table} ORDER BY gmag, id",
    ];

    public static async Task MeasureAsync(Bench bench)
    {
        await using var server = await bench.StartServerAsync(
            ("Tap:AsyncConcurrency", $"{Running}"),
            ("Tap:AsyncConcurrencyPerUser", $"{Running}")
        );
        using var client = Client.Create();
        Task One() => Client.QueryAsync(client, server.Sync, Small, "votable/td");
        await Latency.SecondsAsync(One, 2000);
        var idle = Latency.Percentiles(await Latency.SecondsAsync(One, Requests));

        using var stop = new CancellationTokenSource();
        var users = Enumerable.Range(0, Running).Select(_ => new Jobs(server)).ToArray();
        var current = new Uri?[Running];
        var done = 0;
        var loops = users.Select((user, i) => ScanAsync(user, i)).ToArray();
        while (await ExecutingAsync() < Running)
            await Task.Delay(100);
        await Task.Delay(2000);
        var clock = Stopwatch.StartNew();
        var aside = Latency.Percentiles(await Latency.SecondsAsync(One, Requests));
        var seconds = clock.Elapsed.TotalSeconds;
        var executing = await ExecutingAsync();
        await stop.CancelAsync();
        await Task.WhenAll(current.Select((job, i) => job is null ? Task.CompletedTask : users[i].DeleteAsync(job)));
        await Task.WhenAll(loops);
        foreach (var user in users)
            user.Dispose();

        bench.Report.Note("TOP 1, idle: p99", idle.P99 * 1e3, "ms");
        bench.Report.Note($"TOP 1 beside {Running} scans: p50", aside.P50 * 1e3, "ms");
        bench.Report.Note($"TOP 1 beside {Running} scans: time of all {Requests:N0}", seconds, "s");
        bench.Report.AtLeast("jobs executing at the end of it", executing, Running - 4, "");
        bench.Report.Note("jobs completed meanwhile", done, "");
        bench.Report.AtMost($"TOP 1 beside {Running} scans: p99 / idle p99", aside.P99 / idle.P99, 5, "x");

        async Task ScanAsync(Jobs user, int i)
        {
            while (!stop.IsCancellationRequested)
            {
                var job = current[i] = await user.RunAsync(Scans[i % Scans.Length], "csv");
                try
                {
                    if (await user.EndAsync(job) == "COMPLETED")
                        Interlocked.Increment(ref done);
                }
                // Deleted when the measurement is over.
                catch (HttpRequestException) when (stop.IsCancellationRequested)
                {
                    return;
                }
            }
        }

        async Task<int> ExecutingAsync()
        {
            var phases = await Task.WhenAll(
                current.Select((job, i) => job is null ? Task.FromResult("") : users[i].PhaseAsync(job))
            );
            return phases.Count(phase => phase == "EXECUTING");
        }
    }
}
