using DataLab.Tests;

namespace DataLab;

/// <summary>One PostgreSQL for the tests of a process that do it no harm, started when the first of them asks.</summary>
/// <remarks>A fixture of the namespace of all rooms, so that it stops behind the last test.</remarks>
[SetUpFixture]
public sealed class SharedServer
{
    /// <summary>Reads what is published and has TEMP tables, as docs/postgresql.md has it.</summary>
    public const string Reader = "server";

    private static readonly SemaphoreSlim Starting = new(1);
    private static int databases;
    private static PostgreSqlServer? server;

    public static PostgreSqlServer Server => server ?? throw new InvalidOperationException("It is not started yet.");

    /// <summary>What the server coordinates; null if tables lie on it alone.</summary>
    public static PostgreSqlShards? Shards { get; private set; }

    public static async Task<PostgreSqlServer> StartAsync()
    {
        await Starting.WaitAsync();
        try
        {
            if (server is not null)
                return server;
            string[] settings = ["max_connections=100", "shared_buffers=64MB", "jit=off"];
            if (TestEngine.Kind == TestEngineKind.Shards)
            {
                Shards = await PostgreSqlShards.StartAsync(settings);
                return server = Shards.Coordinator;
            }
            server = await PostgreSqlServer.StartAsync(settings);
            await AddRolesAsync(server);
            return server;
        }
        finally
        {
            Starting.Release();
        }
    }

    /// <summary>The roles that a server's operator makes.</summary>
    public static async Task AddRolesAsync(PostgreSqlServer server)
    {
        await server.ExecuteAsync("CREATE ROLE datalab_reader NOLOGIN");
        await server.ExecuteAsync(
            $"CREATE ROLE {Reader} LOGIN PASSWORD '{PostgreSqlServer.Password}' IN ROLE datalab_reader"
        );
    }

    /// <param name="template">Database to copy; null for an empty one.</param>
    /// <returns>The name of a new database.</returns>
    public static async Task<string> NewDatabaseAsync(string? template = null)
    {
        var name = "test" + Interlocked.Increment(ref databases);
        await (await StartAsync()).ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template ?? "template1"}");
        return name;
    }

    [OneTimeTearDown]
    public static async Task Stop()
    {
        if (Shards is not null)
            await Shards.DisposeAsync();
        else if (server is not null)
            await server.DisposeAsync();
        (server, Shards) = (null, null);
    }
}
