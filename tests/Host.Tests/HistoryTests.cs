using System.Net;

namespace DataLab.Host.Tests;

/// <summary>The record of a caller's own queries, also after their jobs are gone.</summary>
public sealed class HistoryTests
{
    private static LiveServer Server => DemoArchive.Server;

    [Test]
    public async Task Sync_and_async_queries_are_remembered_when_the_job_is_deleted()
    {
        using var caller = new HttpClient();
        await SyncAsync(caller, "SELECT TOP 3 id FROM smash_dr1.object");
        var job = await AsyncJob.CreateAsync(Server, "SELECT TOP 4 id FROM smash_dr1.object", "csv", caller);
        await job.RunAsync();
        await job.EndAsync();
        await job.DeleteAsync();
        await SyncAsync(caller, "SELECT nosuchcolumn FROM smash_dr1.object");
        var lines = await LinesAsync(caller, "", 3);
        Assert.That(
            lines.Select(line => line.Split(',')[..2]),
            Is.EqualTo(new[] { new[] { "sync", "ERROR" }, ["async", "COMPLETED"], ["sync", "COMPLETED"] })
        );
        Assert.That(lines[0], Does.Contain("nosuchcolumn"));
        Assert.That(lines[1], Does.Contain(job.Url.Split('/')[^1]).And.Contain("SELECT TOP 4 id"));
        Assert.That(lines.Select(line => line.Split(',')[4]), Is.EqualTo(new[] { "", "4", "3" }));
        Assert.That(await LinesAsync(caller, "&LAST=1", 1), Is.EqualTo(lines[..1]));
        Assert.That(await LinesAsync(caller, "&AFTER=2999-01-01T00:00:00Z", 0), Is.Empty);
    }

    [Test]
    public async Task Others_have_their_own()
    {
        using var caller = new HttpClient();
        await SyncAsync(caller, "SELECT TOP 1 id FROM smash_dr1.object");
        await LinesAsync(caller, "", 1);
        using var other = new HttpClient();
        Assert.That(await LinesAsync(other, "", 0), Is.Empty);
    }

    [Test]
    public async Task It_is_a_table_like_any_other()
    {
        using var caller = new HttpClient();
        await SyncAsync(caller, "SELECT TOP 1 id FROM smash_dr1.object");
        await LinesAsync(caller, "", 1);
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder.File("h.vot"), await caller.GetByteArrayAsync(Server.Tap + "/history"));
        var report = await Tool.StiltsAsync("votlint", "votable=" + folder.File("h.vot"));
        Assert.That(report.Output.Trim(), Is.Empty);
        var rows = await Tool.StiltsAsync(
            "tpipe",
            "in=" + folder.File("h.vot"),
            "cmd=keepcols 'mode phase rows query'",
            "ofmt=csv"
        );
        Assert.That(rows.Output, Does.Contain("sync,COMPLETED,1,SELECT TOP 1 id FROM smash_dr1.object"), rows.Errors);
    }

    [TestCase("LAST=0")]
    [TestCase("AFTER=never")]
    [TestCase("RESPONSEFORMAT=cuneiform")]
    public async Task Wrong_parameters_are_refused(string query)
    {
        using var response = await Server.Http.GetAsync("tap/history?" + query);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public async Task An_answer_to_GET_carries_no_cookie_so_that_caches_may_keep_it()
    {
        using var caller = new HttpClient();
        using var response = await caller.GetAsync(
            Server.Tap + "/sync?LANG=ADQL&FORMAT=csv&QUERY=SELECT+TOP+1+id+FROM+smash_dr1.object"
        );
        Assert.That(response.Headers.Contains("Set-Cookie"), Is.False);
    }

    private static async Task SyncAsync(HttpClient caller, string adql)
    {
        using var response = await caller.PostAsync(
            Server.Tap + "/sync",
            new FormUrlEncodedContent([new("LANG", "ADQL"), new("FORMAT", "csv"), new("QUERY", adql)])
        );
        await response.Content.ReadAsStringAsync();
    }

    /// <summary>The rows of the history once there are as many as expected: they are written within a second.</summary>
    private static async Task<string[]> LinesAsync(HttpClient caller, string query, int expected)
    {
        for (var attempt = 0; ; attempt++)
        {
            var text = await caller.GetStringAsync(Server.Tap + "/history?RESPONSEFORMAT=csv" + query);
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1..];
            if (lines.Length == expected || attempt == 50)
            {
                Assert.That(lines, Has.Length.EqualTo(expected), text);
                return lines;
            }
            await Task.Delay(100);
        }
    }
}
