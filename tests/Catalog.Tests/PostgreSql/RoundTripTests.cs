using System.Collections.Immutable;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using static DataLab.Catalog.Tests.Support.Archive;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>What goes in comes out: every VOTable type, through ingest, database and query, and as an upload.</summary>
[Category("PostgreSql")]
[Parallelizable]
public sealed class RoundTripTests
{
    private static readonly Field Id = new("id", DataType.Int);

    private Archive archive = null!;

    [OneTimeSetUp]
    public async Task Open() => archive = await OpenServerEmptyAsync();

    [OneTimeTearDown]
    public async Task Close() => await archive.DisposeAsync();

    [TestCaseSource(typeof(TypeRoundTripTests), nameof(TypeRoundTripTests.Columns))]
    public async Task Values_come_out_as_they_went_in(Field field, object?[] cells)
    {
        // Many rows, so that values cross batches.
        var rows = Enumerable.Range(0, 5000).Select(i => new[] { i, cells[i % cells.Length] }).ToArray();
        await archive.IngestAsync("s", "t", [Id, field], rows, request => request with { Replace = true });
        await archive.Catalog.RefreshAsync();

        var back = await archive.RowsAsync("SELECT id, x FROM {s.t} ORDER BY id", archive.ColumnsOf("s", "t"));

        Assert.That(back.Count, Is.EqualTo(rows.Length));
        for (var i = 0; i < rows.Length; i++)
            Assert.That(back[i][1], Is.EqualTo(rows[i][1]), $"row {i}");
    }

    [TestCaseSource(typeof(TypeRoundTripTests), nameof(TypeRoundTripTests.Columns))]
    public async Task Uploaded_values_come_out_as_they_went_in(Field field, object?[] cells)
    {
        if (field.XType == "timestamp")
            // As on the embedded engine, instants of uploads come back in one form.
            cells = ["2020-01-01T00:00:00", "2020-01-01T00:00:00.100", null];
        var rows = cells.Select((cell, i) => new[] { i, cell }).ToArray();
        await using var session = await archive.Catalog.BeginAsync(NoLimit, Roomy, default);
        await session.LoadAsync("u", new MemorySource([Id, field], rows));
        var columns = ColumnsOf(session.Adql, "TAP_UPLOAD", "u");
        var query = Translate(session.Adql, "SELECT c0, c1 FROM {TAP_UPLOAD.u} ORDER BY c0", columns);
        await using var result = await session.OpenAsync(query);
        Assert.That(await Cells.ReadAllAsync(result), Is.EqualTo(rows));
    }

    [Test]
    public async Task Regular_instants_are_stored_as_instants_and_leave_letter_by_letter()
    {
        var field = new Field("x", DataType.Char) { ArraySize = ArraySize.Any, XType = "timestamp" };
        object?[][] rows =
        [
            [1, "1969-12-31T23:59:59.999999"],
            [2, "2000-01-01T00:00:00"],
            [3, "0001-02-03T04:05:06.070"],
            [4, null],
            [5, "9999-12-31T23:59:59"],
        ];
        await archive.IngestAsync("s", "instants", [Id, field], rows);
        await archive.Catalog.RefreshAsync();
        var columns = archive.ColumnsOf("s", "instants");
        Assert.That(await archive.RowsAsync("SELECT id, x FROM {s.instants} ORDER BY id", columns), Is.EqualTo(rows));
        Assert.That(
            await archive.RowsAsync("SELECT pg_typeof(x)::text FROM {s.instants} LIMIT 1", Column("t", "char", "*")),
            Is.EqualTo(new object?[][] { ["timestamp without time zone"] })
        );
    }

    [TestCase("0::numeric", "double", 0d)]
    [TestCase("123456789012345678::numeric", "long", 123456789012345678L)]
    [TestCase("-12345.000678900::numeric", "double", -12345.0006789)]
    [TestCase("0.00001234::numeric", "double", 0.00001234)]
    [TestCase("10000::numeric", "long", 10000L)]
    [TestCase("1e300::numeric", "double", 1e300)]
    [TestCase("-1.5e-300::numeric", "double", -1.5e-300)]
    [TestCase("'NaN'::numeric", "double", double.NaN)]
    [TestCase("'-Infinity'::numeric", "double", double.NegativeInfinity)]
    [TestCase("12::smallint", "int", 12)]
    [TestCase("12::bigint", "short", (short)12)]
    [TestCase("1.25::real", "double", 1.25d)]
    [TestCase("1.25::double precision", "float", 1.25f)]
    [TestCase("true", "int", 1)]
    [TestCase("1", "boolean", true)]
    public async Task Numbers_become_the_type_that_was_announced(string sql, string type, object expected) =>
        Assert.That(
            await archive.RowsAsync($"SELECT {sql} AS x", Column("x", type)),
            Is.EqualTo(new object?[][] { [expected] })
        );

