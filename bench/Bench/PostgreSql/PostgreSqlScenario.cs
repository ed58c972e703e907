namespace DataLab.Bench.PostgreSql;

/// <summary>The server with its catalogue in PostgreSQL, against psql and pgbench on the same PostgreSQL.</summary>
internal static class PostgreSqlScenario
{
    public static async Task MeasureAsync(Bench bench)
    {
        await using var cluster = await Cluster.StartAsync(bench.Report.Rows);
        await Answers.SmallAsync(bench.Report, cluster);
        await Answers.ConesAsync(bench.Report, cluster);
        await Answers.ExportsAsync(bench.Report, cluster);
        await Answers.SelectionsAsync(bench.Report, cluster);
        await Matches.MeasureAsync(bench.Report, cluster);
        await IngestCost.MeasureAsync(bench.Report, cluster);
    }
}
