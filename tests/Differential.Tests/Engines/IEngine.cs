namespace DataLab.Differential.Tests.Engines;

/// <summary>An engine that answers ADQL through the translator, with the tables of the small archive in it.</summary>
internal interface IEngine : IAsyncDisposable
{
    string Name { get; }

    /// <exception cref="EngineRefusal">The query ended in an error that a user would see.</exception>
    Task<List<object?[]>> RunAsync(string adql);
}

/// <param name="onData">The fault is in the data that the query met; else the query could not be translated or run at all.</param>
internal sealed class EngineRefusal(bool onData, string message) : Exception(message)
{
    public bool OnData => onData;
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
