using System.Data.Common;
using DataLab.Formats;
using DataLab.State;
using DataLab.Uws.Store;

namespace DataLab.Uws;

/// <summary>How much may wait here: jobs in the queue, jobs that nobody has started, and the bytes uploaded with them.</summary>
/// <remarks>Each check is a part of the transaction that it lets pass, so that many requests at once cannot pass it together.</remarks>
internal sealed class JobLimits(UwsOptions options)
{
    /// <summary>Until some of the jobs of all users have ended.</summary>
    private static readonly TimeSpan AWhile = TimeSpan.FromMinutes(1);

    /// <summary>What is PENDING is waited for by people: it may take as long as they like.</summary>
    private static readonly TimeSpan LongWhile = TimeSpan.FromMinutes(5);

    /// <summary>To be called before a check that is followed by what it lets pass: until that is done nobody else checks.</summary>
    public static void Lock(DbConnection db) => db.Lock("uws limits");

    /// <summary>Whether one more job may be made.</summary>
    /// <param name="run">It is queued at once.</param>
    /// <exception cref="ServiceException">ServiceUnavailable.</exception>
    public void CheckNew(DbConnection db, JobKind kind, bool run, string shareKey)
    {
        if (run)
            CheckQueue(db, kind, shareKey);
        else
            CheckPending(db, shareKey);
    }

    /// <summary>Whether one more job may be queued.</summary>
    /// <exception cref="ServiceException">ServiceUnavailable.</exception>
    public static void CheckQueue(DbConnection db, JobKind kind, string shareKey)
    {
        var limits = kind.Options;
        if (JobTable.CountQueued(db, kind.Name, null) >= limits.Queue)
            throw Full($"{limits.Queue} jobs are waiting already; please try again in a while.", AWhile);
        if (JobTable.CountQueued(db, kind.Name, shareKey) >= limits.QueuePerUser)
            throw Full(
                $"{limits.QueuePerUser} of your jobs are waiting already; run this one when some of them are done.",
                AWhile
            );
    }

    /// <summary>Whether the uploaded parts of a job may be kept.</summary>
    /// <param name="bytes">Of all parts of the job as it is to be; zero is always possible.</param>
    /// <exception cref="ServiceException">ServiceUnavailable; LimitExceeded when it would never be possible.</exception>
    public void CheckUploads(DbConnection db, string jobId, long bytes)
    {
        if (bytes == 0)
            return;
        var most = options.StoredUploadBytes;
        if (bytes > most)
            throw new ServiceException(
                ErrorKind.LimitExceeded,
                FormattableString.Invariant(
                    $"The uploaded tables have {bytes} bytes; this service keeps {most} for all jobs together. Send fewer rows or columns."
                )
            );
        if (JobTable.UploadBytes(db, jobId) + bytes > most)
            throw Full(
                $"The tables uploaded for jobs that have not ended take up the {most} bytes that are kept for them; please try again in a while.",
                LongWhile
            );
    }

    private void CheckPending(DbConnection db, string shareKey)
    {
        if (JobTable.CountPending(db, null) >= options.PendingJobs)
            throw Full(
                $"{options.PendingJobs} jobs are PENDING already, made and not started; please try again in a while, or start the job in the same request with PHASE=RUN.",
                LongWhile
            );
        if (JobTable.CountPending(db, shareKey) >= options.PendingJobsPerUser)
            throw Full(
                $"{options.PendingJobsPerUser} of your jobs are PENDING already, made and not started; run or delete some of them first.",
                LongWhile
            );
    }

    private static ServiceException Full(FormattableString message, TimeSpan retryAfter) =>
        new(ErrorKind.ServiceUnavailable, FormattableString.Invariant(message)) { RetryAfter = retryAfter };
}
