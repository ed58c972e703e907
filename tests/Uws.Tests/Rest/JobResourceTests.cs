using System.Globalization;
using System.Net;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.Tests.Rest.RestClient;

namespace DataLab.Uws.Tests.Rest;

/// <summary>The resources of one job and what can be done to it (UWS 1.1 §2.2).</summary>
public sealed class JobResourceTests(StoreKind store) : OnEachStore(store)
{
    private RestClient client = null!;

    [SetUp]
    public void SetUp() => client = RestServer.Shared.Client();

    [TearDown]
    public void TearDown() => client.Dispose();

    [Test]
    public async Task A_new_job_waits_for_its_start()
    {
        var job = await client.CreateAsync(("TEXT", "hello"), ("RUNID", "my run"));
        var document = await client.XmlAsync(job);
        Assert.That(job, Does.StartWith(client.List + "/"));
        Assert.That((string?)document.Element(UwsNs + "jobId"), Is.EqualTo(job[(client.List.Length + 1)..]));
        Assert.That((string?)document.Element(UwsNs + "phase"), Is.EqualTo("PENDING"));
        Assert.That((string?)document.Element(UwsNs + "runId"), Is.EqualTo("my run"));
        Assert.That((string?)document.Attribute("version"), Is.EqualTo("1.1"));
    }

    [Test]
    public async Task Every_leaf_says_what_the_document_says_and_ends_without_a_line_end()
    {
        var job = await client.FinishAsync(("TEXT", "hello"));
        var document = await client.XmlAsync(job);
        foreach (
            var (leaf, element) in new[]
            {
                ("phase", "phase"),
                ("executionduration", "executionDuration"),
                ("destruction", "destruction"),
                ("quote", "quote"),
                ("owner", "ownerId"),
            }
        )
        {
            using var response = await client.GetAsync($"{job}/{leaf}");
            Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/plain"));
            var text = await response.Content.ReadAsStringAsync();
            Assert.That(text, Is.EqualTo((string?)document.Element(UwsNs + element)), leaf);
        }
    }

    [TestCase("destruction")]
    [TestCase("creationTime")]
    [TestCase("startTime")]
    [TestCase("endTime")]
    public async Task Times_have_T_and_Z(string element)
    {
        var document = await client.XmlAsync(await client.FinishAsync());
        Assert.That(
            (string?)document.Element(UwsNs + element),
            Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
        );
    }

    [Test]
    public async Task A_started_job_runs_to_its_result()
    {
        var job = await client.CreateAsync(("TEXT", "hello"));
        await AssertSeeOtherAsync(client.PostAsync(job + "/phase", ("PHASE", "RUN")), job);
        await client.WaitForEndAsync(job);
        Assert.That(await client.TextAsync(job + "/phase"), Is.EqualTo("COMPLETED"));
        Assert.That(await client.TextAsync(job + "/results/result"), Is.EqualTo("hello"));
    }

    [Test]
    public async Task Phase_RUN_may_come_with_the_creating_post()
    {
        var job = await client.FinishAsync(("TEXT", "at once"));
        Assert.That(await client.TextAsync(job + "/results/result"), Is.EqualTo("at once"));
    }

    [TestCase("/phase")]
    [TestCase("")]
    public async Task Abort_ends_a_job_also_when_it_is_posted_to_the_job(string where)
    {
        var job = await client.CreateAsync(("WORK", "60"), ("PHASE", "RUN"));
        await AssertSeeOtherAsync(client.PostAsync(job + where, ("PHASE", "ABORT")), job);
        Assert.That(await client.TextAsync(job + "/phase"), Is.EqualTo("ABORTED"));
    }

    [Test]
    public async Task A_pending_job_can_be_aborted()
    {
        var job = await client.CreateAsync();
        await AssertSeeOtherAsync(client.PostAsync(job + "/phase", ("PHASE", "ABORT")), job);
        Assert.That(await client.TextAsync(job + "/phase"), Is.EqualTo("ABORTED"));
    }

    [Test]
    public async Task Execution_duration_can_be_set_and_is_clipped_to_the_limit()
    {
        var job = await client.CreateAsync(("EXECUTIONDURATION", "77"));
        Assert.That(await client.TextAsync(job + "/executionduration"), Is.EqualTo("77"));
        await AssertSeeOtherAsync(client.PostAsync(job + "/executionduration", ("EXECUTIONDURATION", "88")), job);
        Assert.That(await client.TextAsync(job + "/executionduration"), Is.EqualTo("88"));
        foreach (var beyond in new[] { "0", "999999999999999999999" })
        {
            using var _ = await client.PostAsync(job + "/executionduration", ("EXECUTIONDURATION", beyond));
            Assert.That(await client.TextAsync(job + "/executionduration"), Is.EqualTo("1200"));
        }
    }

