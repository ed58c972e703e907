using System.Collections.Immutable;
using System.Threading.Channels;
using DataLab.Formats;
using DataLab.State;
using DataLab.Uws.Store;
using Microsoft.Extensions.Logging;

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
/// <remarks>Jobs add their entry themselves when they end; a sync query is added by the service that ran it.</remarks>
public sealed partial class QueryHistory
{
    private static readonly TimeSpan Gathered = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan TrimEvery = TimeSpan.FromMinutes(10);

    /// <summary>Entries a transaction, so that a flood of them does not keep jobs from being written.</summary>
    private const int Batch = 1000;

    private readonly JobStore store;
    private readonly UwsOptions options;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>While the disk of the store is full entries are lost rather than memory filled.</summary>
    private readonly Channel<HistoryEntry> waiting = Channel.CreateBounded<HistoryEntry>(
        new BoundedChannelOptions(100_000) { SingleReader = true }
    );
    private int lost;
    private Task? writing;

    internal QueryHistory(JobStore store, UwsOptions options, TimeProvider time, ILogger log) =>
        (this.store, this.options, this.time, this.log) = (store, options, time, log);

    /// <summary>Keeps an entry; written within a second, in batches, so that a fast sync query does not wait for the disk.</summary>
    public void Add(HistoryEntry entry)
    {
        if (!waiting.Writer.TryWrite(entry) && Interlocked.Increment(ref lost) == 1)
            LogLost();
    }

    /// <summary>The caller's own entries, newest first: by owner, or by session for the anonymous.</summary>
    /// <param name="after">Started after this.</param>
    /// <param name="last">At most so many.</param>
    public async Task<ImmutableArray<HistoryEntry>> ListAsync(
        string kind,
        Caller caller,
        DateTimeOffset? after,
        int last,
        CancellationToken ct
    ) =>
        StoredJob.ListKey(caller) is { } key
            ? [.. await store.ReadAsync(db => HistoryTable.List(db, kind, key, after, last), ct)]
            : [];

    internal void Start() => writing = Task.Run(RunAsync);

    /// <summary>Writes what waits.</summary>
    internal async Task StopAsync()
    {
        waiting.Writer.TryComplete();
        stopping.TrySetResult();
        await (writing ?? Task.CompletedTask);
    }

    /// <summary>Removes what is too old or too much.</summary>
    internal async Task TrimAsync()
    {
        DateTimeOffset? oldest = options.HistoryFor > TimeSpan.Zero ? time.GetUtcNow() - options.HistoryFor : null;
        while (
            await store.WriteAsync(
                db => HistoryTable.Trim(db, oldest, options.HistoryEntries, Batch),
                CancellationToken.None,
                Durability.Relaxed
            ) >= Batch
        ) { }
    }

    private async Task RunAsync()
    {
        var batch = new List<HistoryEntry>();
        var trimmed = time.GetTimestamp() - time.TimestampFrequency * (long)TrimEvery.TotalSeconds;
        while (await waiting.Reader.WaitToReadAsync())
        {
            await Task.WhenAny(Task.Delay(Gathered), stopping.Task);
            try
            {
                while (batch.Count < Batch && waiting.Reader.TryRead(out var entry))
                    batch.Add(entry);
                await store.WriteAsync(db => HistoryTable.Insert(db, batch), CancellationToken.None);
                batch.Clear();
                Interlocked.Exchange(ref lost, 0);
                if (time.GetElapsedTime(trimmed) < TrimEvery)
                    continue;
                trimmed = time.GetTimestamp();
                await TrimAsync();
            }
            catch (ServiceException e)
            {
                LogUnwritten(batch.Count, e);
                if (stopping.Task.IsCompleted)
                    return;
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Entries of the query history are lost: too many wait to be written"
    )]
    private partial void LogLost();

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Count} entries of the query history cannot be written; trying again"
    )]
    private partial void LogUnwritten(int count, Exception failure);
}
