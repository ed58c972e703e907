using System.Collections.Immutable;
using DataLab.Formats;
using DataLab.Uws.Execution;
using DataLab.Uws.Store;

namespace DataLab.Uws;

/// <summary>What a client posts to make a job.</summary>
/// <param name="Parameters">Everything but PHASE, RUNID, EXECUTIONDURATION, DESTRUCTION; names as given.</param>
/// <param name="Files">Uploaded parts: name of the part and its content, read once.</param>
public sealed record NewJob(
    ImmutableArray<JobParameter> Parameters,
    ImmutableArray<(string Name, Func<CancellationToken, Task<Stream>> Open)> Files
)
{
    public string? RunId { get; init; }
    public TimeSpan? ExecutionDuration { get; init; }
    public DateTimeOffset? Destruction { get; init; }

    /// <summary>PHASE=RUN in the same request.</summary>
    public bool Run { get; init; }
}

/// <summary>Which jobs a list shows (UWS 1.1 §2.2.2.2); all conditions hold together.</summary>
/// <param name="Phases">Any of these; empty for all but ARCHIVED.</param>
/// <param name="After">Created after this.</param>
/// <param name="Last">At most so many, the newest first.</param>
public sealed record JobFilter(ImmutableArray<ExecutionPhase> Phases, DateTimeOffset? After, int? Last);

/// <summary>The jobs of this archive: makes, starts, stops, finds and forgets them. What it has said is on the disk.</summary>
/// <remarks>
/// Every method throws <see cref="ServiceException"/> NotFound for a job that is not there or not the caller's to see (a job with an
/// owner is its owner's alone, an anonymous one anybody's who knows its id), PermissionDenied for a step that its phase does
/// not allow, UsageError for parameters that cannot be, ServiceUnavailable when the store cannot be written for the moment.
/// </remarks>
public sealed class JobService
{
    private readonly JobStore store;
    private readonly JobFolders folders;
    private readonly Executor executor;
    private readonly JobSignals signals;
    private readonly RunTimes times;
    private readonly JobChanges changes;
    private readonly UwsOptions options;
    private readonly TimeProvider time;
    private readonly TaskCompletionSource closing = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal JobService(
        JobStore store,
        JobFolders folders,
        JobChanges changes,
        Executor executor,
        JobSignals signals,
        RunTimes times,
        UwsOptions options,
        TimeProvider time
    )
    {
        (this.store, this.folders, this.changes, this.executor) = (store, folders, changes, executor);
        (this.signals, this.times, this.options, this.time) = (signals, times, options, time);
    }

    /// <summary>How many jobs there are of each kind in each phase, as the store has them: those of all servers that share it.</summary>
    public async Task<IReadOnlyList<(string Kind, string Phase, long Jobs)>> CountAsync(CancellationToken ct) =>
        await store.ReadAsync(QueueTable.Count, ct);

    /// <summary>Makes a job, and queues it if it is to run.</summary>
    /// <exception cref="ServiceException">ServiceUnavailable: the queue is full; nothing was made.</exception>
    public async Task<Job> CreateAsync(JobKind kind, NewJob job, Caller caller, CancellationToken ct)
    {
        var made = await changes.CreateAsync(kind, job, caller, ct);
        if (job.Run)
            executor.Wake(kind);
        return made;
    }

    /// <summary>The job with live progress in its notes while it executes.</summary>
    public async Task<Job> FindAsync(JobKind kind, string jobId, Caller caller, CancellationToken ct)
    {
        var (stored, ahead) = await store.ReadAsync(
            db =>
            {
                var found = Visible(JobTable.Find(db, kind.Name, jobId), jobId, caller);
                return (found, found.Job.Phase == ExecutionPhase.Queued ? JobTable.CountAhead(db, found) : 0);
            },
            ct
        );
        var job = stored.Job with
        {
            Quote = times.Quote(stored.Job, ahead, kind.Options.Concurrency, time.GetUtcNow()),
        };
        return job.Phase == ExecutionPhase.Executing && executor.Find(jobId) is { } run
            ? job with
            {
                Notes = run.Execution.LiveNotes(),
            }
            : job;
    }

