using DataLab.Uws.Store;

namespace DataLab.Uws.Execution;

/// <summary>Why a run was told to stop.</summary>
internal enum StopReason
{
    None,

    /// <summary>The store says already what became of the job: aborted, held, deleted, taken over.</summary>
    Superseded,
    TimeLimit,
    Shutdown,
}

/// <summary>One run of a job in this process, from the claim until its end is recorded.</summary>
internal sealed class Run(StoredJob stored, JobKind kind, JobFolders folders) : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int reason;

    private volatile bool claimed;

    public StoredJob Stored => stored;
    public string JobId => stored.Job.JobId;
    public JobKind Kind => kind;
    public JobExecution Execution { get; } = new(stored.Job, stored.Attempt, folders);
    public CancellationToken Token => stop.Token;
    public StopReason Reason => (StopReason)Volatile.Read(ref reason);

    /// <summary>Whether the store says for all to see that this run is the job's.</summary>
    public bool IsClaimed => claimed;

    /// <summary>Completes when the run was told to stop.</summary>
    public Task Stopped => stopped.Task;

    /// <summary>Completes when the end of the run is in the store, or it was given up.</summary>
    public Task Ended => ended.Task;

    /// <summary>Tells the run to stop; the first reason counts.</summary>
    public void Stop(StopReason why)
    {
        if (Interlocked.CompareExchange(ref reason, (int)why, (int)StopReason.None) != (int)StopReason.None)
            return;
        stopped.TrySetResult();
        try
        {
            // Off this thread: callbacks of the engine may take their time.
            _ = stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    public void SetClaimed() => claimed = true;

    public void SetEnded() => ended.TrySetResult();

    public void Dispose() => stop.Dispose();
}
