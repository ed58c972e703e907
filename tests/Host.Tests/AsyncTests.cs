using System.Diagnostics;
using System.Net;
using System.Xml.Linq;
using DataLab.Tests;
using static DataLab.Host.Tests.AsyncJob;

namespace DataLab.Host.Tests;

/// <summary>The async resource of TAP: the same answers and errors as sync, in jobs (TAP 1.1 §2.2).</summary>
public sealed class AsyncTests
{
    /// <summary>Far more work than any test waits for.</summary>
    private const string Endless =
        "SELECT COUNT(*) FROM smash_dr1.object AS a, smash_dr1.object AS b, smash_dr1.object AS c "
        + "WHERE a.gmag + b.rmag * c.imag > 1e9";

    private static LiveServer Server => DemoArchive.Server;

    [TestCase("csv", "text/csv", "result.csv")]
    [TestCase("votable/td", "application/x-votable+xml", "result.vot")]
    [TestCase("tsv", "text/tab-separated-values", "result.tsv")]
    public async Task The_result_is_the_table_of_sync(string format, string mediaType, string fileName)
    {
        const string adql = "SELECT TOP 2500 id, ra, dec, gmag FROM smash_dr1.object ORDER BY id";
        var job = await CreateAsync(Server, adql, format);
        await job.RunAsync();
        var document = await job.EndAsync();
        var result = document.Descendants(Uws + "result").Single();
        using var response = await job.GetAsync("/results/result");
        using var sync = await Server.SyncAsync(adql, format);
        var body = await response.Content.ReadAsStringAsync();
        Assert.That(Undated(body), Is.EqualTo(Undated(await sync.Content.ReadAsStringAsync())));
        Assert.That(response.Content.Headers.ContentType, Is.EqualTo(sync.Content.Headers.ContentType));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo(mediaType));
        Assert.That(response.Content.Headers.ContentDisposition!.FileName, Is.EqualTo(fileName));
        Assert.That((long?)result.Attribute("size"), Is.EqualTo(response.Content.Headers.ContentLength));
        Assert.That(Note(document, "rows"), Is.EqualTo("2500"));
        Assert.That(Note(document, "overflow"), Is.Null);
    }

    [Test]
    public async Task A_cut_is_told_in_the_document_also_for_formats_that_cannot()
    {
        var job = await CreateAsync(Server, "SELECT id FROM smash_dr1.object", "csv", null, ("MAXREC", "3"));
        await job.RunAsync();
        var document = await job.EndAsync();
        Assert.That(Note(document, "rows"), Is.EqualTo("3"));
        Assert.That(Note(document, "overflow"), Does.Contain("MAXREC"));
    }

    [TestCase("SELECT ra,\n  gmagg FROM smash_dr1.object", "LANG", "ADQL")]
    [TestCase("SELECT id FROM smash_dr1.object", "LANG", "OOBLECK")]
    [TestCase("SELECT id FROM smash_dr1.object", "MAXREC", "-1")]
    [TestCase("SELECT id FROM smash_dr1.object", "RESPONSEFORMAT", "cuneiform")]
    public async Task What_is_wrong_is_told_when_it_runs_in_the_words_of_sync(string adql, string name, string value)
    {
        (string, string)[] fields =
        [
            ("QUERY", adql),
            .. name == "LANG" ? [] : new[] { ("LANG", "ADQL") },
            (name, value),
        ];
        var job = await CreateAsync(Server, null, "", null, fields);
        Assert.That(await job.TextAsync("/phase"), Is.EqualTo("PENDING"));
        await job.RunAsync();
        var document = await job.EndAsync();
        using var sync = await Server.Http.PostAsync(
            "tap/sync",
            new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2)))
        );
        Assert.That(sync.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var text = await sync.Content.ReadAsStringAsync();
        Assert.That((string?)document.Element(Uws + "phase"), Is.EqualTo("ERROR"));
        Assert.That((string?)document.Descendants(Uws + "message").Single(), Is.EqualTo(Status(text)));
        Assert.That(Status(await job.TextAsync("/error")), Is.EqualTo(Status(text)));
    }

    [Test]
    public async Task A_job_may_be_made_empty_and_filled_step_by_step()
    {
        var job = await CreateAsync(Server, (string?)null);
        await job.PostAsync("/parameters", "LANG", "ADQL");
        await job.PostAsync("/parameters", "QUERY", "SELECT wrong FROM nowhere");
        await job.PostAsync("/parameters", "QUERY", "SELECT TOP 1 id FROM smash_dr1.object ORDER BY id");
        await job.PostAsync("/parameters", "RESPONSEFORMAT", "csv");
        await job.RunAsync();
        await job.EndAsync();
        Assert.That((await job.TextAsync("/results/result")).Split('\n')[0].Trim(), Is.EqualTo("id"));
    }

    [Test]
    public async Task A_job_without_a_query_fails_when_it_runs_and_names_what_is_missing()
    {
        var job = await CreateAsync(Server, (string?)null);
        await job.RunAsync();
        var document = await job.EndAsync();
        Assert.That((string?)document.Descendants(Uws + "message").Single(), Does.Contain("QUERY"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_table_may_come_with_the_job_or_after_it(bool atOnce)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("mine,param:mine"), "UPLOAD" },
            { new StringContent("a,b\n1,x\n2,y\n3,z\n"), "mine", "mine.csv" },
        };
        var job = await CreateAsync(Server, "SELECT a, b FROM TAP_UPLOAD.mine WHERE a > 1 ORDER BY a", "csv", null, []);
        if (atOnce)
        {
            // The whole request in one form.
            foreach (var name in new[] { "LANG", "QUERY", "RESPONSEFORMAT" })
                form.Add(new StringContent(await job.TextAsync("/parameters/" + name)), name);
            job = await CreateAsync(Server, form);
        }
        else
            await job.PostAsync("/parameters", form);
        await job.RunAsync();
        var document = await job.EndAsync();
        Assert.That((string?)document.Element(Uws + "phase"), Is.EqualTo("COMPLETED"), document.ToString());
        Assert.That((await job.TextAsync("/results/result")).ReplaceLineEndings("\n"), Is.EqualTo("a,b\n2,y\n3,z\n"));
    }

    [Test]
    public async Task A_part_that_is_no_table_fails_the_job_in_words()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("ADQL"), "LANG" },
            { new StringContent("SELECT * FROM TAP_UPLOAD.mine"), "QUERY" },
            { new StringContent("mine,param:mine"), "UPLOAD" },
            { new ByteArrayContent([0, 1, 2, 3]), "mine", "mine" },
        };
        var job = await CreateAsync(Server, form);
        await job.RunAsync();
        var document = await job.EndAsync();
        var error = document.Element(Uws + "errorSummary")!;
        Assert.That((string?)error.Attribute("type"), Is.EqualTo("fatal"));
        Assert.That(error.Value, Does.Contain("mine"));
    }

    [Test]
    public async Task The_execution_duration_stops_the_engine()
    {
        var job = await CreateAsync(Server, Endless, "csv", null, ("EXECUTIONDURATION", "1"));
        var clock = Stopwatch.StartNew();
        await job.RunAsync();
        var document = await job.EndAsync();
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(8)));
        Assert.That((string?)document.Element(Uws + "phase"), Is.EqualTo("ERROR"));
        Assert.That((string?)document.Descendants(Uws + "message").Single(), Does.Contain("1 s").Or.Contain("second"));
        await AssertIdleAsync();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Abort_and_deletion_stop_the_engine(bool abort)
    {
        var job = await CreateAsync(Server, Endless);
        await job.RunAsync();
        while (await job.TextAsync("/phase") != "EXECUTING")
            await Task.Delay(20);
        await Task.Delay(500);
        if (abort)
            await job.PostAsync("/phase", "PHASE", "ABORT");
        else
            await job.DeleteAsync();
        await AssertIdleAsync();
    }

    [Test]
    public async Task A_page_leads_a_person_to_the_result()
    {
        var job = await CreateAsync(Server, "SELECT TOP 1 id FROM smash_dr1.object");
        await job.RunAsync();
        await job.EndAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, job.Url);
        request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        using var response = await Server.Http.SendAsync(request);
        var page = await response.Content.ReadAsStringAsync();
        Assert.That(
            page,
            Does.Contain($"href=\"{job.Url}/results/result\">result.csv<").And.Contain("SELECT TOP 1 id")
        );
    }

    [Test]
    public async Task Unknown_addresses_and_methods_are_told_in_words()
    {
        using var unknown = await Server.Http.GetAsync("tap/asinc");
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await unknown.Content.ReadAsStringAsync(), Does.Contain("/tap/asinc"));
        using var method = await Server.Http.DeleteAsync("tap/async");
        Assert.That(method.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(await method.Content.ReadAsStringAsync(), Does.Contain("POST"));
    }

    private static async Task AssertIdleAsync()
    {
        await Task.Delay(1000);
        if (TestEngine.IsPostgreSql)
        {
            Assert.That(await ArchiveDatabases.BusyAsync(DemoArchive.Folder), Is.Zero, "the database works for nobody");
            return;
        }
        var before = Server.ProcessorTime;
        await Task.Delay(1000);
        Assert.That(
            Server.ProcessorTime - before,
            Is.LessThan(TimeSpan.FromMilliseconds(300)),
            "the engine still works for nobody"
        );
    }

    private static string? Note(XElement document, string name) =>
        document.Element(Uws + "jobInfo")?.Elements().SingleOrDefault(e => e.Name.LocalName == name)?.Value;

    /// <summary>Text of the INFO QUERY_STATUS.</summary>
    private static string Status(string voTable) =>
        XElement
            .Parse(voTable)
            .Descendants()
            .Single(e => e.Name.LocalName == "INFO" && (string?)e.Attribute("name") == "QUERY_STATUS")
            .Value;

    private static string Undated(string table) =>
        string.Join('\n', table.Split('\n').Where(line => !line.Contains("request_date", StringComparison.Ordinal)));
}
