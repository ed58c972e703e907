using DataLab.Tests;
using Npgsql;

namespace DataLab.Host.Tests.PostgreSql;

/// <summary>The verbs on a database: query, tables, adql and demo with <c>--database</c>, a configuration, and passwords from where they belong.</summary>
[Category("PostgreSql")]
[Parallelizable]
public sealed class DatabaseCommandTests
{
    private FaultArchive archive = null!;

    [OneTimeSetUp]
    public async Task Start() => archive = await FaultArchive.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await archive.DisposeAsync();

    [Test]
    public async Task A_password_comes_from_the_environment_a_passfile_or_a_file_of_the_configuration()
    {
        var pgpass = archive.PathOf("pgpass");
        await File.WriteAllTextAsync(pgpass, $"127.0.0.1:*:*:datalab_server:{PostgreSqlServer.Password}\n");
        await Tool.RunAsync("chmod", ["600", pgpass]);
        var secret = archive.PathOf("secret");
        await File.WriteAllTextAsync(secret, PostgreSqlServer.Password + "\n");
        var config = archive.PathOf("catalog.json");
        await File.WriteAllTextAsync(
            config,
            $$"""{"Catalog": {"PostgreSql": "{{archive.Connection("datalab_server")}}", "PasswordFile": "{{secret}}"} }"""
        );
        string[] database = ["--database", archive.Connection("datalab_server")];
        await AssertCountsAsync(("PGPASSWORD", PostgreSqlServer.Password), database);
        await AssertCountsAsync(("PGPASSFILE", pgpass), database);
        await AssertCountsAsync(("DATALAB_DATABASE", ""), "--config", config);
        await AssertCountsAsync(
            ("DATALAB_DATABASE", archive.Postgres.ConnectionStringOf(FaultArchive.Database, "datalab_server"))
        );
        var refused = await QueryAsync(("PGPASSWORD", "guessed-in-vain"), database);
        Assert.That((refused.ExitCode, refused.Output), Is.EqualTo((1, "")));
        Assert.That(refused.Errors, Does.Contain("password authentication failed").And.Not.Contain("guessed"));
    }

    [Test]
    public async Task Tables_and_adql_know_what_the_database_holds_and_write_its_sql()
    {
        var connection = archive.Postgres.ConnectionStringOf(FaultArchive.Database, "datalab_server");
        var tables = await Tool.DatalabAsync("tables", "--database", connection);
        Assert.That(tables.Output, Does.Contain("sky.points\t3000\t4"), tables.Errors);
        var columns = await Tool.DatalabAsync("tables", "sky.points", "--database", connection);
        Assert.That(columns.Output, Does.Contain("\nmag\tdouble"), columns.Errors);
        const string cone = "SELECT id FROM sky.points WHERE DISTANCE(ra, dec, 10, 20) < 1";
        var sql = await Tool.DatalabWithInputAsync(cone, "adql", "--database", connection);
        Assert.That(sql.ExitCode, Is.Zero, sql.Errors);
        Assert.That(sql.Output, Does.Contain("\"sky\".\"points~").And.Contain("'20'::float8"));
        var other = await Tool.DatalabWithInputAsync(cone, "adql", "--dialect", "duckdb", "--database", connection);
        Assert.That(other.Output, Is.Not.EqualTo(sql.Output).And.StartWith("SELECT"), other.Errors);
    }

    [Test]
    public async Task Demo_publishes_in_the_database_once_and_serves_it_from_there()
    {
        var database = archive.Postgres.ConnectionStringOf(FaultArchive.Database, "datalab_owner");
        string[] demo = ["demo", "--port", "0", "--rows", "1000", "--no-images", "--data", archive.PathOf("demo")];
        for (var start = 0; start < 2; start++)
        {
            await using var server = await LiveServer.RunAsync([.. demo, "--database", database]);
            Assert.That(await server.RowsAsync("SELECT COUNT(*) FROM smash_dr1.object"), Is.EqualTo(new[] { "1000" }));
            // What was there before is served beside it.
            Assert.That(await server.RowsAsync("SELECT COUNT(*) FROM sky.points"), Is.EqualTo(new[] { "3000" }));
            Assert.That(await server.TerminateAsync(), Is.Zero);
            Assert.That((await server.LogAsync()).Contains("Making a synthetic survey"), Is.EqualTo(start == 0));
        }
        Assert.That(Directory.Exists(Path.Combine(archive.PathOf("demo"), "catalogs")), Is.False);
    }

