using System.Text.Json;

namespace DataLab.Host.Tests;

/// <summary>The verbs: exit codes, stdout for data, stderr for messages.</summary>
[Parallelizable]
public sealed class CommandLineTests
{
    [Test]
    [Category("AnyEngine")]
    public async Task Help_lists_the_verbs()
    {
        var help = await Tool.DatalabAsync("--help");
        Assert.That(help.ExitCode, Is.Zero);
        foreach (var verb in new[] { "demo", "serve", "ingest", "query", "tables", "adql" })
            Assert.That(help.Output, Does.Contain(verb));
    }

    [TestCase("nonsense")]
    [TestCase("query")]
    [TestCase("adql", "--dialect", "oracle", "--syntax")]
    [TestCase("serve", "--port", "x", "--data", "d")]
    [TestCase("serve", "--port", "99999", "--data", "d")]
    [TestCase("serve", "--public-url", "archive", "--data", "d")]
    [TestCase("serve", "--database", "", "--data", "d")]
    [TestCase("demo", "--rows", "999")]
    [TestCase("query", "SELECT 1", "--maxrec", "-1", "--data", "d")]
    [TestCase("ingest", "f.fits", "--hdu", "-1", "--data", "d", "--schema", "s", "--table", "t")]
    [TestCase("serve", "--public-url", "/datalab", "--data", "d")]
    [TestCase("serve", "--public-url", "file:///datalab", "--data", "d")]
    [Category("AnyEngine")]
    public async Task Wrong_usage_exits_with_2_and_says_why_on_stderr(params string[] arguments)
    {
        var result = await Tool.DatalabAsync(arguments);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((2, "")));
        Assert.That(result.Errors, Does.StartWith("datalab: ").And.Contain("--help"));
    }

    [Test]
    public async Task Documents_give_the_public_url()
    {
        using var folder = new TemporaryFolder();
        var archive = folder.Path;
        await using var server = await LiveServer.ServeAsync(
            archive,
            "--public-url",
            "https://archive.example.org/data/lab/"
        );
        var capabilities = await server.Http.GetStringAsync("tap/capabilities");
        Assert.That(capabilities, Does.Contain(">https://archive.example.org/data/lab/tap</accessURL>"));
    }

    [Test]
    public async Task Query_prints_csv_while_a_server_has_the_same_folder_open()
    {
        var result = await Tool.DatalabAsync(
            "query",
            "SELECT TOP 2 id, ra FROM smash_dr1.object",
            "--data",
            DemoArchive.Folder
        );
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That((result.ExitCode, lines.Length, lines[0].Trim()), Is.EqualTo((0, 3, "id,ra")), result.Errors);
    }

    [Test]
    public async Task A_wrong_query_exits_with_1_and_prints_nothing_on_stdout()
    {
        var result = await Tool.DatalabAsync("query", "SELECT x FROM nowhere.at_all", "--data", DemoArchive.Folder);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((1, "")));
        Assert.That(result.Errors, Does.Contain("nowhere.at_all").And.Contain("line 1, column 15"));
    }

    [Test]
    [Category("AnyEngine")]
    public async Task An_address_that_is_not_of_this_machine_is_told_in_one_line()
    {
        using var folder = new TemporaryFolder();
        var result = await Tool.DatalabAsync("serve", "--data", folder.Path, "--bind", "192.0.2.1", "--port", "0");
        Assert.That(result.ExitCode, Is.EqualTo(1), result.Errors);
        Assert.That(result.Errors.Trim().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(result.Errors, Does.StartWith("datalab: The server cannot start: 192.0.2.1"));
    }

    [TestCase("query", "SELECT 1 FROM a.b")]
    [TestCase("tables")]
    [TestCase("serve")]
    [Category("DuckDb")]
    public async Task A_folder_that_is_not_there_is_an_error_and_is_not_made(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var result = await Tool.DatalabAsync([.. arguments, "--data", folder.File("missing")]);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((1, "")));
        Assert.That(result.Errors, Does.Contain("missing").And.Contain("datalab ingest"));
        Assert.That(Directory.Exists(folder.File("missing")), Is.False);
    }

    [TestCase("{\n  Tap", "not JSON (line 2)")]
    [TestCase("""{"Tap": {"DefaultMaxRec": "many"}}""", "Tap:DefaultMaxRec")]
    [TestCase("""{"Tap": {"DefaultMaxRec": 0}}""", "DefaultMaxRec")]
    [TestCase("""{"Uws": {"PollSeconds": 0}}""", "Uws:PollSeconds is 0; expected a number of seconds from 1")]
    [TestCase("""{"Uws": {"MostCrashes": "few"}}""", "Uws:MostCrashes")]
    [TestCase("""{"Tap": {"DefaultMaxRe": 5}}""", "there is no setting Tap:DefaultMaxRe; did you mean DefaultMaxRec?")]
    [TestCase("""{"Tab": {"DefaultMaxRec": 5}}""", "there is no setting Tab; did you mean Tap?")]
    [TestCase("""{"Pictures": {}, "Tap": {}}""", "there is no setting Pictures; the sections are Server, State")]
    [TestCase(null, "there is no configuration file")]
    [Category("AnyEngine")]
    public async Task A_wrong_configuration_stops_the_start_with_one_line(string? json, string reason)
    {
        using var folder = new TemporaryFolder();
        var config = folder.File("settings.json");
        if (json is not null)
            await File.WriteAllTextAsync(config, json);
        var result = await Tool.DatalabAsync("serve", "--port", "0", "--data", folder.Path, "--config", config);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((1, "")));
        Assert.That(result.Errors, Does.StartWith("datalab: The server cannot start: ").And.Contain(reason));
        Assert.That(result.Errors.TrimEnd(), Does.Not.Contain('\n'));
    }

    [Test]
    public async Task Tables_lists_what_is_there()
    {
        var result = await Tool.DatalabAsync("tables", "--data", DemoArchive.Folder);
        Assert.That(
            result.Output.Split('\n').Select(line => line.Split('\t')[0]),
            Does.Contain("smash_dr1.object"),
            result.Errors
        );
    }

    [Test]
    public async Task Adql_prints_the_sql_of_a_query()
    {
        var result = await Tool.DatalabWithInputAsync(
            "SELECT TOP 3 ra FROM smash_dr1.object",
            "adql",
            "--data",
            DemoArchive.Folder
        );
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        Assert.That(result.Output, Does.StartWith("SELECT"));
    }

    [TestCase("duckdb", "(datalab_hpx29(")]
    [TestCase("postgresql", "(datalab.datalab_hpx29(")]
    public async Task Adql_prints_the_sql_of_the_engine_that_is_named(string dialect, string sql)
    {
        var result = await Tool.DatalabWithInputAsync(
            "SELECT ivo_healpix_index(5, dec, ra) AS cell FROM smash_dr1.object",
            "adql",
            "--dialect",
            dialect,
            "--data",
            DemoArchive.Folder
        );
        Assert.That(result.ExitCode, Is.Zero, result.Errors);
        Assert.That(result.Output, Does.StartWith("SELECT").And.Contain(sql));
    }

    [Test]
    [Category("AnyEngine")]
    public async Task Adql_judges_json_lines()
    {
        const string input = """
            {"id":"a","query":"SELECT x FROM y"}
            {"id":"b","query":"SELECT FROM y"}
            {"id":"c","query":"SELECT f(x) FROM y","udfs":["f(a INTEGER) -> INTEGER"]}
            """;
        var result = await Tool.DatalabWithInputAsync(input, "adql", "--syntax");
        var verdicts = result
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToArray();
        Assert.That(
            verdicts.Select(v => (v.GetProperty("id").GetString(), v.GetProperty("valid").GetBoolean())),
            Is.EqualTo(new[] { ("a", true), ("b", false), ("c", true) }),
            result.Errors
        );
        var finding = verdicts[1].GetProperty("diagnostics")[0];
        Assert.That(
            (finding.GetProperty("line").GetInt32(), finding.GetProperty("column").GetInt32()),
            Is.EqualTo((1, 8))
        );
    }
}
