using System.Diagnostics;
using DataLab.Adql;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>Queries end when they must: by time limit, by the caller, by the reader's leaving.</summary>
[Category("DuckDb")]
public sealed class QueryLimitTests
{
    /// <summary>Computes for minutes before the first row.</summary>
    private const string Endless =
        "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range * b.range % 7 = 3";

    /// <summary>Rows without end, at once.</summary>
    private const string Streaming = "SELECT a.range AS n FROM range(100000000) a, range(100000) b";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private Archive archive = null!;

    [SetUp]
    public async Task Open()
    {
        archive = new Archive();
        await archive.OpenAsync(options => options with { MaxConnections = 2 });
    }

    [TearDown]
    public async Task Close() => await archive.DisposeAsync();

    private Task<RowSource> StartAsync(string sql, TimeSpan limit, CancellationToken ct = default) =>
        archive.Catalog.OpenAsync(new Translation(sql, [Archive.Column("n", "long")], []), new QueryLimits(limit), ct);

    [Test]
    public void The_time_limit_stops_a_query_that_computes()
    {
        var clock = Stopwatch.StartNew();
        var e = Assert.ThrowsAsync<ServiceException>(() => StartAsync(Endless, TimeSpan.FromMilliseconds(300)))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
        Assert.That(e.Message, Does.Contain("longer than 0.3 s"));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1.3)));
    }

    [Test]
    public async Task The_time_limit_covers_the_reading_of_rows()
    {
        await using var rows = await StartAsync(Streaming, TimeSpan.FromMilliseconds(300));
        var clock = Stopwatch.StartNew();
        var e = Assert.ThrowsAsync<ServiceException>(async () =>
        {
            while (await rows.ReadAsync(default) is { } batch)
                batch.Dispose();
        })!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1.3)));
    }

    [Test]
    public async Task The_time_limit_covers_a_reader_that_dawdles()
    {
        await using var rows = await StartAsync(Streaming, TimeSpan.FromMilliseconds(200));
        await Task.Delay(500);
        var e = Assert.ThrowsAsync<ServiceException>(async () => await rows.ReadAsync(default))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
    }

    [Test]
    public void Cancelling_stops_a_query_that_computes_within_a_second()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var clock = Stopwatch.StartNew();
        Assert.ThrowsAsync<OperationCanceledException>(() => StartAsync(Endless, TimeSpan.Zero, stop.Token));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1.2)));
        Assert.That(archive.RunningQueries, Is.Zero);
    }

    [Test]
    public async Task Cancelling_stops_a_query_that_is_being_read_within_a_second()
    {
        using var stop = new CancellationTokenSource();
        await using var rows = await StartAsync(Streaming, TimeSpan.Zero, stop.Token);
        (await rows.ReadAsync(default))!.Dispose();
        var clock = Stopwatch.StartNew();
        await stop.CancelAsync();
        Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            while (await rows.ReadAsync(default) is { } batch)
                batch.Dispose();
        });
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
        var answer = await archive.RowsAsync("SELECT 42", Archive.Column("n", "long"));
        Assert.That(answer.Single()[0], Is.EqualTo(42));
    }

    [Test]
    public async Task A_stopped_query_leaves_the_next_one_on_its_connection_alone()
    {
        for (var i = 0; i < 20; i++)
        {
            using var stop = new CancellationTokenSource();
            var rows = await StartAsync(Streaming, TimeSpan.Zero, stop.Token);
            await stop.CancelAsync();
            await rows.DisposeAsync();
            var answer = await archive.RowsAsync("SELECT count(*) FROM range(1000000)", Archive.Column("n", "long"));
            Assert.That(answer.Single()[0], Is.EqualTo(1_000_000));
        }
    }

    [Test]
    public async Task A_query_waits_for_a_free_slot_no_longer_than_it_may_run()
    {
        await using var first = await StartAsync(Streaming, TimeSpan.Zero);
        await using var second = await StartAsync(Streaming, TimeSpan.Zero);
        var e = Assert.ThrowsAsync<ServiceException>(() => StartAsync("SELECT 1", TimeSpan.FromMilliseconds(200)))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
    }

    [Test]
    public async Task Closing_the_engine_stops_its_queries()
    {
        await using var rows = await StartAsync(Streaming, TimeSpan.Zero);
        await archive.Catalog.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
        var e = Assert.ThrowsAsync<ServiceException>(async () =>
        {
            while (await rows.ReadAsync(default) is { } batch)
                batch.Dispose();
        })!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
    }

    [Test]
    public void Too_little_memory_and_disk_is_a_limit_not_a_fault()
    {
        var e = Assert.ThrowsAsync<ServiceException>(async () =>
        {
            await using var small = new Archive();
            await small.OpenAsync(o => o with { MemoryLimit = 64 << 20, TempLimit = 1 << 20 });
            await small.RowsAsync(
                "SELECT count(*) FROM (SELECT range, repeat('x', 200) || range AS s FROM range(5000000) ORDER BY s) GROUP BY s",
                Archive.Column("n", "long")
            );
        })!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.LimitExceeded), e.InnerException?.Message);
    }

    [TestCase("SELECT CAST('abc' || range AS INTEGER) FROM range(3)", "Could not convert string 'abc0' to INTEGER.")]
    [TestCase("SELECT CAST(range * 1e30 AS BIGINT) FROM range(1, 3)", "out of range")]
    [TestCase("SELECT sqrt(-1 - range) FROM range(3)", "square root of a negative number")]
    [TestCase("SELECT 9223372036854775807 + range FROM range(1, 3)", "Overflow in addition of BIGINT")]
    public void What_the_data_defeat_is_the_users_error_in_plain_words(string sql, string words)
    {
        var e = Assert.ThrowsAsync<ServiceException>(() => archive.RowsAsync(sql, Archive.Column("n", "long")))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(e.Message, Does.Contain(words));
        Assert.That(e.Message, Does.Not.Contain("LINE").And.Not.Contain("SELECT").And.Not.Contain("INT64"));
    }

    [TestCase("SELECT nothing FROM nowhere")]
    [TestCase("SELEC 1")]
    [TestCase("SELECT 1; SELECT 2")]
    public void What_only_we_can_have_got_wrong_is_a_fault_without_details(string sql)
    {
        var e = Assert.ThrowsAsync<ServiceException>(() => archive.RowsAsync(sql, Archive.Column("n", "long")))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.Fault));
        Assert.That(e.Message, Does.Not.Contain("SELEC").And.Not.Contain("nowhere"));
        Assert.That(e.InnerException, Is.Not.Null);
    }

    [Test, Repeat(20)]
    public async Task An_error_half_way_comes_after_the_rows_before_it()
    {
        var sql =
            "SELECT CASE WHEN range < 500000 THEN range ELSE CAST('x' || range AS BIGINT) END FROM range(1000000)";
        await using var rows = await StartAsync(sql, TimeSpan.Zero);
        var read = 0;
        var e = Assert.ThrowsAsync<ServiceException>(async () =>
        {
            while (await rows.ReadAsync(default) is { } batch)
            {
                using (batch)
                    read += batch.Count;
            }
        })!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(read, Is.GreaterThan(0));
    }
}
