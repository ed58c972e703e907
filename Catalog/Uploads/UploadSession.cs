using System.Diagnostics;
using DataLab.Adql;
using DataLab.Adql.Semantics;
using DataLab.Catalog.DuckDb;
using DataLab.Formats;

namespace DataLab.Catalog.Uploads;

/// <summary>What an engine lends to a session.</summary>
/// <param name="Connection">The session's own, closed at its end.</param>
/// <param name="Worker">Everything runs on its thread.</param>
/// <param name="Adql">The catalogue as of the call.</param>
/// <param name="Closing">The engine goes down.</param>
internal sealed record UploadPlace(
    EngineConnection Connection,
    EngineWorker Worker,
    Func<Schema> Adql,
    CancellationToken Closing
)
{
    /// <summary>Opens published tables by their engine names until disposed.</summary>
    public required Func<string[], IDisposable> Acquire { get; init; }

    /// <summary>Takes the worker back; called once, on its thread.</summary>
    public required Action End { get; init; }
}

/// <summary>A query with TEMP tables on a connection of its own.</summary>
internal sealed class UploadSession : QuerySession
{
    private readonly UploadPlace place;
    private readonly QueryLimits limits;
    private readonly UploadBudget budget;
    private readonly CancellationToken caller;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly CancellationTokenSource stopping;
    private readonly List<Table> tables = [];
    private readonly Lock gate = new();
    private readonly List<UploadedPositions> positions = [];
    private QueryRowSource? opened;
    private Task? ended;
    private int started;

    public UploadSession(UploadPlace place, QueryLimits limits, UploadLimits uploads, CancellationToken caller)
    {
        this.place = place;
        this.limits = limits;
        this.caller = caller;
        budget = new UploadBudget(uploads);
        stopping = CancellationTokenSource.CreateLinkedTokenSource(caller, place.Closing);
        if (limits.ExecutionDuration > TimeSpan.Zero)
            stopping.CancelAfter(
                TimeSpan.FromMilliseconds(Math.Min(limits.ExecutionDuration.TotalMilliseconds, uint.MaxValue - 1))
            );
    }

    public override Schema Adql => place.Adql().With([.. tables]);

    public override async Task LoadAsync(string name, RowSource rows)
    {
        var done = new TaskCompletionSource<Table>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(_ =>
        {
            try
            {
                done.SetResult(Load(name, rows));
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        try
        {
            tables.Add(await done.Task.ConfigureAwait(false));
        }
        catch (Exception e) when (stopping.IsCancellationRequested && e is not TableFormatException)
        {
            throw Stopped(e);
        }
        catch (EngineException e)
        {
            throw Failed(name, e);
        }
    }

    /// <summary>Runs on the worker's thread, where waiting for the source blocks nobody.</summary>
    private Table Load(string name, RowSource rows)
    {
        stopping.Token.ThrowIfCancellationRequested();
        using var interrupts = new RepeatedInterrupt(place.Connection, stopping.Token);
        var own = new UploadedPositions();
        positions.Add(own);
        using var table = new UploadTable(place.Connection, name, ++started, rows.Fields, budget, own);
        while (rows.ReadAsync(stopping.Token).AsTask().GetAwaiter().GetResult() is { } batch)
        {
            using (batch)
                table.Append(batch);
        }
        var loaded = table.Finish();
        // An interrupt that comes between two statements is lost.
        stopping.Token.ThrowIfCancellationRequested();
        return loaded;
    }

    public override async Task<RowSource> OpenAsync(Translation query)
    {
        ArgumentNullException.ThrowIfNull(query.Sql);
        ObjectDisposedException.ThrowIf(ended is not null, this);
        if (opened is not null)
            throw new InvalidOperationException("A session runs one query.");
        var own = tables.Select(table => table.EngineName).ToHashSet();
        var names = query
            .Tables.Select(table => table.EngineName)
            .Where(name => !own.Contains(name))
            .Distinct()
            .ToArray();
        opened = new QueryRowSource(query, limits, caller, place.Closing, clock.Elapsed);
        Post(_ => opened.Run(place.Connection, query.Sql, () => place.Acquire(names)));
        await opened.StartedAsync().ConfigureAwait(false);
        return new SessionRows(opened, this);
    }

    public override async ValueTask DisposeAsync()
    {
        if (opened is not null)
            await opened.DisposeAsync().ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the connection when what runs on it now has ended. The engine does so, too, with sessions that were forgotten.</summary>
    public Task EndAsync()
    {
        lock (gate)
            return ended ??= CloseAsync();
    }

    /// <summary>Nothing reaches the worker's thread after the end, when another query may be on it.</summary>
    private void Post(Action<EngineConnection> action)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(ended is not null, this);
            place.Worker.Post(action);
        }
    }

    private async Task CloseAsync()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        place.Worker.Post(_ =>
        {
            place.Connection.Dispose();
            positions.ForEach(kept => kept.Dispose());
            place.End();
            done.SetResult();
        });
        await done.Task.ConfigureAwait(false);
        stopping.Dispose();
    }

    /// <summary>Why the loading was stopped, in the caller's terms.</summary>
    private Exception Stopped(Exception e) =>
        caller.IsCancellationRequested
            ? new OperationCanceledException("The query was cancelled while its tables were loaded.", e, caller)
        : place.Closing.IsCancellationRequested
            ? new ServiceException(
                ErrorKind.ServiceUnavailable,
                "The service is going down; the query was stopped. Send it again later.",
                e
            )
        : new ServiceException(
            ErrorKind.LimitExceeded,
            $"Loading the uploaded tables took longer than {limits.ExecutionDuration.TotalSeconds:0.###} s, the time that the whole query may take.",
            e
        );

    private static ServiceException Failed(string name, EngineException e) =>
        e.Type == DuckDB.NET.Native.DuckDBErrorType.OutOfMemory
            ? new ServiceException(
                ErrorKind.LimitExceeded,
                $"There is not enough memory or temporary disk space for the uploaded table \"{name}\". Send fewer rows or columns.",
                e
            )
            : new ServiceException(
                ErrorKind.Fault,
                $"The uploaded table \"{name}\" could not be loaded; the fault has been logged.",
                e
            );

    /// <summary>The rows of the session's query; the session ends with them.</summary>
    private sealed class SessionRows(QueryRowSource rows, UploadSession session) : RowSource
    {
        public override TableDescription Table => rows.Table;

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) => rows.ReadAsync(ct);

        public override async ValueTask DisposeAsync()
        {
            await session.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }
}
