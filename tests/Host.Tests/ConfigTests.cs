using System.Text.Json;
using DataLab.Host.Configuring;

namespace DataLab.Host.Tests;

/// <summary>Settings: one table that is checked, shown, described and written down.</summary>
[Category("DuckDb")]
[Parallelizable]
public sealed class ConfigTests
{
    private static string Repository { get; } = FindRepository();

    [Test]
    public async Task The_document_is_that_of_the_settings()
    {
        var path = Path.Combine(Repository, "docs", "configuration.md");
        var text = ConfigDocument.Text();
        if (Environment.GetEnvironmentVariable("DATALAB_ACCEPT") == "1")
            await File.WriteAllTextAsync(path, text);
        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo(text), "run ./build accept Host");
    }

    [TestCase("{\n  \"Tap\": {\n    \"DefaultMaxRe\": 5 } }", 3, 5, "did you mean DefaultMaxRec?")]
    [TestCase("{ \"Tab\": { } }", 1, 3, "did you mean Tap?")]
    [TestCase(
        "{ \"Tap\": {\n \"SyncSeconds\": \"soon\" } }",
        2,
        2,
        "Tap:SyncSeconds takes a whole number from 1 to 86,400, not \"soon\""
    )]
    [TestCase("{ \"Tap\": { \"SyncSeconds\": 0 } }", 1, 12, "from 1 to 86,400, not 0")]
    [TestCase("{ \"Tap\": { \"Examples\": 1 } }", 1, 12, "true or false, not 1")]
    [TestCase("{ \"Tap\": { \"VoTable\": \"Binary3\" } }", 1, 12, "TableData or Binary or Binary2")]
    [TestCase("{ \"Server\": { \"Proxies\": \"10.0.0.1\" } }", 1, 15, "a list of texts")]
    [TestCase("{ \"Fetch\": { \"Ports\": [80,\n\"https\"] } }", 2, 1, "a list of whole numbers, not \"https\"")]
    [TestCase("{ \"Catalog\": { \"Threads\": -1 } }", 1, 16, "from 0 to 1,024, not -1")]
    [TestCase("{ \"Tap\": 5 }", 1, 3, "Tap is a section")]
    [TestCase("{ \"Tap\": { \"SyncSeconds\": { \"a\": 1 } } }", 1, 12, "not an object")]
    [TestCase("{ \"State\": { \"Schema\": \"Jobs!\" } }", 1, 14, "of the form")]
    [TestCase("{\n\"Tap:SyncSecond\": 5 }", 2, 1, "did you mean SyncSeconds?")]
    [TestCase("{\n  \"Tap\" 5 }", 2, 9, "not JSON")]
    public async Task A_mistake_is_told_with_its_place(string json, int line, int column, string said)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("datalab.json"), json);
        var finding = ConfigCheck.Run(ConfigurationSources.Of(null, folder.Path)).Single();
        Assert.That((finding.IsError, finding.Line, finding.Column), Is.EqualTo((true, line, column)), finding.Message);
        Assert.That(finding.Message, Does.Contain(said));
    }

    [TestCase("""{ "Tap": { "DefaultMaxRec": 100, "HardMaxRec": 10 } }""", true, "above HardMaxRec")]
    [TestCase("""{ "Uws": { "LeaseSeconds": 5, "PollSeconds": 5 } }""", true, "Uws:LeaseSeconds")]
    [TestCase("""{ "Catalog": { "MemoryBytes": 1000 } }""", true, "0 or at least 268435456")]
    [TestCase("""{ "Server": { "Proxies": ["balancer"] } }""", true, "Server:Proxies takes IP addresses")]
    [TestCase("""{ "Fetch": { "AllowedNetworks": ["ten"] } }""", true, "ten")]
    [TestCase("""{ "Metrics": { "Allow": ["10.1.0.0/99"] } }""", true, "10.1.0.0/99")]
    [TestCase("""{ "OpenTelemetry": { "Endpoint": "collector" } }""", true, "collector")]
    [TestCase("""{ "State": { "JobsFolder": "jobs" } }""", true, "absolute path")]
    [TestCase(
        """{ "Catalog": { "PostgreSql": "Host=h", "Connections": 5 } }""",
        false,
        "above Catalog:Connections (5)"
    )]
    public async Task Settings_that_cannot_hold_together_are_told(string json, bool isError, string said)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("datalab.json"), json);
        var findings = ConfigCheck.Run(ConfigurationSources.Of(null, folder.Path));
        Assert.That(findings.Select(finding => finding.Message), Has.One.Contains(said));
        Assert.That(findings.Any(finding => finding.IsError), Is.EqualTo(isError));
    }

    [Test]
    public async Task Every_setting_at_its_default_is_a_configuration_without_a_fault()
    {
        using var folder = new TemporaryFolder();
        var all = Settings
            .All.Where(setting => setting.Default is not null)
            .GroupBy(setting => setting.Section)
            .ToDictionary(
                section => section.Key,
                section =>
                    section.ToDictionary(s => s.Property.Name, s => s.Type.IsEnum ? s.Default!.ToString() : s.Default)
            );
        await File.WriteAllTextAsync(folder.File("datalab.json"), JsonSerializer.Serialize(all));
        Assert.That(ConfigCheck.Run(ConfigurationSources.Of(null, folder.Path)), Is.Empty);
    }

    [Test]
    public async Task The_schema_accepts_what_the_check_does_and_refuses_what_it_refuses()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("schema.json"), ConfigSchema.Text());
        string[] good =
        [
            """{ "Tap": { "SyncSeconds": 5, "VoTable": "Binary" }, "Catalog": { "PostgreSql": null } }""",
            """{ "Server": { "Proxies": ["10.0.0.1"] } }""",
        ];
        string[] bad =
        [
            """{ "Tap": { "SyncSecond": 5 } }""",
            """{ "Tap": { "SyncSeconds": 0 } }""",
            """{ "Tap": { "VoTable": "Binary3" } }""",
            """{ "Server": { "Proxies": "10.0.0.1" } }""",
            """{ "Tab": {} }""",
        ];
        foreach (var (json, fits) in good.Select(json => (json, true)).Concat(bad.Select(json => (json, false))))
        {
            await File.WriteAllTextAsync(folder.File("datalab.json"), json);
            var judged = await Tool.PythonAsync(
                "json_schema.py",
                folder.File("schema.json"),
                folder.File("datalab.json")
            );
            Assert.That(judged.ExitCode == 0, Is.EqualTo(fits), json + judged.Output + judged.Errors);
            Assert.That(
                !ConfigCheck.Run(ConfigurationSources.Of(null, folder.Path)).Any(f => f.IsError),
                Is.EqualTo(fits),
                json
            );
        }
    }

    [Test]
    public async Task Show_tells_where_each_setting_comes_from_and_hides_passwords()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder.File("datalab.json"),
            "{\n \"Tap\": { \"SyncSeconds\": 5 },\n \"Catalog\": {\n  \"PostgreSql\": \"Host=db;Username=u;Password=hush\" }\n}"
        );
        var shown = await Tool.DatalabAsync("config", "show", "--data", folder.Path);
        Assert.That(shown.ExitCode, Is.Zero, shown.Errors);
        var lines = shown.Output.Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That(lines, Does.Contain($"Tap:SyncSeconds\t5\t{folder.File("datalab.json")}:2"));
            Assert.That(lines, Does.Contain("Tap:DefaultMaxRec\t1000000\tdefault"));
            Assert.That(shown.Output, Does.Contain("Password=***").IgnoreCase.And.Not.Contain("hush"));
        });
    }

    [Test]
    public async Task Check_prints_all_that_is_wrong_and_exits_with_1()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("other.json");
        await File.WriteAllTextAsync(file, "{ \"Tap\": { \"SyncSecond\": 5,\n \"Example\": false } }");
        var checkedFile = await Tool.DatalabAsync("config", "check", file);
        Assert.That(
            (checkedFile.ExitCode, checkedFile.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            Is.EqualTo(
                (
                    1,
                    new[]
                    {
                        $"{file}:1:12: error: there is no setting Tap:SyncSecond; did you mean SyncSeconds?",
                        $"{file}:2:2: error: there is no setting Tap:Example; did you mean Examples?",
                    }
                )
            )
        );
    }

    [Test]
    public async Task The_file_in_the_data_folder_is_read_without_being_named()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("datalab.json"), """{ "Tap": { "Examples": false } }""");
        await using var server = await LiveServer.ServeAsync(folder.Path);
        Assert.That(await server.Http.GetStringAsync("tap/capabilities"), Does.Not.Contain("/tap/examples"));
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "DataLab.sln")))
                return folder.FullName;
        throw new InvalidOperationException("DataLab.sln was not found above the test assembly");
    }
}
