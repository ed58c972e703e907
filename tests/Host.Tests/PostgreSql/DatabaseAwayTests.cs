using System.Net;
using System.Xml.Linq;

namespace DataLab.Host.Tests.PostgreSql;

/// <summary>The database of catalogue and state is down at the start, or dies while it is asked.</summary>
[Category("PostgreSql")]
public sealed class DatabaseAwayTests
{
    private const string All = "SELECT a.id, a.ra, b.dec FROM sky.points AS a, sky.points AS b, sky.points AS c";

    private FaultArchive archive = null!;

    [OneTimeSetUp]
    public async Task Start() => archive = await FaultArchive.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await archive.DisposeAsync();

    [TearDown]
    public async Task Mend()
    {
        if (archive.Postgres.ProcessId == 0)
            await archive.Postgres.StartAgainAsync();
    }

    [Test]
    public async Task A_server_starts_without_it_says_so_and_serves_as_soon_as_it_is_there()
    {
        await archive.Postgres.StopAsync();
        await using var server = await archive.ServeAsync();
        var availability = XElement.Parse(await server.Http.GetStringAsync("tap/availability"));
        Assert.That(Part(availability, "available"), Is.EqualTo("false"));
        Assert.That(Part(availability, "note"), Does.Contain("cannot be reached").And.Not.Contain("127.0.0.1"));
        foreach (var path in new[] { "tap/capabilities", "tap/tables", "tap/examples", "scs", "", "healthz" })
            await Unavailable.AssertAsync(await server.Http.GetAsync(path));
        await Unavailable.AssertAsync(await server.SyncAsync("SELECT id FROM sky.points"));
        using var job = new FormUrlEncodedContent([new("LANG", "ADQL")]);
        await Unavailable.AssertAsync(await server.Http.PostAsync("tap/async", job));
        await archive.Postgres.StartAgainAsync();
        var took = await Unavailable.UntilServedAsync(server, "tap/tables");
        TestContext.Out.WriteLine($"served {took.TotalSeconds:0.00} s after the database was there");
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(4)));
        Assert.That(await server.RowsAsync("SELECT COUNT(*) FROM sky.points"), Is.EqualTo(new[] { "3000" }));
        availability = XElement.Parse(await server.Http.GetStringAsync("tap/availability"));
        Assert.That((Part(availability, "available"), Part(availability, "note")), Is.EqualTo(("true", (string?)null)));
        Assert.That(await server.TerminateAsync(), Is.Zero);
        var log = await server.LogAsync();
        Assert.That(log, Does.Contain("answers 503 until").And.Contain("can be read again"));
    }

    [TestCase("votable")]
    [TestCase("csv")]
    public async Task An_answer_that_it_dies_under_is_marked_as_cut_and_the_next_is_whole(string format)
    {
        await using var server = await archive.ServeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "tap/sync")
        {
            Content = new FormUrlEncodedContent([
                new("LANG", "ADQL"),
                new("QUERY", All),
                new("RESPONSEFORMAT", format),
                new("MAXREC", "100000000"),
            ]),
        };
        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[100_000]);
        await archive.Postgres.CrashAsync();
        var end = await EndAsync(body);
        if (format == "csv")
            Assert.That(end, Is.Null, "half a table would be taken for a whole one");
        else
            Assert.That(end, Does.Contain("name=\"QUERY_STATUS\" value=\"ERROR\"").And.EndWith("</VOTABLE>"));
        await Unavailable.AssertAsync(await server.SyncAsync("SELECT id FROM sky.points"));
        await archive.Postgres.StartAgainAsync();
        Assert.That(await server.RowsAsync("SELECT COUNT(*) FROM sky.points"), Is.EqualTo(new[] { "3000" }));
    }

    [Test]
    public async Task A_job_that_it_dies_under_runs_again_by_itself()
    {
        await using var server = await archive.ServeAsync();
        var job = await AsyncJob.CreateAsync(
            server,
            "SELECT COUNT(*) AS n FROM sky.points AS a, sky.points AS b, (SELECT TOP 6 id FROM sky.points) AS c WHERE SQRT(a.ra * b.dec * b.dec) + c.id > -1"
        );
        await job.RunAsync();
        while (await job.TextAsync("/phase") != "EXECUTING")
            await Task.Delay(20);
        await Task.Delay(500);
        await archive.Postgres.CrashAsync();
        await Task.Delay(1500);
        await archive.Postgres.StartAgainAsync();
        await Unavailable.UntilServedAsync(server, new Uri(job.Url).AbsolutePath);
        var document = await job.EndAsync();
        Assert.That((string?)document.Element(AsyncJob.Uws + "phase"), Is.EqualTo("COMPLETED"), document.ToString());
        Assert.That(document.ToString(), Does.Contain("begun again"));
        Assert.That((await job.TextAsync("/results/result")).ReplaceLineEndings("\n"), Is.EqualTo("n\n54000000\n"));
    }

    [Test]
    public async Task A_job_whose_catalogue_stays_away_ends_in_ERROR_with_the_reason()
    {
        await using var server = await archive.ServeAsync(settings =>
        {
            // The state is elsewhere, so that it can tell.
            settings.AsObject().Remove("State");
            settings["Tap"] = new System.Text.Json.Nodes.JsonObject { ["AsyncPatienceSeconds"] = 2 };
        });
        var job = await AsyncJob.CreateAsync(server, "SELECT COUNT(*) FROM sky.points");
        await archive.Postgres.StopAsync();
        await job.RunAsync();
        var document = await job.EndAsync();
        var error = document.Element(AsyncJob.Uws + "errorSummary")!;
        Assert.That((string?)error.Attribute("type"), Is.EqualTo("transient"));
        Assert.That(error.Value, Does.Contain("cannot be reached").And.Not.Contain("127.0.0.1"));
    }

    /// <returns>The last of a body; null if it was cut.</returns>
    private static async Task<string?> EndAsync(Stream body)
    {
        using var reader = new StreamReader(body);
        var (buffer, last) = (new char[1 << 16], "");
        try
        {
            while (await reader.ReadAsync(buffer) is > 0 and var count)
                last = (last + new string(buffer, 0, count))[^Math.Min(2000, last.Length + count)..];
            return last.TrimEnd();
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return null;
        }
    }

    private static string? Part(XElement availability, string name) =>
        availability.Elements().SingleOrDefault(element => element.Name.LocalName == name)?.Value;
}
