using System.Collections.Immutable;

namespace DataLab.Uws;

/// <summary>A job as of one moment (UWS 1.1 §2.1.1). Immutable; <see cref="JobService"/> makes the changes.</summary>
/// <param name="JobId">Unguessable: whoever knows the id of an anonymous job may use it.</param>
/// <param name="Kind">Which service's job it is: <see cref="JobKind.Name"/>.</param>
public sealed record Job(string JobId, string Kind)
{
    public string? RunId { get; init; }

    /// <summary>Null for an anonymous job.</summary>
    public string? OwnerId { get; init; }
    public ExecutionPhase Phase { get; init; }

    /// <summary>When the job is expected to end, from measured history; null when unknown or not started.</summary>
    public DateTimeOffset? Quote { get; init; }
    public DateTimeOffset CreationTime { get; init; }
    public DateTimeOffset? StartTime { get; init; }
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>The longest that it may execute; zero means without limit (UWS 1.1 §2.1.6).</summary>
    public TimeSpan ExecutionDuration { get; init; }

    /// <summary>When the service may remove it.</summary>
    public DateTimeOffset Destruction { get; init; }
    public ImmutableArray<JobParameter> Parameters { get; init; } = [];
    public ImmutableArray<JobResult> Results { get; init; } = [];
    public ErrorSummary? Error { get; init; }

    /// <summary>What the service tells beyond the standard, in order: progress while it runs, rows and overflow after.</summary>
    public ImmutableArray<JobNote> Notes { get; init; } = [];
}

/// <summary>What the job list tells of a job (ShortJobDescription of UWS 1.1 appendix B).</summary>
/// <param name="OwnerId">Null for an anonymous job.</param>
public sealed record ShortJobDescription(
    string JobId,
    ExecutionPhase Phase,
    string? RunId,
    string? OwnerId,
    DateTimeOffset CreationTime
);

/// <summary>A parameter as the client gave it (UWS 1.1 §2.1.11).</summary>
/// <param name="Value">The value; for an inline upload the name of the file in the job's folder.</param>
/// <param name="IsFile">An uploaded part, shown by reference; the name is that of the part.</param>
public sealed record JobParameter(string Name, string Value, bool IsFile = false)
{
    /// <summary>Bytes of an uploaded part; zero for a value.</summary>
    public long Size { get; init; }
}

/// <summary>A result that is on the disk, whole (UWS 1.1 §2.1.10).</summary>
/// <param name="Id">Unique in the job: <c>result</c>.</param>
/// <param name="Size">Bytes.</param>
/// <param name="FileName">What a browser should save it as: <c>result.vot</c>.</param>
public sealed record JobResult(string Id, string MediaType, long Size, string FileName);

/// <summary>Why a job ended in ERROR (UWS 1.1 §2.1.7).</summary>
/// <param name="IsTransient">Running the same job again may succeed.</param>
public sealed record ErrorSummary(string Message, bool IsTransient);

/// <summary>One statement of jobInfo: <c>rows</c> = <c>1200</c>, <c>fraction</c> = <c>0.35</c>, <c>overflow</c> = why.</summary>
public sealed record JobNote(string Name, string Value)
{
    /// <summary>Name of the note that says which limit cut the result.</summary>
    public const string Overflow = "overflow";
}
