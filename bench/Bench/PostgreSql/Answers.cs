using System.Diagnostics;
using System.Globalization;

namespace DataLab.Bench.PostgreSql;

/// <summary>Exports, selections, one row and cones on PostgreSQL against psql and pgbench with the same SQL.</summary>
internal static class Answers
{
    private const int Rounds = 5;
    private const int Clients = 8;
    private const int Centres = 100;
    private const string Columns = "id, ra, dec, gmag, rmag";

    private const string HydraTwo =
        "depthflag>1 and abs(sharp)<0.5 and gmag is not null and gmag between 9 and 25 and (gmag-rmag) between -1.5 and 3.0";

    public static async Task ExportsAsync(Report report, Cluster cluster)
    {
        using var client = Client.Create();
        var buffer = new byte[1 << 20];
        foreach (var rows in new[] { 300_000, report.Rows })
        {
            var (adql, sql) = (
                $"SELECT TOP {rows} {Columns} FROM {Bench.Table}",
                $"SELECT {Columns} FROM {cluster.Relation} LIMIT {rows}"
            );
            var (copy, csv, binary) = (double.MaxValue, double.MaxValue, double.MaxValue);
            for (var round = 0; round < Rounds; round++)
            {
                copy = Math.Min(copy, await cluster.Floor.CopyAsync(sql, 1));
                csv = Math.Min(csv, (await Client.QueryAsync(client, cluster.DataLab.Sync, adql, "csv", buffer)).Total);
                binary = Math.Min(
                    binary,
                    (await Client.QueryAsync(client, cluster.DataLab.Sync, adql, "votable/b2", buffer)).Total
                );
            }
            var what = string.Create(CultureInfo.InvariantCulture, $"PostgreSQL, {rows:N0} rows x 5 columns");
            report.Note($"{what}: psql COPY binary", copy, "s");
            report.AtMost($"{what}: CSV through HTTP / COPY", csv / copy, 1.15, "x");
            report.AtMost($"{what}: BINARY2 through HTTP / COPY", binary / copy, 1.15, "x");
        }
        report.Note("PostgreSQL: server memory at its highest", cluster.DataLab.Memory().Peak, "MB");
    }

    public static async Task SelectionsAsync(Report report, Cluster cluster)
    {
        await SelectionAsync(
            report,
            cluster,
            "Hydra II",
            $"select ra,dec,gmag,rmag,depthflag from {Bench.Table} where fieldid='169' and {HydraTwo}",
            $"select ra,dec,gmag,rmag,depthflag from {cluster.Relation} where fieldid=169 and {HydraTwo}"
        );
        const string dropOuts =
            "select a.id, a.umag-a.gmag as ug, b.gmag-b.rmag as gr from (select id, umag, gmag from {0} where depthflag > 1) as a, "
            + "(select id, gmag, rmag from {0} where abs(sharp) < 0.5) as b "
            + "where a.id = b.id and ((a.umag > 22 and b.gmag < 21) or (a.gmag < 18 and b.rmag > 17.5))";
        await SelectionAsync(
            report,
            cluster,
            "drop-outs",
            string.Format(CultureInfo.InvariantCulture, dropOuts, Bench.Table),
            string.Format(CultureInfo.InvariantCulture, dropOuts, cluster.Relation)
        );
    }

    private static async Task SelectionAsync(Report report, Cluster cluster, string what, string adql, string sql)
    {
        using var client = Client.Create();
        var (copy, ours) = (double.MaxValue, double.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            copy = Math.Min(copy, await cluster.Floor.CopyAsync(sql, 2));
            for (var run = 0; run < 2; run++)
                ours = Math.Min(
                    ours,
                    (await Client.QueryAsync(client, cluster.DataLab.Sync, adql, "votable/b2")).Total
                );
        }
        report.Note($"PostgreSQL, {what}: psql", copy, "s");
        report.AtMost($"PostgreSQL, {what}: through HTTP / psql", ours / copy, 1.1, "x");
    }

