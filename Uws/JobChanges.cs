using System.Data.Common;
using DataLab.Formats;
using DataLab.Uws.Execution;
using DataLab.Uws.Store;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws;

/// <summary>The steps of a job as transactions: each looks at the phase and changes it in one go (UWS 1.1 §2.1.3).</summary>
/// <remarks>Looking and changing at once is what makes races harmless: whoever comes second finds the phase that the first has set.</remarks>
internal sealed class JobChanges(JobStore store, JobFolders folders, JobLimits limits, TimeProvider time)
{
    public static ServiceException NoSuchJob(string jobId) =>
        new(
            ErrorKind.NotFound,
            $"There is no job \"{(jobId.Length <= 64 ? jobId : jobId[..64] + "...")}\" here: it was deleted, its time is over, or its id is misspelt."
        );

    public async Task<Job> CreateAsync(JobKind kind, NewJob wish, Caller caller, CancellationToken ct)
    {
        var now = Now();
        var jobId = JobFolders.NewId();
        var parameters = JobWish.Merge([], wish, kind);
        // Before the parts are stored: they may be large.
        await store.ReadAsync<object?>(
            db =>
            {
                limits.CheckNew(db, kind, wish.Run, caller.ShareKey);
                limits.CheckUploads(db, jobId, wish.Files.Length > 0 ? 1 : 0);
                return null;
            },
            ct
        );
        var stored = new StoredJob(
            new Job(jobId, kind.Name)
            {
                RunId = JobWish.RunId(wish.RunId),
                OwnerId = caller.OwnerId,
                Phase = wish.Run ? Queued : Pending,
                CreationTime = now,
                ExecutionDuration = JobWish.Duration(wish.ExecutionDuration, kind.Options),
                Destruction = JobWish.Destruction(wish.Destruction, kind.Options, now, now),
            }
        )
        {
            Session = caller.Session,
            Address = caller.Address,
            ShareKey = caller.ShareKey,
        };
        try
        {
            var files = new List<JobParameter>();
            await StoreFilesAsync(jobId, wish, files, ct);
            stored = stored with { Job = stored.Job with { Parameters = [.. parameters, .. files] } };
            return await store.WriteAsync(
                db =>
                {
                    JobLimits.Lock(db);
                    limits.CheckNew(db, kind, wish.Run, caller.ShareKey);
                    limits.CheckUploads(db, jobId, files.Sum(file => file.Size));
                    var number = store.NextNumber(now);
                    JobTable.Insert(db, wish.Run ? stored with { QueueNumber = number } : stored, number);
                    return stored.Job;
                },
                ct
            );
        }
        catch (Exception e) when (e is not ServiceException told || !JobStore.IsInDoubt(told))
        {
            // If it is in doubt and nobody's, the next start sweeps.
            folders.Delete(jobId);
            throw;
        }
    }

    public Task QueueAsync(JobKind kind, string jobId, Func<StoredJob?, StoredJob> look, CancellationToken ct) =>
        store.WriteAsync(db => Queue(db, kind, look(JobTable.Take(db, kind.Name, jobId))), ct);

    public Task AbortAsync(
        JobKind kind,
        string jobId,
        Func<StoredJob?, StoredJob> look,
        Run? run,
        CancellationToken ct
    ) =>
        store.WriteAsync(
            db =>
            {
                var stored = look(JobTable.Take(db, kind.Name, jobId));
                if (stored.Job.Phase == Aborted)
                    return;
                Check(stored.Job, Aborted, "ABORT");
                Abort(db, stored, run);
            },
            ct
        );

    /// <summary>Ends a job without results but those that its run here has finished.</summary>
    public void Abort(DbConnection db, StoredJob stored, Run? run)
    {
        var end = new JobEnd(Aborted);
        if (stored.Job.Phase == Executing && run?.Stored.Attempt == stored.Attempt)
        {
            var (results, notes) = run.Execution.Finished();
            end = end with { Results = results, Notes = notes };
        }
        JobTable.End(db, stored.Job.JobId, end, Now());
    }

    public Task DeleteAsync(JobKind kind, string jobId, Func<StoredJob?, StoredJob> look, CancellationToken ct) =>
        store.WriteAsync(
            db =>
            {
                look(JobTable.Take(db, kind.Name, jobId));
                JobTable.Delete(db, jobId);
            },
            ct
        );

