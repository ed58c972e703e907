using System.Data.Common;
using DataLab.State;

namespace DataLab.Uws.Store;

/// <summary>The queue as rows: who may run next, who runs where, which processes live. Each method is one part of a transaction.</summary>
internal static class QueueTable
{
    /// <summary>How many jobs there are of each kind in each phase.</summary>
    public static List<(string Kind, string Phase, long Jobs)> Count(DbConnection db) =>
        db.Query(
            "SELECT kind, phase, count(*) FROM uws_job GROUP BY kind, phase ORDER BY kind, phase",
            row => (row.GetString(0), row.GetString(1), row.GetInt64(2))
        );

    /// <summary>Takes up to <paramref name="most"/> jobs off the queue for a process: of the users with the fewest running first, then the oldest.</summary>
    public static List<StoredJob> Claim(DbConnection db, JobKind kind, int most, string processId, DateTimeOffset now)
    {
        // What a user has running is counted, then added to.
        db.Lock("uws claim " + kind.Name);
        var claimed = new List<StoredJob>();
        while (claimed.Count < most && Next(db, kind) is { } jobId)
        {
            var taken = db.Execute(
                """
                UPDATE uws_job SET phase = 'EXECUTING', attempt = attempt + 1, process_id = @process, start_time = @now, end_time = NULL
                WHERE job_id = @id AND phase = 'QUEUED'
                """,
                ("@id", jobId),
                ("@process", processId),
                ("@now", now)
            );
            if (taken == 1)
                claimed.Add(JobTable.Find(db, kind.Name, jobId)!);
        }
        return claimed;
    }

    private static string? Next(DbConnection db, JobKind kind) =>
        db.Query(
                $"""
                SELECT job.job_id
                FROM (SELECT share_key, MIN(queue_number) AS oldest FROM uws_job
                      WHERE kind = @kind AND phase = 'QUEUED' GROUP BY share_key) AS waiting
                LEFT JOIN (SELECT share_key, COUNT(*) AS number FROM uws_job
                      WHERE kind = @kind AND phase = 'EXECUTING' GROUP BY share_key) AS running
                  ON running.share_key = waiting.share_key
                JOIN uws_job AS job ON job.kind = @kind AND job.phase = 'QUEUED'
                  AND job.share_key = waiting.share_key AND job.queue_number = waiting.oldest
                WHERE COALESCE(running.number, 0) < @most
                ORDER BY COALESCE(running.number, 0), waiting.oldest, job.job_id LIMIT 1 {db.SkipLocked("job")}
                """,
                row => row.GetString(0),
                ("@kind", kind.Name),
                ("@most", kind.Options.ConcurrencyPerUser)
            )
            .SingleOrDefault();

    public static bool HasQueued(DbConnection db, string kind) =>
        db.Query(
            "SELECT 1 FROM uws_job WHERE kind = @kind AND phase = 'QUEUED' LIMIT 1",
            row => row.GetInt64(0),
            ("@kind", kind)
        ).Count > 0;

    /// <summary>Whether a run is still the current one of its job; if so it stays so until the transaction ends.</summary>
    public static bool IsCurrent(DbConnection db, string jobId, long attempt) =>
        JobTable.FindRow(db, jobId, db.ForUpdate()) is { Job.Phase: ExecutionPhase.Executing } stored
        && stored.Attempt == attempt;

    /// <summary>Whether a run is written down as ended so; null for put back in the queue.</summary>
    public static bool IsEnded(DbConnection db, string jobId, long attempt, ExecutionPhase? phase) =>
        JobTable.FindRow(db, jobId) is { } stored
        && stored.Attempt == attempt
        && stored.Job.Phase == (phase ?? ExecutionPhase.Queued);

    /// <summary>Jobs that a process executes according to the store.</summary>
    public static List<(string JobId, long Attempt)> RunningIn(DbConnection db, string processId) =>
        db.Query(
            "SELECT job_id, attempt FROM uws_job WHERE phase = 'EXECUTING' AND process_id = @process",
            row => (row.GetString(0), row.GetInt64(1)),
            ("@process", processId)
        );

    /// <summary>Whether the phase of any job says that another process executes it.</summary>
    public static bool IsAnyElsewhere(DbConnection db, string processId) =>
        db.Query(
            "SELECT 1 FROM uws_job WHERE phase = 'EXECUTING' AND (process_id IS NULL OR process_id <> @process) LIMIT 1",
            row => row.GetInt64(0),
            ("@process", processId)
        ).Count > 0;

    private const string LeftBehind =
        "phase = 'EXECUTING' AND (process_id IS NULL OR process_id NOT IN (SELECT process_id FROM uws_process))";

    /// <summary>Whether there are jobs whose process is forgotten.</summary>
    public static bool IsAnyLeftBehind(DbConnection db) =>
        db.Query($"SELECT 1 FROM uws_job WHERE {LeftBehind} LIMIT 1", row => row.GetInt64(0)).Count > 0;

    /// <summary>Takes jobs whose process is forgotten, but for those that another process is just taking.</summary>
    public static List<StoredJob> TakeLeftBehind(DbConnection db) =>
        db.Query($"SELECT {StoredJob.Columns} FROM uws_job WHERE {LeftBehind} {db.SkipLocked()}", StoredJob.Read);

    public static void AddCrash(DbConnection db, string jobId) =>
        db.Execute("UPDATE uws_job SET crashes = crashes + 1 WHERE job_id = @id", ("@id", jobId));

    /// <summary>Renews the lease of a process.</summary>
    /// <param name="machine">The kernel whose locks on files say whether it lives; null for its lease alone.</param>
    public static void KeepAlive(DbConnection db, string processId, DateTimeOffset until, string? machine = null) =>
        db.Execute(
            """
            INSERT INTO uws_process (process_id, alive_until, machine) VALUES (@process, @until, @machine)
            ON CONFLICT (process_id) DO UPDATE SET alive_until = excluded.alive_until
            """,
            ("@process", processId),
            ("@until", until),
            ("@machine", machine)
        );

    public static void Forget(DbConnection db, string processId) =>
        db.Execute("DELETE FROM uws_process WHERE process_id = @process", ("@process", processId));

    /// <summary>Forgets a process, unless it has renewed its lease since.</summary>
    public static void ForgetDead(DbConnection db, string processId, DateTimeOffset aliveUntil) =>
        db.Execute(
            "DELETE FROM uws_process WHERE process_id = @process AND alive_until = @until",
            ("@process", processId),
            ("@until", aliveUntil)
        );

    public static List<(string ProcessId, DateTimeOffset AliveUntil, string? Machine)> Processes(DbConnection db) =>
        db.Query(
            "SELECT process_id, alive_until, machine FROM uws_process",
            row => (row.GetString(0), row.Time(1), row.Text(2))
        );

    /// <summary>How long the last runs that COMPLETED took, the newest first.</summary>
    public static List<TimeSpan> RecentDurations(DbConnection db, string kind, int most) =>
        db.Query(
            """
            SELECT end_time - start_time FROM uws_job
            WHERE kind = @kind AND phase = 'COMPLETED' ORDER BY end_time DESC LIMIT @most
            """,
            row => TimeSpan.FromMilliseconds(row.GetInt64(0)),
            ("@kind", kind),
            ("@most", most)
        );
}
