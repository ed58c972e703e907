using System.Text.Json;
using DataLab.Tests;

namespace DataLab.Host.Tests;

/// <summary><c>datalab doctor</c>: what is well is said to be, and each fault is found with a way to mend it.</summary>
[Category("DuckDb")]
public sealed class DoctorTests
{
    [Test]
    public async Task An_installation_that_works_has_no_errors()
    {
        using var folder = new TemporaryFolder();
        var port = MetricsTests.FreePort();
        var (exit, findings) = await AskAsync(
            "--data",
            DemoArchive.Folder,
            "--state",
            folder.Path,
            "--port",
            $"{port}"
        );
        Assert.That((exit, findings.Where(finding => finding.Level == "error")), Is.EqualTo((0, Array.Empty<Told>())));
        Assert.That(
            findings.Select(finding => finding.Subject),
            Does.Contain("memory").And.Contain("state folder").And.Contain("catalogue").And.Contain($"port {port}")
        );
        Assert.That(
            findings.Select(finding => finding.Found),
            Has.Some.Contains("a sync takes").And.Some.Contains("published tables").And.None.Contains("tbl_stat")
        );
    }

    [Test]
    public async Task It_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var before = Directory.GetFileSystemEntries(folder.Path);
        await AskAsync("--data", DemoArchive.Folder, "--state", folder.Path, "--port", $"{MetricsTests.FreePort()}");
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.EqualTo(before));
    }

    [Test]
    public async Task A_taken_port_a_broken_table_and_a_missing_folder_are_errors_with_a_remedy()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("catalogs/sky/broken"));
        await File.WriteAllTextAsync(folder.File("catalogs/sky/broken/1.duckdb"), "this is no database");
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        var (exit, findings) = await AskAsync("--data", folder.Path, "--port", $"{port}");
        var errors = findings.Where(finding => finding.Level == "error").ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.EqualTo(1));
            Assert.That(errors.Select(error => error.Subject), Is.SupersetOf(new[] { "catalogue", $"port {port}" }));
            Assert.That(errors.Select(error => error.Mend), Is.All.Not.Null.And.All.Not.Empty);
        });
        var (_, missing) = await AskAsync("--data", folder.File("nowhere"), "--port", "0");
        Assert.That(missing.Select(finding => finding.Found), Has.Some.Contains("there is no folder"));
    }

    [Test]
    public async Task A_server_of_ours_on_the_port_is_no_fault()
    {
        var port = new Uri(DemoArchive.Server.Url).Port;
        var (exit, findings) = await AskAsync("--data", DemoArchive.Folder, "--port", $"{port}");
        Assert.That(
            (exit, findings.Single(finding => finding.Subject == $"port {port}").Level),
            Is.EqualTo((0, "note"))
        );
    }

    [Test]
    public async Task A_database_is_examined_and_its_faults_are_told()
    {
        await using var postgres = await PostgreSqlServer.StartAsync("max_connections=20");
        var archive = await postgres.CreateDatabaseAsync("archive");
        await postgres.ExecuteAsync("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
        using var folder = new TemporaryFolder();
        var well = await ExamineAsync(folder, archive);
        var latin = await ExamineAsync(folder, postgres.ConnectionStringOf("latin"));
        var refused = await ExamineAsync(folder, postgres.ConnectionStringOf("archive", password: "guessed"));
        Assert.Multiple(() =>
        {
            Assert.That(
                well.Select(finding => finding.Found),
                Has.Some.StartsWith("PostgreSQL 1").And.Some.Contains("is a superuser")
            );
            Assert.That(
                well.Select(finding => finding.Found),
                Has.Some.Contains("17 connections").And.Some.Contains("fsync is off")
            );
            Assert.That(
                well.Select(finding => finding.Found),
                Has.Some.Contains("nothing was published").And.Some.Contains("encoding UTF8")
            );
            Assert.That(well.Select(finding => finding.Found), Has.Some.Contains("is not there yet"));
            Assert.That(
                latin.Select(finding => finding.Found),
                Has.Some.Contains("the encoding of the database is LATIN1")
            );
            Assert.That(refused.Select(finding => finding.Found), Has.Some.Contains("password authentication failed"));
            Assert.That(refused.Select(finding => finding.Found), Has.None.Contains("guessed"));
        });
    }

    private static async Task<Told[]> ExamineAsync(TemporaryFolder folder, string connection)
    {
        var settings = new { Catalog = new { PostgreSql = connection }, State = new { PostgreSql = connection } };
        await File.WriteAllTextAsync(folder.File("settings.json"), JsonSerializer.Serialize(settings));
        return (
            await AskAsync("--data", folder.Path, "--config", folder.File("settings.json"), "--port", "0")
        ).Findings;
    }

    private static async Task<(int Exit, Told[] Findings)> AskAsync(params string[] arguments)
    {
        var result = await Tool.DatalabAsync(["doctor", "--json", .. arguments]);
        Assert.That(result.Errors, Is.Empty);
        return (result.ExitCode, JsonSerializer.Deserialize<Told[]>(result.Output, JsonSerializerOptions.Web)!);
    }

    private sealed record Told(string Level, string Subject, string Found, string? Why, string? Mend);
}
