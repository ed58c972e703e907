using DataLab.Formats;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws.Tests;

/// <summary>The life of a job: each step where it may be taken, and refused with a reason where not (UWS 1.1 §2.1.3).</summary>
public sealed class LifeCycleTests(StoreKind store) : OnEachStore(store)
{
    [Test]
    public async Task A_job_that_is_made_to_run_ends_COMPLETED_with_its_result()
    {
        await using var jobs = await TestJobs.StartAsync();
        var made = await jobs.CreateAsync(TestJobs.Wish(run: true, ("QUERY", "hello")));
        Assert.That(made.Phase, Is.EqualTo(Queued));

        var job = await jobs.UntilFinalAsync(made.JobId);

        Assert.That((job.Phase, job.Error), Is.EqualTo((Completed, (ErrorSummary?)null)));
        Assert.That(job.Results, Is.EqualTo(new[] { new JobResult("result", "text/plain", 5, "result.txt") }));
        Assert.That(job.StartTime, Is.GreaterThanOrEqualTo(job.CreationTime));
        Assert.That(job.EndTime, Is.GreaterThanOrEqualTo(job.StartTime!.Value));
        Assert.That(await jobs.ResultAsync(made.JobId), Is.EqualTo("hello"));
        Assert.That(jobs.Log.Lines, Is.Empty);
    }

