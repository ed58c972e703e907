using System.Collections.Immutable;
using DataLab.Formats;

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

    /// <summary>PHASE=RUN in the creating request.</summary>
    public bool Run { get; init; }
}

/// <summary>Which jobs a list shows (UWS 1.1 §2.2.2.2); all conditions hold together.</summary>
/// <param name="Phases">Any of these; empty for all but ARCHIVED.</param>
/// <param name="After">Created after this.</param>
/// <param name="Last">At most so many, the newest first.</param>
public sealed record JobFilter(ImmutableArray<ExecutionPhase> Phases, DateTimeOffset? After, int? Last);

/// <summary>The jobs of this archive: makes, starts, stops, finds and forgets them. What it has said is on the disk.</summary>
/// <remarks>
/// Every method throws <see cref="ServiceException"/> NotFound for a job that is not there or not the caller's to see,
/// PermissionDenied for a step that its phase does not allow, UsageError for parameters that cannot be.
/// </remarks>
public abstract class JobService
{
    public abstract Task<Job> CreateAsync(JobKind kind, NewJob job, Caller caller, CancellationToken ct);

    /// <summary>The job with live progress in its notes while it executes.</summary>
    public abstract Task<Job> FindAsync(JobKind kind, string jobId, Caller caller, CancellationToken ct);

    /// <summary>Returns when the phase is no longer <paramref name="phase"/> (null: the phase at the call), is not an active one, or the time is up.</summary>
    public abstract Task<Job> WaitAsync(
        JobKind kind,
        string jobId,
        Caller caller,
        ExecutionPhase? phase,
        TimeSpan atMost,
        CancellationToken ct
    );

    /// <summary>The caller's own jobs, newest first.</summary>
    public abstract Task<ImmutableArray<Job>> ListAsync(
        JobKind kind,
        JobFilter filter,
        Caller caller,
        CancellationToken ct
    );

    /// <summary>PHASE=RUN. Nothing happens to a job that is queued or runs already.</summary>
    /// <exception cref="ServiceException">ServiceUnavailable: the queue is full.</exception>
    public abstract Task<Job> RunAsync(JobKind kind, string jobId, Caller caller, CancellationToken ct);

    /// <summary>PHASE=ABORT. Returns when the job is ABORTED; the engine stops within a second.</summary>
    public abstract Task<Job> AbortAsync(JobKind kind, string jobId, Caller caller, CancellationToken ct);

    /// <summary>Stops the job if need be and forgets it with its files.</summary>
    public abstract Task DeleteAsync(JobKind kind, string jobId, Caller caller, CancellationToken ct);

    /// <summary>Adds or replaces parameters of a PENDING job (<see cref="JobKind.IsMultiple"/>); null leaves a setting as it is.</summary>
    public abstract Task<Job> UpdateAsync(
        JobKind kind,
        string jobId,
        NewJob changes,
        Caller caller,
        CancellationToken ct
    );

    /// <summary>Opens a result of the job; seekable.</summary>
    public abstract Task<(JobResult Result, FileStream Content)> OpenResultAsync(
        JobKind kind,
        string jobId,
        string resultId,
        Caller caller,
        CancellationToken ct
    );

    /// <summary>Opens an uploaded part of the job.</summary>
    public abstract Task<FileStream> OpenUploadAsync(
        JobKind kind,
        string jobId,
        string parameter,
        Caller caller,
        CancellationToken ct
    );
}
