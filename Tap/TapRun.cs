using DataLab.Catalog;
using DataLab.Dali;

namespace DataLab.Tap;

/// <summary>How a query is run, as opposed to what it asks.</summary>
/// <param name="Purpose">Interactive for sync, which takes a place; batch for jobs, whose executor counts them.</param>
/// <param name="ExecutionDuration">Until the last row has been written; zero means no limit.</param>
public sealed record TapRun(QueryPurpose Purpose, TimeSpan ExecutionDuration)
{
    /// <summary>Whose portion of the places it takes.</summary>
    public string ShareKey { get; init; } = "";

    /// <summary>What is learned about the query on its way.</summary>
    public RequestFacts Facts { get; init; } = new();

    /// <summary>Told the fraction done, if the engine can tell.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Told of a large table that is read as a whole, before the query runs.</summary>
    public Action<string>? OnLargeScan { get; init; }

    /// <summary>Opens an inline upload by the name of its part (<c>param:name</c>); null when there is no such part.</summary>
    public Func<string, Stream?> OpenPart { get; init; } = _ => null;
}
