using System.Collections.Immutable;
using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;
using DataLab.Catalog;
using DataLab.Formats;

namespace DataLab.Tap.Tests;

/// <summary>Limits and places around an engine that gives as many rows as are read.</summary>
public sealed class TapServiceTests
{
    private static readonly Table Stars = new("s", "stars", "stars", [new Column("x", "x", new ColumnType("int"))]);

    private static readonly TapRun Sync = new(QueryPurpose.Interactive, TimeSpan.FromSeconds(600));

    [Test]
    public async Task Rows_beyond_MaxRec_are_cut_and_the_reason_names_the_parameter()
    {
        await using var rows = await OpenAsync(new EndlessEngine(), new TapOptions(), 10);
        Assert.That(await CountAsync(rows), Is.EqualTo(10));
        Assert.That((rows.Overflowed, rows.OverflowReason), Is.EqualTo((true, rows.OverflowReason)));
        Assert.That(rows.OverflowReason, Does.Contain("MAXREC"));
    }

    [Test]
    public async Task Without_MaxRec_the_default_cuts_and_says_how_to_get_more()
    {
        await using var rows = await OpenAsync(new EndlessEngine(), new TapOptions { DefaultMaxRec = 7 }, null);
        Assert.That(await CountAsync(rows), Is.EqualTo(7));
        Assert.That(rows.OverflowReason, Does.Contain("default").And.Contain("MAXREC"));
    }

    [Test]
    public async Task MaxRec_zero_does_not_run_the_query()
    {
        var engine = new EndlessEngine();
        await using var rows = await OpenAsync(engine, new TapOptions(), 0);
        Assert.That((await CountAsync(rows), rows.Overflowed, engine.Opened), Is.EqualTo((0, true, 0)));
    }

    [Test]
    public async Task A_full_house_is_unavailable_and_a_finished_query_makes_room()
    {
        var tap = new TapService(new EndlessEngine(), new TapOptions { SyncConcurrency = 1, SyncQueueSeconds = 0 });
        var first = await tap.OpenAsync(Request(5), Sync, CancellationToken.None);
        var error = Assert.ThrowsAsync<ServiceException>(() => tap.OpenAsync(Request(5), Sync, CancellationToken.None));
        Assert.That(error!.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        await first.DisposeAsync();
        await using var second = await tap.OpenAsync(Request(5), Sync, CancellationToken.None);
        Assert.That(await CountAsync(second), Is.EqualTo(5));
    }

    [Test]
    public async Task A_user_with_many_queries_leaves_places_and_turns_to_others()
    {
        var options = new TapOptions { SyncConcurrency = 2, SyncConcurrencyPerUser = 1 };
        var tap = new TapService(new EndlessEngine(), options);
        await using var first = await tap.OpenAsync(Request(5), By("a"), CancellationToken.None);
        using var gone = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 100).Select(_ => tap.OpenAsync(Request(5), By("a"), gone.Token)).ToArray();
        await using var other = await tap.OpenAsync(Request(5), By("b"), CancellationToken.None);
        Assert.That(await CountAsync(other), Is.EqualTo(5));
        await gone.CancelAsync();
        foreach (var query in waiting)
            Assert.That(async () => await query, Throws.InstanceOf<OperationCanceledException>());

        static TapRun By(string user) => Sync with { ShareKey = user };
    }

    [Test]
    public void A_query_that_fails_gives_its_place_back()
    {
        var engine = new EndlessEngine { Failure = new ServiceException(ErrorKind.LimitExceeded, "Too long.") };
        var tap = new TapService(engine, new TapOptions { SyncConcurrency = 1, SyncQueueSeconds = 0 });
        for (var i = 0; i < 3; i++)
        {
            var e = Assert.ThrowsAsync<ServiceException>(() => tap.OpenAsync(Request(5), Sync, default))!;
            Assert.That(e.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
        }
    }

    [TestCase(1, true)]
    [TestCase(2, false)]
    public async Task A_query_whose_tables_were_replaced_is_translated_again_once(int times, bool runs)
    {
        var outdated = new ServiceException(ErrorKind.ServiceUnavailable, "Replaced.") { IsOutdated = true };
        var engine = new EndlessEngine { Failure = outdated, Failures = times };
        if (runs)
            await using (var rows = await OpenAsync(engine, new TapOptions(), 5))
                Assert.That(await CountAsync(rows), Is.EqualTo(5));
        else
            Assert.ThrowsAsync<ServiceException>(() => OpenAsync(engine, new TapOptions(), 5));
        Assert.That(engine.Opened, Is.EqualTo(2));
    }

    private static async Task<RowSource> OpenAsync(ICatalogEngine engine, TapOptions options, long? maxRec)
    {
        var tap = new TapService(engine, options);
        return await tap.OpenAsync(Request(maxRec), Sync, CancellationToken.None);
    }

    private static TapRequest Request(long? maxRec) =>
        new("SELECT x FROM s.stars", "ADQL", new TableFormats().Default, maxRec, null);

    private static async Task<int> CountAsync(RowSource rows)
    {
        var count = 0;
        while (await rows.ReadAsync(CancellationToken.None) is { } batch)
            count += batch.Count;
        return count;
    }

    private sealed class EndlessEngine : ICatalogEngine
    {
        public int Opened { get; private set; }

        public ServiceException? Failure { get; init; }

        /// <summary>The first so many fail.</summary>
        public int Failures { get; init; } = int.MaxValue;

        public SqlDialect Dialect { get; } = DuckDbDialect.Instance;

        public CatalogSnapshot Snapshot { get; } = new(1, DateTimeOffset.UnixEpoch, [], new Schema([Stars]));

        public Task<RowSource> OpenAsync(Translation query, QueryLimits limits, CancellationToken ct)
        {
            Opened++;
            if (Failure is not null && Opened <= Failures)
                throw Failure;
            return Task.FromResult<RowSource>(new EndlessRows());
        }

        public Task<QuerySession> BeginAsync(QueryLimits limits, UploadLimits uploads, CancellationToken ct) =>
            throw new ServiceException(ErrorKind.ServiceUnavailable, "These tests bring no tables.");

        public Task CheckAsync(CancellationToken ct) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class EndlessRows : RowSource
    {
        public override TableDescription Table { get; } = new([new Field("x", DataType.Int)]);

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            var column = new ValueVector<int>();
            column.Reset(4);
            return ValueTask.FromResult<RowBatch?>(
                new RowBatch(ImmutableArray.Create<ColumnVector>(column)) { Count = 4 }
            );
        }
    }
}
