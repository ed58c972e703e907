using DataLab.Tests;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>One PostgreSQL for the tests of this folder that do it no harm.</summary>
[SetUpFixture]
public sealed class SharedServer
{
    private static int databases;
    private static PostgreSqlServer? server;

    public static PostgreSqlServer Server => server ?? throw new InvalidOperationException("It is not started yet.");

    [OneTimeSetUp]
    public static async Task Start()
    {
        server = await PostgreSqlServer.StartAsync("max_connections=60", "shared_buffers=64MB");
        await server.ExecuteAsync("CREATE ROLE datalab_reader NOLOGIN");
        await server.ExecuteAsync(
            $"CREATE ROLE server LOGIN PASSWORD '{PostgreSqlServer.Password}' IN ROLE datalab_reader"
        );
    }

    [OneTimeTearDown]
    public static async Task Stop()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    /// <returns>The name of an empty database.</returns>
    public static async Task<string> NewDatabaseAsync()
    {
        var name = "test" + Interlocked.Increment(ref databases);
        await Server.CreateDatabaseAsync(name);
        return name;
    }
}
