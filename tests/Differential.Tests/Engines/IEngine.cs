namespace DataLab.Differential.Tests.Engines;

/// <summary>An engine that answers ADQL through the translator, with the tables of the small archive in it.</summary>
internal interface IEngine : IAsyncDisposable
{
    string Name { get; }

    /// <exception cref="EngineRefusal">The query ended in an error that a user would see.</exception>
    Task<List<object?[]>> RunAsync(string adql);
}

internal enum Refusal
{
    /// <summary>The translator has no SQL for the query.</summary>
    NotTranslated,

    /// <summary>The engine does not run the SQL, whatever the data.</summary>
    NotRun,

    /// <summary>The fault is in the data that the query met.</summary>
    OnData,
}

internal sealed class EngineRefusal(Refusal kind, string message) : Exception(message)
{
    public Refusal Kind => kind;
}

/// <summary>All engines there are. One more is one more entry here.</summary>
internal static class AllEngines
{
    public static readonly IReadOnlyDictionary<string, Func<Task<IEngine>>> ByName = new Dictionary<
        string,
        Func<Task<IEngine>>
    >
    {
        ["duckdb"] = DuckDbEngine.OpenAsync,
        ["postgresql"] = PostgreSqlEngine.OpenAsync,
    };

    public static IEnumerable<string> Names => ByName.Keys;
}
