using System.Data.Common;
using DataLab.Uws.History;
using DataLab.Uws.Store;
using DataLab.Uws.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws.Tests;

/// <summary>Jobs outlive the process, and several processes share a store.</summary>
public sealed class RestartTests(StoreKind store) : OnEachStore(store)
{
    [Test]
    public async Task After_a_graceful_stop_what_executed_is_run_again_and_the_queue_goes_on()
    {
        var kind = new TestKind { Limits = new JobOptions { Concurrency = 1 } };
        await using var jobs = await TestJobs.StartAsync(kind);
        var executing = (await jobs.RunAsync("wait")).JobId;
        await jobs.UntilAsync(executing, Executing);
        var queued = (await jobs.RunAsync()).JobId;
        // As often as you like: only crashes are counted.
        for (var i = 0; i < 4; i++)
        {
            await jobs.RestartAsync();
            await jobs.UntilAsync(executing, Executing);
        }
        kind.Open();
        Assert.That((await jobs.UntilFinalAsync(executing)).Phase, Is.EqualTo(Completed));
        Assert.That((await jobs.UntilFinalAsync(queued)).Phase, Is.EqualTo(Completed));
        Assert.That(jobs.Files(executing), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_stop_waits_for_no_job_that_does_not_listen()
    {
        var deaf = new SemaphoreSlim(0);
        var runs = 0;
        var kind = new TestKind
        {
            Work = (_, _) =>
                Interlocked.Increment(ref runs) == 1 ? deaf.WaitAsync(CancellationToken.None) : Task.CompletedTask,
        };
        await using var jobs = await TestJobs.StartAsync(
            kind,
            options: o => o with { StopGrace = TimeSpan.FromMilliseconds(200) }
        );
        var id = (await jobs.RunAsync()).JobId;
        await jobs.UntilAsync(id, Executing);
        await jobs.RestartAsync();
        Assert.That((await jobs.UntilFinalAsync(id)).Phase, Is.EqualTo(Completed));
        deaf.Release();
    }

    [Test]
    public async Task Jobs_of_a_dead_process_run_again_once_and_then_end_with_the_reason()
    {
        await using var jobs = await TestJobs.StartAsync(options: o => o with { Poll = TimeSpan.FromMilliseconds(50) });
        var wish = TestJobs.Wish(run: false, ("QUERY", "q"));
        var once = (await jobs.CreateAsync(wish, TestJobs.Anna)).JobId;
        var twice = (await jobs.CreateAsync(wish, TestJobs.Anna)).JobId;
        await LeaveBehindAsync(jobs, once, crashes: 0);
        await LeaveBehindAsync(jobs, twice, crashes: 1);

        Assert.That((await jobs.UntilFinalAsync(once, TestJobs.Anna)).Phase, Is.EqualTo(Completed));
        var job = await jobs.UntilFinalAsync(twice, TestJobs.Anna);

        Assert.That(job.Phase, Is.EqualTo(Error));
        Assert.That(job.Error!.Message, Does.Contain("restarted twice"));
        Assert.That(job.Error.IsTransient);
        await jobs.RestartAsync();
        var history = await jobs.Jobs.History.ListAsync("test", TestJobs.Anna, null, 10, default);
        Assert.That(
            history.Select(entry => (entry.JobId, entry.Outcome)),
            Is.EquivalentTo(new[] { (once, Completed), (twice, Error) })
        );
    }

    [Test]
    public async Task A_process_that_says_nothing_any_more_loses_its_jobs_when_its_lease_ends()
    {
        await using var jobs = await TestJobs.StartAsync(options: o => o with { Poll = TimeSpan.FromMilliseconds(50) });
        var id = (await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId;
        // Of another machine: its lock cannot be seen, its lease lasts.
        await LeaveBehindAsync(jobs, id, crashes: 0, lease: TimeSpan.FromMinutes(10));
        await Task.Delay(300);
        Assert.That((await jobs.FindAsync(id)).Phase, Is.EqualTo(Executing));
        jobs.Time.Shift = TimeSpan.FromMinutes(11);
        Assert.That((await jobs.UntilFinalAsync(id)).Phase, Is.EqualTo(Completed));
    }

    [Test]
    public async Task A_run_that_was_taken_over_is_stopped_and_its_result_counts_for_nothing()
    {
        var stopped = new TaskCompletionSource();
        var kind = new TestKind
        {
            Work = async (execution, ct) =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, ct);
                }
                catch (OperationCanceledException)
                {
                    // Too late: writes as if nothing had happened.
                    await TestKind.WriteAsync(execution, "old", CancellationToken.None);
                    stopped.SetResult();
                }
            },
        };
        await using var jobs = await TestJobs.StartAsync(
            kind,
            options: o => o with { Poll = TimeSpan.FromMilliseconds(50) }
        );
        var id = (await jobs.RunAsync()).JobId;
        await jobs.UntilAsync(id, Executing);
        await WriteAsync(
            jobs,
            db =>
            {
                QueueTable.KeepAlive(db, "elsewhere", DateTimeOffset.UtcNow.AddHours(1));
                db.Execute(
                    "UPDATE uws_job SET process_id = 'elsewhere', attempt = attempt + 1 WHERE job_id = @id",
                    ("@id", id)
                );
            }
        );
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(() => jobs.Files(id), Is.Empty.After(5000, 20));
        var job = await jobs.FindAsync(id);
        Assert.That((job.Phase, job.Results.Length), Is.EqualTo((Executing, 0)));
    }

