using DataLab.Formats;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws.Tests;

/// <summary>Whose job runs next, how many at once, and how each may end.</summary>
public sealed class ExecutorTests(StoreKind store) : OnEachStore(store)
{
    [Test]
    public async Task No_more_jobs_execute_at_once_than_there_are_places()
    {
        var kind = new TestKind
        {
            Limits = new JobOptions { Concurrency = 3, ConcurrencyPerUser = 100 },
        };
        await using var jobs = await TestJobs.StartAsync(kind);
        var ids = new List<string>();
        for (var i = 0; i < 12; i++)
            ids.Add((await jobs.RunAsync("wait")).JobId);
        for (var i = 0; i < 3; i++)
            await jobs.UntilAsync(ids[i], Executing);
        kind.Open(12);
        foreach (var id in ids)
            Assert.That((await jobs.UntilFinalAsync(id)).Phase, Is.EqualTo(Completed));
        Assert.That(kind.MostExecuting, Is.EqualTo(3));
    }

    [Test]
    public async Task One_users_flood_lets_another_user_overtake()
    {
        var kind = new TestKind
        {
            Limits = new JobOptions { Concurrency = 2, ConcurrencyPerUser = 2 },
        };
        await using var jobs = await TestJobs.StartAsync(kind);
        var flood = new List<string>();
        for (var i = 0; i < 10; i++)
            flood.Add((await jobs.RunAsync("wait", TestJobs.Anna)).JobId);
        await jobs.UntilAsync(flood[0], Executing, TestJobs.Anna);
        await jobs.UntilAsync(flood[1], Executing, TestJobs.Anna);
        var other = (await jobs.RunAsync("", TestJobs.Ben)).JobId;

        kind.Open();

        Assert.That((await jobs.UntilFinalAsync(other, TestJobs.Ben)).Phase, Is.EqualTo(Completed));
        var running = await jobs.ListAsync(TestJobs.Anna, Queued, Executing);
        Assert.That(running, Has.Count.EqualTo(9), "one of the flood was let through, and then the other user's job");
        kind.Open(9);
    }

    [Test]
    public async Task One_user_never_has_more_than_their_part()
    {
        var kind = new TestKind
        {
            Limits = new JobOptions { Concurrency = 4, ConcurrencyPerUser = 2 },
        };
        await using var jobs = await TestJobs.StartAsync(kind);
        var anna = new List<string>();
        for (var i = 0; i < 5; i++)
            anna.Add((await jobs.RunAsync("wait", TestJobs.Anna)).JobId);
        var ben = (await jobs.RunAsync("wait", TestJobs.Ben)).JobId;
        await jobs.UntilAsync(ben, Executing, TestJobs.Ben);
        await jobs.UntilAsync(anna[1], Executing, TestJobs.Anna);
        await Task.Delay(200);
        Assert.That(await jobs.ListAsync(TestJobs.Anna, Executing), Has.Count.EqualTo(2));
        kind.Open(6);
        foreach (var id in anna)
            await jobs.UntilFinalAsync(id, TestJobs.Anna);
    }

    [Test]
    public async Task Jobs_of_one_user_run_in_the_order_in_which_they_were_queued()
    {
        var order = new List<string>();
        var kind = new TestKind
        {
            Limits = new JobOptions { Concurrency = 1 },
            Work = (execution, _) =>
            {
                order.Add(execution.Job.JobId);
                return Task.Delay(1, CancellationToken.None);
            },
        };
        await using var jobs = await TestJobs.StartAsync(kind);
        var ids = new List<string>();
        for (var i = 0; i < 20; i++)
            ids.Add((await jobs.RunAsync()).JobId);
        await jobs.UntilFinalAsync(ids[^1]);
        Assert.That(order, Is.EqualTo(ids));
    }

