using System.Collections.Immutable;
using System.Data.Common;
using DataLab.State;

namespace DataLab.Uws.Store;

/// <summary>Jobs as rows: what <see cref="JobService"/> reads and writes. Each method is one part of a transaction.</summary>
internal static class JobTable
{
    /// <summary>The job with its parameters, results and notes; null if there is none.</summary>
    public static StoredJob? Find(DbConnection db, string kind, string jobId) => Whole(db, kind, FindRow(db, jobId));

    /// <summary>The same, kept from others until the transaction ends: to look at it and change it in one go.</summary>
    public static StoredJob? Take(DbConnection db, string kind, string jobId) =>
        Whole(db, kind, FindRow(db, jobId, db.ForUpdate()));

    private static StoredJob? Whole(DbConnection db, string kind, StoredJob? row)
    {
        if (row is not { } stored || stored.Job.Kind != kind)
            return null;
        var jobId = stored.Job.JobId;
        var job = stored.Job with
        {
            Parameters = Parameters(db, jobId),
            Results = [.. Results(db, jobId).Select(result => result.Result)],
            Notes =
            [
                .. db.Query(
                    "SELECT name, value FROM uws_note WHERE job_id = @id ORDER BY position",
                    row => new JobNote(row.GetString(0), row.GetString(1)),
                    ("@id", jobId)
                ),
            ],
        };
        return stored with { Job = job };
    }

    /// <summary>The row alone.</summary>
    public static StoredJob? FindRow(DbConnection db, string jobId, string locking = "") =>
        db.Query(
                $"SELECT {StoredJob.Columns} FROM uws_job WHERE job_id = @id {locking}",
                StoredJob.Read,
                ("@id", jobId)
            )
            .SingleOrDefault();

    public static ImmutableArray<JobParameter> Parameters(DbConnection db, string jobId) =>
        [
            .. db.Query(
                "SELECT name, value, is_file, size FROM uws_parameter WHERE job_id = @id ORDER BY position",
                row => new JobParameter(row.GetString(0), row.GetString(1), row.Truth(2))
                {
                    Size = row.LongOrNull(3) ?? 0,
                },
                ("@id", jobId)
            ),
        ];

