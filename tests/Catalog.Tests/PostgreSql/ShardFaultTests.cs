using System.Diagnostics;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.PostgreSql;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Tests;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>What goes wrong with shards: ingests that end half way, queries that are stopped, servers that are down.</summary>
[Category("PostgreSql")]
public sealed class ShardFaultTests
{
    private PostgreSqlShards shards = null!;
    private ShardedArchive archive = null!;
    private int databases;

    [OneTimeSetUp]
    public async Task Start() =>
        shards = await PostgreSqlShards.StartAsync("max_connections=60", "shared_buffers=32MB");

    [OneTimeTearDown]
    public async Task Stop() => await shards.DisposeAsync();

    [SetUp]
    public async Task Create()
    {
        archive = await ShardedArchive.CreateAsync(
            shards,
            "faults" + (++databases).ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
        await StarsAsync(3000);
    }

    [TearDown]
    public async Task Close() => await archive.DisposeAsync();

    private Task<IngestReport> StarsAsync(int rows, int version = 1) =>
        archive.IngestAsync("stars", () => new GeneratedSource(rows, version), Replacing);

    private static IngestRequest Replacing(IngestRequest request) => request with { Replace = true };

    [Test]
    public async Task A_replaced_table_leaves_nothing_on_the_shards()
    {
        await StarsAsync(6000, 2);
        await archive.OpenAsync();
        var rows = await archive.RowsAsync("SELECT version, COUNT(*) AS n FROM sky.stars GROUP BY version");
        Assert.That(rows.Single(), Is.EqualTo(new object[] { 2, 6000L }));
        Assert.That(await archive.RelationsAsync(), Is.EqualTo(3));
    }

    [TestCase(IngestStage.Copying)]
    [TestCase(IngestStage.Indexing)]
    [TestCase(IngestStage.Publishing)]
    public async Task An_ingest_that_ends_half_way_leaves_the_old_table_and_the_next_one_clears_up(IngestStage at)
    {
        using var stop = new CancellationTokenSource();
        Assert.CatchAsync<OperationCanceledException>(() =>
            archive.IngestAsync(
                "stars",
                () => new GeneratedSource(9000, 2),
                Replacing,
                new ImmediateProgress(step =>
                {
                    if (step.Stage == at)
                        stop.Cancel();
                }),
                stop.Token
            )
        );
        await archive.OpenAsync();
        const string adql = "SELECT version, COUNT(*) AS n FROM sky.stars GROUP BY version";
        Assert.That((await archive.RowsAsync(adql)).Single(), Is.EqualTo(new object[] { 1, 3000L }));
        if (at == IngestStage.Indexing)
            Assert.That(await archive.RelationsAsync(), Is.GreaterThan(3), "or there is nothing to clear up");
        // Any ingest that knows the shards does it.
        await archive.IngestAsync("other", () => new GeneratedSource(30));
        Assert.That(await archive.RelationsAsync(), Is.EqualTo(6));
        Assert.That((await archive.RowsAsync(adql)).Single(), Is.EqualTo(new object[] { 1, 3000L }));
    }

    [Test]
    public async Task A_shard_that_is_down_stops_an_ingest_before_anything_is_seen()
    {
        await shards.Servers[2].StopAsync();
        try
        {
            var e = Assert.ThrowsAsync<ServiceException>(() => StarsAsync(6000, 2))!;
            Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
            Assert.That(e.Message, Does.Contain("shard s2"));
        }
        finally
        {
            await shards.Servers[2].StartAgainAsync();
        }
        await archive.OpenAsync();
        Assert.That((await archive.RowsAsync("SELECT COUNT(*) FROM sky.stars")).Single()[0], Is.EqualTo(3000L));
        await StarsAsync(6000, 2);
        Assert.That(await archive.RelationsAsync(), Is.EqualTo(3));
    }

    [Test]
    public async Task A_query_of_a_shard_that_is_down_is_to_be_sent_again_and_tells_no_hosts()
    {
        await archive.OpenAsync();
        await archive.RowsAsync("SELECT COUNT(*) FROM sky.stars");
        await shards.Servers[1].StopAsync();
        try
        {
            for (var i = 0; i < 2; i++)
            {
                var e = Assert.ThrowsAsync<ServiceException>(() => archive.RowsAsync("SELECT id FROM sky.stars"))!;
                Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable), e.ToString());
                Assert.That(e.RetryAfter, Is.Not.Null);
                Assert.That(e.Message, Does.Not.Contain("127.0.0.1").And.Not.Contain("s1").And.Not.Contain("port"));
            }
            // What the others have is there.
            var (first, last) = (
                await archive.RowsAsync(
                    "SELECT id FROM sky.stars WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(45, -80, 5))"
                ),
                await archive.RowsAsync(
                    "SELECT id FROM sky.stars WHERE 1 = CONTAINS(POINT(ra, dec), CIRCLE(45, 45, 5))"
                )
            );
            Assert.That(first.Count + last.Count, Is.GreaterThan(0));
        }
        finally
        {
            await shards.Servers[1].StartAgainAsync();
        }
        Assert.That(await archive.RowsAsync("SELECT id FROM sky.stars"), Has.Count.EqualTo(3000));
    }

    private async Task<long> RunningAsync()
    {
        var running = 0L;
        for (var i = 0; i < 3; i++)
            running += await shards.CountAsync(
                i,
                archive.Database,
                $"SELECT count(*) FROM pg_stat_activity WHERE usename = '{PostgreSqlShards.Reader}' AND datname = current_database() AND state = 'active'"
            );
        return running;
    }

    private async Task<Task> StartSlowAsync(QueryLimits limits, CancellationToken ct)
    {
        await archive.OpenAsync();
        var query = archive.Translate("SELECT COUNT(*) FROM sky.stars");
        var running = Task.Run(
            async () =>
            {
                await using var rows = await archive.Catalog.OpenAsync(query, limits, ct);
                while (await rows.ReadAsync(default) is { } batch)
                    batch.Dispose();
            },
            CancellationToken.None
        );
        return running;
    }

    [Test]
    public async Task Cancelling_a_query_stops_it_on_the_shards()
    {
        await SlowViewsAsync();
        using var stop = new CancellationTokenSource();
        var running = await StartSlowAsync(Archive.NoLimit, stop.Token);
        await UntilAsync(async () => await RunningAsync() > 0);
        await stop.CancelAsync();
        Assert.CatchAsync<OperationCanceledException>(() => running);
        await UntilAsync(async () => await RunningAsync() == 0);
    }

    [Test]
    public async Task The_time_limit_of_a_query_stops_it_on_the_shards()
    {
        await SlowViewsAsync();
        var running = await StartSlowAsync(new QueryLimits(TimeSpan.FromSeconds(3)), default);
        await UntilAsync(async () => await RunningAsync() > 0);
        var e = Assert.ThrowsAsync<ServiceException>(() => running)!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
        await UntilAsync(async () => await RunningAsync() == 0);
    }

    /// <summary>Puts views in the place of the parts, which take a minute to give their first row.</summary>
    private async Task SlowViewsAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var connection = await shards.Servers[i].OpenAsync(PostgreSqlShards.Of(archive.Database));
            await CatalogStore.ExecuteAsync(
                connection,
                """
                DO $$ DECLARE part text := (SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname = 'sky' AND c.relkind = 'r' AND relname LIKE 'stars~%');
                BEGIN
                    EXECUTE format('ALTER TABLE sky.%I RENAME TO slow', part);
                    EXECUTE format('CREATE VIEW sky.%I AS SELECT s.* FROM (SELECT pg_sleep(60) OFFSET 0) w, sky.slow s', part);
                    EXECUTE format('GRANT SELECT ON sky.%I TO PUBLIC', part);
                END $$
                """,
                default
            );
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var clock = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
            await Task.Delay(50);
        }
    }
}
