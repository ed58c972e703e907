namespace DataLab.Host.Tests;

/// <summary>The clients that people use, unmodified, on asynchronous queries.</summary>
public sealed class AsyncClientTests
{
    private const string HydraCone =
        "SELECT TOP 5 id, ra, dec, gmag FROM smash_dr1.object "
        + "WHERE 1=CONTAINS(POINT('ICRS',ra,dec),CIRCLE('ICRS',185.4254,-31.9853,0.1))";

    [TestCase("pyvo_async.py")]
    [TestCase("tap_plus.py")]
    public async Task Python_clients_make_run_list_and_delete_jobs(string script)
    {
        var result = await Tool.PythonAsync(script, DemoArchive.Server.Tap, HydraCone);
        Assert.That(result.ExitCode, Is.Zero, result.Output + result.Errors);
    }

    [Test]
    public async Task Stilts_queries_asynchronously()
    {
        var result = await Tool.StiltsAsync(
            "tapquery",
            "tapurl=" + DemoArchive.Server.Tap,
            "sync=false",
            "poll=100",
            "executionduration=60",
            "adql=" + HydraCone,
            "ofmt=csv"
        );
        AssertFiveRows(result);
    }

    [Test]
    public async Task Stilts_resumes_a_job_that_another_client_made()
    {
        var job = await AsyncJob.CreateAsync(DemoArchive.Server, HydraCone, "votable");
        await job.RunAsync();
        var result = await Tool.StiltsAsync("tapresume", "joburl=" + job.Url, "poll=100", "delete=never", "ofmt=csv");
        AssertFiveRows(result);
        var deleted = await Tool.StiltsAsync("tapresume", "joburl=" + job.Url, "delete=now");
        Assert.That(deleted.ExitCode, Is.Zero, deleted.Errors);
        using var gone = await DemoArchive.Server.Http.GetAsync(job.Url);
        Assert.That(gone.StatusCode, Is.EqualTo(System.Net.HttpStatusCode.NotFound));
    }

    private static void AssertFiveRows(ToolResult result)
    {
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var table = lines.SkipWhile(line => line != "id,ra,dec,gmag").ToArray();
        Assert.That(table, Has.Length.EqualTo(6), result.Output + result.Errors);
    }
}