    [TestCase("170141183460469231731687303715884105727::numeric", "long")]
    [TestCase("3000000000::bigint", "int")]
    [TestCase("-1::integer", "unsignedByte")]
    [TestCase("1e300::double precision", "long")]
    public void A_number_that_does_not_fit_is_the_querys_fault(string sql, string type)
    {
        var e = Assert.ThrowsAsync<ServiceException>(() => archive.RowsAsync($"SELECT {sql} AS x", Column("x", type)));
        Assert.That((e!.Kind, e.Message), Is.EqualTo((ErrorKind.UsageError, e.Message)));
        Assert.That(e.Message, Does.Contain("\"x\""));
    }

    [TestCase("timestamp '2020-01-02 03:04:05.25'", "2020-01-02T03:04:05.250")]
    [TestCase("timestamptz '2020-01-02 03:04:05+01'", "2020-01-02T02:04:05")]
    [TestCase("date '2020-01-02'", "2020-01-02")]
    [TestCase("time '03:04:05'", "03:04:05")]
    [TestCase("'infinity'::timestamp", null)]
    [TestCase("1.50::numeric", "1.50")]
    [TestCase("0.1::double precision", "0.1")]
    [TestCase("42::bigint", "42")]
    [TestCase("false", "false")]
    [TestCase("'5f3c0b1e-0000-4000-8000-0123456789ab'::uuid", "5f3c0b1e-0000-4000-8000-0123456789ab")]
    [TestCase("'x'::name", "x")]
    public async Task Values_of_other_types_leave_as_text(string sql, string? expected) =>
        Assert.That(
            await archive.RowsAsync($"SELECT {sql} AS x", Column("x", "char", "*")),
            Is.EqualTo(new object?[][] { [expected] })
        );

    [Test]
    public async Task Arrays_leave_flat_with_their_null_elements() =>
        Assert.That(
            await archive.RowsAsync(
                "SELECT ARRAY[[1,2],[3,NULL]]::double precision[] AS a, '{}'::int[] AS b, NULL::real[] AS c",
                Column("a", "double", "2x2"),
                Column("b", "int", "*"),
                Column("c", "float", "*")
            ),
            Is.EqualTo(new object?[][] { [new object?[] { 1d, 2d, 3d, null }, Array.Empty<object?>(), null] })
        );

    [Test]
    public void A_type_that_we_do_not_know_is_for_the_operators_and_says_which_column()
    {
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            archive.RowsAsync("SELECT point(1, 2) AS x", Column("x", "double"))
        );
        Assert.That(e!.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        Assert.That(e.Message, Does.Contain("\"x\"").And.Not.Contain("point("));
    }

    [Test]
    public async Task A_zero_byte_in_a_text_is_replaced_and_told()
    {
        var field = new Field("x", DataType.Char) { ArraySize = ArraySize.Any };
        var report = await archive.IngestAsync(
            "s",
            "zero",
            [Id, field],
            [
                [1, "a\0b"],
            ]
        );
        await archive.Catalog.RefreshAsync();
        Assert.That(report.Notes, Has.Some.Contains("zero byte"));
        Assert.That(
            await archive.RowsAsync("SELECT x FROM {s.zero}", Column("x", "unicodeChar", "*")),
            Is.EqualTo(new object?[][] { ["a\uFFFDb"] })
        );
    }

    [Test]
    public async Task Names_that_the_database_would_cut_or_keep_for_itself_are_published_all_the_same()
    {
        var longName = new string('n', 100);
        ImmutableArray<Field> fields =
        [
            new(longName + "1", DataType.Int),
            new(longName + "2", DataType.Int),
            new("ctid", DataType.Int),
            new("a \"b\" ~", DataType.Int),
        ];
        await archive.IngestAsync(
            "Odd \"schema\"",
            longName,
            fields,
            [
                [1, 2, 3, 4],
            ]
        );
        await archive.Catalog.RefreshAsync();
        var table = archive.Catalog.Snapshot.Adql.Tables.Single(t => t.Name == longName);
        Assert.That(table.Columns.Select(column => column.Name), Is.EqualTo(fields.Select(field => field.Name)));
        var rows = await archive.RowsAsync(
            $"SELECT {string.Join(", ", table.Columns.Select(column => column.EngineName))} FROM {table.EngineName}",
            archive.ColumnsOf("Odd \"schema\"", longName)
        );
        Assert.That(rows, Is.EqualTo(new object?[][] { [1, 2, 3, 4] }));
    }
}
