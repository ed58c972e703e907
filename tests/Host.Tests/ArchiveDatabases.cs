using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using DataLab.Adql.Dialects;
using DataLab.Catalog.PostgreSql;
using DataLab.Tests;
using Npgsql;

namespace DataLab.Host.Tests;

/// <summary>
/// Where <see cref="TestEngine"/> is PostgreSQL, every data folder that a test names to the program stands for a database of its own, and
/// the program is told of it in the environment: catalogue, state and the password of the roles of docs/postgresql.md.
/// </summary>
/// <remarks>One cluster for the process (three with shards), and databases from a template that holds the functions and an empty list.</remarks>
internal static class ArchiveDatabases
{
    private const string Template = "datalab_template";
    private const string Owner = "datalab_owner";

    private static readonly ConcurrentDictionary<string, Lazy<string>> Databases = new();
    private static readonly ConcurrentDictionary<string, string> ShardFiles = new();
    private static PostgreSqlShards? shards;
    private static readonly Lazy<Task<PostgreSqlServer>> Starting = new(StartAsync);

    public static Task<PostgreSqlServer> ServerAsync() => Starting.Value;

    /// <summary>What the program is to find in its environment; nothing on the embedded engine.</summary>
    public static IEnumerable<(string Name, string Value)> EnvironmentOf(IReadOnlyList<string> arguments)
    {
        if (
            !TestEngine.IsPostgreSql
            || ValueOf(arguments, "--data") is not { } data
            || arguments.Contains("--database")
        )
            return [];
        var configured = ConfigurationOf(arguments);
        if (arguments[0] == "serve" && configured.Contains("\"Catalog\"", StringComparison.Ordinal))
            return [("PGPASSWORD", PostgreSqlServer.Password)];
        var database = DatabaseOf(data);
        return
        [
            ("PGPASSWORD", PostgreSqlServer.Password),
            .. arguments[0] switch
            {
                "ingest" => [("DATALAB_DATABASE", Connection(database, "datalab_owner")), .. ShardsOf(data)],
                "demo" =>
                [
                    ("DATALAB_DATABASE", Connection(database, "datalab_owner")),
                    .. ShardsOf(data),
                    .. StateOf(database, arguments),
                ],
                "serve" =>
                [
                    ("DATALAB_Catalog__PostgreSql", Connection(database, "datalab_server")),
                    .. StateOf(database, arguments),
                ],
                _ => new[] { ("DATALAB_DATABASE", Connection(database, "datalab_server")) },
            },
        ];
    }

    /// <summary>Name of the database that a data folder stands for; made if it is not there.</summary>
    public static string DatabaseOf(string folder) =>
        Databases.GetOrAdd(Path.GetFullPath(folder), path => new Lazy<string>(() => MakeAsync(path).Result)).Value;

    /// <summary>Without the password, which PGPASSWORD has.</summary>
    public static string Connection(string database, string role) =>
        new NpgsqlConnectionStringBuilder(ServerAsync().Result.ConnectionStringOf(database, role))
        {
            Password = null,
        }.ToString();

    /// <summary>How many queries of services the database of a folder is working on.</summary>
    public static async Task<long> BusyAsync(string folder)
    {
        var database = DatabaseOf(folder);
        await using var connection = await (await ServerAsync()).OpenAsync(database);
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' "
                + "AND application_name IN ('datalab query', 'datalab job')",
            connection
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public static async Task StopAsync()
    {
        if (!Starting.IsValueCreated)
            return;
        var server = await Starting.Value;
        if (shards is not null)
            await shards.DisposeAsync();
        else
            await server.DisposeAsync();
    }

    /// <summary>The store of a state folder of its own is a schema of its own; a configuration that names a store goes before.</summary>
    private static IEnumerable<(string, string)> StateOf(string database, IReadOnlyList<string> arguments)
    {
        var configured = ConfigurationOf(arguments);
        if (configured.Contains("\"State\"", StringComparison.Ordinal))
            return [];
        var folder = ValueOf(arguments, "--state") ?? (configured.Contains("StateFolder") ? configured : "");
        var schema = folder.Length == 0 ? "state" : "state_" + Hash(folder);
        return
        [
            ("DATALAB_State__PostgreSql", Connection(database, "datalab_state")),
            ("DATALAB_State__Schema", schema),
        ];
    }

    private static async Task<string> MakeAsync(string folder)
    {
        var server = await ServerAsync();
        var name = "archive_" + Hash(folder);
        await server.ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template} OWNER datalab_owner");
        await server.ExecuteAsync(GrantsOn(name));
        if (shards is not null)
            ShardFiles[name] = await shards.CreateShardsAsync(name, Owner);
        return name;
    }

