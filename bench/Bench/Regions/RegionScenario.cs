using System.Diagnostics;
using System.Globalization;
using DataLab.Catalog.Ingest;
using DataLab.Sky;
using DataLab.Tests;
using static System.FormattableString;

namespace DataLab.Bench.Regions;

/// <summary>Searches of a list of images by their regions through HTTP, on each engine, against the same without the index of regions.</summary>
internal static class RegionScenario
{
    private const int Searches = 60;
    private const int Positions = 1000;

    /// <summary>An image list is asked for images at a place by every client (SIA 2.0 POS).</summary>
    private const double Bound = 10;

    private static readonly string Folder = Path.Combine(BenchData.Root, "artifacts/bench/regions");

    public static async Task MeasureAsync(Bench bench)
    {
        var rows = bench.Report.Rows;
        var tables = Path.Combine(Folder, rows.ToString(CultureInfo.InvariantCulture));
        await PublishAsync(rows, tables, null);
        await using (var server = await ServerProcess.StartAsync(tables))
            await MeasureAsync(bench.Report, "DuckDB", server, Kinds);
        await using var postgres = await PostgreSqlServer.StartAsync(
            "shared_buffers=2GB",
            "maintenance_work_mem=512MB",
            "max_wal_size=8GB",
            "work_mem=64MB",
            "random_page_cost=1.1",
            "checkpoint_timeout=30min"
        );
        var database = await postgres.CreateDatabaseAsync("archive");
        var work = Path.Combine(Folder, "postgresql");
        Directory.CreateDirectory(Path.Combine(work, "catalogs"));
        await PublishAsync(rows, work, database);
        await using var second = await ServerProcess.StartAsync(work, ("Catalog:PostgreSql", database));
        // Without the index a search takes longer there than a client waits: nothing is compared.
        await MeasureAsync(bench.Report, "PostgreSQL", second, []);
    }

    private static async Task PublishAsync(int rows, string folder, string? database)
    {
        var source = IngestSource.Rows("images", _ => Task.FromResult<Formats.RowSource>(new ImageList(rows)));
        var names = ImageList.TableName.Split('.');
        var report = await TableIngest.RunAsync(
            new IngestRequest(folder, names[0], names[1], [source]) { Replace = true, Database = database }
        );
        Console.Error.WriteLine(Invariant($"{rows:N0} images in {report.Duration.TotalSeconds:0} s"));
    }

    private static readonly (string Name, Func<Point, string> Condition)[] Kinds =
    [
        ("circle of 10 arcsec", at => Meets(Invariant($"CIRCLE({at.Ra:0.######}, {at.Dec:0.######}, {10 / 3600.0})"))),
        ("circle of 0.1 deg", at => Meets(Invariant($"CIRCLE({at.Ra:0.######}, {at.Dec:0.######}, 0.1)"))),
        ("circle of 1 deg", at => Meets(Invariant($"CIRCLE({at.Ra:0.######}, {at.Dec:0.######}, 1)"))),
        ("box of 0.5 deg", at => Meets(Invariant($"BOX({at.Ra:0.######}, {at.Dec:0.######}, 0.5, 0.5)"))),
        ("point in region", at => Invariant($"CONTAINS(POINT({at.Ra:0.######}, {at.Dec:0.######}), s_region)")),
    ];

    private static string Meets(string shape) => $"INTERSECTS(s_region, {shape})";

    private static async Task MeasureAsync(
        Report report,
        string engine,
        ServerProcess server,
        (string Name, Func<Point, string> Condition)[] compared
    )
    {
        using var client = Client.Create();
        var random = new Random(3);
        var places = Enumerable.Range(0, Searches).Select(_ => ImageList.Somewhere(random)).ToArray();
        foreach (var (name, condition) in Kinds)
        {
            var p50 = await MedianAsync(client, server, [.. places.Select(at => Query($"{condition(at)} = 1"))]);
            report.AtMost($"{engine}, images, {name}: p50", p50 * 1e3, Bound, "ms");
            if (!compared.Any(kind => kind.Name == name))
                continue;
            // No index serves arithmetic.
            var whole = await SecondsAsync(client, server, Query($"{condition(places[0])} + 0 = 1"));
            report.Note($"{engine}, images, {name}: without index / with", whole / p50, "x");
        }
        var inBand = places.Select(at => Query($"{Kinds[^1].Condition(at)} = 1 AND band = 'r'"));
        report.AtMost(
            $"{engine}, images in r at a point: p50",
            await MedianAsync(client, server, [.. inBand]) * 1e3,
            Bound,
            "ms"
        );
        var cones = places.Select(at =>
            Query(Invariant($"1 = CONTAINS(POINT(s_ra, s_dec), CIRCLE({at.Ra}, {at.Dec}, 0.1))"))
        );
        report.Note(
            $"{engine}, images with centre within 0.1 deg: p50",
            await MedianAsync(client, server, [.. cones]) * 1e3,
            "ms"
        );
        await JoinAsync(report, engine, client, server, random);
    }

    private static async Task JoinAsync(
        Report report,
        string engine,
        HttpClient client,
        ServerProcess server,
        Random random
    )
    {
        var positions = Enumerable.Range(0, Positions).Select(_ => ImageList.Somewhere(random)).ToList();
        var content = BenchPositions(positions);
        var (best, bytes) = (double.MaxValue, 0);
        for (var run = 0; run < 5; run++)
        {
            var clock = Stopwatch.StartNew();
            var answer = await Client.UploadAsync(
                client,
                server.Sync,
                $"SELECT u.id, o.obs_id FROM TAP_UPLOAD.mine AS u JOIN {ImageList.TableName} AS o ON 1 = CONTAINS(POINT(u.ra, u.dec), o.s_region)",
                "csv",
                content
            );
            bytes = answer.Length;
            best = Math.Min(best, clock.Elapsed.TotalSeconds);
        }
        report.AtMost($"{engine}, images at 1,000 uploaded positions, best of 5", best, 1, "s");
        report.Note($"{engine}, images at 1,000 uploaded positions: answer", bytes / 1e6, "MB");
    }

    private static string BenchPositions(List<Point> positions) =>
        DataLab.Bench.Positions.Csv([.. positions.Select(at => (at.Ra, at.Dec))]);

    private static string Query(string condition) =>
        $"SELECT obs_id, s_ra, s_dec, band, s_region FROM {ImageList.TableName} WHERE {condition}";

    private static async Task<double> MedianAsync(HttpClient client, ServerProcess server, string[] queries)
    {
        var seconds = new List<double>();
        foreach (var round in new[] { 0, 1 })
        {
            seconds.Clear();
            foreach (var query in queries)
                seconds.Add(await SecondsAsync(client, server, query));
        }
        return Latency.Percentiles(seconds).P50;
    }

    private static async Task<double> SecondsAsync(HttpClient client, ServerProcess server, string adql) =>
        (await Client.QueryAsync(client, server.Sync, adql, "votable/b2")).Total;
}