    public async Task UpdateAsync(
        JobKind kind,
        string jobId,
        NewJob wish,
        Func<StoredJob?, StoredJob> look,
        CancellationToken ct
    )
    {
        // A look before the parts are read and stored; the one that counts is in the transaction.
        await store.ReadAsync(
            db =>
            {
                limits.CheckUploads(db, jobId, wish.Files.Length > 0 ? 1 : 0);
                return Changed(kind, wish, look(JobTable.Find(db, kind.Name, jobId)).Job);
            },
            ct
        );
        var files = new List<JobParameter>();
        // Those of a change that fails; after it those that it replaced.
        IEnumerable<JobParameter> stale = files;
        try
        {
            await StoreFilesAsync(jobId, wish, files, ct);
            stale = await store.WriteAsync(
                db =>
                {
                    var stored = look(JobTable.Take(db, kind.Name, jobId));
                    var before = stored.Job;
                    var after = Changed(kind, wish, before);
                    after = after with { Parameters = [.. after.Parameters, .. files] };
                    if (files.Count > 0)
                    {
                        JobLimits.Lock(db);
                        limits.CheckUploads(db, jobId, after.Parameters.Sum(parameter => parameter.Size));
                    }
                    JobTable.UpdateSettings(db, after);
                    if (wish.Parameters.Length + files.Count > 0)
                        JobTable.ReplaceParameters(db, jobId, after.Parameters);
                    if (wish.Run)
                        Queue(db, kind, stored);
                    return before.Parameters.Where(p => p.IsFile && !after.Parameters.Contains(p)).ToList();
                },
                ct
            );
        }
        catch (ServiceException e) when (e.Kind == ErrorKind.NotFound)
        {
            // Deleted since the first look, and its folder made again by the parts.
            folders.Delete(jobId);
            stale = [];
            throw;
        }
        catch (ServiceException e) when (JobStore.IsInDoubt(e))
        {
            stale = [];
            throw;
        }
        finally
        {
            foreach (var file in stale)
                folders.DeleteUpload(jobId, file.Value);
        }
    }

    /// <summary>HELD or SUSPENDED, by the service.</summary>
    public Task InterruptAsync(JobKind kind, string jobId, ExecutionPhase phase, CancellationToken ct) =>
        store.WriteAsync(
            db =>
            {
                var stored = JobTable.Take(db, kind.Name, jobId) ?? throw NoSuchJob(jobId);
                Check(stored.Job, phase, phase.ToWire());
                JobTable.SetPhase(db, jobId, phase);
            },
            ct
        );

    public Task ResumeAsync(JobKind kind, string jobId, CancellationToken ct) =>
        store.WriteAsync(
            db =>
            {
                var stored = JobTable.Take(db, kind.Name, jobId) ?? throw NoSuchJob(jobId);
                if (stored.Job.Phase is not (Held or Suspended))
                    throw Denied(stored.Job, "only a HELD or SUSPENDED job can be resumed");
                JobTable.Queue(db, jobId, store.NextNumber(Now()));
            },
            ct
        );

    private void Queue(DbConnection db, JobKind kind, StoredJob stored)
    {
        switch (stored.Job.Phase)
        {
            case Pending or Held:
                JobLimits.Lock(db);
                JobLimits.CheckQueue(db, kind, stored.ShareKey);
                JobTable.Queue(db, stored.Job.JobId, store.NextNumber(Now()));
                break;
            case Queued or Executing or Suspended:
                break;
            default:
                throw Denied(stored.Job, "a job runs once; post its parameters again to make another");
        }
    }

    /// <summary>The job as it will be, but for its new files.</summary>
    private Job Changed(JobKind kind, NewJob wish, Job job)
    {
        var pending = job.Phase == Pending;
        if (!pending && (wish.Parameters.Length > 0 || wish.Files.Length > 0 || wish.RunId is not null))
            throw Denied(job, "parameters can be changed only while it is PENDING");
        if (wish.ExecutionDuration is not null && job.Phase is not (Pending or Queued or Held or Suspended))
            throw Denied(job, "its execution duration can be changed only before it executes");
        if (wish.Destruction is not null && job.Phase == Archived)
            throw Denied(job, "its destruction time has passed");
        return job with
        {
            RunId = wish.RunId is null ? job.RunId : JobWish.RunId(wish.RunId),
            Parameters = pending ? JobWish.Merge(job.Parameters, wish, kind) : job.Parameters,
            ExecutionDuration = wish.ExecutionDuration is null
                ? job.ExecutionDuration
                : JobWish.Duration(wish.ExecutionDuration, kind.Options),
            Destruction = wish.Destruction is null
                ? job.Destruction
                : JobWish.Destruction(wish.Destruction, kind.Options, job.CreationTime, Now()),
        };
    }

    /// <param name="stored">Gets each part as soon as it is there.</param>
    private async Task StoreFilesAsync(string jobId, NewJob wish, List<JobParameter> stored, CancellationToken ct)
    {
        foreach (var (name, open) in wish.Files)
        {
            await using var content = await open(ct);
            var (file, size) = await folders.StoreUploadAsync(jobId, content, ct);
            stored.Add(new JobParameter(name, file, IsFile: true) { Size = size });
        }
        if (stored.Count > 0)
            await Task.Run(() => folders.Sync(jobId), ct);
    }

    private static void Check(Job job, ExecutionPhase next, string step)
    {
        if (job.Phase.CanBecome(next))
            return;
        var possible = Enum.GetValues<ExecutionPhase>().Where(phase => phase.CanBecome(next));
        throw Denied(job, $"{step} is possible for {string.Join(", ", possible.Select(phase => phase.ToWire()))}");
    }

    private static ServiceException Denied(Job job, string rule) =>
        new(ErrorKind.PermissionDenied, $"Job {job.JobId} is {job.Phase.ToWire()}: {rule}.");

    // Whole milliseconds, as documents and the store have them.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
