using System.Collections.Concurrent;
using System.Diagnostics;
using DataLab.Formats;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws.Tests;

/// <summary>Several services on one store in PostgreSQL: what one does the others hear at once, limits hold over all.</summary>
/// <remarks>Each has connections of its own; nothing but the database and the folder of jobs is common to them.</remarks>
public sealed class SharedStoreTests
{
    /// <summary>Far too rare to help: only notifications can.</summary>
    private static readonly TimeSpan Rare = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private readonly List<TestJobs> services = [];

    [SetUp]
    public Task ChooseStore() => TestStore.ChooseAsync(StoreKind.PostgreSql);

    [TearDown]
    public async Task Stop()
    {
        foreach (var service in Enumerable.Reverse(services))
            await service.DisposeAsync();
        services.Clear();
        TestStore.Forget();
    }

    private async Task<TestJobs> StartAsync(TestKind? kind = null, Func<UwsOptions, UwsOptions>? options = null)
    {
        var service = await TestJobs.StartAsync(
            kind,
            services.Count == 0 ? null : services[0].Folder,
            options ?? (o => o with { Poll = Rare, Lease = 10 * Rare })
        );
        services.Add(service);
        return service;
    }

    private static TestKind Idle() => new() { Limits = new JobOptions { Concurrency = 0 } };

    [Test]
    public async Task WAIT_ends_at_a_change_made_by_another_service()
    {
        var worker = await StartAsync();
        var other = await StartAsync(Idle());
        var id = (await other.RunAsync("wait")).JobId;
        await other.UntilAsync(id, Executing).WaitAsync(Soon);
        var waiting = other.Service.WaitAsync(other.Kind, id, TestJobs.Nobody, Executing, Rare, default);
        await Task.Delay(200);
        Assert.That(waiting.IsCompleted, Is.False);
        var watch = Stopwatch.StartNew();
        worker.Kind.Open();
        Assert.That((await waiting.WaitAsync(Soon)).Phase, Is.EqualTo(Completed));
        TestContext.Out.WriteLine($"heard after {watch.ElapsedMilliseconds} ms");
        Assert.That(await other.ResultAsync(id), Is.EqualTo("done"));
    }

    [Test]
    public async Task ABORT_stops_the_run_in_another_service_at_once()
    {
        var stopped = new TaskCompletionSource();
        await StartAsync(
            new TestKind
            {
                Work = async (_, ct) =>
                {
                    await using var _1 = ct.Register(stopped.SetResult);
                    await Task.Delay(Timeout.Infinite, ct);
                },
            }
        );
        var other = await StartAsync(Idle());
        var id = (await other.RunAsync()).JobId;
        await other.UntilAsync(id, Executing).WaitAsync(Soon);
        await other.Service.AbortAsync(other.Kind, id, TestJobs.Nobody, default);
        await stopped.Task.WaitAsync(Soon);
        Assert.That((await services[0].FindAsync(id)).Phase, Is.EqualTo(Aborted));
    }