    private static IEnumerable<(string, string)> ShardsOf(string folder) =>
        ShardFiles.TryGetValue(DatabaseOf(folder), out var file) ? [("DATALAB_SHARDS", file)] : [];

    private static async Task<PostgreSqlServer> StartAsync()
    {
        string[] settings = ["max_connections=400", "shared_buffers=256MB"];
        if (TestEngine.Kind != TestEngineKind.Shards)
        {
            var server = await PostgreSqlServer.StartAsync(settings);
            await PrepareAsync(server, Template);
            return server;
        }
        var servers = await PostgreSqlShards.StartAsync(settings);
        await PrepareAsync(servers.Coordinator, Template);
        await servers.Coordinator.ExecuteAsync(
            $"CREATE EXTENSION postgres_fdw; GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO {Owner}",
            Template
        );
        foreach (var server in servers.Servers.Skip(1))
            await server.ExecuteAsync($"CREATE ROLE {Owner} LOGIN PASSWORD '{PostgreSqlServer.Password}'");
        shards = servers;
        return servers.Coordinator;
    }

    /// <summary>The roles and a database as docs/postgresql.md says, with the functions in it.</summary>
    public static async Task PrepareAsync(PostgreSqlServer server, string database)
    {
        await server.ExecuteAsync(
            $"""
            DO $$ BEGIN CREATE ROLE datalab_reader NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            CREATE ROLE datalab_server LOGIN PASSWORD '{PostgreSqlServer.Password}' IN ROLE datalab_reader;
            CREATE ROLE {Owner} LOGIN PASSWORD '{PostgreSqlServer.Password}';
            CREATE ROLE datalab_state LOGIN PASSWORD '{PostgreSqlServer.Password}';
            """
        );
        await server.ExecuteAsync($"CREATE DATABASE {database} OWNER datalab_owner ENCODING 'UTF8' TEMPLATE template0");
        await server.ExecuteAsync("REVOKE ALL ON SCHEMA public FROM PUBLIC", database);
        if (TestEngine.Kind == TestEngineKind.Q3c)
            await server.ExecuteAsync(
                "CREATE EXTENSION q3c; GRANT USAGE ON SCHEMA public TO datalab_reader, datalab_owner",
                database
            );
        await server.ExecuteAsync(GrantsOn(database));
        var options = new PostgreSqlOptions(
            server.ConnectionStringOf(database, "datalab_owner"),
            PostgreSqlDialect.Instance
        );
        await (await PostgreSqlCatalog.OpenAsync(options)).DisposeAsync();
    }

    private static string GrantsOn(string database) =>
        $"GRANT TEMPORARY ON DATABASE {database} TO datalab_reader; GRANT CREATE ON DATABASE {database} TO datalab_state";

    private static string ConfigurationOf(IReadOnlyList<string> arguments) =>
        ValueOf(arguments, "--config") is { } file && File.Exists(file) ? File.ReadAllText(file) : "";

    private static string? ValueOf(IReadOnlyList<string> arguments, string option)
    {
        for (var i = 0; i < arguments.Count - 1; i++)
            if (arguments[i] == option)
                return arguments[i + 1];
        return null;
    }

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
