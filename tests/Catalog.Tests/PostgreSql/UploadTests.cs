using System.Collections.Immutable;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using static DataLab.Catalog.Tests.Support.Archive;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>Queries that bring tables, on a role that may only read and have TEMP tables.</summary>
[Category("PostgreSql")]
public sealed class UploadTests
{
    private static readonly ImmutableArray<Field> Positions =
    [
        new("id", DataType.Int),
        new("ra", DataType.Double) { Unit = "deg", Ucd = "pos.eq.ra;meta.main" },
        new("dec", DataType.Double) { Unit = "deg", Ucd = "pos.eq.dec;meta.main" },
    ];

    private Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        archive = OnServer();
        await archive.IngestAsync("sky", "stars", () => new GeneratedSource(1000));
        await archive.OpenServerAsync(options => options with { Connections = 2 });
    }

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    private async Task<RowSource> RunAsync(string sql, Field[] columns, params (string Name, RowSource Rows)[] tables)
    {
        var session = await archive.Catalog.BeginAsync(NoLimit, Roomy, default);
        try
        {
            foreach (var (name, rows) in tables)
                await session.LoadAsync(name, rows);
            var query = Translate(
                session.Adql,
                sql,
                [
                    .. columns.Select(field =>
                        Column(field.Name, Formats.VoTable.VoTableNames.Of(field.DataType), field.ArraySize?.ToString())
                    ),
                ]
            );
            return await session.OpenAsync(query);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    [Test]
    public async Task An_upload_is_joined_with_published_tables_by_the_cell_that_we_compute()
    {
        var rows = Enumerable
            .Range(0, 1000)
            .Select(i =>
            {
                var (ra, dec) = GeneratedSource.Position(i, 1000);
                return new object?[] { i, ra, dec };
            })
            .ToArray();
        await using var result = await RunAsync(
            "SELECT s.id, u.c0 AS mine FROM {TAP_UPLOAD.mine} u JOIN {sky.stars} s ON u.c3 = s.hpx29 ORDER BY 1",
            [new Field("id", DataType.Long), new Field("mine", DataType.Int)],
            ("mine", new MemorySource(Positions, rows))
        );
        var back = await Cells.ReadAllAsync(result);
        Assert.That(back, Is.EqualTo(Enumerable.Range(0, 1000).Select(i => new object?[] { (long)i, i })));
    }

    [Test]
    public async Task Two_sessions_with_the_same_names_do_not_meet_and_nothing_is_left()
    {
        for (var round = 0; round < 5; round++)
        {
            await using var first = await archive.Catalog.BeginAsync(NoLimit, Roomy, default);
            await using var second = await archive.Catalog.BeginAsync(NoLimit, Roomy, default);
            await first.LoadAsync(
                "t",
                new MemorySource(
                    Positions,
                    [
                        [1, 10d, 10d],
                    ]
                )
            );
            await second.LoadAsync(
                "T",
                new MemorySource(
                    Positions,
                    [
                        [2, 10d, 10d],
                        [3, 10d, 10d],
                    ]
                )
            );
            await using var one = await first.OpenAsync(
                Translate(first.Adql, "SELECT c0 FROM {TAP_UPLOAD.t}", Column("id", "int"))
            );
            await using var two = await second.OpenAsync(
                Translate(second.Adql, "SELECT c0 FROM {TAP_UPLOAD.T} ORDER BY 1", Column("id", "int"))
            );
            Assert.That((await Cells.ReadAllAsync(one)).Select(row => row[0]), Is.EqualTo(new[] { 1 }));
            Assert.That((await Cells.ReadAllAsync(two)).Select(row => row[0]), Is.EqualTo(new[] { 2, 3 }));
        }
        var left = await archive.RowsAsync(
            "SELECT count(*) FROM pg_class WHERE relname LIKE 'upload%'",
            Column("n", "long")
        );
        Assert.That(left.Single()[0], Is.EqualTo(0));
    }

    [TestCase("2020-01-01T00:00:00", "timestamp", "2020-01-01T00:00:00")]
    [TestCase("2020-01-01T00:00:00.123", "timestamp", "2020-01-01T00:00:00.123")]
    [TestCase("2020-01-01", "timestamp", "2020-01-01")]
    [TestCase("2020-01-01T00:00:00.000Z", "timestamp", "2020-01-01T00:00:00")]
    [TestCase("2020-01-01 00:00:00", "timestamp", "2020-01-01T00:00:00")]
    [TestCase("yesterday", null, "yesterday")]
    [TestCase("2020-02-30T00:00:00", null, "2020-02-30T00:00:00")]
    [TestCase("2020-01-01T24:00:00", null, "2020-01-01T24:00:00")]
    [TestCase("2020-01-01T00:00:00.123456789", null, "2020-01-01T00:00:00.123456789")]
    public async Task Texts_are_instants_only_where_all_of_them_are(string sent, string? xtype, string expected)
    {
        Field field = new("t", DataType.Char) { ArraySize = ArraySize.Any, XType = "adql:TIMESTAMP" };
        await using var session = await archive.Catalog.BeginAsync(NoLimit, Roomy, default);
        await session.LoadAsync(
            "u",
            new MemorySource(
                [field],
                [
                    [sent],
                    [null],
                ]
            )
        );
        var column = session.Adql.Tables.Single(t => t.SchemaName == "TAP_UPLOAD").Columns.Single();
        Assert.That(column.Type.XType, Is.EqualTo(xtype));
        var query = Translate(
            session.Adql,
            "SELECT c0 FROM {TAP_UPLOAD.u} WHERE c0 IS NOT NULL",
            Column("t", "char", "*")
        );
        await using var result = await session.OpenAsync(query);
        Assert.That((await Cells.ReadAllAsync(result)).Single()[0], Is.EqualTo(expected));
    }

    [TestCase("Position ICRS 10.5 -20", true)]
    [TestCase("POSITION 10.5 -20.0", true)]
    [TestCase("Position FK5 TOPOCENTER SPHERICAL2 1.05e1 -20", true)]
    [TestCase("10.5 -20", true)]
    [TestCase("Position GALACTIC 10.5 -20", false)]
    [TestCase("10.5 south", false)]
    public async Task Positions_as_text_are_points(string sent, bool isPoint)
    {
        Field field = new("p", DataType.Char) { ArraySize = ArraySize.Any, XType = "adql:POINT" };
        await using var session = await archive.Catalog.BeginAsync(NoLimit, Roomy, default);
        await session.LoadAsync(
            "u",
            new MemorySource(
                [field],
                [
                    [sent],
                    [null],
                ]
            )
        );
        var columns = ColumnsOf(session.Adql, "TAP_UPLOAD", "u");
        Assert.That(columns[0].Type.XType, Is.EqualTo(isPoint ? "point" : null));
        await using var result = await session.OpenAsync(
            Translate(session.Adql, "SELECT c0 FROM {TAP_UPLOAD.u}", columns)
        );
        var rows = await Cells.ReadAllAsync(result);
        Assert.That(rows[0][0], isPoint ? Is.EqualTo(new object[] { 10.5, -20d }) : Is.EqualTo(sent));
        Assert.That(rows[1][0], Is.Null);
    }

    [Test]
    public async Task The_limits_of_uploads_hold()
    {
        await using var session = await archive.Catalog.BeginAsync(
            NoLimit,
            new UploadLimits(10, 1 << 20) { Columns = 3 },
            default
        );
        var rows = Enumerable.Range(0, 11).Select(i => new object?[] { i, 1d, 1d }).ToArray();
        var e = Assert.ThrowsAsync<ServiceException>(() => session.LoadAsync("t", new MemorySource(Positions, rows)))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
        var wide = Assert.ThrowsAsync<ServiceException>(() =>
            session.LoadAsync("w", new MemorySource([.. Positions, new Field("x", DataType.Int)], []))
        )!;
        Assert.That(wide.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
    }

    [Test]
    public async Task A_session_that_loads_for_too_long_is_stopped()
    {
        await using var session = await archive.Catalog.BeginAsync(
            new QueryLimits(TimeSpan.FromMilliseconds(300)),
            Roomy,
            default
        );
        var e = Assert.ThrowsAsync<ServiceException>(() => session.LoadAsync("t", new SlowSource()))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
        Assert.That(e.Message, Does.Contain("Loading the uploaded tables took longer than 0.3 s"));
    }

    [Test]
    public async Task Cancelling_stops_the_loading()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await using var session = await archive.Catalog.BeginAsync(NoLimit, Roomy, stop.Token);
        Assert.CatchAsync<OperationCanceledException>(() => session.LoadAsync("t", new SlowSource()));
    }

    [Test]
    public async Task The_query_of_a_session_can_write_nothing()
    {
        await using var rows = await RunAsync(
            "SELECT current_setting('transaction_read_only') AS x FROM {TAP_UPLOAD.t}",
            [new Field("x", DataType.Char) { ArraySize = ArraySize.Any }],
            (
                "t",
                new MemorySource(
                    Positions,
                    [
                        [1, 1d, 1d],
                    ]
                )
            )
        );
        Assert.That(await Cells.ReadAllAsync(rows), Is.EqualTo(new object?[][] { ["on"] }));
    }

    /// <summary>Rows for ever.</summary>
    private sealed class SlowSource : RowSource
    {
        public override TableDescription Table { get; } = new(Positions);

        public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            await Task.Delay(20, ct);
            return await new MemorySource(
                Positions,
                [
                    [1, 1d, 1d],
                ]
            ).ReadAsync(ct);
        }
    }
}
