using System.Data.Common;
using DataLab.Formats;
using DataLab.State;
using DataLab.Uws.History;
using DataLab.Uws.Store;
using Microsoft.Extensions.Logging;

namespace DataLab.Uws.Execution;

/// <summary>Which processes execute jobs of this store, and what becomes of the jobs of one that died.</summary>
/// <remarks>
/// A living process renews its lease in the store and holds a lock on a file. The kernel frees the lock of a process that was killed,
/// so that its jobs need not wait for the lease; the lease is for machines that vanish with their locks.
/// </remarks>
internal sealed partial class Processes(
    JobStore store,
    JobFolders folders,
    JobSignals signals,
    Func<string, JobKind?> kindOf,
    QueryHistory history,
    UwsOptions options,
    TimeProvider time,
    ILogger log
) : IAsyncDisposable
{
    private FileStream? held;
    private DateTimeOffset renewed;

    /// <summary>This process.</summary>
    public string Own { get; } = JobFolders.NewId();

    public async Task RegisterAsync()
    {
        held = Lock(Own, FileMode.CreateNew);
        await KeepAliveAsync();
    }

    public async Task KeepAliveAsync()
    {
        var now = time.GetUtcNow();
        if (now - renewed < options.Lease / 3)
            return;
        await store.WriteAsync(
            db => QueueTable.KeepAlive(db, Own, now + options.Lease),
            CancellationToken.None,
            Durability.Relaxed
        );
        renewed = now;
    }

    /// <summary>Whether any other process works on this store.</summary>
    public async Task<bool> AreOthersAliveAsync(CancellationToken ct) =>
        (await LivingAsync(ct)).Any(process => process != Own);

    /// <summary>Jobs left behind are queued again, or end in ERROR when that has happened before.</summary>
    public async Task<List<StoredJob>> TakeOverAsync(CancellationToken ct)
    {
        if (await store.ReadAsync(db => QueueTable.RunningElsewhere(db, Own), ct) is { Count: 0 })
            return [];
        var living = await LivingAsync(ct);
        var taken = await store.WriteAsync(
            db =>
            {
                var left = QueueTable
                    .RunningElsewhere(db, Own)
                    .Where(job => job.ProcessId is null || !living.Contains(job.ProcessId))
                    .Select(job => JobTable.Find(db, job.Job.Job.Kind, job.Job.Job.JobId)!)
                    .ToList();
                left.ForEach(job => TakeOver(db, job));
                return left;
            },
            CancellationToken.None
        );
        foreach (var stored in taken)
        {
            LogTakenOver(stored.Job.JobId, stored.Crashes + 1);
            if (stored.Crashes + 1 >= options.MostCrashes)
            {
                AddHistory(stored);
                folders.ClearResults(stored.Job.JobId);
            }
            signals.Changed(stored.Job.JobId);
        }
        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        if (held is not { } file)
            return;
        held = null;
        try
        {
            await store.WriteAsync(db => QueueTable.Forget(db, Own), CancellationToken.None);
        }
        catch (ServiceException e)
        {
            LogNotForgotten(e);
        }
        await file.DisposeAsync();
        File.Delete(LockFile(Own));
    }

    private void TakeOver(DbConnection db, StoredJob stored)
    {
        var id = stored.Job.JobId;
        QueueTable.AddCrash(db, id);
        if (stored.Crashes + 1 < options.MostCrashes)
            JobTable.Queue(db, id, store.NextNumber(time.GetUtcNow()));
        else
            JobTable.End(
                db,
                id,
                new JobEnd(ExecutionPhase.Error) { Error = RunFailure.Crashed(stored.Crashes + 1) },
                time.GetUtcNow()
            );
    }

    private void AddHistory(StoredJob stored)
    {
        var job = stored.Job;
        if (kindOf(job.Kind)?.Describe(job) is { } text)
            history.Add(
                new HistoryEntry(
                    job.Kind,
                    "async",
                    text,
                    stored.Caller,
                    job.StartTime!.Value,
                    time.GetUtcNow(),
                    ExecutionPhase.Error
                )
                {
                    JobId = job.JobId,
                    RunId = job.RunId,
                    Error = RunFailure.Crashed(stored.Crashes + 1).Message,
                }
            );
    }

    /// <summary>Processes whose lease lasts and whose lock is held; the dead are forgotten.</summary>
    private async Task<HashSet<string>> LivingAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var known = await store.ReadAsync(QueueTable.Processes, ct);
        var dead = known
            .Where(process => process.ProcessId != Own && (process.AliveUntil < now || IsLockFree(process.ProcessId)))
            .Select(process => process.ProcessId)
            .ToList();
        if (dead.Count > 0)
            await store.WriteAsync(
                db => dead.ForEach(process => QueueTable.Forget(db, process)),
                CancellationToken.None
            );
        return [.. known.Select(process => process.ProcessId).Except(dead)];
    }

    private bool IsLockFree(string process)
    {
        try
        {
            using (Lock(process, FileMode.Open))
                File.Delete(LockFile(process));
            return true;
        }
        catch (FileNotFoundException)
        {
            // Just starting or stopping, or its folder is another one: the lease decides.
            return false;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private FileStream Lock(string process, FileMode mode) =>
        new(LockFile(process), mode, FileAccess.ReadWrite, FileShare.None);

    private string LockFile(string process) => Path.Combine(folders.ProcessFolder, process + ".lock");

    [LoggerMessage(Level = LogLevel.Error, Message = "This process stays in the store until its lease ends")]
    private partial void LogNotForgotten(Exception failure);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Job {JobId} was left behind by a process that died, time {Crash}"
    )]
    private partial void LogTakenOver(string jobId, long crash);
}