    public static List<StoredResult> Results(DbConnection db, string jobId) =>
        db.Query(
            "SELECT result_id, media_type, size, file_name, stored_as FROM uws_result WHERE job_id = @id ORDER BY position",
            row => new StoredResult(
                new JobResult(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3)),
                row.GetString(4)
            ),
            ("@id", jobId)
        );

    /// <summary>What <see cref="List"/> reads: all of it is in the index.</summary>
    internal const string ListColumns = "job_id, phase, run_id, creation_time";

    /// <summary>Jobs of a caller's list, newest first.</summary>
    public static List<ShortJobDescription> List(DbConnection db, string kind, Caller caller, JobFilter filter)
    {
        // Wire names of an enum: nothing of the caller's text gets in here.
        var phases = filter.Phases.IsEmpty
            ? "phase <> 'ARCHIVED'"
            : $"phase IN ({string.Join(", ", filter.Phases.Select(phase => $"'{phase.ToWire()}'"))})";
        var after = filter.After is null ? "" : "AND creation_time > @after";
        return db.Query(
            $"""
            SELECT {ListColumns} FROM uws_job
            WHERE list_key = @key AND kind = @kind AND {phases} {after}
            ORDER BY creation_time DESC, serial DESC LIMIT @last
            """,
            // A list is that of one owner, or of a session, whose jobs have none.
            row => new ShortJobDescription(
                row.GetString(0),
                ExecutionPhases.OfWire(row.GetString(1)),
                row.Text(2),
                caller.OwnerId,
                row.Time(3)
            ),
            ("@key", StoredJob.ListKey(caller)),
            ("@kind", kind),
            ("@after", filter.After),
            ("@last", filter.Last is { } last ? (long)last : long.MaxValue)
        );
    }

    public static void Insert(DbConnection db, StoredJob stored, long serial)
    {
        var job = stored.Job;
        db.Execute(
            """
            INSERT INTO uws_job (job_id, kind, serial, run_id, owner_id, session, address, list_key, share_key, phase,
                creation_time, execution_duration, destruction, queue_number, attempt, crashes)
            VALUES (@id, @kind, @serial, @run, @owner, @session, @address, @list, @share, @phase,
                @created, @duration, @destruction, @queued, 0, 0)
            """,
            ("@id", job.JobId),
            ("@kind", job.Kind),
            ("@serial", serial),
            ("@run", job.RunId),
            ("@owner", job.OwnerId),
            ("@session", stored.Session),
            ("@address", stored.Address),
            ("@list", StoredJob.ListKey(stored.Caller)),
            ("@share", stored.ShareKey),
            ("@phase", job.Phase),
            ("@created", job.CreationTime),
            ("@duration", job.ExecutionDuration),
            ("@destruction", job.Destruction),
            ("@queued", stored.QueueNumber)
        );
        ReplaceParameters(db, job.JobId, job.Parameters);
    }

    public static void ReplaceParameters(DbConnection db, string jobId, ImmutableArray<JobParameter> parameters)
    {
        db.Execute("DELETE FROM uws_parameter WHERE job_id = @id", ("@id", jobId));
        foreach (var (position, parameter) in parameters.Index())
            db.Execute(
                "INSERT INTO uws_parameter (job_id, position, name, value, is_file, size) VALUES (@id, @position, @name, @value, @file, @size)",
                ("@id", jobId),
                ("@position", position),
                ("@name", parameter.Name),
                ("@value", parameter.Value),
                ("@file", parameter.IsFile),
                ("@size", parameter.Size)
            );
    }

    /// <summary>Writes what a client may set.</summary>
    public static void UpdateSettings(DbConnection db, Job job) =>
        db.Execute(
            "UPDATE uws_job SET run_id = @run, execution_duration = @duration, destruction = @destruction WHERE job_id = @id",
            ("@id", job.JobId),
            ("@run", job.RunId),
            ("@duration", job.ExecutionDuration),
            ("@destruction", job.Destruction)
        );

    /// <summary>Puts a job in the queue; one that was there before keeps its place.</summary>
    public static void Queue(DbConnection db, string jobId, long number) =>
        db.Execute(
            "UPDATE uws_job SET phase = 'QUEUED', process_id = NULL, queue_number = COALESCE(queue_number, @number) WHERE job_id = @id",
            ("@id", jobId),
            ("@number", number)
        );

    /// <summary>Sets the phase of a job that no process works on from now on.</summary>
    public static void SetPhase(DbConnection db, string jobId, ExecutionPhase phase) =>
        db.Execute(
            "UPDATE uws_job SET phase = @phase, process_id = NULL WHERE job_id = @id",
            ("@id", jobId),
            ("@phase", phase)
        );

    /// <summary>Ends a job, with what is known of the end. Whoever calls has checked that it may end so.</summary>
    public static void End(DbConnection db, string jobId, JobEnd end, DateTimeOffset now)
    {
        db.Execute(
            """
            UPDATE uws_job SET phase = @phase, end_time = @now, process_id = NULL, error_message = @error, error_transient = @transient
            WHERE job_id = @id
            """,
            ("@id", jobId),
            ("@phase", end.Phase),
            ("@now", now),
            ("@error", end.Error?.Message),
            ("@transient", end.Error?.IsTransient)
        );
        foreach (var (position, stored) in end.Results.Index())
            db.Execute(
                """
                INSERT INTO uws_result (job_id, position, result_id, media_type, size, file_name, stored_as)
                VALUES (@id, @position, @result, @type, @size, @name, @stored)
                """,
                ("@id", jobId),
                ("@position", position),
                ("@result", stored.Result.Id),
                ("@type", stored.Result.MediaType),
                ("@size", stored.Result.Size),
                ("@name", stored.Result.FileName),
                ("@stored", stored.StoredAs)
            );
        foreach (var (position, note) in end.Notes.Index())
            db.Execute(
                "INSERT INTO uws_note (job_id, position, name, value) VALUES (@id, @position, @name, @value)",
                ("@id", jobId),
                ("@position", position),
                ("@name", note.Name),
                ("@value", note.Value)
            );
    }

    /// <summary>Forgets the job, its parameters, results and notes.</summary>
    public static void Delete(DbConnection db, string jobId) =>
        db.Execute("DELETE FROM uws_job WHERE job_id = @id", ("@id", jobId));

    public static int CountQueued(DbConnection db, string kind, string? shareKey) =>
        (int)
            db.Number(
                $"SELECT COUNT(*) FROM uws_job WHERE kind = @kind AND phase = 'QUEUED' {(shareKey is null ? "" : "AND share_key = @share")}",
                ("@kind", kind),
                ("@share", shareKey)
            );

    /// <summary>Jobs of all kinds that were made and not started.</summary>
    public static long CountPending(DbConnection db, string? shareKey) =>
        db.Number(
            $"SELECT COUNT(*) FROM uws_job WHERE phase = 'PENDING' {(shareKey is null ? "" : "AND share_key = @share")}",
            ("@share", shareKey)
        );

    /// <summary>Bytes of the uploaded parts of jobs of all kinds that have not ended, but for one.</summary>
    public static long UploadBytes(DbConnection db, string exceptJobId) =>
        db.Number(
            """
            SELECT COALESCE(SUM(part.size), 0) FROM uws_job AS job JOIN uws_parameter AS part ON part.job_id = job.job_id
            WHERE job.phase IN ('PENDING', 'QUEUED', 'EXECUTING', 'HELD', 'SUSPENDED') AND part.is_file = 1 AND job.job_id <> @id
            """,
            ("@id", exceptJobId)
        );

    public static int CountAhead(DbConnection db, StoredJob stored) =>
        (int)
            db.Number(
                "SELECT COUNT(*) FROM uws_job WHERE kind = @kind AND phase = 'QUEUED' AND queue_number < @number",
                ("@kind", stored.Job.Kind),
                ("@number", stored.QueueNumber)
            );
}

/// <summary>How a run of a job ended.</summary>
internal sealed record JobEnd(ExecutionPhase Phase)
{
    public ErrorSummary? Error { get; init; }
    public ImmutableArray<StoredResult> Results { get; init; } = [];
    public ImmutableArray<JobNote> Notes { get; init; } = [];
}
