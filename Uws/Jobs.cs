using System.Collections.Immutable;
using DataLab.Formats;
using DataLab.State;
using DataLab.Uws.Execution;
using DataLab.Uws.History;
using DataLab.Uws.Store;
using Microsoft.Extensions.Logging;

namespace DataLab.Uws;

/// <summary>The parts of the room put together, started and stopped in order. A host does it through <see cref="UwsServices"/>.</summary>
internal sealed partial class Jobs : IAsyncDisposable
{
    private readonly JobStore store;
    private readonly JobFolders folders;
    private readonly ImmutableArray<JobKind> kinds;
    private readonly RunTimes times = new();
    private readonly Processes processes;
    private readonly Executor executor;
    private readonly JobNews news;
    private readonly UwsOptions options;
    private readonly ILogger log;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lazy<Task> halt;
    private Task background = Task.CompletedTask;
    private bool loaded;

    public Jobs(StateStore state, UwsOptions options, IEnumerable<JobKind> kinds, TimeProvider time, ILogger log)
    {
        (this.options, this.log, this.kinds) = (options, log, [.. kinds]);
        store = new JobStore(state);
        folders = new JobFolders(options.Folder);
        var signals = new JobSignals();
        History = new QueryHistory(store, options, time, log);
        processes = new Processes(store, folders, signals, Kind, History, options, time, log);
        var recorder = new RunRecorder(store, folders, signals, times, History, options, time, log);
        executor = new Executor(store, folders, this.kinds, recorder, processes, options, time, log);
        news = new JobNews(store, signals, executor);
        var changes = new JobChanges(store, folders, new JobLimits(options), time);
        Reaper = new Reaper(store, folders, changes, executor, signals, Kind, time);
        halt = new Lazy<Task>(HaltAsync);
        Service = new JobService(store, folders, changes, executor, signals, times, options, time);
    }

    public JobService Service { get; }
    public QueryHistory History { get; }
    public Reaper Reaper { get; }

    /// <summary>Takes up what was left, then executes.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        History.Start();
        processes.Register();
        try
        {
            await processes.KeepAliveAsync();
            await processes.TakeOverAsync(ct);
            await LoadTimesAsync(ct);
            loaded = true;
        }
        catch (ServiceException e) when (e.Kind == ErrorKind.ServiceUnavailable)
        {
            // The executor does both again and again.
            LogAway(e);
        }
        executor.Start();
        news.Start();
        var sweep = new Sweep(store, folders, folders.All(), log);
        background = Task.Run(() => LookAfterAsync(sweep), CancellationToken.None);
    }

    /// <summary>Takes no more jobs, puts back those that execute, and sends everybody home who waits for one.</summary>
    /// <remarks>Takes no longer than <see cref="UwsOptions.StopGrace"/> and a write. Jobs can still be made and looked at.</remarks>
    public Task StopExecutingAsync() => halt.Value;

    /// <summary>The same, and writes what waits to be written.</summary>
    public async Task StopAsync()
    {
        await StopExecutingAsync();
        await news.DisposeAsync();
        await History.StopAsync();
        await processes.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        executor.Dispose();
        stopping.Dispose();
    }

    private async Task HaltAsync()
    {
        await stopping.CancelAsync();
        Service.ReleaseWaiters();
        await background;
        await executor.StopAsync();
    }

    private JobKind? Kind(string name) => kinds.FirstOrDefault(kind => kind.Name == name);

    private async Task LookAfterAsync(Sweep sweep)
    {
        var swept = false;
        while (!stopping.IsCancellationRequested)
        {
            loaded = loaded || await TryAsync(LoadTimesAsync);
            swept =
                swept || await TryAsync(async ct => await sweep.RunAsync(!await processes.AreOthersAliveAsync(ct), ct));
            await TryAsync(Reaper.ReapAsync);
            await Task.Delay(options.ReapEvery, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task LoadTimesAsync(CancellationToken ct)
    {
        foreach (var kind in kinds)
            await times.LoadAsync(store, kind.Name, ct);
    }

    /// <returns>Whether it was done.</returns>
    private async Task<bool> TryAsync(Func<CancellationToken, Task> step)
    {
        try
        {
            await step(stopping.Token);
            return true;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Going down.
            return false;
        }
        catch (Exception e) when (e is ServiceException or IOException or UnauthorizedAccessException)
        {
            LogUntidied(e);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "No jobs are executed until the store is there")]
    private partial void LogAway(Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Old jobs or files could not be removed; tried again later")]
    private partial void LogUntidied(Exception failure);
}
