using System.Collections.Immutable;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Tests;

namespace DataLab.Catalog.Tests;

/// <summary>What becomes of sources on their way in: files, rows, positions, what is damaged.</summary>
public sealed class IngestTests : IngestFixture
{
    [Test]
    public async Task Rows_are_sorted_by_cell_and_otherwise_keep_their_order()
    {
        var path = Write("a.csv", "id,ra,dec\n1,200,10\n2,10,10\n3,,\n4,10,10\n5,10,91\n6,10,10\n");
        var report = await IngestFilesAsync(null, path);
        Assert.That((report.Rows, report.Columns, report.BadPositions), Is.EqualTo((6, 3, 2)));
        Assert.That(report.Position, Is.EqualTo(("ra", "dec")));
        Assert.That(report.Notes, Has.Some.Contains("2 rows have no valid position"));
        var rows = await RowsAsync();
        var ids = rows.Select(row => Convert.ToInt64(row[0])).ToArray();
        // Several servers answer as they are ready; what is one cell's lies on one of them.
        if (TestEngine.Kind == TestEngineKind.Shards)
        {
            Assert.That(ids, Is.EquivalentTo(new[] { 1, 2, 3, 4, 5, 6 }));
            Assert.That(ids.Where(id => id % 2 == 0), Is.Ordered.Ascending);
        }
        else
            Assert.That(ids, Is.EqualTo(new[] { 2, 4, 6, 1, 3, 5 }));
    }

    [Test]
    public async Task Several_files_follow_one_another()
    {
        var a = Write("a.csv", "x,name\n1,a\n2,b\n");
        var b = Write("b.csv", "name,x\nc,3\n");
        var report = await IngestFilesAsync(null, a, b);
        Assert.That(report.Rows, Is.EqualTo(3));
        await Archive.OpenAsync();
        var rows = await Archive.RowsAsync("SELECT x, name FROM {s.t}", Archive.ColumnsOf("s", "t"));
        Assert.That(rows.Select(row => row[1]), Is.EqualTo(new[] { "a", "b", "c" }));
    }

    [Test]
    public void Files_with_other_columns_are_refused_and_told_apart()
    {
        var a = Write("a.csv", "x,y\n1,2.5\n");
        var b = Write("b.csv", "x,z\nabc,2\n");
        var e = Assert.ThrowsAsync<ServiceException>(() => IngestFilesAsync(null, a, b))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(
            e.Message,
            Does.Contain("b.csv does not have the columns of a.csv")
                .And.Contain("\"y\" is missing")
                .And.Contain("\"x\" is char")
        );
        Assert.That(Directory.Exists(Path.Combine(Archive.Path, "catalogs", "s", "t")), Is.False);
    }

    [Test]
    public async Task Position_columns_can_be_named()
    {
        var path = Write("a.csv", "lon,lat,ra,dec\n10,20,50,60\n");
        var report = await IngestFilesAsync(r => r with { RaColumn = "LON", DecColumn = "lat" }, path);
        Assert.That(report.Position, Is.EqualTo(("lon", "lat")));
    }

    [TestCase("nothing", "dec", "There is no column \"nothing\"")]
    [TestCase("name", "flag", "cannot be a position")]
    [TestCase("ra", null, "both position columns or none")]
    public void A_position_that_cannot_be_is_refused(string ra, string? dec, string words)
    {
        var path = Write("a.csv", "ra,dec,name,flag\n10,20,abc,true\n");
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            IngestFilesAsync(r => r with { RaColumn = ra, DecColumn = dec }, path)
        )!;
        Assert.That(e.Message, Does.Contain(words));
    }

    [Test]
    public async Task Sexagesimal_positions_are_noted_and_derived_only_when_asked()
    {
        var path = Write("a.csv", "name,RA,DEC\na,12:00:00.0,-30:30:00\nb,00:04:00,+89:00:00\n");
        var plain = await IngestFilesAsync(null, path);
        Assert.That(plain.Position, Is.Null);
        Assert.That(plain.Notes, Has.Some.Contains("--derive-position"));

        var derived = await IngestFilesAsync(r => r with { DerivePosition = true, Replace = true }, path);
        Assert.That(derived.Position, Is.EqualTo(("ra_deg", "dec_deg")));
        var rows = await RowsAsync();
        Assert.That(rows.Select(row => (row[3], row[4])), Is.EquivalentTo(new[] { (180d, -30.5), (1d, 89d) }));
    }

    [Test]
    public async Task An_empty_table_is_a_table()
    {
        var report = await IngestFilesAsync(null, Write("a.csv", "ra,dec\n"));
        Assert.That(report.Rows, Is.Zero);
        await Archive.OpenAsync();
        Assert.That(await Archive.AdqlRowsAsync("SELECT * FROM s.t"), Is.Empty);
    }

    [TestCase("tap_schema")]
    [TestCase("TAP_SCHEMA")]
    public void TAP_SCHEMA_takes_no_tables(string schema) =>
        Assert.ThrowsAsync<ServiceException>(() =>
            Archive.IngestAsync(
                schema,
                "t",
                [new("x", DataType.Int)],
                [
                    [1],
                ]
            )
        );

    [TestCase("")]
    [TestCase("星星星星星星星星星星星星星星星星星星星星星星星星星", Category = "DuckDb")]
    public void A_name_that_makes_no_folder_is_refused(string table)
    {
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            Archive.IngestAsync(
                "s",
                table,
                [new("x", DataType.Int)],
                [
                    [1],
                ]
            )
        )!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.UsageError));
    }

    [Test]
    public void A_file_that_is_damaged_half_way_leaves_nothing()
    {
        var path = Write("a.csv", "x,y\n1,2\n3\n");
        Assert.CatchAsync<TableFormatException>(() => IngestFilesAsync(null, path));
        Assert.That(Directory.Exists(Path.Combine(Archive.Path, "catalogs", "s", "t")), Is.False);
    }

    [Test]
    public async Task Bytes_that_are_not_UTF8_are_mended_and_counted()
    {
        var field = new Field("name", DataType.Char) { ArraySize = ArraySize.Any };
        var vector = new TextVector();
        vector.Append([0x41, 0xFF, 0x42]);
        vector.Append("fine");
        var source = IngestSource.Rows(
            "bytes",
            _ => Task.FromResult<RowSource>(new OneBatch([field], new RowBatch([vector]) { Count = 2 }))
        );
        var report = await Archive.IngestAsync(new IngestRequest(Archive.Path, "s", "t", [source]));
        Assert.That(report.Notes, Has.Some.Contains("1 strings were not UTF-8"));
        Assert.That((await RowsAsync())[0][0], Is.EqualTo("A\uFFFDB"));
    }

    private sealed class OneBatch(ImmutableArray<Field> fields, RowBatch batch) : RowSource
    {
        private RowBatch? next = batch;

        public override TableDescription Table { get; } = new(fields);

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            var read = next;
            next = null;
            return ValueTask.FromResult(read);
        }
    }
}
