using System.Data.Common;
using DataLab.State;

namespace DataLab.Uws.Store;

/// <summary>Jobs whose time is over, as rows.</summary>
internal static class ReaperTable
{
    /// <summary>Whether there is a job with files whose destruction time has come.</summary>
    public static bool IsAnyDue(DbConnection db, DateTimeOffset now) => Due(db, now, 1, "").Count > 0;

    /// <summary>Takes jobs with files whose destruction time has come, but for those that another process is just archiving.</summary>
    public static List<StoredJob> TakeDue(DbConnection db, DateTimeOffset now, int most) =>
        Due(db, now, most, db.SkipLocked());

    private static List<StoredJob> Due(DbConnection db, DateTimeOffset now, int most, string locking) =>
        db.Query(
            $"""
            SELECT {StoredJob.Columns} FROM uws_job
            WHERE phase IN ('PENDING', 'QUEUED', 'EXECUTING', 'COMPLETED', 'ERROR', 'ABORTED', 'UNKNOWN', 'HELD', 'SUSPENDED')
                AND destruction <= @now
            LIMIT @most {locking}
            """,
            StoredJob.Read,
            ("@now", now),
            ("@most", most)
        );

    public static void Archive(DbConnection db, string jobId)
    {
        JobTable.SetPhase(db, jobId, ExecutionPhase.Archived);
        db.Execute("DELETE FROM uws_result WHERE job_id = @id", ("@id", jobId));
    }

    public static List<string> ArchivedKinds(DbConnection db) =>
        db.Query("SELECT DISTINCT kind FROM uws_job WHERE phase = 'ARCHIVED' ORDER BY kind", row => row.GetString(0));

    /// <summary>Removes archived jobs whose destruction time was before <paramref name="until"/>.</summary>
    /// <returns>How many.</returns>
    public static int Forget(DbConnection db, string kind, DateTimeOffset until, int most) =>
        db.Execute(
            $"""
            DELETE FROM uws_job WHERE job_id IN (
                SELECT job_id FROM uws_job WHERE phase = 'ARCHIVED' AND kind = @kind AND destruction <= @until LIMIT @most {db.SkipLocked()})
            """,
            ("@kind", kind),
            ("@until", until),
            ("@most", most)
        );
}
