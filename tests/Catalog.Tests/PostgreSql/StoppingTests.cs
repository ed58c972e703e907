using System.Diagnostics;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using static DataLab.Catalog.Tests.Support.Archive;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>What stops a query on PostgreSQL, how soon, and that the next one does not notice.</summary>
[Category("PostgreSql")]
public sealed class StoppingTests
{
    private const string Streaming = "SELECT generate_series(1, 10000000000)";
    private const string Endless = "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private Archive archive = null!;

    [SetUp]
    public async Task Open() =>
        archive = await OpenServerEmptyAsync(options => options with { Connections = 2, BatchConnections = 1 });

    [TearDown]
    public async Task Close() => await archive.DisposeAsync();

    private Task<RowSource> StartAsync(
        string sql,
        TimeSpan limit,
        QueryPurpose purpose = QueryPurpose.Interactive,
        CancellationToken ct = default
    ) =>
        archive.Catalog.OpenAsync(
            Translate(archive.Catalog.Snapshot.Adql, sql, Column("n", "long")),
            new QueryLimits(limit) { Purpose = purpose },
            ct
        );

    private static async Task ReadToTheEndAsync(RowSource rows)
    {
        while (await rows.ReadAsync(default) is { } batch)
            batch.Dispose();
    }

    /// <summary>Queries that the server runs for this database, ours excepted.</summary>
    private async Task<long> RunningAsync()
    {
        await using var connection = await SharedServer.Server.OpenAsync();
        return await DataLab.Catalog.PostgreSql.CatalogStore.CountAsync(
            connection,
            $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{archive.Database.Name}' AND state = 'active'",
            default
        );
    }

    [Test]
    public async Task The_time_limit_stops_a_query_that_computes()
    {
        var clock = Stopwatch.StartNew();
        var e = Assert.ThrowsAsync<ServiceException>(() => StartAsync(Endless, TimeSpan.FromMilliseconds(300)))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
        Assert.That(e.Message, Does.Contain("longer than 0.3 s"));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1.3)));
        Assert.That(await RunningAsync(), Is.Zero);
    }

    [Test]
    public async Task The_time_limit_covers_the_reading_of_rows()
    {
        var clock = Stopwatch.StartNew();
        await using var rows = await StartAsync(Streaming, Second);
        var e = Assert.ThrowsAsync<ServiceException>(() => ReadToTheEndAsync(rows))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
        Assert.That(clock.Elapsed, Is.LessThan(2 * Second));
    }

    [Test]
    public async Task The_time_limit_covers_a_reader_that_dawdles()
    {
        await using var rows = await StartAsync(Streaming, TimeSpan.FromSeconds(1));
        await Task.Delay(2000);
        Assert.That(await RunningAsync(), Is.Zero, "the server goes on");
        var e = Assert.ThrowsAsync<ServiceException>(async () => await rows.ReadAsync(default))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
    }

    [Test]
    public async Task Cancelling_stops_a_query_that_computes_within_a_second()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        // From the moment it is cancelled: on a busy machine the timer is late.
        var clock = new Stopwatch();
        using var starting = stop.Token.Register(clock.Start);
        Assert.ThrowsAsync<OperationCanceledException>(() => StartAsync(Endless, TimeSpan.Zero, ct: stop.Token));
        Assert.That(clock.IsRunning);
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1)));
        Assert.That(await RunningAsync(), Is.Zero);
    }

    [TestCase(QueryPurpose.Interactive)]
    [TestCase(QueryPurpose.Batch)]
    public async Task Cancelling_stops_a_query_that_is_being_read_within_a_second(QueryPurpose purpose)
    {
        using var stop = new CancellationTokenSource();
        await using var rows = await StartAsync(Streaming, TimeSpan.Zero, purpose, stop.Token);
        (await rows.ReadAsync(default))!.Dispose();
        var clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        Assert.ThrowsAsync<OperationCanceledException>(() => ReadToTheEndAsync(rows));
        Assert.That(clock.Elapsed, Is.LessThan(Second));
    }

    [Test]
    public async Task Leaving_a_query_half_read_frees_its_slot_within_a_second()
    {
        for (var i = 0; i < 6; i++)
        {
            var rows = await StartAsync(Streaming, TimeSpan.Zero);
            (await rows.ReadAsync(default))!.Dispose();
            var clock = Stopwatch.StartNew();
            await rows.DisposeAsync();
            Assert.That(clock.Elapsed, Is.LessThan(Second));
        }
        var answer = await archive.RowsAsync("SELECT 42", Column("n", "long"));
        Assert.That(answer.Single()[0], Is.EqualTo(42));
    }

    [Test]
    public async Task A_stopped_query_leaves_the_next_one_on_its_connection_alone()
    {
        for (var i = 0; i < 20; i++)
        {
            using var stop = new CancellationTokenSource();
            var rows = await StartAsync(Streaming, TimeSpan.Zero, ct: stop.Token);
            await stop.CancelAsync();
            await rows.DisposeAsync();
            var answer = await archive.RowsAsync(
                "SELECT count(*) FROM generate_series(1, 300000)",
                Column("n", "long")
            );
            Assert.That(answer.Single()[0], Is.EqualTo(300_000));
        }
    }

    [Test]
    public async Task A_query_waits_for_a_free_slot_no_longer_than_it_may_run()
    {
        await using var first = await StartAsync(Streaming, TimeSpan.Zero);
        await using var second = await StartAsync(Streaming, TimeSpan.Zero);
        var e = Assert.ThrowsAsync<ServiceException>(() => StartAsync("SELECT 1", TimeSpan.FromMilliseconds(200)))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        Assert.That(e.RetryAfter, Is.Not.Null);
        // Jobs have places of their own, and so has the question whether we are well.
        await using var job = await StartAsync("SELECT 1", TimeSpan.FromSeconds(10), QueryPurpose.Batch);
        await archive.Catalog.CheckAsync(default);
    }

    [Test]
    public async Task Closing_the_engine_stops_its_queries()
    {
        await using var rows = await StartAsync(Streaming, TimeSpan.Zero);
        await archive.Catalog.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
        var e = Assert.ThrowsAsync<ServiceException>(() => ReadToTheEndAsync(rows))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
    }

    [Test]
    public async Task A_reader_that_waits_takes_no_more_memory_than_a_few_batches()
    {
        await using var rows = await archive.Catalog.OpenAsync(
            archive.Translate("SELECT repeat('x', 100000) FROM generate_series(1, 100000)", Column("x", "char", "*")),
            NoLimit,
            default
        );
        await Task.Delay(500);
        Assert.That(GC.GetTotalMemory(forceFullCollection: true), Is.LessThan(100L << 20));
    }

    [Test]
    public async Task A_row_larger_than_every_buffer_arrives_whole()
    {
        var rows = await archive.RowsAsync(
            "SELECT repeat('x', 5000000) AS a, repeat('y', 3000000) AS b FROM generate_series(1, 3)",
            Column("a", "char", "*"),
            Column("b", "char", "*")
        );
        Assert.That(rows.Select(row => ((string)row[0]!).Length), Is.EqualTo(new[] { 5000000, 5000000, 5000000 }));
        Assert.That(rows.Select(row => ((string)row[1]!).Length), Is.EqualTo(new[] { 3000000, 3000000, 3000000 }));
    }
}
