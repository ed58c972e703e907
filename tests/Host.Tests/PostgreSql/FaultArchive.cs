using System.Text.Json;
using System.Text.Json.Nodes;
using DataLab.Tests;
using Npgsql;

namespace DataLab.Host.Tests.PostgreSql;

/// <summary>A cluster of a fixture's own with a published table, to do harm to, and servers whose catalogue and state are in it.</summary>
internal sealed class FaultArchive : IAsyncDisposable
{
    public const string Database = "archive";

    /// <summary>Of table sky.points: as many as make a triple product last for minutes.</summary>
    public const int Rows = 3000;

    private readonly TemporaryFolder folder = new();
    private int servers;

    private FaultArchive(PostgreSqlServer postgres) => Postgres = postgres;

    public PostgreSqlServer Postgres { get; }

    private static (string, string)[] Secret => [("PGPASSWORD", PostgreSqlServer.Password)];

    public static async Task<FaultArchive> StartAsync(params string[] settings) =>
        await MakeAsync(await PostgreSqlServer.StartAsync(settings));

    /// <summary>In a cluster that is there; disposed with the archive.</summary>
    public static async Task<FaultArchive> MakeAsync(PostgreSqlServer postgres)
    {
        var archive = new FaultArchive(postgres);
        try
        {
            await ArchiveDatabases.PrepareAsync(postgres, Database);
            var load = await archive.IngestAsync("points", Rows);
            Assert.That(load.ExitCode, Is.Zero, load.Errors);
            return archive;
        }
        catch
        {
            await archive.DisposeAsync();
            throw;
        }
    }

    /// <summary>Publishes a table with id 1 to <paramref name="rows"/>, ra, dec and mag in schema sky.</summary>
    public async Task<ToolResult> IngestAsync(string table, int rows, params string[] more)
    {
        var file = folder.File(Path.GetRandomFileName() + ".csv");
        await File.WriteAllLinesAsync(
            file,
            Enumerable
                .Range(0, rows + 1)
                .Select(i => i == 0 ? "id,ra,dec,mag" : $"{i},{i % 360}.5,{i % 180 - 90},{i % 7}.25")
        );
        return await Tool.DatalabWithAsync(
            Secret,
            [
                "ingest",
                file,
                "--data",
                folder.File("data"),
                "--schema",
                "sky",
                "--table",
                table,
                "--database",
                Connection("datalab_owner"),
                .. more,
            ]
        );
    }

    /// <summary>Without password.</summary>
    public string Connection(string role, PostgreSqlServer? server = null) =>
        new NpgsqlConnectionStringBuilder((server ?? Postgres).ConnectionStringOf(Database, role))
        {
            Password = null,
        }.ToString();

    /// <summary>A server with a state folder of its own; the files of jobs are shared.</summary>
    /// <param name="change">What is to be different in the configuration.</param>
    public async Task<LiveServer> ServeAsync(Action<JsonNode>? change = null)
    {
        var (data, state, config) = await ConfigureAsync(change);
        return await LiveServer.ServeWithAsync(Secret, data, "--state", state, "--config", config);
    }

    /// <summary>A start that is expected to fail.</summary>
    public async Task<ToolResult> TryServeAsync(Action<JsonNode>? change = null)
    {
        var (data, state, config) = await ConfigureAsync(change);
        return await Tool.DatalabWithAsync(
            Secret,
            ["serve", "--port", "0", "--data", data, "--state", state, "--config", config]
        );
    }

    private async Task<(string Data, string State, string Config)> ConfigureAsync(Action<JsonNode>? change)
    {
        var number = Interlocked.Increment(ref servers);
        Directory.CreateDirectory(folder.File("data"));
        var settings = JsonSerializer.SerializeToNode(
            new
            {
                Catalog = new { PostgreSql = Connection("datalab_server") },
                State = new { PostgreSql = Connection("datalab_state"), JobsFolder = folder.File("jobs") },
                Uws = new { LeaseSeconds = 5 },
                Server = new { DrainSeconds = 1 },
            }
        )!;
        change?.Invoke(settings);
        var config = folder.File($"settings-{number}.json");
        await File.WriteAllTextAsync(config, settings.ToJsonString());
        return (folder.File("data"), folder.File($"own-{number}"), config);
    }

    public string PathOf(string name) => folder.File(name);

    public Task ExecuteAsync(string sql) => Postgres.ExecuteAsync(sql, Database);

    /// <summary>The name of a published table in the database.</summary>
    public async Task<string> RelationAsync(string table)
    {
        await using var connection = await Postgres.OpenAsync(Database);
        await using var command = new NpgsqlCommand(
            "SELECT format('%I.%I', schema_name, relation) FROM datalab.tables WHERE table_name = $1",
            connection
        );
        command.Parameters.AddWithValue(table);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Has every service connect anew, as the role's settings are now.</summary>
    public Task CutAsync() =>
        ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IN ('datalab_server', 'datalab_state') AND pid <> pg_backend_pid()"
        );

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        folder.Dispose();
    }
}
