using System.Diagnostics;
using DataLab.Formats;
using DataLab.Uws.History;
using DataLab.Uws.Store;
using Microsoft.Extensions.Logging;

namespace DataLab.Uws.Execution;

/// <summary>Executes a claimed job and records how it ended: once, whatever happens at the same time.</summary>
internal sealed partial class RunRecorder(
    JobStore store,
    JobFolders folders,
    JobSignals signals,
    RunTimes times,
    QueryHistory history,
    UwsOptions options,
    TimeProvider time,
    ILogger log
)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    /// <summary>Tells those who wait that the job EXECUTES.</summary>
    public void Started(Run run) => signals.Changed(run.JobId);

    /// <param name="stopping">Cancelled when the service goes down: what cannot be written then is left to the next start.</param>
    public async Task ExecuteAsync(Run run, CancellationToken stopping)
    {
        using var scope = log.BeginScope(
            new KeyValuePair<string, object?>[] { new("JobId", run.JobId), new("User", run.Stored.Caller.OwnerId) }
        );
        using var span = UwsTelemetry.Source.StartActivity("job " + run.Kind.Name, ActivityKind.Consumer);
        span?.SetTag("datalab.job_id", run.JobId);
        TellWait(run.Stored);
        var since = Stopwatch.GetTimestamp();
        var limit = run.Stored.Job.ExecutionDuration;
        using var timer =
            limit > TimeSpan.Zero && limit < LongestTimer
                ? time.CreateTimer(_ => run.Stop(StopReason.TimeLimit), null, limit, Timeout.InfiniteTimeSpan)
                : null;
        var work = Task.Run(() => WorkAsync(run), CancellationToken.None);
        await Task.WhenAny(work, GraceAsync(run));
        if (!work.IsCompleted)
            LogAbandoned(run.JobId, options.StopGrace.TotalSeconds);
        run.Execution.End();
        var end = await EndAsync(run, work);
        var recorded = await RecordAsync(run, end, stopping);
        if (recorded)
            signals.Changed(run.JobId);
        Tell(run, recorded ? end?.Phase.ToWire() ?? "QUEUED" : "superseded", Stopwatch.GetElapsedTime(since), span);
        await AddHistoryAsync(run, end, recorded);
        // An abandoned run tidies up whenever it stops.
        if (work.IsCompleted)
            await TidyAsync(run, recorded);
        else
            _ = work.ContinueWith(_ => TidyAsync(run, recorded), TaskScheduler.Default).Unwrap();
    }

    /// <summary>The number in the queue is the time of the order, microseconds (<see cref="JobStore.NextNumber"/>).</summary>
    private static void TellWait(StoredJob stored)
    {
        if (stored is { Attempt: 1, QueueNumber: { } number, Job.StartTime: { } start })
            UwsTelemetry.Wait.Record(
                Math.Max(0, (start - new DateTimeOffset(number * 10, TimeSpan.Zero)).TotalSeconds),
                new KeyValuePair<string, object?>("kind", stored.Job.Kind)
            );
    }

    private void Tell(Run run, string outcome, TimeSpan took, Activity? span)
    {
        var kind = new KeyValuePair<string, object?>("kind", run.Kind.Name);
        var (rows, bytes) = (run.Execution.Rows, run.Execution.Finished().Results.Sum(result => result.Result.Size));
        UwsTelemetry.Duration.Record(took.TotalSeconds, kind, new("outcome", outcome));
        UwsTelemetry.Rows.Add(rows ?? 0, kind);
        UwsTelemetry.Bytes.Add(bytes, kind);
        span?.SetTag("datalab.outcome", outcome).SetTag("datalab.rows", rows).SetTag("datalab.bytes", bytes);
        if (outcome == "ERROR")
            span?.SetStatus(ActivityStatusCode.Error);
        LogEnd(run.JobId, run.Kind.Name, outcome, Math.Round(took.TotalSeconds, 4), rows, bytes);
    }

    private async Task WorkAsync(Run run)
    {
        run.Token.ThrowIfCancellationRequested();
        folders.ClearResults(run.JobId);
        await run.Kind.RunAsync(run.Execution, run.Token);
    }

    private async Task GraceAsync(Run run)
    {
        await run.Stopped;
        await Task.Delay(options.StopGrace);
    }

    /// <summary>What becomes of the job; null for another turn in the queue.</summary>
    private async Task<JobEnd?> EndAsync(Run run, Task work)
    {
        Exception failure;
        try
        {
            if (work.IsCompleted)
            {
                await work;
                return End(run, ExecutionPhase.Completed, null);
            }
            failure = new TimeoutException("The run did not stop when it was told to.");
        }
        catch (Exception e)
        {
            failure = e;
        }
        return run.Reason switch
        {
            // Superseded: the store says what became of it. Should it not, the job is nobody's and has to run again.
            StopReason.Shutdown or StopReason.Superseded => null,
            StopReason.TimeLimit => End(
                run,
                ExecutionPhase.Error,
                RunFailure.TimeLimit(run.Stored.Job, run.Kind.Options)
            ),
            _ => End(run, ExecutionPhase.Error, RunFailure.Summary(failure, run.JobId, log)),
        };
    }

    private static JobEnd End(Run run, ExecutionPhase phase, ErrorSummary? error)
    {
        var (results, notes) = run.Execution.Finished();
        return new JobEnd(phase)
        {
            Error = error,
            Results = results,
            Notes = notes,
        };
    }

    /// <summary>Writes the end, unless the job is no longer ours to end.</summary>
    private async Task<bool> RecordAsync(Run run, JobEnd? end, CancellationToken stopping)
    {
        var (inDoubt, told) = (false, false);
        while (true)
            try
            {
                return await store.WriteAsync(
                    db =>
                    {
                        if (!QueueTable.IsCurrent(db, run.JobId, run.Stored.Attempt))
                            return inDoubt && QueueTable.IsEnded(db, run.JobId, run.Stored.Attempt, end?.Phase);
                        if (end is null)
                            JobTable.Queue(db, run.JobId, store.NextNumber(time.GetUtcNow()));
                        else
                            JobTable.End(db, run.JobId, end, time.GetUtcNow());
                        return true;
                    },
                    CancellationToken.None
                );
            }
            catch (ServiceException e) when (!stopping.IsCancellationRequested)
            {
                // The job has ended, and must not be run again because the disk of the store is full for a while.
                if (!told)
                    LogUnrecorded(run.JobId, e);
                told = true;
                inDoubt |= JobStore.IsInDoubt(e);
                await Task.WhenAny(Task.Delay(RetryAfter, stopping));
            }
    }

    private async Task AddHistoryAsync(Run run, JobEnd? end, bool recorded)
    {
        var job = run.Stored.Job;
        var now = time.GetUtcNow();
        if (!recorded)
            end = await IsOverAsync(run) ? End(run, ExecutionPhase.Aborted, null) : null;
        if (end is null)
            return;
        if (end.Phase == ExecutionPhase.Completed)
            times.Add(job.Kind, now - job.StartTime!.Value);
        if (run.Kind.Describe(job) is { } text)
            history.Add(
                new HistoryEntry(job.Kind, "async", text, run.Stored.Caller, job.StartTime!.Value, now, end.Phase)
                {
                    JobId = job.JobId,
                    RunId = job.RunId,
                    Rows = run.Execution.Rows,
                    Bytes = end.Results.Sum(result => result.Result.Size),
                    Error = end.Error?.Message,
                }
            );
    }

    /// <summary>Whether the job that a run lost was aborted or deleted, rather than held or taken over to run again.</summary>
    private async Task<bool> IsOverAsync(Run run)
    {
        StoredJob? stored;
        try
        {
            stored = await store.ReadAsync(db => JobTable.FindRow(db, run.JobId), CancellationToken.None);
        }
        catch (ServiceException e)
        {
            LogUnrecorded(run.JobId, e);
            return false;
        }
        return stored?.Job.Phase is null or ExecutionPhase.Aborted or ExecutionPhase.Archived;
    }

    /// <summary>Removes what is not a result of the job.</summary>
    private async Task TidyAsync(Run run, bool recorded)
    {
        try
        {
            await run.Execution.DisposeFilesAsync();
            if (recorded)
                return;
            var (job, kept) = await store.ReadAsync(
                db => (JobTable.FindRow(db, run.JobId), JobTable.Results(db, run.JobId)),
                CancellationToken.None
            );
            if (job is null)
                folders.Delete(run.JobId);
            else
                foreach (var result in run.Execution.Finished().Results)
                    if (!kept.Exists(k => k.StoredAs == result.StoredAs))
                        File.Delete(Path.Combine(folders.Results(run.JobId), result.StoredAs));
        }
        catch (Exception e) when (e is IOException or ServiceException)
        {
            // The next start sweeps.
            LogUntidy(run.JobId, e);
        }
        finally
        {
            run.Dispose();
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Job {JobId} ({Kind}) ended: {Outcome}, {Seconds} s, {Rows} rows, {Bytes} bytes"
    )]
    private partial void LogEnd(string jobId, string kind, string outcome, double seconds, long? rows, long bytes);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Job {JobId} did not stop within {Seconds} s and is left behind"
    )]
    private partial void LogAbandoned(string jobId, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The end of job {JobId} cannot be recorded now")]
    private partial void LogUnrecorded(string jobId, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Files of job {JobId} could not be removed")]
    private partial void LogUntidy(string jobId, Exception failure);
}
