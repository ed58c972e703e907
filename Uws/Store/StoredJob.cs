using System.Data.Common;

namespace DataLab.Uws.Store;

/// <summary>A job with what only we need to know of it.</summary>
internal sealed record StoredJob(Job Job)
{
    public string? Session { get; init; }
    public required string Address { get; init; }
    public required string ShareKey { get; init; }

    /// <summary>Counts the runs of the job; what an earlier run still writes counts for nothing.</summary>
    public long Attempt { get; init; }

    /// <summary>Runs that died with their process.</summary>
    public long Crashes { get; init; }

    /// <summary>Order in the queue; null when it was never queued.</summary>
    public long? QueueNumber { get; init; }

    public Caller Caller => new(Job.OwnerId, Session, Address);

    /// <summary>Whether these are the caller's to see: owned jobs their owner's, anonymous ones anybody's who knows the id.</summary>
    public bool IsVisibleTo(Caller caller) => Job.OwnerId is null || Job.OwnerId == caller.OwnerId;

    /// <summary>What the lists of this caller hold; null for nothing.</summary>
    public static string? ListKey(Caller caller) =>
        caller.OwnerId is { } owner ? "u:" + owner
        : caller.Session is { } session ? "s:" + session
        : null;

    public const string Columns =
        "job_id, kind, run_id, owner_id, phase, creation_time, start_time, end_time, execution_duration, destruction, "
        + "error_message, error_transient, session, address, share_key, attempt, crashes, queue_number";

    public static StoredJob Read(DbDataReader row) =>
        new(
            new Job(row.GetString(0), row.GetString(1))
            {
                RunId = row.Text(2),
                OwnerId = row.Text(3),
                Phase = ExecutionPhases.OfWire(row.GetString(4)),
                CreationTime = row.Time(5),
                StartTime = row.TimeOrNull(6),
                EndTime = row.TimeOrNull(7),
                ExecutionDuration = TimeSpan.FromMilliseconds(row.GetInt64(8)),
                Destruction = row.Time(9),
                Error = row.Text(10) is { } message ? new ErrorSummary(message, row.Truth(11)) : null,
            }
        )
        {
            Session = row.Text(12),
            Address = row.GetString(13),
            ShareKey = row.GetString(14),
            Attempt = row.GetInt64(15),
            Crashes = row.GetInt64(16),
            QueueNumber = row.LongOrNull(17),
        };
}

/// <summary>A result and the name of its file in the job's folder.</summary>
internal sealed record StoredResult(JobResult Result, string StoredAs);
