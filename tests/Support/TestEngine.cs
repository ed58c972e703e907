namespace DataLab.Tests;

/// <summary>Where the tests of this process keep catalogue and state.</summary>
public enum TestEngineKind
{
    /// <summary>Embedded: DuckDB and SQLite in a data folder.</summary>
    DuckDb,

    /// <summary>PostgreSQL as it comes.</summary>
    PostgreSql,

    /// <summary>PostgreSQL with the extension q3c created.</summary>
    Q3c,

    /// <summary>Three PostgreSQL servers, tables spread over them.</summary>
    Shards,
}

/// <summary>Environment variable <c>DATALAB_TEST_ENGINE</c>: duckdb (when unset), postgresql, q3c or shards.</summary>
/// <remarks>
/// Linked into every test project that reaches an engine. A test without a category runs on each of them. Those that do not are marked:
/// <c>DuckDb</c> is about the embedded engine; <c>PostgreSql</c> starts the servers that it needs, whatever the variable says;
/// <c>AnyEngine</c> never reaches an engine (arguments, settings, headers, rows that are not stored, translation alone). These run
/// once, with the variable unset; <c>OnServer</c> is for the others. So runs on servers take
/// <c>TestCategory!=DuckDb&amp;TestCategory!=PostgreSql&amp;TestCategory!=AnyEngine</c>, and the one without
/// <c>TestCategory!=OnServer</c>. Of Host.Tests q3c runs only <c>Sky</c>: fixtures that search by position.
/// </remarks>
public static class TestEngine
{
    public const string Variable = "DATALAB_TEST_ENGINE";

    public static TestEngineKind Kind { get; } = Read(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Also with extensions, or made of several.</summary>
    public static bool IsPostgreSql => Kind != TestEngineKind.DuckDb;

    private static TestEngineKind Read(string? name) =>
        name switch
        {
            null or "" or "duckdb" => TestEngineKind.DuckDb,
            "postgresql" => TestEngineKind.PostgreSql,
            "q3c" => TestEngineKind.Q3c,
            "shards" => TestEngineKind.Shards,
            _ => throw new InvalidOperationException(
                $"{Variable} is '{name}'; it must be duckdb, postgresql, q3c or shards."
            ),
        };
}
