using DataLab.Formats;

namespace DataLab.Uws;

/// <summary>What one service's jobs are and how they run. TAP, SODA and VOSpace each have one.</summary>
public abstract class JobKind
{
    /// <summary>Stable, stored with every job: <c>tap</c>.</summary>
    public abstract string Name { get; }

    public abstract JobOptions Options { get; }

    /// <summary>Whether a repeated parameter adds to the earlier ones rather than replacing them (UPLOAD does).</summary>
    public abstract bool IsMultiple(string parameter);

    /// <summary>Does the work. Runs beside other jobs, within the pool of this kind.</summary>
    /// <param name="ct">Cancelled by abort, by the execution duration, and when the server goes down: stop at once.</param>
    /// <exception cref="ServiceException">Becomes the job's error summary; ServiceUnavailable and Fault are transient ones.</exception>
    public abstract Task RunAsync(JobExecution execution, CancellationToken ct);

    /// <summary>Text for the query history, such as the ADQL; null if there is none.</summary>
    public virtual string? Describe(Job job) => null;
}

/// <summary>Limits of one kind of jobs.</summary>
public sealed record JobOptions
{
    /// <summary>Jobs executing at once in this process.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Jobs of one user executing at once; the rest of theirs wait, others overtake.</summary>
    public int ConcurrencyPerUser { get; init; } = 2;

    /// <summary>Jobs queued at once by one user; PHASE=RUN beyond it is answered 503 with Retry-After.</summary>
    public int QueuePerUser { get; init; } = 1000;

    /// <summary>Jobs queued at once by all.</summary>
    public int Queue { get; init; } = 10_000;

    public TimeSpan DefaultExecutionDuration { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Longer wishes, and 0 (no limit), are clipped to it.</summary>
    public TimeSpan HardExecutionDuration { get; init; } = TimeSpan.FromHours(24);

    public TimeSpan DefaultRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Later destruction times are clipped to it.</summary>
    public TimeSpan HardRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long a job stays ARCHIVED, without results, after its destruction time.</summary>
    public TimeSpan ArchiveFor { get; init; } = TimeSpan.FromDays(30);
}