    [Test]
    public async Task Destruction_can_be_set_and_is_clipped_to_the_limit()
    {
        var soon = DateTime.UtcNow.Date.AddDays(2).AddHours(3);
        var wish = soon.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        var job = await client.CreateAsync(("DESTRUCTION", wish));
        Assert.That(await client.TextAsync(job + "/destruction"), Is.EqualTo(wish + ".000Z"));
        await AssertSeeOtherAsync(client.PostAsync(job + "/destruction", ("DESTRUCTION", "2999-01-01T00:00:00Z")), job);
        var clipped = DateTimeOffset.Parse(await client.TextAsync(job + "/destruction"), CultureInfo.InvariantCulture);
        Assert.That(clipped, Is.EqualTo(DateTimeOffset.UtcNow.AddDays(30)).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task Delete_leads_to_a_short_list_and_the_job_is_gone()
    {
        var (one, two) = (await client.CreateAsync(), await client.CreateAsync());
        await AssertSeeOtherAsync(client.SendAsync(HttpMethod.Delete, one), client.List + "?LAST=100");
        await AssertSeeOtherAsync(client.PostAsync(two, ("ACTION", "DELETE")), client.List + "?LAST=100");
        foreach (var gone in new[] { one, one + "/phase", one + "/results/result", two })
            await RefusalAsync(client.GetAsync(gone), HttpStatusCode.NotFound);
    }

    [Test]
    public async Task A_running_job_can_be_deleted()
    {
        var job = await client.CreateAsync(("WORK", "60"), ("PHASE", "RUN"));
        await AssertSeeOtherAsync(client.SendAsync(HttpMethod.Delete, job), client.List + "?LAST=100");
        await RefusalAsync(client.GetAsync(job), HttpStatusCode.NotFound);
    }

    [Test]
    public async Task The_error_is_in_the_document_and_an_error_document_of_its_own()
    {
        var job = await client.FinishAsync(("FAIL", "the \"moon\" is <in> the way & bright"));
        var error = (await client.XmlAsync(job)).Element(UwsNs + "errorSummary")!;
        Assert.That((string?)error.Element(UwsNs + "message"), Is.EqualTo("the \"moon\" is <in> the way & bright"));
        Assert.That((string?)error.Attribute("type"), Is.EqualTo("fatal"));
        Assert.That(await client.TextAsync(job + "/error"), Does.Contain("is <in> the way & bright"));
        Assert.That(
            await RefusalAsync(client.GetAsync(job + "/results/result"), HttpStatusCode.NotFound),
            Does.Contain("is <in> the way")
        );
    }

    [Test]
    public async Task In_a_group_with_VOTable_errors_the_error_is_one()
    {
        using var other = RestServer.Shared.Client("votable");
        var job = await other.FinishAsync(("FAIL", "no"));
        using var response = await other.GetAsync(job + "/error");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(
            await response.Content.ReadAsStringAsync(),
            Does.Match("<INFO name=\"QUERY_STATUS\" value=\"ERROR\">no</INFO>")
        );
    }

    [Test]
    public async Task While_it_runs_jobInfo_tells_how_far_it_is_and_after_it_what_came_out()
    {
        var job = await client.CreateAsync(("WORK", "2"), ("PHASE", "RUN"));
        // The job is EXECUTING a moment before its work says the first word.
        while ((await NotesAsync(job)).Length == 0)
            await Task.Delay(20);
        Assert.That(await client.TextAsync(job + "/phase"), Is.EqualTo("EXECUTING"));
        Assert.That(await NotesAsync(job), Does.Contain("rows=7").And.Contain("fraction=0.25"));
        await client.WaitForEndAsync(job);
        Assert.That(await NotesAsync(job), Does.Contain("rows=12").And.Contain("overflow=cut <here> & there"));
    }

    [Test]
    public async Task Head_says_the_same_without_a_body()
    {
        var job = await client.FinishAsync(("TEXT", "hello"));
        foreach (var path in new[] { "", "/phase", "/results", "/results/result", "/parameters", "/parameters/TEXT" })
        {
            using var get = await client.GetAsync(job + path);
            using var head = await client.SendAsync(HttpMethod.Head, job + path);
            Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
            Assert.That(head.Content.Headers.ContentType, Is.EqualTo(get.Content.Headers.ContentType), path);
            Assert.That(await head.Content.ReadAsStringAsync(), Is.Empty);
        }
    }

    private async Task<string[]> NotesAsync(string job) =>
        (await client.XmlAsync(job))
            .Element(UwsNs + "jobInfo")
            ?.Elements()
            .Select(note => $"{note.Name.LocalName}={note.Value}")
            .ToArray()
        ?? [];
}
