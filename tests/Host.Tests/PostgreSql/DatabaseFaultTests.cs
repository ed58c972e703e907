using System.Net;
using DataLab.Tests;

namespace DataLab.Host.Tests.PostgreSql;

/// <summary>The database is there and refuses: passwords, connections, space, tables and types that changed.</summary>
[Category("PostgreSql")]
public sealed class DatabaseFaultTests
{
    private const string Count = "SELECT COUNT(*) FROM sky.points";

    private FaultArchive archive = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        archive = await FaultArchive.MakeAsync(await PostgreSqlServer.StartWithSmallDiskAsync(24));
        await archive.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{archive.Postgres.SmallDisk}'");
        await archive.ExecuteAsync("GRANT CREATE ON TABLESPACE small TO PUBLIC");
    }

    [OneTimeTearDown]
    public async Task Stop() => await archive.DisposeAsync();

    [TestCase("Catalog")]
    [TestCase("State")]
    public async Task A_wrong_password_stops_the_start_and_is_not_repeated(string section)
    {
        var result = await archive.TryServeAsync(settings =>
            settings[section]!["PostgreSql"] = archive.Postgres.ConnectionStringOf(
                FaultArchive.Database,
                "datalab_server",
                "guessed-in-vain"
            )
        );
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((1, "")));
        Assert.That(result.Errors, Does.StartWith("datalab: ").And.Contain("password authentication failed"));
        Assert.That(result.Errors.TrimEnd(), Does.Not.Contain('\n').And.Not.Contain("guessed-in-vain"));
    }

    [TestCase("Catalog")]
    [TestCase("State")]
    public async Task A_file_with_the_password_that_is_not_there_stops_the_start_and_is_named(string section)
    {
        var result = await archive.TryServeAsync(settings => settings[section]!["PasswordFile"] = "/nowhere/secret");
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((1, "")));
        Assert.That(result.Errors, Does.Contain("/nowhere/secret").And.Contain("cannot be read"));
        Assert.That(result.Errors.TrimEnd(), Does.Not.Contain('\n'));
    }

    [Test]
    public async Task A_password_that_changes_is_asked_of_its_file_and_never_told()
    {
        var file = archive.PathOf("password");
        await File.WriteAllTextAsync(file, PostgreSqlServer.Password + "\n");
        await using var server = await archive.ServeAsync(settings =>
        {
            settings["Catalog"]!["PasswordFile"] = file;
            settings["State"]!["PasswordFile"] = file;
        });
        Assert.That(await server.RowsAsync(Count), Is.EqualTo(new[] { "3000" }));
        try
        {
            await archive.ExecuteAsync(
                "ALTER ROLE datalab_server PASSWORD 'the-new-one'; ALTER ROLE datalab_state PASSWORD 'the-new-one'"
            );
            await archive.CutAsync();
            Assert.That(await Unavailable.AssertAsync(await server.SyncAsync(Count)), Does.Contain("operators"));
            await File.WriteAllTextAsync(file, "the-new-one\n");
            Assert.That(await server.RowsAsync(Count), Is.EqualTo(new[] { "3000" }));
            var job = await AsyncJob.CreateAsync(server, Count);
            await job.RunAsync();
            Assert.That((string?)(await job.EndAsync()).Element(AsyncJob.Uws + "phase"), Is.EqualTo("COMPLETED"));
        }
        finally
        {
            await archive.ExecuteAsync(
                $"ALTER ROLE datalab_server PASSWORD '{PostgreSqlServer.Password}'; ALTER ROLE datalab_state PASSWORD '{PostgreSqlServer.Password}'"
            );
        }
        await server.TerminateAsync();
        Assert.That(
            await server.LogAsync(),
            Does.Not.Contain("the-new-one").And.Not.Contain(PostgreSqlServer.Password)
        );
    }

    [Test]
    public async Task Without_a_connection_left_it_says_so_until_there_is_one()
    {
        await using var server = await archive.ServeAsync();
        try
        {
            await archive.ExecuteAsync("ALTER ROLE datalab_server CONNECTION LIMIT 0");
            await archive.CutAsync();
            Assert.That(
                await Unavailable.AssertAsync(await server.SyncAsync(Count)),
                Does.Contain("All connections to the catalogue's database are taken")
            );
            Assert.That(await server.Http.GetStringAsync("tap/availability"), Does.Contain(">false<"));
            await using var other = await archive.ServeAsync();
            await Unavailable.AssertAsync(await other.SyncAsync(Count));
        }
        finally
        {
            await archive.ExecuteAsync("ALTER ROLE datalab_server CONNECTION LIMIT -1");
        }
        Assert.That(await server.RowsAsync(Count), Is.EqualTo(new[] { "3000" }));
    }

    [TestCase("temp_file_limit = '1MB'")]
    [TestCase("temp_tablespaces = 'small'")]
    public async Task A_query_that_finds_no_room_to_sort_says_what_to_do_and_others_go_on(string setting)
    {
        await using var server = await archive.ServeAsync();
        try
        {
            await archive.ExecuteAsync($"ALTER ROLE datalab_server SET {setting}");
            await archive.CutAsync();
            using var refused = await server.SyncAsync(
                "SELECT a.id, b.id AS bid, a.ra FROM sky.points AS a, sky.points AS b ORDER BY a.ra * b.dec, a.id + b.mag"
            );
            var text = await refused.Content.ReadAsStringAsync();
            Assert.That(
                refused.StatusCode,
                Is.Not.EqualTo(HttpStatusCode.OK).And.Not.EqualTo(HttpStatusCode.InternalServerError)
            );
            Assert.That(
                text,
                Does.Contain("more memory or temporary disk space").And.Not.Contain(archive.Postgres.Folder)
            );
            Assert.That(await server.RowsAsync(Count), Is.EqualTo(new[] { "3000" }));
        }
        finally
        {
            await archive.ExecuteAsync("ALTER ROLE datalab_server RESET ALL");
        }
    }

    [Test]
    public async Task An_ingest_that_fills_the_disk_says_so_and_changes_nothing()
    {
        await archive.ExecuteAsync("ALTER ROLE datalab_owner SET default_tablespace = 'small'");
        try
        {
            var result = await archive.IngestAsync("points", 1_000_000, "--replace");
            Assert.That((result.ExitCode, result.Output), Is.EqualTo((1, "")));
            Assert.That(result.Errors, Does.Contain("The disk of the database is full. Nothing was changed."));
        }
        finally
        {
            await archive.ExecuteAsync("ALTER ROLE datalab_owner RESET ALL");
        }
        await using var server = await archive.ServeAsync();
        Assert.That(await server.RowsAsync(Count), Is.EqualTo(new[] { "3000" }));
    }

    [Test]
    public async Task A_table_dropped_under_us_is_told_and_comes_back_when_it_is_published_again()
    {
        Assert.That((await archive.IngestAsync("dropped", 10)).ExitCode, Is.Zero);
        await using var server = await archive.ServeAsync();
        Assert.That(await server.RowsAsync("SELECT COUNT(*) FROM sky.dropped"), Is.EqualTo(new[] { "10" }));
        await archive.ExecuteAsync("DROP TABLE " + await archive.RelationAsync("dropped"));
        Assert.That(
            await Unavailable.AssertAsync(await server.SyncAsync("SELECT COUNT(*) FROM sky.dropped")),
            Does.Contain("replaced or removed")
        );
        Assert.That(await server.RowsAsync(Count), Is.EqualTo(new[] { "3000" }));
        Assert.That((await archive.IngestAsync("dropped", 7, "--replace", "--grace", "0")).ExitCode, Is.Zero);
        Assert.That(
            async () => (await server.RowsAsync("SELECT COUNT(*) FROM sky.dropped"))[0],
            Is.EqualTo("7").After(5000, 100)
        );
    }

    [Test]
    public async Task A_column_that_was_changed_to_a_type_we_do_not_know_is_named_and_others_are_served()
    {
        Assert.That((await archive.IngestAsync("typed", 10)).ExitCode, Is.Zero);
        await using var server = await archive.ServeAsync();
        await archive.ExecuteAsync(
            $"ALTER TABLE {await archive.RelationAsync("typed")} ALTER COLUMN mag TYPE int4range USING int4range(1, 2)"
        );
        using var refused = await server.SyncAsync("SELECT id, mag FROM sky.typed");
        var text = await refused.Content.ReadAsStringAsync();
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(text, Does.Contain("mag").And.Contain("type").And.Not.Contain("int4range"));
        Assert.That(await server.RowsAsync("SELECT id FROM sky.typed"), Has.Length.EqualTo(10));
        await server.TerminateAsync();
        Assert.That(await server.LogAsync(), Does.Contain("The type of column \"mag\" has the number 3904"));
    }
}
