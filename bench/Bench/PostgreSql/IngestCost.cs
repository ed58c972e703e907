using System.Diagnostics;

namespace DataLab.Bench.PostgreSql;

/// <summary><c>datalab ingest</c> of a FITS file, against COPY of the same rows from a file in binary and the same indexes.</summary>
internal static class IngestCost
{
    private const int Rounds = 2;

    public static async Task MeasureAsync(Report report, Cluster cluster)
    {
        var folder = Directory.CreateTempSubdirectory("datalab-ingest-").FullName;
        try
        {
            var fits = Path.Combine(folder, "objects.fits");
            using (var client = Client.Create())
                await Client.SaveAsync(client, cluster.DataLab.Sync, $"SELECT * FROM {Bench.Table}", "fits", fits);
            var binary = Path.Combine(folder, "objects.copy");
            await cluster.Floor.RunAsync($"\\copy {cluster.Relation} TO '{binary}' (FORMAT binary)");
            var (bare, ours) = (double.MaxValue, double.MaxValue);
            for (var round = 0; round < Rounds; round++)
            {
                bare = Math.Min(bare, await BareAsync(cluster, binary));
                ours = Math.Min(ours, await OursAsync(cluster, fits, folder));
            }
            report.Note($"PostgreSQL, ingest of {report.Rows:N0} rows: COPY binary and indexes", bare, "s");
            report.Note($"PostgreSQL, ingest of {report.Rows:N0} rows: datalab ingest", ours, "s");
            report.AtLeast("PostgreSQL, ingest: share of the speed of COPY and indexes", bare / ours, 0.6, "x");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> BareAsync(Cluster cluster, string file)
    {
        var seconds = await cluster.Floor.ScriptAsync(
            [
                "BEGIN;",
                $"CREATE TABLE public.bare (LIKE {cluster.Relation});",
                $"\\copy public.bare FROM '{file}' (FORMAT binary, FREEZE)",
                "CREATE INDEX ON public.bare (hpx29) WITH (fillfactor = 100);",
                "CREATE INDEX ON public.bare (id) WITH (fillfactor = 100);",
                "COMMIT;",
            ],
            1
        );
        await cluster.Floor.RunAsync("DROP TABLE public.bare;", "CHECKPOINT;");
        return seconds;
    }

    private static async Task<double> OursAsync(Cluster cluster, string file, string folder)
    {
        var program = Path.Combine(BenchData.Root, "artifacts/bin/Host/release/datalab.dll");
        string[] arguments =
        [
            .. new[] { program, "ingest", file, "--data", folder, "--schema", "bench", "--table", "objects" },
            .. new[] { "--id", "id", "--replace", "--grace", "0", "--database", cluster.ConnectionString },
        ];
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The ingest failed: {output}");
        await cluster.Floor.RunAsync("CHECKPOINT;");
        return clock.Elapsed.TotalSeconds;
    }
}
