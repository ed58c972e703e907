using System.Diagnostics;
using System.Net;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.Tests.Rest.RestClient;

namespace DataLab.Uws.Tests.Rest;

/// <summary>Waiting for a change of phase (UWS 1.1 §2.2.1.2).</summary>
public sealed class WaitTests(StoreKind store) : OnEachStore(store)
{
    private RestClient client = null!;

    [SetUp]
    public void SetUp() => client = RestServer.Shared.Client();

    [TearDown]
    public void TearDown() => client.Dispose();

    [TestCase("WAIT=30")]
    [TestCase("WAIT=-1")]
    [TestCase("WAIT=99999999999999999999999")]
    [TestCase("wait=30&phase=EXECUTING")]
    public async Task Waiting_ends_when_the_phase_changes(string query)
    {
        var job = await StartedAsync("2");
        var (phase, seconds) = await TimeAsync($"{job}?{query}");
        Assert.That(phase, Is.EqualTo("COMPLETED"));
        Assert.That(seconds, Is.LessThan(20));
    }

    [Test]
    public async Task Waiting_ends_when_the_time_is_up()
    {
        var job = await StartedAsync("30");
        var (phase, seconds) = await TimeAsync(job + "?WAIT=1");
        Assert.That(phase, Is.EqualTo("EXECUTING"));
        Assert.That(seconds, Is.InRange(0.9, 8));
        using var _ = await client.SendAsync(HttpMethod.Delete, job);
    }

    [Test]
    public async Task A_pending_job_is_waited_for_until_it_is_started()
    {
        var job = await client.CreateAsync(("WORK", "30"));
        var waiting = TimeAsync(job + "?WAIT=30&PHASE=PENDING");
        await Task.Delay(300);
        Assert.That(waiting.IsCompleted, Is.False);
        using var _ = await client.PostAsync(job + "/phase", ("PHASE", "RUN"));
        var (phase, seconds) = await waiting;
        Assert.That(phase, Is.AnyOf("QUEUED", "EXECUTING"));
        Assert.That(seconds, Is.LessThan(20));
        using var __ = await client.SendAsync(HttpMethod.Delete, job);
    }

    [Test]
    public async Task An_abort_wakes_who_waits()
    {
        var job = await StartedAsync("30");
        var waiting = TimeAsync(job + "?WAIT=30");
        await Task.Delay(200);
        using var _ = await client.PostAsync(job + "/phase", ("PHASE", "ABORT"));
        var (phase, seconds) = await waiting;
        Assert.That(phase, Is.EqualTo("ABORTED"));
        Assert.That(seconds, Is.LessThan(20));
    }

    [Test]
    public async Task Nobody_waits_for_a_phase_that_the_job_is_not_in()
    {
        var job = await StartedAsync("30");
        var (phase, seconds) = await TimeAsync(job + "?WAIT=30&PHASE=QUEUED");
        Assert.That(phase, Is.EqualTo("EXECUTING"));
        Assert.That(seconds, Is.LessThan(10));
        using var _ = await client.SendAsync(HttpMethod.Delete, job);
    }

    [Test]
    public async Task Nobody_waits_for_a_finished_job()
    {
        var job = await client.FinishAsync();
        Assert.That((await TimeAsync(job + "?WAIT=30")).Seconds, Is.LessThan(10));
    }

    [TestCase("WAIT=-2")]
    [TestCase("WAIT=long")]
    [TestCase("WAIT=1.5")]
    [TestCase("WAIT=NaN")]
    [TestCase("WAIT=Infinity")]
    [TestCase("WAIT=5&PHASE=WAXING")]
    [TestCase("WAIT=5&PHASE=1")]
    [TestCase("WAIT=5&PHASE=QUEUED&PHASE=EXECUTING")]
    public async Task What_cannot_be_waited_for_is_refused(string query)
    {
        var job = await client.CreateAsync();
        await RefusalAsync(client.GetAsync($"{job}?{query}"), HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A_server_that_stops_sends_those_who_wait_home()
    {
        await using var server = await RestServer.StartAsync();
        using var own = server.Client();
        var job = await own.CreateAsync();
        var clock = Stopwatch.StartNew();
        var waiting = own.TextAsync(job + "?WAIT=50");
        await Task.Delay(300);
        await server.StopAsync();
        Assert.That(await waiting, Does.Contain("PENDING"));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    private async Task<string> StartedAsync(string seconds)
    {
        var job = await client.CreateAsync(("WORK", seconds), ("PHASE", "RUN"));
        while (await client.TextAsync(job + "/phase") == "QUEUED")
            await Task.Delay(10);
        return job;
    }

    private async Task<(string? Phase, double Seconds)> TimeAsync(string url)
    {
        var clock = Stopwatch.StartNew();
        var document = await client.XmlAsync(url);
        return ((string?)document.Element(UwsNs + "phase"), clock.Elapsed.TotalSeconds);
    }
}
