using System.Collections.Concurrent;
using System.Collections.Immutable;
using DataLab.State;
using DataLab.Uws.Store;
using Microsoft.Extensions.Logging;

namespace DataLab.Uws.Execution;

/// <summary>Takes jobs off the queue while there are places, and knows which of them run here.</summary>
internal sealed partial class Executor(
    JobStore store,
    JobFolders folders,
    ImmutableArray<JobKind> kinds,
    RunRecorder recorder,
    Processes processes,
    UwsOptions options,
    TimeProvider time,
    ILogger log
) : IDisposable
{
    private readonly ImmutableDictionary<string, Pool> pools = kinds.ToImmutableDictionary(
        kind => kind.Name,
        kind => new Pool(kind)
    );
    private readonly ConcurrentDictionary<string, Run> runs = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Bell looking = new();
    private ImmutableArray<Task> loops = [];
    private volatile bool draining;
    private volatile bool told;

    public void Start()
    {
        foreach (var pool in pools.Values)
            pool.Open();
        loops = [.. pools.Values.Select(pool => Task.Run(() => ServeAsync(pool))), Task.Run(WatchAsync)];
    }

    /// <summary>Takes no more jobs; those that run go on.</summary>
    public void Drain() => draining = true;

    /// <summary>Stops taking jobs; those that run go back to the queue.</summary>
    public async Task StopAsync()
    {
        Drain();
        await stopping.CancelAsync();
        await Task.WhenAll(loops);
        foreach (var run in runs.Values)
            run.Stop(StopReason.Shutdown);
        await Task.WhenAll(runs.Values.Select(run => run.Ended));
    }

    public void Dispose() => stopping.Dispose();

    /// <summary>There may be a job to run. A kind that is not registered here is executed by another process.</summary>
    public void Wake(JobKind kind) => Wake(kind.Name);

    /// <inheritdoc cref="Wake(JobKind)"/>
    public void Wake(string kind)
    {
        if (pools.TryGetValue(kind, out var pool))
            pool.Wake();
    }

    /// <summary>Anything may have happened: looks for work, and whether the runs here are still wanted.</summary>
    public void Look()
    {
        foreach (var pool in pools.Values)
            pool.Wake();
        looking.Ring();
    }

    /// <summary>Another process may have ended a job that runs here.</summary>
    public void Look(string jobId)
    {
        if (Find(jobId) is { IsClaimed: true })
            looking.Ring();
    }

    /// <summary>The run of a job in this process; null if there is none.</summary>
    public Run? Find(string jobId) => runs.GetValueOrDefault(jobId);

    /// <summary>Stops the run of a job whose fate the store says already; returns when it stopped, or does not within the grace.</summary>
    public async Task StopAsync(string jobId)
    {
        if (Find(jobId) is not { } run)
            return;
        run.Stop(StopReason.Superseded);
        await run.Ended;
    }

    private async Task ServeAsync(Pool pool)
    {
        var woken = true;
        while (!stopping.IsCancellationRequested)
            try
            {
                await FillAsync(pool, woken);
                told = false;
                woken = await pool.WaitAsync(options.Poll, stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Tell(e);
                await PauseAsync();
            }
    }

    private async Task FillAsync(Pool pool, bool woken)
    {
        var name = pool.Kind.Name;
        if (
            draining
            || !processes.HasLease
            || pool.Free <= 0
            || !woken && !await store.ReadAsync(db => QueueTable.HasQueued(db, name), stopping.Token)
        )
            return;
        foreach (var run in await ClaimAsync(pool))
        {
            run.SetClaimed();
            pool.Take();
            recorder.Started(run);
            _ = Task.Run(() => ExecuteAsync(pool, run));
        }
    }

    private async Task<List<Run>> ClaimAsync(Pool pool)
    {
        var claimed = new List<Run>();
        try
        {
            // Not cancelled: what is claimed is run, or put back by the stop. Not synced: a claim that is lost in a power cut does no harm.
            return await store.WriteAsync(
                db =>
                {
                    foreach (var stored in QueueTable.Claim(db, pool.Kind, pool.Free, processes.Own, time.GetUtcNow()))
                    {
                        // Known before the commit: who aborts a job that EXECUTES finds its run.
                        var run = new Run(stored, pool.Kind, folders);
                        runs[run.JobId] = run;
                        claimed.Add(run);
                    }
                    return claimed;
                },
                CancellationToken.None,
                Durability.Relaxed
            );
        }
        catch
        {
            claimed.ForEach(Forget);
            throw;
        }
    }

    private void Forget(Run run)
    {
        runs.TryRemove(new KeyValuePair<string, Run>(run.JobId, run));
        run.SetEnded();
    }

    private async Task ExecuteAsync(Pool pool, Run run)
    {
        try
        {
            await recorder.ExecuteAsync(run, stopping.Token);
        }
        catch (Exception e)
        {
            // The lease says that the job runs: another start of the service finds it.
            LogLost(run.JobId, e);
        }
        finally
        {
            Forget(run);
            pool.Release();
        }
    }

    /// <summary>Renews the lease, stops runs that another process ended, takes over from processes that died.</summary>
    private async Task WatchAsync()
    {
        var rung = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (!rung)
                    await processes.KeepAliveAsync();
                await StopSupersededAsync();
                foreach (var job in rung ? [] : await processes.TakeOverAsync(stopping.Token))
                    Wake(job.Job.Kind);
                rung = await looking.WaitAsync(options.Poll, stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Tell(e);
                rung = false;
                await PauseAsync();
            }
        }
    }

    private async Task StopSupersededAsync()
    {
        // Not those whose claim is about to be committed: the store would not know them yet.
        var known = runs.Values.Where(run => run.IsClaimed).ToList();
        var current = (
            await store.ReadAsync(db => QueueTable.RunningIn(db, processes.Own), stopping.Token)
        ).ToHashSet();
        foreach (var run in known)
            if (!current.Contains((run.JobId, run.Stored.Attempt)))
                run.Stop(StopReason.Superseded);
        var lost = current.Where(run => Find(run.JobId)?.Stored.Attempt != run.Attempt).ToList();
        if (lost.Count > 0)
            await processes.PutBackAsync(lost);
    }

    /// <summary>Once for all that fails before something succeeds again: the store may be away for long.</summary>
    private void Tell(Exception e)
    {
        if (!told)
            LogStore(e);
        told = true;
    }

    private Task PauseAsync() => Task.Delay(options.Poll, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);

    [LoggerMessage(Level = LogLevel.Error, Message = "The executor cannot use the store; it tries again")]
    private partial void LogStore(Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "How the run of job {JobId} ended could not be recorded")]
    private partial void LogLost(string jobId, Exception failure);
}
