using System.Collections.Immutable;

namespace DataLab.Uws.History;

/// <summary>One finished query, sync or async; stays when its job is deleted.</summary>
/// <param name="Kind"><see cref="JobKind.Name"/>.</param>
/// <param name="Mode"><c>sync</c> or <c>async</c>.</param>
/// <param name="Text">What was asked, such as the ADQL.</param>
/// <param name="Outcome">COMPLETED, ERROR or ABORTED.</param>
public sealed record HistoryEntry(
    string Kind,
    string Mode,
    string Text,
    Caller Caller,
    DateTimeOffset StartTime,
    DateTimeOffset EndTime,
    ExecutionPhase Outcome
)
{
    public string? JobId { get; init; }
    public string? RunId { get; init; }
    public long? Rows { get; init; }
    public long? Bytes { get; init; }
    public string? Error { get; init; }
}

/// <summary>The record of queries, independent of the jobs (users want it back after their client deleted the job).</summary>
public abstract class QueryHistory
{
    /// <summary>Keeps an entry; written within a second, in batches, so that a fast sync query does not wait for the disk.</summary>
    public abstract void Add(HistoryEntry entry);

    /// <summary>The caller's own entries, newest first: by owner, or by session for the anonymous.</summary>
    public abstract Task<ImmutableArray<HistoryEntry>> ListAsync(
        string kind,
        Caller caller,
        DateTimeOffset? after,
        int last,
        CancellationToken ct
    );
}