    [Test]
    public async Task A_full_queue_is_told_and_nothing_is_made()
    {
        var kind = new TestKind
        {
            Limits = new JobOptions
            {
                Concurrency = 1,
                QueuePerUser = 2,
                Queue = 3,
            },
        };
        await using var jobs = await TestJobs.StartAsync(kind);
        await jobs.UntilAsync((await jobs.RunAsync("wait", TestJobs.Anna)).JobId, Executing, TestJobs.Anna);
        await jobs.RunAsync("wait", TestJobs.Anna);
        await jobs.RunAsync("wait", TestJobs.Anna);
        var pending = await jobs.CreateAsync(TestJobs.Wish(run: false), TestJobs.Anna);

        Assert.That(Unavailable(() => jobs.RunAsync("", TestJobs.Anna)), Does.Contain("2 of your jobs"));
        Unavailable(() => jobs.Service.RunAsync(kind, pending.JobId, TestJobs.Anna, default));
        Assert.That((await jobs.FindAsync(pending.JobId, TestJobs.Anna)).Phase, Is.EqualTo(Pending));
        await jobs.RunAsync("", TestJobs.Ben);
        Assert.That(Unavailable(() => jobs.RunAsync("", TestJobs.Ben)), Does.Contain("3 jobs"));
        Assert.That(await jobs.ListAsync(TestJobs.Ben), Has.Count.EqualTo(1));
        Assert.That(await jobs.ListAsync(TestJobs.Anna), Has.Count.EqualTo(4));
        kind.Open(10);
    }

    [TestCase(ErrorKind.UsageError, false)]
    [TestCase(ErrorKind.LimitExceeded, false)]
    [TestCase(ErrorKind.ServiceUnavailable, true)]
    [TestCase(ErrorKind.Fault, true)]
    public async Task What_a_service_says_becomes_the_error_summary(ErrorKind why, bool transient)
    {
        var (job, _) = await FailAsync(new ServiceException(why, "Column ra2 is not there."));
        Assert.That(job.Phase, Is.EqualTo(Error));
        Assert.That(job.Error, Is.EqualTo(new ErrorSummary("Column ra2 is not there.", transient)));
        Assert.That(job.EndTime, Is.Not.Null);
    }

    [Test]
    public async Task An_upload_that_is_no_table_is_the_users_to_mend()
    {
        var (job, _) = await FailAsync(new TableFormatException("line 3: too few columns"));
        Assert.That(job.Error, Is.EqualTo(new ErrorSummary("line 3: too few columns", false)));
    }

    [Test]
    public async Task An_unexpected_error_shows_a_number_and_the_log_has_the_rest()
    {
        var (job, log) = await FailAsync(new InvalidOperationException("SELECT secret FROM /srv/path"));
        Assert.That(job.Error!.Message, Does.Not.Contain("secret"));
        var number = job.Error.Message.TrimEnd('.').Split(' ')[^1];
        Assert.That(log.Lines, Has.Some.Contains(number).And.Some.Contains("secret"));
    }

    [Test]
    public async Task A_cancellation_that_nobody_asked_for_is_an_error()
    {
        var (job, _) = await FailAsync(new OperationCanceledException());
        Assert.That(job.Phase, Is.EqualTo(Error));
    }

    [Test]
    public async Task A_job_is_stopped_at_its_execution_duration_and_told_the_limit()
    {
        await using var jobs = await TestJobs.StartAsync();
        var wish = TestJobs.Wish(run: true, ("DO", "never")) with { ExecutionDuration = TimeSpan.FromSeconds(0.3) };
        var job = await jobs.UntilFinalAsync((await jobs.CreateAsync(wish)).JobId);
        Assert.That(job.Phase, Is.EqualTo(Error));
        Assert.That(job.Error!.Message, Does.Contain("0.3 s").And.Contain("EXECUTIONDURATION"));
        Assert.That(job.Error.IsTransient, Is.False);
        Assert.That((job.EndTime - job.StartTime)!.Value.TotalSeconds, Is.InRange(0.25, 10));
    }

    [Test]
    public async Task A_job_that_does_not_listen_is_left_behind_and_can_say_nothing_more()
    {
        var deaf = new SemaphoreSlim(0);
        var late = new TaskCompletionSource<Exception?>();
        var kind = new TestKind
        {
            Limits = new JobOptions { Concurrency = 1 },
            Work = async (execution, ct) =>
            {
                if (TestKind.Parameter(execution.Job, "DO") != "deaf")
                    return;
                await using var result = execution.CreateResult("result", "text/plain", "result.txt");
                await deaf.WaitAsync(CancellationToken.None);
                try
                {
                    await result.CommitAsync(CancellationToken.None);
                    late.SetResult(null);
                }
                catch (InvalidOperationException e)
                {
                    late.SetResult(e);
                }
            },
        };
        await using var jobs = await TestJobs.StartAsync(
            kind,
            options: o => o with { StopGrace = TimeSpan.FromMilliseconds(200) }
        );
        var id = (await jobs.RunAsync("deaf")).JobId;
        await jobs.UntilAsync(id, Executing);

        var job = await jobs.Service.AbortAsync(kind, id, TestJobs.Nobody, default);
        Assert.That(job.Phase, Is.EqualTo(Aborted));
        var next = (await jobs.RunAsync()).JobId;
        Assert.That((await jobs.UntilFinalAsync(next)).Phase, Is.EqualTo(Completed), "its place is free");

        deaf.Release();
        Assert.That(await late.Task, Is.Not.Null);
        job = await jobs.FindAsync(id);
        Assert.That((job.Phase, job.Results.Length), Is.EqualTo((Aborted, 0)));
        Assert.That(() => jobs.Files(id), Is.Empty.After(5000, 20));
        Assert.That(jobs.Log.Lines, Has.Some.Contains("left behind"));
    }

