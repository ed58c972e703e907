using DataLab.Catalog.Tests.Support;
using DataLab.Tests;

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

/// <summary>The engines of this run.</summary>
internal static class AllEngines
{
    /// <summary>The one whose rows are compared with the evaluator's.</summary>
    public static Task<IEngine> OpenAsync() =>
        ArchiveEngine.OpenAsync(TestEngine.Kind.ToString().ToLowerInvariant(), new Archive());

    /// <summary>The embedded one, which others are compared with where the evaluator knows nothing.</summary>
    public static Task<IEngine> OpenEmbeddedAsync() => ArchiveEngine.OpenAsync("duckdb", Archive.Embedded());
}