    public static async Task SmallAsync(Report report, Cluster cluster)
    {
        using var client = Client.Create();
        var adql = $"SELECT TOP 1 {Columns} FROM {Bench.Table}";
        Task One() => Client.QueryAsync(client, cluster.DataLab.Sync, adql, "votable/td");
        await Latency.SecondsAsync(One, 3000);
        var own = await cluster.Floor.PgBenchAsync([$"SELECT {Columns} FROM {cluster.Relation} LIMIT 1"], 1, 4);
        var ours = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
            ours = Math.Min(ours, Latency.Percentiles(await Latency.SecondsAsync(One, 1000)).P50);
        report.Note("PostgreSQL, TOP 1: pgbench, mean", own.Mean * 1e3, "ms");
        report.AtMost("PostgreSQL, TOP 1: p50", ours * 1e3, own.Mean * 1e3 + 2, "ms");
    }

    public static async Task ConesAsync(Report report, Cluster cluster)
    {
        using var client = Client.Create();
        var centres = await CentresAsync(client, cluster);
        var translator = await Translator.OpenAsync(cluster);
        await using (translator)
        {
            var adql = centres.Select(Cone).ToArray();
            var sql = adql.Select(translator.Sql).ToArray();
            await RateAsync(client, cluster, adql, 5);
            var (ours, own) = (0.0, 0.0);
            for (var round = 0; round < 3; round++)
            {
                own = Math.Max(own, (await cluster.Floor.PgBenchAsync(sql, Clients, 6)).Rate);
                ours = Math.Max(ours, await RateAsync(client, cluster, adql, 6));
            }
            var before = cluster.ProcessorTime;
            var clock = Stopwatch.StartNew();
            var count = await RateAsync(client, cluster, adql, 6) * clock.Elapsed.TotalSeconds;
            var spent = cluster.ProcessorTime - before;
            foreach (
                var (who, seconds) in new[]
                {
                    ("client", spent.Client),
                    ("server", spent.Server),
                    ("PostgreSQL", spent.PostgreSql),
                }
            )
                report.Note($"PostgreSQL, 0.1 degree cones: processor time of the {who}", seconds / count * 1e3, "ms");
            report.Note("PostgreSQL, 0.1 degree cones, 8 clients: pgbench", own, "1/s");
            report.Note("PostgreSQL, 0.1 degree cones, 8 clients: through HTTP", ours, "1/s");
            report.AtLeast("PostgreSQL, 0.1 degree cones: through HTTP / pgbench", ours / own, 0.5, "x");
        }
    }

    private static string Cone((double Ra, double Dec) at) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT {Columns} FROM {Bench.Table} WHERE 1=CONTAINS(POINT('ICRS', ra, dec), CIRCLE('ICRS', {at.Ra}, {at.Dec}, 0.1))"
        );

    private static async Task<double> RateAsync(HttpClient client, Cluster cluster, string[] adql, int seconds)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(
            Enumerable
                .Range(0, Clients)
                .Select(async k =>
                {
                    var n = 0;
                    for (; clock.Elapsed.TotalSeconds < seconds; n++)
                        await Client.QueryAsync(
                            client,
                            cluster.DataLab.Sync,
                            adql[(k * 7919 + n * 104729) % adql.Length],
                            "votable/b2"
                        );
                    return n;
                })
        );
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    /// <summary>The same places in every run, dense and sparse ones: without an order a scan by several processes gives any.</summary>
    private static async Task<(double Ra, double Dec)[]> CentresAsync(HttpClient client, Cluster cluster)
    {
        var rows = await Client.CsvAsync(
            client,
            cluster.DataLab.Sync,
            $"SELECT TOP {Centres} ra, dec FROM {Bench.Table} WHERE MOD(htm9, 977) = 3 ORDER BY MOD(htm9, 1009), id"
        );
        return
        [
            .. rows.Select(p =>
                (double.Parse(p[0], CultureInfo.InvariantCulture), double.Parse(p[1], CultureInfo.InvariantCulture))
            ),
        ];
    }
}
