using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using DataLab.State;
using DataLab.State.PostgreSql;
using DataLab.Tests;

namespace DataLab.Uws.Tests.Support;

/// <summary>Where the state of a fixture is kept.</summary>
public enum StoreKind
{
    Sqlite,
    PostgreSql,
}

/// <summary>A fixture whose tests hold for every store.</summary>
[TestFixture(StoreKind.Sqlite)]
[TestFixture(StoreKind.PostgreSql)]
public abstract class OnEachStore(StoreKind store)
{
    [SetUp]
    public Task ChooseStore() => TestStore.ChooseAsync(store);

    [TearDown]
    public void ForgetStore() => TestStore.Forget();
}

/// <summary>The store that the running test uses; a child process gets it by its environment.</summary>
internal static class TestStore
{
    /// <summary>Holds the connection string.</summary>
    public const string Variable = "DATALAB_TEST_STATE";

    private static readonly SemaphoreSlim Starting = new(1);

    /// <summary>Null for SQLite.</summary>
    public static string? Connection { get; private set; } = Environment.GetEnvironmentVariable(Variable);

    /// <summary>Started by the first test that needs it, stopped after the last.</summary>
    public static PostgreSqlServer? Server { get; private set; }

    public static async Task ChooseAsync(StoreKind kind) =>
        Connection = kind == StoreKind.Sqlite ? null : (await ServerAsync()).ConnectionString;

    /// <summary>Uses a server of the test's own.</summary>
    public static void Use(string connection) => Connection = connection;

    public static void Forget() => Connection = null;

    public static async Task<PostgreSqlServer> ServerAsync()
    {
        await Starting.WaitAsync();
        try
        {
            return Server ??= await PostgreSqlServer.StartAsync();
        }
        finally
        {
            Starting.Release();
        }
    }

    public static async Task StopAsync()
    {
        if (Server is { } server)
            await server.DisposeAsync();
        Server = null;
    }

    /// <param name="file">Of the store; in PostgreSQL every file is a schema.</param>
    public static Task<StateStore> OpenAsync(string file, params ImmutableArray<StateModule> modules) =>
        Connection is null
            ? StateStore.OpenAsync(file, modules, CancellationToken.None)
            : StateStore.OpenAsync(Options(file), modules, CancellationToken.None);

    public static PostgreSqlStateOptions Options(string file) =>
        new(Connection!) { Schema = Schema(file), Connections = 6 };

    public static string Schema(string file) =>
        "t_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file)))[..20];
}
