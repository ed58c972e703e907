using System.Globalization;
using System.Net;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.Tests.Rest.RestClient;

namespace DataLab.Uws.Tests.Rest;

/// <summary>The job list: whose jobs, which of them, in which order (UWS 1.1 §2.2.2.1).</summary>
public sealed class JobListTests(StoreKind store) : OnEachStore(store)
{
    private RestClient client = null!;

    [SetUp]
    public void SetUp() => client = RestServer.Shared.Client();

    [TearDown]
    public void TearDown() => client.Dispose();

    [Test]
    public async Task A_caller_sees_the_jobs_it_made()
    {
        var job = await client.CreateAsync(("RUNID", "mine"));
        var entry = (await client.XmlAsync(client.List)).Elements(UwsNs + "jobref").Single();
        Assert.That((string?)entry.Attribute(XlinkNs + "href"), Is.EqualTo(job));
        Assert.That((string?)entry.Attribute("id"), Is.EqualTo(job[(client.List.Length + 1)..]));
        Assert.That((string?)entry.Element(UwsNs + "phase"), Is.EqualTo("PENDING"));
        Assert.That((string?)entry.Element(UwsNs + "runId"), Is.EqualTo("mine"));
    }

    [Test]
    public async Task Others_do_not_see_it_but_may_use_it_by_its_address()
    {
        var job = await client.CreateAsync();
        using var other = RestServer.Shared.Client();
        Assert.That((await other.XmlAsync(other.List)).Elements(), Is.Empty);
        Assert.That(await other.TextAsync(job + "/phase"), Is.EqualTo("PENDING"));
    }

    [Test]
    public async Task The_cookie_is_given_with_the_first_job_only_and_out_of_reach_of_scripts()
    {
        using var look = await client.GetAsync(client.List);
        using var first = await client.PostAsync(client.List);
        using var second = await client.PostAsync(client.List);
        var cookie = first.Headers.GetValues("Set-Cookie").Single();
        Assert.That(look.Headers.Contains("Set-Cookie"), Is.False);
        Assert.That(second.Headers.Contains("Set-Cookie"), Is.False);
        Assert.That(cookie, Does.Contain("httponly").And.Contain("samesite=lax").And.Contain("path=/"));
        Assert.That((await client.XmlAsync(client.List)).Elements().Count(), Is.EqualTo(2));
    }

    [TestCase("me")]
    [TestCase("")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_cookie_that_is_not_of_our_making_is_no_session(string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, client.List);
        request.Headers.Add("Cookie", "datalab_session=" + value);
        using var plain = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var response = await plain.SendAsync(request);
        Assert.That(response.Headers.Contains("Set-Cookie"), Is.True);
    }

    [Test]
    public async Task Phases_are_alternatives()
    {
        var pending = await client.CreateAsync();
        var completed = await client.FinishAsync();
        var failed = await client.FinishAsync(("FAIL", "no"));
        Assert.That(await ListAsync("PHASE=PENDING"), Is.EquivalentTo(new[] { pending }));
        Assert.That(await ListAsync("PHASE=ERROR&phase=completed"), Is.EquivalentTo(new[] { completed, failed }));
        Assert.That(await ListAsync("PHASE=ARCHIVED"), Is.Empty);
        Assert.That(await ListAsync(""), Is.EquivalentTo(new[] { pending, completed, failed }));
    }

    [Test]
    public async Task Last_gives_the_newest_first_and_After_the_later_ones()
    {
        var jobs = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            jobs.Insert(0, await client.CreateAsync());
            await Task.Delay(20);
        }
        Assert.That(await ListAsync("LAST=2"), Is.EqualTo(jobs[..2]));
        Assert.That(await ListAsync("LAST=99999999999999"), Is.EqualTo(jobs));
        var created = (string)(await client.XmlAsync(jobs[2])).Element(UwsNs + "creationTime")!;
        // The document gives milliseconds; the job itself may be a fraction of one later.
        var after = DateTimeOffset.Parse(created, CultureInfo.InvariantCulture).AddMilliseconds(1);
        var text = after.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
        Assert.That(await ListAsync($"AFTER={text}"), Is.EqualTo(jobs[..2]));
        Assert.That(await ListAsync($"AFTER={text}Z&LAST=1&PHASE=PENDING"), Is.EqualTo(jobs[..1]));
        Assert.That(await ListAsync($"AFTER={text}&PHASE=COMPLETED"), Is.Empty);
    }

    [TestCase("a < b && c > \"d\" 'e'")]
    [TestCase("two\nlines\tand a tab")]
    [TestCase("é ☉ 🔭")]
    public async Task A_run_id_comes_back_as_it_was_given(string runId)
    {
        await client.CreateAsync(("RUNID", runId));
        var entry = (await client.XmlAsync(client.List)).Elements(UwsNs + "jobref").Single();
        Assert.That((string?)entry.Element(UwsNs + "runId"), Is.EqualTo(runId));
    }

    [Test]
    public async Task A_list_of_many_portions_is_whole()
    {
        // The first one brings the session.
        var first = await client.CreateAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => client.CreateAsync(("RUNID", "many"))));
        Assert.That(await ListAsync(""), Is.EquivalentTo(others.Append(first)));
    }

    [TestCase("LAST=0")]
    [TestCase("LAST=-3")]
    [TestCase("LAST=few")]
    [TestCase("PHASE=GIBBOUS")]
    [TestCase("PHASE=3")]
    [TestCase("PHASE=PENDING,QUEUED")]
    [TestCase("AFTER=yesterday")]
    [TestCase("AFTER=2024-02-31T00:00:00Z")]
    public async Task A_filter_that_says_nothing_is_refused(string query) =>
        await RefusalAsync(client.GetAsync($"{client.List}?{query}"), HttpStatusCode.BadRequest);

    private async Task<string[]> ListAsync(string query) =>
        (await client.XmlAsync($"{client.List}?{query}"))
            .Elements(UwsNs + "jobref")
            .Select(entry => (string)entry.Attribute(XlinkNs + "href")!)
            .ToArray();
}