    [Test]
    public async Task An_id_is_long_random_and_fit_for_a_path()
    {
        await using var jobs = await TestJobs.StartAsync();
        var ids = new HashSet<string>();
        for (var i = 0; i < 50; i++)
            ids.Add((await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId);
        Assert.That(ids, Has.Count.EqualTo(50));
        // 32 characters out of 32: 160 bits.
        Assert.That(ids, Has.All.Match("^[a-z2-7]{32}$"));
    }

    [Test]
    public async Task A_job_stays_PENDING_until_it_is_run()
    {
        await using var jobs = await TestJobs.StartAsync();
        var made = await jobs.CreateAsync(TestJobs.Wish(run: false));
        await Task.Delay(50);
        var job = await jobs.FindAsync(made.JobId);
        Assert.That((job.Phase, job.StartTime, job.EndTime), Is.EqualTo((Pending, made.StartTime, made.EndTime)));

        await jobs.Service.RunAsync(jobs.Kind, made.JobId, TestJobs.Nobody, default);
        Assert.That((await jobs.UntilFinalAsync(made.JobId)).Phase, Is.EqualTo(Completed));
    }

    [Test]
    public async Task Running_a_job_that_runs_already_does_nothing()
    {
        await using var jobs = await TestJobs.StartAsync();
        var id = (await jobs.RunAsync("wait")).JobId;
        await jobs.UntilAsync(id, Executing);
        var again = await jobs.Service.RunAsync(jobs.Kind, id, TestJobs.Nobody, default);
        Assert.That(again.Phase, Is.EqualTo(Executing));
        jobs.Kind.Open();
        Assert.That((await jobs.UntilFinalAsync(id)).Phase, Is.EqualTo(Completed));
    }

    [TestCase("", Completed)]
    [TestCase("fail", Error)]
    public async Task A_job_that_has_ended_can_neither_run_nor_be_aborted(string what, ExecutionPhase end)
    {
        await using var jobs = await TestJobs.StartAsync();
        var id = (await jobs.RunAsync(what)).JobId;
        Assert.That((await jobs.UntilFinalAsync(id)).Phase, Is.EqualTo(end));

        var run = Refused(() => jobs.Service.RunAsync(jobs.Kind, id, TestJobs.Nobody, default));
        var abort = Refused(() => jobs.Service.AbortAsync(jobs.Kind, id, TestJobs.Nobody, default));

        Assert.That(run, Does.Contain(end.ToWire()).And.Contain("make another"));
        Assert.That(abort, Does.Contain(end.ToWire()).And.Contain("PENDING, QUEUED, EXECUTING"));
        Assert.That((await jobs.FindAsync(id)).Phase, Is.EqualTo(end));
    }

    [Test]
    public async Task A_pending_job_can_be_aborted()
    {
        await using var jobs = await TestJobs.StartAsync();
        var id = (await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId;
        var job = await jobs.Service.AbortAsync(jobs.Kind, id, TestJobs.Nobody, default);
        Assert.That((job.Phase, job.StartTime, job.EndTime is null), Is.EqualTo((Aborted, job.StartTime, false)));
        Refused(() => jobs.Service.RunAsync(jobs.Kind, id, TestJobs.Nobody, default));
    }

    [Test]
    public async Task Aborting_twice_is_the_same_as_once()
    {
        await using var jobs = await TestJobs.StartAsync();
        var id = (await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId;
        var first = await jobs.Service.AbortAsync(jobs.Kind, id, TestJobs.Nobody, default);
        var second = await jobs.Service.AbortAsync(jobs.Kind, id, TestJobs.Nobody, default);
        Assert.That((second.Phase, second.EndTime), Is.EqualTo((first.Phase, first.EndTime)));
    }

    [Test]
    public async Task Aborting_a_queued_job_takes_it_out_of_the_queue()
    {
        var kind = new TestKind { Limits = new JobOptions { Concurrency = 1 } };
        await using var jobs = await TestJobs.StartAsync(kind);
        var first = (await jobs.RunAsync("wait")).JobId;
        await jobs.UntilAsync(first, Executing);
        var second = (await jobs.RunAsync()).JobId;
        await jobs.Service.AbortAsync(jobs.Kind, second, TestJobs.Nobody, default);
        kind.Open();
        await jobs.UntilFinalAsync(first);
        await jobs.UntilFinalAsync((await jobs.RunAsync()).JobId);
        var job = await jobs.FindAsync(second);
        Assert.That((job.Phase, job.StartTime), Is.EqualTo((Aborted, (DateTimeOffset?)null)));
    }

    [Test]
    public async Task Aborting_an_executing_job_stops_its_work_before_the_answer()
    {
        var stopped = false;
        await using var jobs = await TestJobs.StartAsync(
            new TestKind
            {
                Work = async (execution, ct) =>
                {
                    await using var result = execution.CreateResult("result", "text/plain", "result.txt");
                    await result.Output.WriteAsync(new byte[1 << 20], ct);
                    try
                    {
                        await Task.Delay(Timeout.Infinite, ct);
                    }
                    finally
                    {
                        stopped = true;
                    }
                },
            }
        );
        var id = (await jobs.RunAsync()).JobId;
        await jobs.UntilAsync(id, Executing);

        var job = await jobs.Service.AbortAsync(jobs.Kind, id, TestJobs.Nobody, default);

        Assert.That((job.Phase, stopped, job.Results.Length, job.Error), Is.EqualTo((Aborted, true, 0, (object?)null)));
        Assert.That(jobs.Files(id), Is.Empty);
    }

    [Test]
    public async Task Results_that_were_whole_before_the_abort_are_kept()
    {
        var committed = new TaskCompletionSource();
        await using var jobs = await TestJobs.StartAsync(
            new TestKind
            {
                Work = async (execution, ct) =>
                {
                    await TestKind.WriteAsync(execution, "first", ct);
                    committed.SetResult();
                    await Task.Delay(Timeout.Infinite, ct);
                },
            }
        );
        var id = (await jobs.RunAsync()).JobId;
        await committed.Task;
        var job = await jobs.Service.AbortAsync(jobs.Kind, id, TestJobs.Nobody, default);
        Assert.That(job.Results.Select(result => result.Id), Is.EqualTo(new[] { "result" }));
        Assert.That(await jobs.ResultAsync(id), Is.EqualTo("first"));
    }

    [Test]
    public async Task Deleting_an_executing_job_stops_it_and_leaves_nothing()
    {
        await using var jobs = await TestJobs.StartAsync();
        var id = (await jobs.RunAsync("never")).JobId;
        await jobs.UntilAsync(id, Executing);
        await jobs.Service.DeleteAsync(jobs.Kind, id, TestJobs.Nobody, default);
        Missing(() => jobs.FindAsync(id));
        Assert.That(Directory.Exists(Path.Combine(jobs.Options.Folder, id)), Is.False);
        Missing(() => jobs.Service.DeleteAsync(jobs.Kind, id, TestJobs.Nobody, default));
    }

    [Test]
    public async Task A_job_is_HELD_by_the_service_and_run_again_by_the_client()
    {
        await using var jobs = await TestJobs.StartAsync();
        var id = (await jobs.RunAsync("wait")).JobId;
        await jobs.UntilAsync(id, Executing);
        await jobs.Service.HoldAsync(jobs.Kind, id, default);
        Assert.That((await jobs.FindAsync(id)).Phase, Is.EqualTo(Held));

        await jobs.Service.RunAsync(jobs.Kind, id, TestJobs.Nobody, default);
        jobs.Kind.Open();
        Assert.That((await jobs.UntilFinalAsync(id)).Phase, Is.EqualTo(Completed));
        Assert.That(jobs.Files(id), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_SUSPENDED_job_goes_on_when_the_service_says_so_and_not_before()
    {
        await using var jobs = await TestJobs.StartAsync();
        var id = (await jobs.RunAsync("wait")).JobId;
        await jobs.UntilAsync(id, Executing);
        await jobs.Service.SuspendAsync(jobs.Kind, id, default);
        var asked = await jobs.Service.RunAsync(jobs.Kind, id, TestJobs.Nobody, default);
        Assert.That(asked.Phase, Is.EqualTo(Suspended));

        await jobs.Service.ResumeAsync(jobs.Kind, id, default);
        jobs.Kind.Open();
        Assert.That((await jobs.UntilFinalAsync(id)).Phase, Is.EqualTo(Completed));
    }

    [Test]
    public async Task Held_and_suspended_jobs_can_be_aborted_and_finished_ones_not_held()
    {
        await using var jobs = await TestJobs.StartAsync();
        var held = (await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId;
        await jobs.Service.HoldAsync(jobs.Kind, held, default);
        Assert.That(
            (await jobs.Service.AbortAsync(jobs.Kind, held, TestJobs.Nobody, default)).Phase,
            Is.EqualTo(Aborted)
        );
        Assert.That(Refused(() => jobs.Service.HoldAsync(jobs.Kind, held, default)), Does.Contain("ABORTED"));
        Refused(() => jobs.Service.SuspendAsync(jobs.Kind, held, default));
        Refused(() => jobs.Service.ResumeAsync(jobs.Kind, held, default));
    }

    [Test]
    public async Task A_job_that_does_not_exist_is_NotFound_in_every_call()
    {
        await using var jobs = await TestJobs.StartAsync();
        foreach (var id in new[] { "nosuchjob", "../../etc/passwd", "", new string('a', 32), new string('x', 5000) })
        {
            Missing(() => jobs.FindAsync(id));
            Missing(() => jobs.Service.RunAsync(jobs.Kind, id, TestJobs.Nobody, default));
            Missing(() => jobs.Service.AbortAsync(jobs.Kind, id, TestJobs.Nobody, default));
            Missing(() => jobs.Service.DeleteAsync(jobs.Kind, id, TestJobs.Nobody, default));
            Missing(() => jobs.Service.UpdateAsync(jobs.Kind, id, TestJobs.Wish(false), TestJobs.Nobody, default));
            Missing(() => jobs.Service.OpenResultAsync(jobs.Kind, id, "result", TestJobs.Nobody, default));
            Missing(() => jobs.Service.OpenUploadAsync(jobs.Kind, id, "x", TestJobs.Nobody, default));
            Missing(() => jobs.Service.HoldAsync(jobs.Kind, id, default));
        }
    }

    [Test]
    public async Task A_result_is_not_there_before_the_job_has_it()
    {
        await using var jobs = await TestJobs.StartAsync();
        var id = (await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId;
        var e = Missing(() => jobs.ResultAsync(id));
        Assert.That(e, Does.Contain("PENDING"));
    }

    private static string Refused(Func<Task> step)
    {
        var e = Assert.ThrowsAsync<ServiceException>(step)!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.PermissionDenied));
        return e.Message;
    }

    private static string Missing(Func<Task> step)
    {
        var e = Assert.ThrowsAsync<ServiceException>(step)!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.NotFound));
        Assert.That(e.Message, Has.Length.LessThan(300));
        return e.Message;
    }
}
