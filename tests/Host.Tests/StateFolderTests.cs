using System.Globalization;
using System.Net;
using System.Text;
using DataLab.Tests;

namespace DataLab.Host.Tests;

/// <summary>A server that writes elsewhere than into the data folder, and what it keeps there.</summary>
[Parallelizable]
public sealed class StateFolderTests
{
    private const string Match =
        "SELECT u.id, p.id AS mine FROM sky.points AS p JOIN TAP_UPLOAD.u AS u ON DISTANCE(p.ra, p.dec, u.ra, u.dec) < 0.001";

    /// <summary>Root may write anywhere, so what was written is looked for instead of forbidden.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public async Task Queries_jobs_and_uploads_leave_the_data_folder_as_it_was(bool byOption)
    {
        using var folder = new TemporaryFolder();
        var (data, state) = (folder.File("data"), folder.File("state"));
        await IngestAsync(folder, data);
        var before = Listing(data);
        string[] more = ["--state", state];
        if (!byOption)
        {
            more = ["--config", folder.File("settings.json")];
            await File.WriteAllTextAsync(more[1], $$"""{"Server": {"StateFolder": "{{state}}"} }""");
        }
        await using (var server = await LiveServer.ServeAsync(data, more))
        {
            Assert.That(await server.RowsAsync("SELECT id FROM sky.points ORDER BY ra"), Has.Length.EqualTo(3));
            using (var form = Form())
            using (var sync = await server.Http.PostAsync("tap/sync", form))
                Assert.That((await sync.Content.ReadAsStringAsync()).Split('\n'), Has.Length.GreaterThan(3));
            using var posted = Form();
            var job = await AsyncJob.CreateAsync(server, posted);
            await job.RunAsync();
            Assert.That((string?)(await job.EndAsync()).Element(AsyncJob.Uws + "phase"), Is.EqualTo("COMPLETED"));
            Assert.That(await job.TextAsync("/results/result"), Does.StartWith("id,mine"));
            await AsyncJob.CreateAsync(server, "SELECT 1 FROM sky.points");
            Assert.That(Listing(data), Is.EqualTo(before));
        }
        Assert.That(Listing(data), Is.EqualTo(before));
        Assert.That(
            File.Exists(Path.Combine(state, "state", "datalab.sqlite")),
            Is.Not.EqualTo(TestEngine.IsPostgreSql)
        );
        Assert.That(Directory.GetFiles(Path.Combine(state, "jobs"), "*", SearchOption.AllDirectories), Is.Not.Empty);
        if (!TestEngine.IsPostgreSql)
            Assert.That(Directory.GetDirectories(Path.Combine(state, "tmp"), "spill-*"), Is.Not.Empty);
        Assert.That(Directory.Exists(Path.Combine(state, "tmp", "uploads")));
    }

    [Test]
    public async Task Jobs_are_there_again_when_the_state_folder_is()
    {
        using var folder = new TemporaryFolder();
        await IngestAsync(folder, folder.File("data"));
        string path;
        await using (var server = await LiveServer.ServeAsync(folder.File("data"), "--state", folder.File("state")))
        {
            var job = await AsyncJob.CreateAsync(server, "SELECT COUNT(*) FROM sky.points");
            await job.RunAsync();
            await job.EndAsync();
            path = new Uri(job.Url).AbsolutePath;
        }
        await using var again = await LiveServer.ServeAsync(folder.File("data"), "--state", folder.File("state"));
        Assert.That(await again.Http.GetStringAsync(path + "/phase"), Is.EqualTo("COMPLETED"));
        await using var other = await LiveServer.ServeAsync(folder.File("data"), "--state", folder.File("other"));
        using var gone = await other.Http.GetAsync(path + "/phase");
        Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    /// <summary>Not even root makes anything in /proc.</summary>
    [TestCase("the data folder /proc cannot be written to", "--data", "/proc")]
    [TestCase("the state folder /proc cannot be written to", "--data", "/tmp", "--state", "/proc")]
    public async Task Without_a_folder_to_write_to_the_start_fails_and_names_the_option(
        string said,
        params string[] arguments
    )
    {
        var result = await Tool.DatalabAsync(["serve", "--port", "0", .. arguments]);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((1, "")));
        Assert.That(result.Errors, Does.StartWith("datalab: The server cannot start: " + said));
        Assert.That(result.Errors, Does.Contain("--state FOLDER").And.Contain("Server:StateFolder"));
        Assert.That(result.Errors.TrimEnd(), Does.Not.Contain('\n'));
    }

    [Test]
    public async Task One_PENDING_job_too_many_is_503_with_Retry_After()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("settings.json"), """{"Uws": {"PendingJobsPerUser": 1}}""");
        await using var server = await LiveServer.ServeAsync(folder.Path, "--config", folder.File("settings.json"));
        var job = await AsyncJob.CreateAsync(server, "SELECT 1 FROM TAP_SCHEMA.tables");
        using var form = new FormUrlEncodedContent([new("LANG", "ADQL")]);
        using var refused = await server.Http.PostAsync("tap/async", form);
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(refused.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromMinutes(5)));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("1 of your jobs are PENDING already"));
        await job.DeleteAsync();
        await AsyncJob.CreateAsync(server, "SELECT 1 FROM TAP_SCHEMA.tables");
    }

    private static async Task IngestAsync(TemporaryFolder folder, string data)
    {
        await File.WriteAllTextAsync(folder.File("points.csv"), "id,ra,dec\n1,10.5,-20\n2,11,-21\n3,12,-22\n");
        string[] target = ["--data", data, "--schema", "sky", "--table", "points"];
        var load = await Tool.DatalabAsync(["ingest", folder.File("points.csv"), .. target]);
        Assert.That(load.ExitCode, Is.Zero, load.Errors);
    }

    /// <summary>A query with a table large enough to be set aside on disk on its way in.</summary>
    private static MultipartFormDataContent Form()
    {
        var rows = new StringBuilder("id,ra,dec\n1,10.5,-20\n2,11,-21\n");
        for (var i = 3; i < 50_000; i++)
            rows.Append(CultureInfo.InvariantCulture, $"{i},{i % 360}.123456,60\n");
        return new MultipartFormDataContent
        {
            { new StringContent("ADQL"), "LANG" },
            { new StringContent(Match), "QUERY" },
            { new StringContent("csv"), "RESPONSEFORMAT" },
            { new StringContent("u,param:t"), "UPLOAD" },
            { new StringContent(rows.ToString()), "t", "t.csv" },
        };
    }

    /// <summary>Everything below a folder and the folder itself, with sizes and times.</summary>
    private static string[] Listing(string folder) =>
        [
            .. new DirectoryInfo(folder)
                .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
                .Append(new DirectoryInfo(folder))
                .Select(entry => $"{entry.FullName} {(entry as FileInfo)?.Length} {entry.LastWriteTimeUtc:O}")
                .Order(StringComparer.Ordinal),
        ];
}