    [Test]
    public async Task Two_services_share_a_store_and_every_job_runs_once()
    {
        var counts = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        TestKind Kind() =>
            new()
            {
                Work = async (execution, ct) =>
                {
                    counts.AddOrUpdate(execution.Job.JobId, 1, (_, n) => n + 1);
                    await Task.Delay(5, ct);
                    await TestKind.WriteAsync(execution, execution.Job.JobId, ct);
                },
            };
        static UwsOptions Fast(UwsOptions o) => o with { Poll = TimeSpan.FromMilliseconds(30) };
        await using var first = await TestJobs.StartAsync(Kind(), options: Fast);
        await using var second = await TestJobs.StartAsync(Kind(), first.Folder, Fast);
        var ids = new List<string>();
        for (var i = 0; i < 60; i++)
            ids.Add((await (i % 2 == 0 ? first : second).RunAsync()).JobId);
        foreach (var id in ids)
            Assert.That((await first.UntilFinalAsync(id)).Phase, Is.EqualTo(Completed));
        Assert.That(counts, Has.Count.EqualTo(60));
        Assert.That(counts.Values, Has.All.EqualTo(1));
    }

    [Test]
    public async Task An_abort_reaches_a_run_in_another_process()
    {
        var stopped = new TaskCompletionSource();
        var kind = new TestKind
        {
            Work = async (_, ct) =>
            {
                await using var _1 = ct.Register(stopped.SetResult);
                await Task.Delay(Timeout.Infinite, ct);
            },
        };
        await using var first = await TestJobs.StartAsync(
            kind,
            options: o => o with { Poll = TimeSpan.FromMilliseconds(50) }
        );
        var id = (await first.RunAsync()).JobId;
        await first.UntilAsync(id, Executing);
        await using var second = await TestJobs.StartAsync(new TestKind(), first.Folder);
        await second.Service.AbortAsync(second.Kind, id, TestJobs.Nobody, default);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That((await first.FindAsync(id)).Phase, Is.EqualTo(Aborted));
    }

    [Test]
    public async Task A_host_starts_and_stops_the_service()
    {
        var folder = Directory.CreateTempSubdirectory("datalab-uws-").FullName;
        try
        {
            await using var state = await TestStore.OpenAsync(Path.Combine(folder, "s.db"), UwsServices.Module);
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddSingleton(state);
            builder.Services.AddSingleton<JobKind, TestKind>();
            builder.Services.AddUws(new UwsOptions(Path.Combine(folder, "jobs")));
            using var host = builder.Build();
            await host.StartAsync();
            var service = host.Services.GetRequiredService<JobService>();
            var kind = host.Services.GetRequiredService<JobKind>();
            var job = await service.CreateAsync(kind, TestJobs.Wish(true, ("QUERY", "q")), TestJobs.Anna, default);
            while (job.Phase.IsActive())
                job = await service.WaitAsync(
                    kind,
                    job.JobId,
                    TestJobs.Anna,
                    job.Phase,
                    TimeSpan.FromSeconds(30),
                    default
                );
            Assert.That(job.Phase, Is.EqualTo(Completed));
            await host.StopAsync();
            Assert.That(
                await host
                    .Services.GetRequiredService<QueryHistory>()
                    .ListAsync("test", TestJobs.Anna, null, 5, default),
                Has.Length.EqualTo(1)
            );
            Assert.That(Directory.GetFiles(Path.Combine(folder, "jobs", ".processes")), Is.Empty);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Makes a job look like one that a process was executing when it died.</summary>
    private static Task LeaveBehindAsync(TestJobs jobs, string id, int crashes, TimeSpan? lease = null) =>
        WriteAsync(
            jobs,
            db =>
            {
                if (lease is { } span)
                    QueueTable.KeepAlive(db, "dead", jobs.Time.GetUtcNow() + span);
                db.Execute(
                    """
                    UPDATE uws_job SET phase = 'EXECUTING', process_id = 'dead', attempt = 1, crashes = @crashes, start_time = creation_time
                    WHERE job_id = @id
                    """,
                    ("@id", id),
                    ("@crashes", crashes)
                );
            }
        );

    private static Task WriteAsync(TestJobs jobs, Action<DbConnection> write) =>
        jobs.Store.WriteAsync<object?>(
            transaction =>
            {
                write(transaction.Connection!);
                return null;
            },
            default
        );
}
