using System.Collections.Immutable;
using DataLab.Adql;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Tests;

namespace DataLab.Catalog.Tests;

/// <summary>A query with tables of its own: what it sees, what it costs, and that nothing is left of it.</summary>
public sealed class UploadSessionTests
{
    private static readonly UploadLimits Roomy = new(1_000_000, 1L << 30);
    private static readonly QueryLimits NoLimit = new(TimeSpan.Zero);

    private static readonly ImmutableArray<Field> Positions =
    [
        new("id", DataType.Int),
        new("ra", DataType.Double) { Unit = "deg", Ucd = "pos.eq.ra;meta.main" },
        new("dec", DataType.Double) { Unit = "deg", Ucd = "pos.eq.dec;meta.main" },
    ];

    [Test]
    public async Task An_upload_comes_back_with_its_values_and_metadata()
    {
        await using var archive = await OpenAsync();
        ImmutableArray<Field> fields =
        [
            new("a b\"c", DataType.Long)
            {
                Unit = "km/s",
                Ucd = "spect.dopplerVeloc",
                Utype = "x:y",
                Description = "D",
            },
            new("select", DataType.Char) { ArraySize = ArraySize.Any, XType = "hms" },
        ];
        object?[][] rows =
        [
            [1L, ""],
            [null, "é"],
            [long.MinValue, null],
        ];
        await using var result = await RunAsync(
            archive,
            "SELECT * FROM TAP_UPLOAD.T",
            ("t", new MemorySource(fields, rows))
        );
        // A text with characters outside ASCII is unicodeChar, whatever it was said to be.
        Assert.That(
            result.Fields,
            Is.EqualTo([fields[0], fields[1] with { DataType = DataType.UnicodeChar }]).UsingPropertiesComparer()
        );
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(rows));
    }

    [TestCase("2020-01-01T00:00:00", "2020-01-01T00:00:00")]
    [TestCase("2020-01-01T00:00:00.123", "2020-01-01T00:00:00.123")]
    [TestCase("2020-01-01", "2020-01-01")]
    [TestCase("2020-01-01T00:00:00.000Z", "2020-01-01T00:00:00")]
    [TestCase("2020-01-01 00:00:00", "2020-01-01T00:00:00")]
    public async Task Uploaded_timestamps_are_compared_as_instants_and_have_the_xtype_of_today(
        string sent,
        string expected
    )
    {
        await using var archive = await OpenAsync();
        Field field = new("t", DataType.Char) { ArraySize = ArraySize.Any, XType = "adql:TIMESTAMP" };
        object?[][] rows =
        [
            [sent],
            [null],
        ];
        await using var result = await RunAsync(
            archive,
            "SELECT t FROM TAP_UPLOAD.u WHERE t >= '2019-12-31T23:59:59' AND t < '2020-01-01T12:00:00'",
            ("u", new MemorySource([field], rows))
        );
        Assert.That(result.Fields[0].XType, Is.EqualTo("timestamp"));
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(new object?[][] { [expected] }));
    }

    [TestCase("yesterday")]
    [TestCase("2020-02-30T00:00:00")]
    [TestCase("2020-01-01T00:00:00.123456789")]
    public async Task Texts_that_are_no_timestamps_stay_what_they_are(string sent)
    {
        await using var archive = await OpenAsync();
        Field field = new("t", DataType.Char) { ArraySize = ArraySize.Any, XType = "timestamp" };
        object?[][] rows =
        [
            ["2020-01-01T00:00:00"],
            [sent],
        ];
        await using var result = await RunAsync(
            archive,
            "SELECT t FROM TAP_UPLOAD.u",
            ("u", new MemorySource([field], rows))
        );
        Assert.That(result.Fields[0].XType, Is.Null);
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(rows));
    }

    [TestCase("Position ICRS 10.5 -20")]
    [TestCase("POSITION 10.5 -20.0")]
    [TestCase("Position FK5 TOPOCENTER SPHERICAL2 1.05e1 -20")]
    [TestCase("10.5 -20")]
    public async Task Positions_as_text_are_points(string sent)
    {
        await using var archive = await OpenAsync();
        Field field = new("p", DataType.Char) { ArraySize = ArraySize.Any, XType = "adql:POINT" };
        object?[][] rows =
        [
            [sent],
            [null],
        ];
        await using var result = await RunAsync(
            archive,
            "SELECT p, COORD2(p) AS d FROM TAP_UPLOAD.u WHERE 1 = CONTAINS(p, CIRCLE(10.5, -20.1, 0.2))",
            ("u", new MemorySource([field], rows))
        );
        Assert.That(
            await Cells.ReadAllAsync(result),
            Is.EqualTo(new object?[][] { [new object[] { 10.5, -20.0 }, -20.0] })
        );
    }

    [TestCase("Position GALACTIC 1 2")]
    [TestCase("Circle ICRS 1 2 3")]
    [TestCase("abc")]
    public async Task Texts_that_are_no_positions_stay_what_they_are(string sent)
    {
        await using var archive = await OpenAsync();
        Field field = new("p", DataType.Char) { ArraySize = ArraySize.Any, XType = "adql:POINT" };
        object?[][] rows =
        [
            [sent],
        ];
        await using var result = await RunAsync(
            archive,
            "SELECT * FROM TAP_UPLOAD.u",
            ("u", new MemorySource([field], rows))
        );
        Assert.That((result.Fields[0].XType, result.Fields[0].IsText), Is.EqualTo(((string?)null, true)));
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(rows));
    }

    [Test]
    public async Task Shapes_work_in_functions_whatever_the_width_of_their_numbers()
    {
        await using var archive = await OpenAsync();
        ImmutableArray<Field> fields =
        [
            new("p", DataType.Float) { ArraySize = ArraySize.Of(2), XType = "point" },
            new("c", DataType.Double) { ArraySize = ArraySize.Of(3), XType = "circle" },
            new("g", DataType.Double) { ArraySize = ArraySize.Any, XType = "polygon" },
        ];
        object?[][] rows =
        [
            [
                new object[] { 10f, 5f },
                new object[] { 10.0, 5.0, 1.0 },
                new object[] { 9.0, 4.0, 11.0, 4.0, 10.0, 7.0 },
            ],
        ];
        await using var result = await RunAsync(
            archive,
            "SELECT CONTAINS(p, c) AS a, CONTAINS(p, g) AS b, INTERSECTS(c, g) AS i FROM TAP_UPLOAD.u",
            ("u", new MemorySource(fields, rows))
        );
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(new object?[][] { [1, 1, 1] }));
    }

    [Test]
    public async Task A_cross_match_takes_the_cells_of_the_upload_and_finds_every_pair_once()
    {
        const int stars = 20_000;
        await using var archive = new Archive();
        await archive.IngestAsync("s", "stars", GeneratedSource.StarFields, [], StarsOf(stars));
        await archive.OpenAsync();
        var rows = Enumerable
            .Range(0, 3000)
            .Select(i =>
            {
                var (ra, dec) = GeneratedSource.Position(i * 5, stars);
                return new object?[] { i * 5, ra, Math.Clamp(dec + 0.5 / 3600, -90, 90) };
            })
            .Append([-1, double.NaN, 0.0])
            .Append([-2, null, null])
            .ToArray();
        await using var session = await archive.Catalog.BeginAsync(NoLimit, Roomy, default);
        await session.LoadAsync("mine", new MemorySource(Positions, rows));
        var query = Translate(
            archive,
            session,
            "SELECT u.id AS uid, s.id AS sid FROM TAP_UPLOAD.mine AS u JOIN s.stars AS s "
                + "ON DISTANCE(POINT(u.ra, u.dec), POINT(s.ra, s.dec)) < 1/3600."
        );
        Assert.That(query.Sql, Does.Contain("hpx29"));
        var position = session.Adql.Tables[^1].Position!;
        Assert.That((position.Ra, position.Dec, session.Adql.Tables[^1].Rows), Is.EqualTo(("ra", "dec", 3002)));
        await using var result = await session.OpenAsync(query);
        var pairs = await Cells.ReadAllAsync(result);
        Assert.That(
            pairs.Select(pair => (long)pair[1]!),
            Is.EquivalentTo(Enumerable.Range(0, 3000).Select(i => i * 5L))
        );
        Assert.That(pairs.All(pair => (int)pair[0]! == (long)pair[1]!), Is.True);
    }

    [Test]
    public async Task A_small_upload_keeps_its_order_and_a_large_one_is_sorted_by_cell()
    {
        await using var archive = await OpenAsync();
        foreach (var rows in new[] { 1000, 130_000 })
        {
            await using var session = await archive.Catalog.BeginAsync(NoLimit, Roomy, default);
            await session.LoadAsync("u", new GeneratedSource(rows));
            await using var result = await session.OpenAsync(
                Translate(archive, session, "SELECT id FROM TAP_UPLOAD.u")
            );
            var ids = (await Cells.ReadAllAsync(result)).Select(row => (long)row[0]!).ToArray();
            Assert.That(ids, Is.Unique.And.Length.EqualTo(rows));
            Assert.That(ids.Zip(ids.Skip(1)).All(pair => pair.First < pair.Second), Is.EqualTo(rows == 1000));
        }
    }

    [Test]
    public async Task Several_uploads_join_with_each_other()
    {
        await using var archive = await OpenAsync();
        Field id = new("id", DataType.Int);
        await using var result = await RunAsync(
            archive,
            "SELECT a.id FROM TAP_UPLOAD.a AS a JOIN TAP_UPLOAD.B AS b ON a.id = b.id",
            ("a", new MemorySource([id], new object?[][] { [1], [2] })),
            ("b", new MemorySource([id], new object?[][] { [2], [3] }))
        );
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(new object?[][] { [2] }));
    }

    private static string TemporaryTables =>
        TestEngine.IsPostgreSql
            ? "SELECT count(*) FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'"
            : "SELECT count(*) FROM duckdb_tables() WHERE temporary";

    [Test]
    public async Task Nobody_else_sees_an_upload_and_nothing_is_left_of_it()
    {
        await using var archive = await OpenAsync(connections: 2);
        for (var i = 0; i < 5; i++)
        {
            await using (
                var result = await RunAsync(archive, "SELECT * FROM TAP_UPLOAD.u", ("u", new GeneratedSource(10)))
            )
            {
                var other = AdqlQuery.Translate(
                    "SELECT * FROM TAP_UPLOAD.u",
                    archive.Catalog.Snapshot.Adql,
                    archive.Catalog.Dialect
                );
                Assert.That(other.Succeeded, Is.False);
            }
            Assert.That(archive.RunningQueries, Is.Zero);
            await using var left = await archive.Catalog.OpenAsync(
                archive.Translate(TemporaryTables, Archive.Column("n", "long")),
                NoLimit,
                default
            );
            Assert.That(await Cells.ReadAllAsync(left), Is.EqualTo(new object?[][] { [0L] }));
        }
    }

    [Test]
    public async Task Too_many_rows_are_refused_by_number()
    {
        await using var archive = await OpenAsync();
        var error = await FailsAsync(archive, new UploadLimits(5000, 1 << 30), new GeneratedSource(10_000));
        Assert.That((error.Kind, error.Message), Is.EqualTo((ErrorKind.LimitExceeded, error.Message)));
        Assert.That(error.Message, Does.Contain("5000 rows").And.Contain("\"u\""));
    }

    [Test]
    public async Task Too_many_bytes_are_refused_by_number()
    {
        await using var archive = await OpenAsync();
        var error = await FailsAsync(archive, new UploadLimits(1_000_000, 100_000), new GeneratedSource(10_000));
        Assert.That(error.Message, Does.Contain("100000 bytes").And.Contain("\"u\""));
    }

    [Test]
    public async Task Too_many_columns_are_refused_by_number()
    {
        await using var archive = await OpenAsync();
        var fields = Enumerable.Range(0, 6).Select(i => new Field("c" + i, DataType.Int)).ToImmutableArray();
        var error = await FailsAsync(archive, Roomy with { Columns = 5 }, new MemorySource(fields, []));
        Assert.That(error.Message, Does.Contain("6 columns").And.Contain("5"));
    }

    [Test]
    public async Task The_time_limit_covers_the_loading()
    {
        await using var archive = await OpenAsync();
        await using var session = await archive.Catalog.BeginAsync(
            new QueryLimits(TimeSpan.FromSeconds(0.5)),
            new UploadLimits(long.MaxValue, long.MaxValue),
            default
        );
        var error = Assert.ThrowsAsync<ServiceException>(() =>
            session.LoadAsync("u", new GeneratedSource(500_000_000))
        )!;
        Assert.That(error.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
        Assert.That(error.Message, Does.Contain("0.5 s"));
    }

    [Test]
    public async Task The_time_limit_covers_loading_and_query_together()
    {
        await using var archive = await OpenAsync();
        await using var session = await archive.Catalog.BeginAsync(
            new QueryLimits(TimeSpan.FromSeconds(1.5)),
            Roomy,
            default
        );
        await session.LoadAsync("u", new GeneratedSource(100_000));
        var query = Translate(
            archive,
            session,
            "SELECT COUNT(*) FROM TAP_UPLOAD.u AS a, TAP_UPLOAD.u AS b WHERE a.mag + b.mag > 1e9"
        );
        var error = Assert.ThrowsAsync<ServiceException>(() => session.OpenAsync(query))!;
        Assert.That(error.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
    }

    [Test]
    public async Task Cancelling_stops_the_loading()
    {
        await using var archive = await OpenAsync();
        using var stop = new CancellationTokenSource(300);
        await using var session = await archive.Catalog.BeginAsync(
            NoLimit,
            new UploadLimits(long.MaxValue, long.MaxValue),
            stop.Token
        );
        Assert.That(
            async () => await session.LoadAsync("u", new GeneratedSource(500_000_000)),
            Throws.InstanceOf<OperationCanceledException>()
        );
    }

    [Test]
    public async Task A_source_that_is_not_what_it_says_leaves_the_session_usable()
    {
        await using var archive = await OpenAsync();
        await using var session = await archive.Catalog.BeginAsync(NoLimit, Roomy, default);
        Assert.ThrowsAsync<TableFormatException>(() => session.LoadAsync("bad", new BrokenSource()));
        await session.LoadAsync("good", new GeneratedSource(3));
        await using var result = await session.OpenAsync(Translate(archive, session, "SELECT id FROM TAP_UPLOAD.good"));
        Assert.That(await Cells.ReadAllAsync(result), Has.Count.EqualTo(3));
    }

    [Test]
    [Category("DuckDb")]
    public async Task An_upload_larger_than_memory_is_spilled()
    {
        await using var archive = new Archive();
        await archive.OpenAsync(o => o with { MemoryLimit = 96 << 20 });
        await using var result = await RunAsync(
            archive,
            "SELECT COUNT(*) AS n, SUM(id) AS s FROM TAP_UPLOAD.u",
            ("u", new GeneratedSource(3_000_000)),
            new UploadLimits(long.MaxValue, long.MaxValue)
        );
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(new object?[][] { [3_000_000L, 4_499_998_500_000L] }));
    }

    [Test]
    public async Task A_session_nobody_asked_anything_of_ends_cleanly()
    {
        await using var archive = await OpenAsync(connections: 1);
        for (var i = 0; i < 3; i++)
        {
            await using var session = await archive.Catalog.BeginAsync(NoLimit, Roomy, default);
            await session.LoadAsync("u", new GeneratedSource(10));
        }
        Assert.That(archive.RunningQueries, Is.Zero);
    }

    private static async Task<Archive> OpenAsync(int? connections = null)
    {
        var archive = new Archive();
        await archive.OpenAsync(connections);
        return archive;
    }

    private static Func<Ingest.IngestRequest, Ingest.IngestRequest> StarsOf(int rows) =>
        request =>
            request with
            {
                Sources =
                [
                    Ingest.IngestSource.Rows("stars", _ => Task.FromResult<RowSource>(new GeneratedSource(rows))),
                ],
            };

    private static Task<RowSource> RunAsync(Archive archive, string adql, params (string, RowSource)[] tables) =>
        RunAsync(archive, adql, tables, Roomy);

    private static Task<RowSource> RunAsync(
        Archive archive,
        string adql,
        (string, RowSource) table,
        UploadLimits limits
    ) => RunAsync(archive, adql, [table], limits);

    private static async Task<RowSource> RunAsync(
        Archive archive,
        string adql,
        (string Name, RowSource Rows)[] tables,
        UploadLimits limits
    )
    {
        var session = await archive.Catalog.BeginAsync(NoLimit, limits, default);
        try
        {
            foreach (var (name, rows) in tables)
                await session.LoadAsync(name, rows);
            return await session.OpenAsync(Translate(archive, session, adql));
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private static Translation Translate(Archive archive, QuerySession session, string adql)
    {
        var query = AdqlQuery.Translate(adql, session.Adql, archive.Catalog.Dialect);
        Assert.That(query.Succeeded, Is.True, string.Join("\n", query.Diagnostics));
        return query;
    }

    private static async Task<ServiceException> FailsAsync(Archive archive, UploadLimits limits, RowSource rows)
    {
        await using var session = await archive.Catalog.BeginAsync(NoLimit, limits, default);
        return Assert.ThrowsAsync<ServiceException>(() => session.LoadAsync("u", rows))!;
    }

    private sealed class BrokenSource : RowSource
    {
        public override TableDescription Table { get; } = new([new Field("x", DataType.Int)]);

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) =>
            throw new TableFormatException("Row 1 is broken.") { Line = 1 };
    }
}
