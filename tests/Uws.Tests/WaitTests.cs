using System.Diagnostics;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws.Tests;

/// <summary>WAIT: blocks while the phase stays, answers at the change (UWS 1.1 §2.2.1.1).</summary>
public sealed class WaitTests(StoreKind store) : OnEachStore(store)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private TestJobs jobs = null!;

    [SetUp]
    public async Task Start() =>
        // Looking again by itself is too rare to help here: only the signal can.
        jobs = await TestJobs.StartAsync(options: o => o with { Poll = TimeSpan.FromSeconds(30) });

    [TearDown]
    public async Task Stop() => await jobs.DisposeAsync();

    private Task<Job> WaitAsync(string id, ExecutionPhase? phase, TimeSpan atMost) =>
        jobs.Service.WaitAsync(jobs.Kind, id, TestJobs.Nobody, phase, atMost, default);

    [Test]
    public async Task It_ends_at_the_change()
    {
        var id = (await jobs.RunAsync("wait")).JobId;
        await jobs.UntilAsync(id, Executing);
        var waiting = WaitAsync(id, null, Long);
        await Task.Delay(100);
        Assert.That(waiting.IsCompleted, Is.False);

        var watch = Stopwatch.StartNew();
        jobs.Kind.Open();
        Assert.That((await waiting).Phase, Is.EqualTo(Completed));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public async Task Every_one_of_many_is_woken()
    {
        var id = (await jobs.RunAsync("wait")).JobId;
        await jobs.UntilAsync(id, Executing);
        var waiting = Enumerable.Range(0, 50).Select(_ => WaitAsync(id, Executing, Long)).ToArray();
        jobs.Kind.Open();
        Assert.That((await Task.WhenAll(waiting)).Select(job => job.Phase), Has.All.EqualTo(Completed));
    }

    [Test]
    public async Task It_ends_when_the_time_is_up()
    {
        var id = (await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId;
        var watch = Stopwatch.StartNew();
        Assert.That((await WaitAsync(id, null, TimeSpan.FromMilliseconds(300))).Phase, Is.EqualTo(Pending));
        Assert.That(watch.Elapsed, Is.GreaterThan(TimeSpan.FromMilliseconds(280)).And.LessThan(Long / 2));
        await WaitAsync(id, null, TimeSpan.Zero);
    }

    [Test]
    public async Task It_ends_at_once_when_the_phase_is_another_already()
    {
        var id = (await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId;
        Assert.That((await WaitAsync(id, Executing, Long)).Phase, Is.EqualTo(Pending));
    }

    [Test]
    public async Task It_ends_at_once_in_phases_that_are_not_active()
    {
        var id = (await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId;
        await jobs.Service.HoldAsync(jobs.Kind, id, default);
        Assert.That((await WaitAsync(id, Held, Long)).Phase, Is.EqualTo(Held));
        await jobs.Service.AbortAsync(jobs.Kind, id, TestJobs.Nobody, default);
        Assert.That((await WaitAsync(id, Aborted, Long)).Phase, Is.EqualTo(Aborted));
    }

    [Test]
    public async Task An_abort_wakes()
    {
        var id = (await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId;
        var waiting = WaitAsync(id, null, Long);
        await Task.Delay(50);
        await jobs.Service.AbortAsync(jobs.Kind, id, TestJobs.Nobody, default);
        Assert.That((await waiting).Phase, Is.EqualTo(Aborted));
    }

    [Test]
    public async Task A_deletion_wakes_and_is_told()
    {
        var id = (await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId;
        var waiting = WaitAsync(id, null, Long);
        await Task.Delay(50);
        await jobs.Service.DeleteAsync(jobs.Kind, id, TestJobs.Nobody, default);
        Assert.ThrowsAsync<DataLab.Formats.ServiceException>(() => waiting);
    }

    [Test]
    public async Task The_end_of_the_service_sends_everybody_home()
    {
        var id = (await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId;
        var waiting = WaitAsync(id, null, Long);
        await Task.Delay(50);
        await jobs.Jobs.StopExecutingAsync();
        Assert.That((await waiting).Phase, Is.EqualTo(Pending));
    }

    [Test]
    public async Task Whoever_goes_away_is_forgotten()
    {
        var id = (await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId;
        using var gone = new CancellationTokenSource(100);
        Assert.CatchAsync<OperationCanceledException>(() =>
            jobs.Service.WaitAsync(jobs.Kind, id, TestJobs.Nobody, null, Long, gone.Token)
        );
    }

    [Test]
    public async Task Making_running_waiting_and_fetching_take_a_few_milliseconds()
    {
        var times = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            var watch = Stopwatch.StartNew();
            var job = await jobs.CreateAsync(TestJobs.Wish(run: true, ("QUERY", "hello")));
            while (job.Phase.IsActive())
                job = await WaitAsync(job.JobId, job.Phase, Long);
            await jobs.ResultAsync(job.JobId);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        TestContext.Out.WriteLine($"median {times[20]:0.0} ms, p90 {times[36]:0.0} ms");
        Assert.That(times[20], Is.LessThan(500), "nothing on this way waits for a clock");
    }
}
