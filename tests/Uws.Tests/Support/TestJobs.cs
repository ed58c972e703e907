using System.Collections.Concurrent;
using DataLab.State;
using Microsoft.Extensions.Logging;

namespace DataLab.Uws.Tests.Support;

/// <summary>Jobs on a store in a temporary folder, executed in this process.</summary>
internal sealed class TestJobs : IAsyncDisposable
{
    public static readonly Caller Anna = new("anna", null, "10.0.0.1");
    public static readonly Caller Ben = new("ben", null, "10.0.0.2");
    public static readonly Caller Nobody = new(null, null, "10.0.0.3");

    private readonly bool ownsFolder;
    private StateStore store = null!;

    private TestJobs(string folder, bool ownsFolder, TestKind kind, ShiftedTime time)
    {
        (Folder, this.ownsFolder, Kind, Time) = (folder, ownsFolder, kind, time);
        Options = new UwsOptions(Path.Combine(folder, "jobs"));
    }

    public string Folder { get; }
    public UwsOptions Options { get; private set; }
    public TestKind Kind { get; }
    public ShiftedTime Time { get; }
    public ListLog Log { get; } = new();
    public Jobs Jobs { get; private set; } = null!;
    public JobService Service => Jobs.Service;
    public StateStore Store => store;

    /// <param name="folder">Of another one, to share or take up its store; null for a new one, removed at the end.</param>
    public static async Task<TestJobs> StartAsync(
        TestKind? kind = null,
        string? folder = null,
        Func<UwsOptions, UwsOptions>? options = null,
        ShiftedTime? time = null
    )
    {
        var jobs = new TestJobs(
            folder ?? Directory.CreateTempSubdirectory("datalab-uws-").FullName,
            folder is null,
            kind ?? new TestKind(),
            time ?? new ShiftedTime()
        );
        jobs.Options = options?.Invoke(jobs.Options) ?? jobs.Options;
        await jobs.StartAsync();
        return jobs;
    }

    /// <summary>Stops gracefully and starts again on the same store.</summary>
    public async Task RestartAsync()
    {
        await Jobs.DisposeAsync();
        await store.DisposeAsync();
        await StartAsync();
    }

    public static NewJob Wish(bool run, params (string Name, string Value)[] parameters) =>
        new([.. parameters.Select(p => new JobParameter(p.Name, p.Value))], []) { Run = run };

    public Task<Job> CreateAsync(NewJob wish, Caller? caller = null) =>
        Service.CreateAsync(Kind, wish, caller ?? Nobody, CancellationToken.None);

    /// <summary>Makes a job that runs.</summary>
    public Task<Job> RunAsync(string what = "", Caller? caller = null) =>
        CreateAsync(Wish(run: true, ("DO", what)), caller);

    public Task<Job> FindAsync(string jobId, Caller? caller = null) =>
        Service.FindAsync(Kind, jobId, caller ?? Nobody, CancellationToken.None);

    /// <summary>Waits until the job has a phase; fails when it does not come.</summary>
    public async Task<Job> UntilAsync(string jobId, Func<Job, bool> condition, Caller? caller = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var job = await FindAsync(jobId, caller);
            if (condition(job))
                return job;
            Assert.That(patience.IsCancellationRequested, Is.False, $"the job stays {job.Phase} {job.Error}");
            await Service.WaitAsync(
                Kind,
                jobId,
                caller ?? Nobody,
                job.Phase,
                TimeSpan.FromMilliseconds(job.Phase.IsActive() ? 1000 : 0),
                CancellationToken.None
            );
            await Task.Delay(5);
        }
    }

    public Task<Job> UntilFinalAsync(string jobId, Caller? caller = null) =>
        UntilAsync(jobId, job => job.Phase.IsFinal(), caller);

    public Task<Job> UntilAsync(string jobId, ExecutionPhase phase, Caller? caller = null) =>
        UntilAsync(jobId, job => job.Phase == phase, caller);

    public async Task<string> ResultAsync(string jobId, Caller? caller = null)
    {
        var (_, content) = await Service.OpenResultAsync(
            Kind,
            jobId,
            "result",
            caller ?? Nobody,
            CancellationToken.None
        );
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync();
    }

    public Task<IReadOnlyList<ShortJobDescription>> ListAsync(Caller caller, params ExecutionPhase[] phases) =>
        Service.ListAsync(Kind, new JobFilter([.. phases], null, null), caller, CancellationToken.None);

    /// <summary>Files of a job, relative to its folder.</summary>
    public string[] Files(string jobId)
    {
        var folder = Path.Combine(Options.Folder, jobId);
        return Directory.Exists(folder)
            ?
            [
                .. Directory
                    .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(folder, file))
                    .Order(),
            ]
            : [];
    }

    public async ValueTask DisposeAsync()
    {
        await Jobs.DisposeAsync();
        await store.DisposeAsync();
        if (ownsFolder)
            Directory.Delete(Folder, recursive: true);
    }

    private async Task StartAsync()
    {
        store = await TestStore.OpenAsync(Path.Combine(Folder, "state", "datalab.sqlite"), UwsServices.Module);
        Jobs = new Jobs(store, Options, [Kind], Time, Log);
        await Jobs.StartAsync(CancellationToken.None);
    }
}

/// <summary>The real clock, put forward at will; timers run in real time.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan Shift { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
}

/// <summary>Keeps what was logged.</summary>
internal sealed class ListLog : ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <summary>As a server has it unless told otherwise.</summary>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
}
