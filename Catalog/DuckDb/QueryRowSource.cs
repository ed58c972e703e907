using System.Diagnostics;
using System.Threading.Channels;
using DataLab.Adql;
using DataLab.Formats;
using DuckDB.NET.Native;

namespace DataLab.Catalog.DuckDb;

/// <summary>The rows of one running query: computed on a worker's thread a few batches ahead of the reader, then waiting for it.</summary>
internal sealed class QueryRowSource : RowSource
{
    private const int BatchesAhead = 6;

    /// <summary>An interrupt is lost when it comes just before the engine starts to compute, so it is repeated.</summary>
    private static readonly TimeSpan InterruptEvery = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(1);

    private readonly Channel<RowBatch> batches = Channel.CreateBounded<RowBatch>(
        new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true }
    );
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Never disposed: a timer may still be on its way to cancel it, and it owns nothing.</summary>
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly QueryLimits limits;
    private readonly CancellationToken caller;
    private readonly CancellationTokenRegistration callerCancels;
    private readonly CancellationTokenRegistration engineCloses;
    private readonly Timer? timeLimit;
    private readonly Timer? telling;
    private double told = -1;
    private Timer? interrupting;
    private EngineConnection? running;
    private StopReason reason;

    private enum StopReason
    {
        None,
        Cancelled,
        TimedOut,
        EngineCloses,
        Disposed,
    }

    /// <param name="caller">Cancelling it stops the query.</param>
    /// <param name="closing">Likewise, when the engine goes down.</param>
    /// <param name="spent">Of the execution duration, before the query started.</param>
    public QueryRowSource(
        Translation query,
        QueryLimits limits,
        CancellationToken caller,
        CancellationToken closing,
        TimeSpan spent = default
    )
    {
        Table = new TableDescription(ResultFields.Of(query));
        Forecast = Forecasts.Of(query);
        this.limits = limits;
        this.caller = caller;
        callerCancels = caller.Register(() => Stop(StopReason.Cancelled));
        engineCloses = closing.Register(() => Stop(StopReason.EngineCloses));
        if (limits.ExecutionDuration > TimeSpan.Zero)
        {
            timeLimit = new Timer(_ => Stop(StopReason.TimedOut));
            var due = Math.Clamp((limits.ExecutionDuration - spent).TotalMilliseconds, 0, uint.MaxValue - 1);
            timeLimit.Change((long)due, Timeout.Infinite);
        }
        if (limits.Progress is { } listener)
            telling = new Timer(_ => Tell(listener), null, TellEvery, TellEvery);
    }

    public override TableDescription Table { get; }

    public override RowForecast? Forecast { get; }

    /// <summary>Completes when the worker is done with this query, however it ended.</summary>
    public Task Ended => ended.Task;

    /// <summary>Computes the rows. Runs on a worker's thread and never throws: the reader gets the failure.</summary>
    /// <param name="acquire">Opens the tables; what it returns is disposed at the end.</param>
    public void Run(EngineConnection connection, string sql, Func<IDisposable> acquire)
    {
        Exception? failure = null;
        limits.Clock.Begin(DuckDbCatalog.EngineName, limits.Purpose);
        try
        {
            lock (gate)
                running = connection;
            stopping.Token.ThrowIfCancellationRequested();
            using var tables = acquire();
            Copy(connection, sql);
        }
        catch (Exception e)
        {
            failure = e;
        }
        lock (gate)
        {
            // From here on the connection may serve another query: no more interrupts.
            running = null;
            interrupting?.Dispose();
            failure = failure is null && reason is StopReason.None ? null : Explain(failure);
        }
        limits.Clock.End(failure);
        batches.Writer.TryComplete(failure);
        ended.TrySetResult();
    }

    private void Copy(EngineConnection connection, string sql)
    {
        try
        {
            using var result = connection.Select(sql);
            var computed = new ResultBatches(result, Fields);
            while (computed.Next() is { } batch)
            {
                Hand(batch);
                stopping.Token.ThrowIfCancellationRequested();
            }
        }
        catch (EngineException e) when (e.Type is DuckDBErrorType.Interrupt && reason is StopReason.None)
        {
            throw LostError.Find(connection, sql, stopping.Token);
        }
    }

    private void Hand(RowBatch batch)
    {
        while (!batches.Writer.TryWrite(batch))
        {
            // The reader is slow: wait for it on this thread, which has nothing better to do.
            var since = Stopwatch.GetTimestamp();
            var room = batches.Writer.WaitToWriteAsync(stopping.Token);
            var isOpen = room.IsCompleted ? room.Result : room.AsTask().GetAwaiter().GetResult();
            limits.Clock.Stood(since);
            if (!isOpen)
                return;
        }
    }

    /// <summary>Waits until there is a first batch, an end or a failure, so that early failures need no half-written answer.</summary>
    public async Task StartedAsync()
    {
        try
        {
            await batches.Reader.WaitToReadAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        RowBatch? batch;
        while (!batches.Reader.TryRead(out batch))
        {
            if (!await batches.Reader.WaitToReadAsync(ct).ConfigureAwait(false))
                return null;
        }
        // What was computed before the limit struck is not handed out after it.
        if (reason is StopReason.None)
            return batch;
        batch.Dispose();
        await Ended.WaitAsync(ct).ConfigureAwait(false);
        throw Explain(null);
    }

    private void Stop(StopReason why)
    {
        lock (gate)
        {
            if (reason is not StopReason.None || ended.Task.IsCompleted)
                return;
            reason = why;
            interrupting = new Timer(_ => Interrupt(), null, TimeSpan.Zero, InterruptEvery);
        }
        stopping.Cancel();
    }

    private void Interrupt()
    {
        lock (gate)
            running?.Interrupt();
    }

    /// <summary>Tells how far the engine is; never less than before, though the engine's estimate may fall.</summary>
    private void Tell(IProgress<double> listener)
    {
        double? fraction;
        lock (gate)
            fraction = running?.Progress();
        if (fraction is not { } now || now <= told)
            return;
        told = now;
        listener.Report(now);
    }

    /// <summary>Why there are no more rows, in the caller's terms.</summary>
    private Exception Explain(Exception? failure) =>
        reason switch
        {
            StopReason.Cancelled => new OperationCanceledException("The query was cancelled.", failure, caller),
            StopReason.TimedOut => new ServiceException(
                ErrorKind.LimitExceeded,
                $"The query ran longer than {limits.ExecutionDuration.TotalSeconds:0.###} s and was stopped.",
                failure
            ),
            StopReason.EngineCloses => new ServiceException(
                ErrorKind.ServiceUnavailable,
                "The service is going down; the query was stopped. Send it again later.",
                failure
            ),
            StopReason.Disposed => new ObjectDisposedException(nameof(QueryRowSource)),
            _ => failure switch
            {
                ServiceException => failure,
                EngineException engine => engine.ToServiceException(),
                KeyNotFoundException => new ServiceException(
                    ErrorKind.ServiceUnavailable,
                    "A table of this query was replaced or removed a moment ago. Send it again.",
                    failure
                ),
                _ => new ServiceException(
                    ErrorKind.Fault,
                    "The query could not be run; the fault has been logged.",
                    failure
                ),
            },
        };

    public override async ValueTask DisposeAsync()
    {
        Stop(StopReason.Disposed);
        await Ended.ConfigureAwait(false);
        while (batches.Reader.TryRead(out _)) { }
        if (timeLimit is not null)
            await timeLimit.DisposeAsync().ConfigureAwait(false);
        if (telling is not null)
            await telling.DisposeAsync().ConfigureAwait(false);
        await callerCancels.DisposeAsync().ConfigureAwait(false);
        await engineCloses.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