    [Test]
    public async Task Progress_is_shown_while_it_runs_and_notes_are_kept()
    {
        var reported = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var kind = new TestKind
        {
            Work = async (execution, _) =>
            {
                execution.Note("overflow", "MAXREC");
                execution.Report(1200, 0.35);
                reported.SetResult();
                await go.Task;
            },
        };
        await using var jobs = await TestJobs.StartAsync(kind);
        var id = (await jobs.RunAsync()).JobId;
        await reported.Task;
        Assert.That(
            (await jobs.FindAsync(id)).Notes,
            Is.EqualTo(new[] { new JobNote("overflow", "MAXREC"), new("rows", "1200"), new("fraction", "0.35") })
        );
        go.SetResult();
        Assert.That((await jobs.UntilFinalAsync(id)).Notes, Is.EqualTo(new[] { new JobNote("overflow", "MAXREC") }));
    }

    [Test]
    public async Task Several_results_are_kept_in_order_and_an_id_is_used_once()
    {
        Exception? second = null;
        var kind = new TestKind
        {
            Work = async (execution, ct) =>
            {
                await TestKind.WriteAsync(execution, "one", ct);
                await using (var log = execution.CreateResult("log", "text/plain", "log.txt"))
                    await log.CommitAsync(ct);
                second = Assert.Throws<InvalidOperationException>(() => execution.CreateResult("log", "a/b", "x"));
                // Never committed: nobody sees it.
                await execution.CreateResult("draft", "text/plain", "draft.txt").DisposeAsync();
            },
        };
        await using var jobs = await TestJobs.StartAsync(kind);
        var job = await jobs.UntilFinalAsync((await jobs.RunAsync()).JobId);
        Assert.That(job.Results.Select(result => result.Id), Is.EqualTo(new[] { "result", "log" }));
        Assert.That(job.Results.Select(result => result.Size), Is.EqualTo(new[] { 3L, 0L }));
        Assert.That(second, Is.Not.Null);
        Assert.That(jobs.Files(job.JobId), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task A_quote_comes_from_experience()
    {
        var kind = new TestKind { Limits = new JobOptions { Concurrency = 1 } };
        await using var jobs = await TestJobs.StartAsync(kind);
        var first = (await jobs.RunAsync("wait")).JobId;
        Assert.That((await jobs.UntilAsync(first, Executing)).Quote, Is.Null, "nothing is known yet");
        await Task.Delay(400);
        kind.Open();
        var known = (await jobs.UntilFinalAsync(first)) is var done ? (done.EndTime - done.StartTime)!.Value : default;
        Assert.That(done.Quote, Is.Null);

        await jobs.RestartAsync();
        var running = (await jobs.RunAsync("wait")).JobId;
        var job = await jobs.UntilAsync(running, Executing);
        Assert.That(job.Quote, Is.EqualTo(job.StartTime + known).Within(30).Milliseconds);
        var queued = await jobs.FindAsync((await jobs.RunAsync("wait")).JobId);
        var behind = await jobs.FindAsync((await jobs.RunAsync("wait")).JobId);
        Assert.That(behind.Quote - queued.Quote, Is.GreaterThan(known / 2));
        var pending = await jobs.CreateAsync(TestJobs.Wish(run: false));
        Assert.That((await jobs.FindAsync(pending.JobId)).Quote, Is.Null);
        kind.Open(3);
    }

    private static async Task<(Job Job, ListLog Log)> FailAsync(Exception failure)
    {
        await using var jobs = await TestJobs.StartAsync(new TestKind { Work = (_, _) => throw failure });
        return (await jobs.UntilFinalAsync((await jobs.RunAsync()).JobId), jobs.Log);
    }

    private static string Unavailable(Func<Task> step)
    {
        var e = Assert.ThrowsAsync<ServiceException>(step)!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        Assert.That(e.RetryAfter, Is.GreaterThan(TimeSpan.Zero));
        return e.Message;
    }
}
