using DataLab.Uws.Execution;
using DataLab.Uws.Store;

namespace DataLab.Uws;

/// <summary>Keeps destruction times: files go and the job becomes ARCHIVED, later it vanishes (UWS 1.1 §2.1.7, §2.1.3).</summary>
internal sealed class Reaper(
    JobStore store,
    JobFolders folders,
    JobChanges changes,
    Executor executor,
    JobSignals signals,
    Func<string, JobKind?> kindOf,
    TimeProvider time
)
{
    /// <summary>Jobs a transaction: others want to write as well.</summary>
    private const int Batch = 50;

    /// <summary>Does what is due by now.</summary>
    public async Task ReapAsync(CancellationToken ct)
    {
        while (await ArchiveAsync(ct) == Batch) { }
        while (await ForgetAsync(ct) == Batch) { }
    }

    private async Task<int> ArchiveAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (!await store.ReadAsync(db => ReaperTable.IsAnyDue(db, now), ct))
            return 0;
        var due = await store.WriteAsync(
            db =>
            {
                var jobs = ReaperTable.TakeDue(db, now, Batch);
                foreach (var stored in jobs)
                {
                    if (!stored.Job.Phase.IsFinal())
                        changes.Abort(db, stored, executor.Find(stored.Job.JobId));
                    ReaperTable.Archive(db, stored.Job.JobId);
                }
                return jobs;
            },
            ct
        );
        await RemoveFilesAsync(due);
        return due.Count;
    }

    private async Task<int> ForgetAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var forgotten = 0;
        foreach (var kind in await store.ReadAsync(ReaperTable.ArchivedKinds, ct))
        {
            var until = now - (kindOf(kind)?.Options ?? new JobOptions()).ArchiveFor;
            var count = await store.WriteAsync(db => ReaperTable.Forget(db, kind, until, Batch), ct);
            forgotten = Math.Max(forgotten, count);
        }
        return forgotten;
    }

    private async Task RemoveFilesAsync(List<StoredJob> jobs)
    {
        foreach (var stored in jobs)
        {
            var jobId = stored.Job.JobId;
            signals.Changed(jobId);
            await executor.StopAsync(jobId);
            folders.Delete(jobId);
        }
    }
}