    [Test]
    public async Task A_database_that_is_away_is_told_in_one_line()
    {
        var result = await Tool.DatalabAsync(
            "tables",
            "--database",
            "Host=127.0.0.1;Port=1;Username=x;Password=hidden"
        );
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((1, "")));
        Assert.That(
            result.Errors,
            Does.StartWith("datalab: The catalogue could not be opened").And.Not.Contain("hidden")
        );
        Assert.That(result.Errors.TrimEnd(), Does.Not.Contain('\n'));
    }

    [Test]
    public async Task A_table_published_in_place_is_searched_by_its_index_of_q3c()
    {
        await archive.ExecuteAsync(
            """
            CREATE EXTENSION IF NOT EXISTS q3c;
            GRANT USAGE ON SCHEMA public TO datalab_reader, datalab_owner;
            CREATE SCHEMA old;
            CREATE TABLE old.star AS SELECT i AS id, mod(i * 137.50776, 360)::float8 AS ra, degrees(asin((i - 0.5) / 15000 - 1)) AS "dec"
                FROM generate_series(1, 30000) AS i;
            CREATE INDEX star_q3c ON old.star (q3c_ang2ipix(ra, "dec"));
            ALTER SCHEMA old OWNER TO datalab_owner; ALTER TABLE old.star OWNER TO datalab_owner; ANALYZE old.star
            """
        );
        var owner = archive.Postgres.ConnectionStringOf(FaultArchive.Database, "datalab_owner");
        var published = await Tool.DatalabAsync("publish", "--database", owner, "--schema", "old");
        Assert.That(published.ExitCode, Is.Zero, published.Errors);
        Assert.That(published.Output + published.Errors, Does.Contain("q3c index"));
        const string Cone = "SELECT id FROM old.star WHERE DISTANCE(ra, dec, 10, 20) < 3 ORDER BY id";
        var server = archive.Postgres.ConnectionStringOf(FaultArchive.Database, "datalab_server");
        var sql = await Tool.DatalabWithInputAsync(Cone, "adql", "--database", server);
        Assert.That(await LinesAsync("EXPLAIN " + sql.Output), Has.Some.Contains("star_q3c"), sql.Errors);
        var found = await Tool.DatalabAsync("query", Cone, "--database", server);
        var byHand = await LinesAsync(
            """
            SELECT id::text FROM old.star WHERE sind("dec") * sind(20) + cosd("dec") * cosd(20) * cosd(ra - 10) > cosd(3) ORDER BY id
            """
        );
        Assert.That(byHand, Is.Not.Empty);
        Assert.That(found.Output.ReplaceLineEndings("\n"), Is.EqualTo($"id\n{string.Join('\n', byHand)}\n"));
    }

    private async Task<List<string>> LinesAsync(string sql)
    {
        await using var connection = await archive.Postgres.OpenAsync(FaultArchive.Database);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await rows.ReadAsync())
            lines.Add(rows.GetString(0));
        return lines;
    }

    private static async Task AssertCountsAsync((string, string) environment, params string[] more)
    {
        var result = await QueryAsync(environment, more);
        Assert.That(result.Output.ReplaceLineEndings("\n"), Is.EqualTo("n\n3000\n"), result.Errors);
    }

    private static Task<ToolResult> QueryAsync((string, string) environment, params string[] more) =>
        Tool.DatalabWithAsync([environment], ["query", "SELECT COUNT(*) AS n FROM sky.points", .. more]);
}
