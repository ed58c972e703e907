using System.Text.Json;
using DataLab.Tests;

namespace DataLab.Host.Tests.PostgreSql;

/// <summary>A schema that was in the database before, published and served without a data folder, searched, altered and published again.</summary>
[Category("PostgreSql")]
public sealed class ServedInPlaceTests
{
    private const string Schema = """
        CREATE SCHEMA survey AUTHORIZATION datalab_owner; SET ROLE datalab_owner;
        CREATE TABLE survey.object (objid bigint PRIMARY KEY, ra float8, dec float8, "Größe" real, taken date);
        COMMENT ON COLUMN survey.object."Größe" IS 'Größe in µm';
        INSERT INTO survey.object SELECT i, i % 360, i % 90, i, '2020-01-01' FROM generate_series(1, 2000) i;
        CREATE TABLE survey.plain (id int, a int, b int); INSERT INTO survey.plain VALUES (1, 2, 3);
        ANALYZE
        """;

    private FaultArchive archive = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        archive = await FaultArchive.StartAsync();
        await archive.ExecuteAsync(Schema);
    }

    [OneTimeTearDown]
    public async Task Stop() => await archive.DisposeAsync();

    private Task<ToolResult> PublishAsync() =>
        Tool.DatalabAsync(
            "publish",
            "--database",
            archive.Postgres.ConnectionStringOf(FaultArchive.Database, "datalab_owner"),
            "--schema",
            "survey"
        );

    private async Task<string> ConfigureAsync()
    {
        var connection = archive.Postgres.ConnectionStringOf(FaultArchive.Database, "datalab_server");
        var file = archive.PathOf("in-place.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { Catalog = new { PostgreSql = connection } }));
        return file;
    }

    [Test]
    public async Task It_is_served_searched_altered_and_published_again()
    {
        var published = await PublishAsync();
        Assert.That(published.ExitCode, Is.Zero, published.Errors);
        var config = await ConfigureAsync();
        await using var server = await LiveServer.RunAsync([
            "serve",
            "--port",
            "0",
            "--state",
            archive.PathOf("alone"),
            "--config",
            config,
        ]);

        // Without any index the cone search reads the table whole.
        var cone = await Tool.StiltsAsync([
            "cone",
            $"serviceurl={server.Url}scs/survey/object?",
            "lon=10",
            "lat=10",
            "radius=0.5",
            "ofmt=csv",
        ]);
        Assert.That(cone.ExitCode, Is.Zero, cone.Errors);
        var rows = await server.RowsAsync(
            "SELECT objid FROM survey.object WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(10, 10, 0.5))"
        );
        Assert.That(rows, Has.Length.GreaterThan(3));
        Assert.That(
            cone.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Has.Length.EqualTo(1 + rows.Length)
        );

        // Names and descriptions arrive as they are, in the form that clients ask for.
        const string Script = """
            import sys, pyvo
            found = pyvo.dal.TAPService(sys.argv[1]).search(
                "SELECT column_name, description FROM TAP_SCHEMA.columns WHERE table_name = 'survey.object' ORDER BY column_index")
            print([(row['column_name'], row['description']) for row in found][3])
            """;
        var names = await Tool.RunAsync("/usr/bin/python3", ["-c", Script, server.Tap]);
        Assert.That(names.Output.Trim(), Is.EqualTo("('\"Größe\"', 'Größe in µm')"), names.Errors);
        var linted = await Tool.StiltsAsync(["taplint", $"tapurl={server.Tap}", "stages=TMV TMS TMC MDQ"]);
        Assert.That(linted.Output, Does.Contain("Totals: Errors: 0;"), linted.Output);

        await archive.ExecuteAsync(
            "ALTER TABLE survey.plain DROP COLUMN b; ALTER TABLE survey.object DROP COLUMN taken"
        );
        Assert.That(
            await Unavailable.AssertAsync(await server.SyncAsync("SELECT b FROM survey.plain")),
            Does.Contain("a column is gone").And.Not.Contain("does not exist")
        );
        Assert.That(await server.RowsAsync("SELECT a FROM survey.plain"), Is.EqualTo(new[] { "2" }));
        var doctor = await Tool.DatalabAsync([
            "doctor",
            "--state",
            archive.PathOf("alone"),
            "--config",
            config,
            "--port",
            "0",
        ]);
        Assert.That(
            doctor.Output,
            Does.Contain("survey.plain: it has no column b any more").And.Not.Contain("data folder")
        );
        Assert.That(
            doctor.Output,
            Does.Contain("Run datalab publish --schema survey").And.Contain("TLS is not needed")
        );

        published = await PublishAsync();
        Assert.That(published.ExitCode, Is.Zero, published.Errors);
        Assert.That(
            async () =>
                (
                    await server.SyncAsync("SELECT objid, \"Größe\" FROM survey.object WHERE objid = 7")
                ).IsSuccessStatusCode,
            Is.True.After(3000, 100)
        );
    }

    [Test]
    public async Task A_server_says_which_folder_it_misses()
    {
        var nowhere = await Tool.DatalabAsync("serve", "--port", "0");
        Assert.That((nowhere.ExitCode, nowhere.Output), Is.EqualTo((1, "")));
        Assert.That(nowhere.Errors, Does.Contain("--data names that with the catalogues"));
        var stateless = await Tool.DatalabAsync("serve", "--port", "0", "--config", await ConfigureAsync());
        Assert.That((stateless.ExitCode, stateless.Errors), Is.EqualTo((1, nowhere.Errors)));
        var doctor = await Tool.DatalabAsync("doctor", "--port", "0", "--config", await ConfigureAsync());
        Assert.That(doctor.Output, Does.Contain("error   state folder: none is named"));
    }

    [Test]
    public async Task The_doctor_looks_at_the_certificate_of_the_database()
    {
        await using var postgres = await PostgreSqlServer.StartAsync();
        using var folder = new TemporaryFolder();
        var (key, certificate) = (folder.File("key.pem"), folder.File("certificate.pem"));
        var made = await Tool.RunAsync(
            "openssl",
            [
                .. "req -x509 -newkey rsa:2048 -nodes -days 5 -subj /CN=localhost -keyout".Split(' '),
                .. (string[])[key, "-out", certificate],
            ]
        );
        Assert.That(made.ExitCode, Is.Zero, made.Errors);
        await Tool.RunAsync("cp", [key, certificate, postgres.Folder]);
        await Tool.RunAsync("chown", ["--reference=" + postgres.Folder, postgres.Folder + "/key.pem"]);
        await Tool.RunAsync("chmod", ["600", postgres.Folder + "/key.pem"]);
        await postgres.ExecuteAsync($"ALTER SYSTEM SET ssl_key_file = '{postgres.Folder}/key.pem'");
        await postgres.ExecuteAsync($"ALTER SYSTEM SET ssl_cert_file = '{postgres.Folder}/certificate.pem'");
        await postgres.ExecuteAsync("ALTER SYSTEM SET ssl = on");
        await postgres.ExecuteAsync("SELECT pg_reload_conf()");
        var config = folder.File("settings.json");
        var connection = postgres.ConnectionString.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        string[] doctor = ["doctor", "--state", folder.Path, "--config", config, "--port", "0"];
        await File.WriteAllTextAsync(
            config,
            JsonSerializer.Serialize(
                new
                {
                    Catalog = new { PostgreSql = $"{connection};SSL Mode=VerifyFull;Root Certificate={certificate}" },
                }
            )
        );
        Assert.That(
            async () => (await Tool.DatalabAsync(doctor)).Output,
            Does.Contain("TLSv1.3, certificate checked").And.Contain("its certificate ends on").After(10_000, 500)
        );
    }
}
