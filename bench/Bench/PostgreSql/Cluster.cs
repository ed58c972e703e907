using System.Globalization;
using DataLab.Catalog.Ingest;
using DataLab.Host.SampleSurvey;
using DataLab.Tests;
using Npgsql;

namespace DataLab.Bench.PostgreSql;

/// <summary>A PostgreSQL of the benchmark's own with the object table, and the server that serves it.</summary>
/// <param name="floor">The same database by PostgreSQL's own programs.</param>
/// <param name="relation">The object table in SQL.</param>
internal sealed class Cluster(PostgreSqlServer server, ServerProcess datalab, Floor floor, string relation)
    : IAsyncDisposable
{
    private static readonly string Folder = Path.Combine(BenchData.Root, "artifacts/bench/postgresql");

    public Floor Floor => floor;

    public string Relation => relation;

    public ServerProcess DataLab => datalab;

    public ProcessorTime ProcessorTime => ProcessorTime.Now(datalab.ProcessId, server.ProcessId);

    /// <summary>What translates and connects as the server does.</summary>
    public string ConnectionString => floor.ConnectionString;

    /// <summary>Starts PostgreSQL with the settings of a small machine of its own, publishes the objects and serves them.</summary>
    public static async Task<Cluster> StartAsync(int rows)
    {
        var server = await PostgreSqlServer.StartAsync(
            "shared_buffers=4GB",
            "effective_cache_size=8GB",
            "maintenance_work_mem=1GB",
            "max_wal_size=16GB",
            "work_mem=64MB",
            "random_page_cost=1.1",
            "checkpoint_timeout=30min"
        );
        try
        {
            var database = await server.CreateDatabaseAsync("archive");
            Directory.CreateDirectory(Path.Combine(Folder, "catalogs"));
            Console.Error.WriteLine($"Publishing {rows:N0} objects in PostgreSQL ...");
            var survey = SyntheticSurvey.Create(new SampleSurveyOptions { Rows = rows });
            var request = SurveyPublisher.Request(survey, "object", Folder) with { Database = database };
            var report = await TableIngest.RunAsync(request, null, CancellationToken.None);
            Console.Error.WriteLine($"... {report.Duration.TotalSeconds:0} s");
            var relation = await RelationAsync(database);
            await server.ExecuteAsync("CREATE EXTENSION q3c", "archive");
            await server.ExecuteAsync($"CREATE INDEX ON {relation} (q3c_ang2ipix(ra, dec))", "archive");
            await server.ExecuteAsync($"VACUUM ANALYZE {relation}", "archive");
            var datalab = await ServerProcess.StartAsync(Folder, ("Catalog:PostgreSql", database));
            return new Cluster(server, datalab, new Floor(server, database), relation);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static async Task<string> RelationAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE tablename LIKE 'object~%'",
            connection
        );
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture)!;
    }

    public async ValueTask DisposeAsync()
    {
        await datalab.DisposeAsync();
        await server.DisposeAsync();
    }
}
