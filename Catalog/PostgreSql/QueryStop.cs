using DataLab.Formats;

namespace DataLab.Catalog.PostgreSql;

/// <summary>What may stop a query before its end: the caller, the time limit, the reader who leaves, the engine that closes.</summary>
internal sealed class QueryStop : IAsyncDisposable
{
    /// <summary>A cancel is lost when it comes between two statements, so it is repeated.</summary>
    private static readonly TimeSpan CancelEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Never disposed: a timer may still be on its way to cancel it, and it owns nothing.</summary>
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly CancellationToken caller;
    private readonly CancellationTokenRegistration callerCancels;
    private readonly CancellationTokenRegistration engineCloses;
    private readonly Timer? timeLimit;
    private readonly DateTime deadline;
    private Timer? cancelling;
    private Action? cancel;
    private bool ended;

    /// <param name="limit">From now on; zero or less means none.</param>
    /// <param name="caller">Cancelling it stops the query.</param>
    /// <param name="closing">Likewise, when the engine goes down.</param>
    public QueryStop(TimeSpan limit, CancellationToken caller, CancellationToken closing)
    {
        Limit = limit;
        this.caller = caller;
        callerCancels = caller.Register(() => Stop(StopReason.Cancelled));
        engineCloses = closing.Register(() => Stop(StopReason.EngineCloses));
        deadline =
            limit > TimeSpan.Zero && limit < TimeSpan.FromDays(1000) ? DateTime.UtcNow + limit : DateTime.MaxValue;
        if (deadline != DateTime.MaxValue)
        {
            timeLimit = new Timer(_ => Stop(StopReason.TimedOut));
            timeLimit.Change((long)Math.Min(limit.TotalMilliseconds, uint.MaxValue - 1), Timeout.Infinite);
        }
    }

    internal enum StopReason
    {
        None,
        Cancelled,
        TimedOut,
        EngineCloses,
        Left,
    }

    public TimeSpan Limit { get; }

    /// <summary>Milliseconds for statement_timeout, a little after our own limit; zero for none.</summary>
    public long ServerTimeout =>
        deadline == DateTime.MaxValue
            ? 0
            : Math.Clamp((long)(deadline - DateTime.UtcNow).TotalMilliseconds, 0, int.MaxValue - 2000) + 1000;

    public CancellationToken Token => stopping.Token;

    public StopReason Reason { get; private set; }

    public void Stop(StopReason why)
    {
        lock (gate)
        {
            if (Reason is not StopReason.None || ended)
                return;
            Reason = why;
            if (cancel is not null)
                StartCancelling();
        }
        stopping.Cancel();
    }

    /// <summary>How to make the server stop what it does now, on any thread; until <see cref="Detach"/>.</summary>
    public void Attach(Action how)
    {
        lock (gate)
        {
            cancel = how;
            if (Reason is not StopReason.None)
                StartCancelling();
        }
    }

    /// <summary>After it nothing is cancelled any more: the connection may serve another query.</summary>
    public void Detach()
    {
        lock (gate)
        {
            cancel = null;
            cancelling?.Dispose();
        }
    }

    /// <summary>The query is over: nothing stops it any more.</summary>
    public void End()
    {
        lock (gate)
            ended = true;
    }

    private void StartCancelling() => cancelling = new Timer(_ => Cancel(), null, TimeSpan.Zero, CancelEvery);

    private void Cancel()
    {
        // One at a time: the next turn comes soon.
        if (!gate.TryEnter())
            return;
        try
        {
            cancel?.Invoke();
        }
        finally
        {
            gate.Exit();
        }
    }

    /// <summary>Why there are no more rows, in the caller's terms.</summary>
    public Exception Explain(Exception? failure) =>
        Reason switch
        {
            StopReason.Cancelled => new OperationCanceledException("The query was cancelled.", failure, caller),
            StopReason.TimedOut => new ServiceException(
                ErrorKind.LimitExceeded,
                $"The query ran longer than {Limit.TotalSeconds:0.###} s and was stopped.",
                failure
            ),
            StopReason.EngineCloses => new ServiceException(
                ErrorKind.ServiceUnavailable,
                "The service is going down; the query was stopped. Send it again later.",
                failure
            ),
            StopReason.Left => new ObjectDisposedException(nameof(QueryRows)),
            _ => PostgreSqlErrors.ToServiceException(
                failure ?? new InvalidOperationException("The query ended without a reason."),
                Limit
            ),
        };

    public async ValueTask DisposeAsync()
    {
        End();
        if (timeLimit is not null)
            await timeLimit.DisposeAsync().ConfigureAwait(false);
        await callerCancels.DisposeAsync().ConfigureAwait(false);
        await engineCloses.DisposeAsync().ConfigureAwait(false);
    }
}