    /// <summary>Returns when the phase is no longer <paramref name="phase"/> (null: the phase at the call), is not an active one, or the
    /// time is up; also when the service goes down.</summary>
    public async Task<Job> WaitAsync(
        JobKind kind,
        string jobId,
        Caller caller,
        ExecutionPhase? phase,
        TimeSpan atMost,
        CancellationToken ct
    )
    {
        var started = time.GetTimestamp();
        // Changes made by other processes are seen by looking again.
        var look = options.Poll * 3;
        while (true)
        {
            using var subscription = signals.Subscribe(jobId);
            var job = await FindAsync(kind, jobId, caller, ct);
            phase ??= job.Phase;
            var left = atMost - time.GetElapsedTime(started);
            if (job.Phase != phase || !job.Phase.IsActive() || left <= TimeSpan.Zero || closing.Task.IsCompleted)
                return job;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(
                subscription.Changed,
                closing.Task,
                Task.Delay(left < look ? left : look, patience.Token)
            );
            await patience.CancelAsync();
            ct.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The caller's own jobs, newest first: those of the owner, or of the session of an anonymous one.</summary>
    public async Task<IReadOnlyList<ShortJobDescription>> ListAsync(
        JobKind kind,
        JobFilter filter,
        Caller caller,
        CancellationToken ct
    )
    {
        if (filter.Last is <= 0)
            throw new ServiceException(ErrorKind.UsageError, "LAST takes a number of jobs above zero.");
        return StoredJob.ListKey(caller) is null
            ? []
            : await store.ReadAsync(db => JobTable.List(db, kind.Name, caller, filter), ct);
    }

    /// <summary>PHASE=RUN. Nothing happens to a job that is queued or runs already, or that goes on by itself.</summary>
    /// <exception cref="ServiceException">ServiceUnavailable: the queue is full.</exception>
    public async Task<Job> RunAsync(JobKind kind, string jobId, Caller caller, CancellationToken ct)
    {
        await changes.QueueAsync(kind, jobId, stored => Visible(stored, jobId, caller), ct);
        signals.Changed(jobId);
        executor.Wake(kind);
        return await FindAsync(kind, jobId, caller, ct);
    }

    /// <summary>PHASE=ABORT. Returns when the job is ABORTED; the engine stops within a second. Results that were whole are kept.</summary>
    public async Task<Job> AbortAsync(JobKind kind, string jobId, Caller caller, CancellationToken ct)
    {
        await changes.AbortAsync(kind, jobId, stored => Visible(stored, jobId, caller), executor.Find(jobId), ct);
        signals.Changed(jobId);
        await executor.StopAsync(jobId);
        return await FindAsync(kind, jobId, caller, ct);
    }

    /// <summary>Stops the job if need be and forgets it with its files.</summary>
    public async Task DeleteAsync(JobKind kind, string jobId, Caller caller, CancellationToken ct)
    {
        await changes.DeleteAsync(kind, jobId, stored => Visible(stored, jobId, caller), ct);
        signals.Changed(jobId);
        await executor.StopAsync(jobId);
        folders.Delete(jobId);
    }

    /// <summary>Adds or replaces parameters of a PENDING job (<see cref="JobKind.IsMultiple"/>); null leaves a setting as it is.</summary>
    /// <remarks>
    /// RunId and parameters: while PENDING. ExecutionDuration: until it executes. Destruction: until it is ARCHIVED. Wishes
    /// beyond the limits of the kind are clipped. <see cref="NewJob.Run"/> queues the job in the same step.
    /// </remarks>
    public async Task<Job> UpdateAsync(JobKind kind, string jobId, NewJob changes, Caller caller, CancellationToken ct)
    {
        await this.changes.UpdateAsync(kind, jobId, changes, stored => Visible(stored, jobId, caller), ct);
        if (changes.Run)
        {
            signals.Changed(jobId);
            executor.Wake(kind);
        }
        return await FindAsync(kind, jobId, caller, ct);
    }

    /// <summary>The service puts a job aside: it is HELD until a client says PHASE=RUN again. A run is stopped and starts over.</summary>
    public Task HoldAsync(JobKind kind, string jobId, CancellationToken ct) =>
        InterruptAsync(kind, jobId, ExecutionPhase.Held, ct);

    /// <summary>The service interrupts an executing job: it is SUSPENDED until <see cref="ResumeAsync"/>. The run starts over.</summary>
    public Task SuspendAsync(JobKind kind, string jobId, CancellationToken ct) =>
        InterruptAsync(kind, jobId, ExecutionPhase.Suspended, ct);

    /// <summary>The service goes on with a job that it held or suspended: back to its place in the queue.</summary>
    public async Task ResumeAsync(JobKind kind, string jobId, CancellationToken ct)
    {
        await changes.ResumeAsync(kind, jobId, ct);
        signals.Changed(jobId);
        executor.Wake(kind);
    }

    /// <summary>Opens a result of the job; seekable.</summary>
    public async Task<(JobResult Result, FileStream Content)> OpenResultAsync(
        JobKind kind,
        string jobId,
        string resultId,
        Caller caller,
        CancellationToken ct
    )
    {
        var (job, results) = await store.ReadAsync(
            db => (Visible(JobTable.FindRow(db, jobId), kind, jobId, caller), JobTable.Results(db, jobId)),
            ct
        );
        var found = results.Find(result => result.Result.Id == resultId);
        var none =
            job.Job.Phase == ExecutionPhase.Archived
                ? "its results have been removed, as its destruction time has passed."
            : job.Job.Phase.IsFinal() ? "it has no result of that name."
            : $"it is {job.Job.Phase.ToWire()} and has no result yet.";
        return found is null
            ? throw new ServiceException(ErrorKind.NotFound, $"There is no result of job {jobId}: {none}")
            : (found.Result, Open(Path.Combine(folders.Results(jobId), found.StoredAs), jobId));
    }

    /// <summary>Opens an uploaded part of the job.</summary>
    public async Task<FileStream> OpenUploadAsync(
        JobKind kind,
        string jobId,
        string parameter,
        Caller caller,
        CancellationToken ct
    )
    {
        var parameters = await store.ReadAsync(
            db =>
            {
                Visible(JobTable.FindRow(db, jobId), kind, jobId, caller);
                return JobTable.Parameters(db, jobId);
            },
            ct
        );
        var file =
            parameters.FirstOrDefault(p => p.IsFile && p.Name.Equals(parameter, StringComparison.OrdinalIgnoreCase))
            ?? throw new ServiceException(ErrorKind.NotFound, $"Job {jobId} has no uploaded part of that name.");
        return Open(Path.Combine(folders.Uploads(jobId), file.Value), jobId);
    }

    /// <summary>Takes no more jobs off the queue: the process is about to stop. Those that execute here go on until it does.</summary>
    public void Drain() => executor.Drain();

    /// <summary>Sends everybody home who waits for a job: the service goes down.</summary>
    internal void ReleaseWaiters() => closing.TrySetResult();

    private async Task InterruptAsync(JobKind kind, string jobId, ExecutionPhase phase, CancellationToken ct)
    {
        await changes.InterruptAsync(kind, jobId, phase, ct);
        signals.Changed(jobId);
        await executor.StopAsync(jobId);
    }

    private static StoredJob Visible(StoredJob? stored, JobKind kind, string jobId, Caller caller) =>
        Visible(stored?.Job.Kind == kind.Name ? stored : null, jobId, caller);

    private static StoredJob Visible(StoredJob? stored, string jobId, Caller caller) =>
        stored is not null && stored.IsVisibleTo(caller) ? stored : throw JobChanges.NoSuchJob(jobId);

    private static FileStream Open(string path, string jobId)
    {
        try
        {
            return new FileStream(
                path,
                new FileStreamOptions
                {
                    Share = FileShare.Read | FileShare.Delete,
                    Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                    BufferSize = 0,
                }
            );
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Between the look into the store and now.
            throw new ServiceException(ErrorKind.NotFound, $"The files of job {jobId} have been removed.", e);
        }
    }
}
