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
/// so that others on it need not wait for the lease; between machines there is the lease alone.
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
    /// <summary>Of the lease, after which it is renewed, and after which the renewal counts as late.</summary>
    private const double RenewedAfter = 1 / 3d,
        LateAfter = 2 / 3d;

    /// <summary>The kernel that we run on: processes in several containers on it see each other's locks.</summary>
    private readonly string machine = options.Machine ?? BootId();

    private FileStream? held;
    private long renewed;
    private long? lateSince;
    private bool failing;

    /// <summary>This process.</summary>
    public string Own { get; } = JobFolders.NewId();

    /// <summary>Whether others leave our jobs to us: without a lease none may be begun.</summary>
    public bool HasLease =>
        Volatile.Read(ref renewed) is not 0 and var since && time.GetElapsedTime(since) < options.Lease;

    /// <summary>Takes the lock; the lease comes with the first <see cref="KeepAliveAsync"/>.</summary>
    public void Register() => held = Lock(Own, FileMode.CreateNew);

    /// <summary>Renews the lease when a third of it is over.</summary>
    public async Task KeepAliveAsync()
    {
        var before = Volatile.Read(ref renewed);
        if (before != 0 && time.GetElapsedTime(before) < options.Lease * RenewedAfter)
            return;
        // Of before the write: a lease must not seem to last longer to us than to others.
        var now = time.GetTimestamp();
        var wasFailing = failing;
        failing = true;
        await store.WriteAsync(
            db => QueueTable.KeepAlive(db, Own, time.GetUtcNow() + options.Lease, machine),
            CancellationToken.None,
            Durability.Relaxed
        );
        Volatile.Write(ref renewed, now);
        if (wasFailing || before != 0 && time.GetElapsedTime(before) > options.Lease * LateAfter)
            lateSince = time.GetTimestamp();
        failing = false;
    }

    /// <summary>Jobs of ours, according to the store, whose run nobody knows: their claim was committed when we were told otherwise.</summary>
    public Task PutBackAsync(IReadOnlyCollection<(string JobId, long Attempt)> lost) =>
        store.WriteAsync(
            db =>
            {
                foreach (var (jobId, attempt) in lost)
                    if (QueueTable.IsCurrent(db, jobId, attempt))
                        JobTable.Queue(db, jobId, store.NextNumber(time.GetUtcNow()));
            },
            CancellationToken.None
        );

    /// <summary>Whether any other process works on this store.</summary>
    public async Task<bool> AreOthersAliveAsync(CancellationToken ct) =>
        (await ForgetDeadAsync(ct)).Any(process => process != Own);

    /// <summary>Jobs left behind are queued again, or end in ERROR when that has happened before.</summary>
    public async Task<List<StoredJob>> TakeOverAsync(CancellationToken ct)
    {
        if (!await store.ReadAsync(db => QueueTable.IsAnyElsewhere(db, Own), ct))
            return [];
        await ForgetDeadAsync(ct);
        if (!await store.ReadAsync(QueueTable.IsAnyLeftBehind, ct))
            return [];
        var taken = await store.WriteAsync(
            db =>
            {
                var left = QueueTable
                    .TakeLeftBehind(db)
                    .ConvertAll(row => JobTable.Find(db, row.Job.Kind, row.Job.JobId)!);
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
            // Others take it for dead when the lease ends; it has no jobs any more.
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

    /// <summary>Forgets the dead: their lease is over, or nobody holds their lock any more.</summary>
    /// <returns>The others.</returns>
    private async Task<List<string>> ForgetDeadAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        // While the store was out of our reach others could not renew their leases either: they get the time to.
        if (lateSince is { } since && time.GetElapsedTime(since) >= options.Lease)
            lateSince = null;
        var known = await store.ReadAsync(QueueTable.Processes, ct);
        var dead = known
            .Where(process => process.ProcessId != Own)
            .Where(process =>
                process.AliveUntil < now && lateSince is null
                || process.Machine == machine && IsLockFree(process.ProcessId)
            )
            .ToList();
        if (dead.Count > 0)
            await store.WriteAsync(
                db => dead.ForEach(process => QueueTable.ForgetDead(db, process.ProcessId, process.AliveUntil)),
                CancellationToken.None
            );
        return [.. known.Except(dead).Select(process => process.ProcessId)];
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

    private static string BootId()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // No Linux.
            return Environment.MachineName;
        }
    }

    private string LockFile(string process) => Path.Combine(folders.ProcessFolder, process + ".lock");

    [LoggerMessage(Level = LogLevel.Error, Message = "This process stays in the store until its lease ends")]
    private partial void LogNotForgotten(Exception failure);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Job {JobId} was left behind by a process that died, time {Crash}"
    )]
    private partial void LogTakenOver(string jobId, long crash);
}