    [Test]
    public async Task What_a_lost_notification_did_not_tell_is_found_by_looking()
    {
        static UwsOptions Often(UwsOptions o) => o with { Poll = TimeSpan.FromMilliseconds(200) };
        var worker = await StartAsync(options: Often);
        var other = await StartAsync(Idle(), Often);
        var id = (await other.RunAsync("wait")).JobId;
        await other.UntilAsync(id, Executing).WaitAsync(Soon);
        var waiting = other.Service.WaitAsync(other.Kind, id, TestJobs.Nobody, Executing, Rare, default);
        await TestStore.Server!.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        );
        worker.Kind.Open();
        Assert.That((await waiting.WaitAsync(Soon)).Phase, Is.EqualTo(Completed));
        // And those who listened listen again.
        var next = (await other.RunAsync()).JobId;
        Assert.That((await other.UntilFinalAsync(next).WaitAsync(Soon)).Phase, Is.EqualTo(Completed));
    }

    [Test]
    public async Task Limits_of_the_queue_hold_over_all_services_however_many_ask_at_once()
    {
        TestKind Full() =>
            new()
            {
                Limits = new JobOptions { Concurrency = 0, Queue = 7 },
            };
        for (var i = 0; i < 3; i++)
            await StartAsync(Full());
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 45)
                .Select(async i =>
                {
                    try
                    {
                        await services[i % 3].RunAsync("", i % 2 == 0 ? TestJobs.Anna : TestJobs.Ben);
                        return true;
                    }
                    catch (ServiceException e) when (e.Kind == ErrorKind.ServiceUnavailable && e.RetryAfter is not null)
                    {
                        return false;
                    }
                })
        );
        Assert.That(outcomes.Count(made => made), Is.EqualTo(7));
    }

    [Test]
    public async Task Places_of_one_user_are_counted_over_all_services_and_no_job_runs_twice()
    {
        var runs = new ConcurrentDictionary<string, int>();
        var (executing, most) = (0, 0);
        var gate = new Lock();
        TestKind Counting() =>
            new()
            {
                Limits = new JobOptions { Concurrency = 4, ConcurrencyPerUser = 2 },
                Work = async (execution, ct) =>
                {
                    runs.AddOrUpdate(execution.Job.JobId, 1, (_, n) => n + 1);
                    lock (gate)
                        most = Math.Max(most, ++executing);
                    await Task.Delay(10, ct);
                    lock (gate)
                        executing--;
                },
            };
        for (var i = 0; i < 3; i++)
            await StartAsync(Counting());
        var ids = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(async i => (await services[i % 3].RunAsync("", TestJobs.Anna)).JobId)
        );
        foreach (var id in ids)
            Assert.That(
                (await services[0].UntilFinalAsync(id, TestJobs.Anna).WaitAsync(TimeSpan.FromSeconds(60))).Phase,
                Is.EqualTo(Completed)
            );
        Assert.That(runs, Has.Count.EqualTo(40));
        Assert.That(runs.Values, Has.All.EqualTo(1));
        Assert.That(most, Is.EqualTo(2));
    }

    [Test]
    public async Task A_service_that_drains_leaves_the_queue_to_the_others_and_hands_back_what_it_runs()
    {
        var first = await StartAsync();
        var id = (await first.RunAsync("wait")).JobId;
        await first.UntilAsync(id, Executing);
        first.Service.Drain();
        var second = await StartAsync();
        var later = (await first.RunAsync("")).JobId;
        Assert.That((await first.UntilFinalAsync(later).WaitAsync(Soon)).Phase, Is.EqualTo(Completed), "run elsewhere");
        Assert.That((await first.FindAsync(id)).Phase, Is.EqualTo(Executing), "goes on until the stop");
        await first.Jobs.StopExecutingAsync();
        second.Kind.Open();
        Assert.That((await second.UntilFinalAsync(id).WaitAsync(Soon)).Phase, Is.EqualTo(Completed));
    }

    [Test]
    public async Task Destruction_times_are_kept_by_one_of_them()
    {
        for (var i = 0; i < 3; i++)
            await StartAsync(options: o =>
                o with
                {
                    Poll = Rare,
                    Lease = 10 * Rare,
                    ReapEvery = TimeSpan.FromMilliseconds(100),
                }
            );
        var ids = new List<string>();
        for (var i = 0; i < 12; i++)
            ids.Add((await services[i % 3].RunAsync()).JobId);
        foreach (var id in ids)
            await services[0].UntilFinalAsync(id).WaitAsync(Soon);
        services.ForEach(service => service.Time.Shift = TimeSpan.FromDays(8));
        foreach (var id in ids)
        {
            await services[1].UntilAsync(id, Archived).WaitAsync(Soon);
            Assert.That(() => services[1].Files(id), Is.Empty.After(5000, 20));
        }
        Assert.That(services.SelectMany(service => service.Log.Lines), Has.None.StartsWith("Error"));
    }
}
