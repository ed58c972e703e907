using DataLab.Uws.Store;

namespace DataLab.Uws.Execution;

/// <summary>What the store tells of jobs, by whichever process: wakes who waits for them, who has places, and who runs one that has ended.</summary>
internal sealed class JobNews(JobStore store, JobSignals signals, Executor executor) : IAsyncDisposable
{
    private static readonly string Executing = ExecutionPhase.Executing.ToWire();
    private static readonly string Pending = ExecutionPhase.Pending.ToWire();
    private static readonly string Completed = ExecutionPhase.Completed.ToWire();
    private static readonly string Error = ExecutionPhase.Error.ToWire();
    private IAsyncDisposable? listening;

    public void Start() => listening = store.Listen(Heard);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref listening, null) is { } ending)
            await ending.DisposeAsync();
    }

    /// <param name="text">The job's id, its kind and its phase, or DELETED; null when some may have been missed.</param>
    private void Heard(string? text)
    {
        if (text?.Split(' ') is not [var jobId, var kind, var phase])
        {
            signals.ChangedAll();
            executor.Look();
            return;
        }
        signals.Changed(jobId);
        if (phase == Executing || phase == Pending)
            return;
        // Queued, or ended, which may free a place of a user that is counted over all processes.
        executor.Wake(kind);
        // Most runs end by themselves.
        if (phase != Completed && phase != Error)
            executor.Look(jobId);
    }
}
