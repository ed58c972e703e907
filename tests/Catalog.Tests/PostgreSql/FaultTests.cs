using System.Diagnostics;
using DataLab.Catalog.PostgreSql;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Tests;
using static DataLab.Catalog.Tests.Support.Archive;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>What is seen when PostgreSQL itself fails, and that the engine recovers without help.</summary>
[Category("PostgreSql")]
public sealed class FaultTests
{
    private PostgreSqlServer server = null!;
    private Archive archive = null!;

    [SetUp]
    public async Task Open()
    {
        server = await PostgreSqlServer.StartAsync("max_connections=12", "superuser_reserved_connections=3");
        await SharedServer.AddRolesAsync(server);
        archive = Of(new(server, "postgres"));
        await archive.IngestAsync("sky", "stars", () => new GeneratedSource(1000));
        await archive.OpenAsync();
    }

    [TearDown]
    public async Task Close()
    {
        await archive.DisposeAsync();
        await server.DisposeAsync();
    }

    private async Task<long> CountAsync() =>
        (long)(await archive.RowsAsync("SELECT count(*) FROM {sky.stars}", Column("n", "long"))).Single()[0]!;

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_server_that_goes_away_in_mid_query_is_told_and_a_new_one_is_used(bool crash)
    {
        Assert.That(await CountAsync(), Is.EqualTo(1000));
        await using var rows = await archive.Catalog.OpenAsync(
            archive.Translate("SELECT generate_series(1, 10000000000)", Column("n", "long")),
            NoLimit,
            default
        );
        (await rows.ReadAsync(default))!.Dispose();
        await (crash ? server.CrashAsync() : server.StopAsync());
        var e = Assert.ThrowsAsync<ServiceException>(async () =>
        {
            while (await rows.ReadAsync(default) is { } batch)
                batch.Dispose();
        })!;
        AssertPasses(e);
        AssertPasses(Assert.ThrowsAsync<ServiceException>(CountAsync)!);
        Assert.ThrowsAsync<ServiceException>(() => archive.Catalog.CheckAsync(default));
        await server.StartAgainAsync();
        // The first one after, on connections that the restart broke.
        Assert.That(await CountAsync(), Is.EqualTo(1000));
        await archive.Catalog.CheckAsync(default);
    }

    [Test]
    public async Task Publications_are_noticed_after_a_restart()
    {
        await server.StopAsync();
        await server.StartAgainAsync();
        await archive.IngestAsync(
            "sky",
            "more",
            [new Field("x", DataType.Int)],
            [
                [1],
            ]
        );
        var clock = Stopwatch.StartNew();
        while (archive.Catalog.Snapshot.Adql.Tables.All(table => table.Name != "more"))
        {
            Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
            await Task.Delay(20);
        }
        Assert.That(archive.Problems.Count, Is.LessThanOrEqualTo(2), string.Join("\n", archive.Problems));
    }

    [Test]
    public async Task A_session_that_loses_its_server_says_so()
    {
        await using var session = await archive.Catalog.BeginAsync(NoLimit, Roomy, default);
        await server.CrashAsync();
        AssertPasses(
            Assert.ThrowsAsync<ServiceException>(() =>
                session.LoadAsync(
                    "t",
                    new MemorySource(
                        [new Field("x", DataType.Int)],
                        [
                            [1],
                        ]
                    )
                )
            )!
        );
    }

    [Test]
    public async Task All_connections_taken_is_told_and_passes()
    {
        var taken = new List<Npgsql.NpgsqlConnection>();
        try
        {
            for (var i = 0; i < 12; i++)
                taken.Add(await server.OpenAsync());
        }
        catch (Npgsql.PostgresException e) when (e.SqlState == "53300")
        {
            // All of them.
        }
        await using var other = Of(new(server, "postgres"));
        var refused = Assert.ThrowsAsync<ServiceException>(() => other.OpenAsync())!;
        Assert.That(refused.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        AssertPasses(Assert.ThrowsAsync<ServiceException>(CountAsync)!);
        foreach (var connection in taken)
            await connection.DisposeAsync();
        Assert.That(await CountAsync(), Is.EqualTo(1000));
    }

    [Test]
    public void A_wrong_password_hinders_the_start_and_is_not_repeated()
    {
        var options = new PostgreSqlOptions(
            server.ConnectionStringOf("postgres", "server", "wrong-secret"),
            DataLab.Adql.Dialects.DuckDbDialect.Instance
        );
        var e = Assert.ThrowsAsync<ServiceException>(() => PostgreSqlCatalog.OpenAsync(options))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        Assert.That(e.Message, Does.Contain("does not admit").And.Not.Contain("wrong-secret"));
    }

    [Test]
    public async Task A_password_that_is_changed_under_us_is_told_without_details()
    {
        await server.ExecuteAsync("ALTER ROLE server PASSWORD 'another'");
        await server.StopAsync();
        await server.StartAgainAsync();
        var e = Assert.ThrowsAsync<ServiceException>(CountAsync)!;
        AssertPasses(e);
        Assert.That(e.Message, Does.Contain("operators"));
        await server.ExecuteAsync($"ALTER ROLE server PASSWORD '{PostgreSqlServer.Password}'");
        Assert.That(await CountAsync(), Is.EqualTo(1000));
    }

    [Test]
    public async Task A_table_dropped_by_hand_is_told_and_comes_back_with_its_next_publication()
    {
        var table = archive.Catalog.Snapshot.Adql.Tables.Single(t => t.Name == "stars");
        await server.ExecuteAsync("DROP TABLE " + table.EngineName);
        AssertPasses(Assert.ThrowsAsync<ServiceException>(CountAsync)!);
        await archive.IngestAsync(
            "sky",
            "stars",
            () => new GeneratedSource(7),
            request => request with { Replace = true }
        );
        await archive.Catalog.RefreshAsync();
        Assert.That(await CountAsync(), Is.EqualTo(7));
    }

    private void AssertPasses(ServiceException e)
    {
        Assert.That((e.Kind, e.RetryAfter is not null), Is.EqualTo((ErrorKind.ServiceUnavailable, true)), e.ToString());
        Assert.That(e.Message, Does.Not.Contain("127.0.0.1").And.Not.Contain("Npgsql").And.Not.Contain(server.Folder));
    }
}
