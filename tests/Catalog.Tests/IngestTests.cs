using System.Collections.Immutable;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Tests;

namespace DataLab.Catalog.Tests;

/// <summary>What becomes of sources on their way in.</summary>
public sealed class IngestTests
{
    private Archive archive = null!;
    private TempFolder files = null!;

    [SetUp]
    public void Make()
    {
        archive = new Archive();
        files = new TempFolder();
    }

    [TearDown]
    public async Task Remove()
    {
        await archive.DisposeAsync();
        files.Dispose();
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(files.File(name), text);
        return files.File(name);
    }

    private Task<IngestReport> IngestFilesAsync(Func<IngestRequest, IngestRequest>? with, params string[] paths)
    {
        var request = new IngestRequest(archive.Path, "s", "t", [.. paths.Select(path => IngestSource.File(path))]);
        return archive.IngestAsync(with?.Invoke(request) ?? request);
    }

    private async Task<List<object?[]>> RowsAsync()
    {
        await archive.OpenAsync();
        return await archive.AdqlRowsAsync("SELECT * FROM s.t");
    }

    private TableMetadata Table => archive.Catalog.Snapshot.Tables.Single(t => t.SchemaName == "s");

    [Test]
    public async Task Rows_are_sorted_by_cell_and_otherwise_keep_their_order()
    {
        var path = Write("a.csv", "id,ra,dec\n1,200,10\n2,10,10\n3,,\n4,10,10\n5,10,91\n6,10,10\n");
        var report = await IngestFilesAsync(null, path);
        Assert.That((report.Rows, report.Columns, report.BadPositions), Is.EqualTo((6, 3, 2)));
        Assert.That(report.Position, Is.EqualTo(("ra", "dec")));
        Assert.That(report.Notes, Has.Some.Contains("2 rows have no valid position"));
        var rows = await RowsAsync();
        Assert.That(rows.Select(row => Convert.ToInt64(row[0])), Is.EqualTo(new[] { 2, 4, 6, 1, 3, 5 }));
    }

    [Test]
    public async Task Several_files_follow_one_another()
    {
        var a = Write("a.csv", "x,name\n1,a\n2,b\n");
        var b = Write("b.csv", "name,x\nc,3\n");
        var report = await IngestFilesAsync(null, a, b);
        Assert.That(report.Rows, Is.EqualTo(3));
        await archive.OpenAsync();
        var rows = await archive.RowsAsync("SELECT x, name FROM {s.t}", archive.ColumnsOf("s", "t"));
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
        Assert.That(Directory.Exists(Path.Combine(archive.Path, "catalogs", "s", "t")), Is.False);
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
    public async Task Names_that_differ_only_by_case_are_made_different_and_said_so()
    {
        var report = await archive.IngestAsync(
            "s",
            "t",
            [new("mag", DataType.Int), new("Mag", DataType.Int), new("", DataType.Int), new("mag_2", DataType.Int)],
            [
                [1, 2, 3, 4],
            ]
        );
        await archive.OpenAsync();
        Assert.That(Table.Columns.Select(c => c.Field.Name), Is.EqualTo(new[] { "mag", "Mag_3", "col3", "mag_2" }));
        Assert.That(report.Notes, Has.Some.Contains("\"Mag\" is published as \"Mag_3\""));
    }

    [Test]
    public async Task A_column_called_like_the_hidden_one_stays_itself()
    {
        ImmutableArray<Field> fields =
        [
            new("HPX29", DataType.Int),
            new("ra", DataType.Double),
            new("dec", DataType.Double),
        ];
        await archive.IngestAsync(
            "s",
            "t",
            fields,
            [
                [7, 1d, 2d],
            ]
        );
        await archive.OpenAsync();
        var table = archive.Catalog.Snapshot.Adql.Tables.First(t => t.SchemaName == "s");
        Assert.That(table.Position!.Cell, Is.EqualTo("\"hpx29_\""));
        var rows = await archive.RowsAsync("SELECT HPX29 FROM {s.t}", Archive.Column("x", "int"));
        Assert.That(rows.Single()[0], Is.EqualTo(7));
    }

    [Test]
    public async Task Metadata_are_laid_over_what_the_file_says_and_type_its_columns()
    {
        var felis = FelisDocument.Parse(
            new StringReader(
                """
                name: s
                description: The schema
                tables:
                - name: t
                  description: The table
                  columns:
                  - {name: ID, datatype: string, description: Designation, ivoa:ucd: meta.id}
                  - {name: Flux, datatype: float, ivoa:unit: mJy, tap:principal: 1}
                  - {name: absent, datatype: int}
                """
            ),
            "m.yaml"
        );
        var path = Write("a.csv", "id,flux\n0012,1.5\n0034,2\n");
        var report = await IngestFilesAsync(r => r with { Metadata = felis }, path);
        var rows = await RowsAsyncWithoutPosition();
        Assert.That(rows[0], Is.EqualTo(new object?[] { "0012", 1.5f }));
        Assert.That(report.Notes, Has.Some.Contains("\"absent\""));
        Assert.That(Table.Description, Is.EqualTo("The table"));
        Assert.That(archive.Catalog.Snapshot.Schemas.Single(s => s.Name == "s").Description, Is.EqualTo("The schema"));
        var flux = Table.Columns[1];
        Assert.That((flux.Field.Unit, flux.Field.DataType, flux.Principal), Is.EqualTo(("mJy", DataType.Float, true)));
        Assert.That(Table.Columns[0].Field.Description, Is.EqualTo("Designation"));
    }

    private async Task<List<object?[]>> RowsAsyncWithoutPosition()
    {
        await archive.OpenAsync();
        return await archive.AdqlRowsAsync("SELECT * FROM s.t");
    }

    [Test]
    public async Task A_foreign_key_appears_once_its_target_does()
    {
        var felis = FelisDocument.Parse(
            new StringReader(
                """
                name: s
                tables:
                - name: object
                  columns: [{name: id, datatype: long}]
                - name: source
                  columns: [{name: obj, datatype: long}]
                  constraints:
                  - {name: fk, "@type": ForeignKey, columns: ["#source.obj"], referencedColumns: ["#object.id"]}
                """
            ),
            "m.yaml"
        );
        await archive.IngestAsync(
            "s",
            "source",
            [new("obj", DataType.Long)],
            [
                [1L],
            ],
            r => r with { Metadata = felis }
        );
        await archive.OpenAsync();
        Assert.That(archive.Catalog.Snapshot.Tables.Single(t => t.Name == "source").ForeignKeys, Is.Empty);
        await archive.IngestAsync(
            "s",
            "object",
            [new("id", DataType.Long)],
            [
                [1L],
            ],
            r => r with { Metadata = felis }
        );
        await archive.Catalog.RefreshAsync();
        var key = archive.Catalog.Snapshot.Tables.Single(t => t.Name == "source").ForeignKeys.Single();
        Assert.That((key.FromTable, key.TargetTable), Is.EqualTo(("s.source", "s.object")));
        Assert.That(key.Columns, Is.EqualTo(new[] { ("obj", "id") }));
    }

    [TestCase("timestamp")]
    [TestCase("adql:TIMESTAMP")]
    public async Task Canonical_timestamps_are_kept_as_instants_and_come_out_letter_by_letter(string xtype)
    {
        var field = new Field("t", DataType.Char) { ArraySize = ArraySize.Any, XType = xtype };
        object?[][] rows =
        [
            ["2020-02-29T12:34:56"],
            ["1999-12-31T23:59:59.125"],
            [null],
            ["2020-01-01T00:00:00.000001"],
        ];
        await archive.IngestAsync("s", "t", [field], rows);
        Assert.That(await RowsAsyncWithoutPosition(), Is.EqualTo(rows));
        Assert.That(Table.Columns.Single().Field.XType, Is.EqualTo("timestamp"));
        var typeOf = TestEngine.IsPostgreSql ? "upper(left(pg_typeof(t)::text, 9))" : "typeof(t)";
        var type = await archive.RowsAsync($"SELECT {typeOf} FROM {{s.t}} LIMIT 1", Archive.Column("x", "char", "*"));
        Assert.That(type.Single()[0], Is.EqualTo("TIMESTAMP"));
    }

    [TestCase("2020-02-29T12:34:56Z")]
    [TestCase("2020-02-29T12:34:56.000")]
    [TestCase("2020-02-29T12:34:56.1")]
    [TestCase("2020-02-29 12:34:56")]
    [TestCase("2020-02-29")]
    [TestCase("2021-02-29T12:34:56")]
    [TestCase("2020-01-01T24:00:00")]
    [TestCase("")]
    public async Task A_timestamp_of_another_form_makes_the_column_text(string other)
    {
        var field = new Field("t", DataType.Char) { ArraySize = ArraySize.Any, XType = "timestamp" };
        object?[][] rows =
        [
            ["2020-02-29T12:34:56"],
            [other],
        ];
        var report = await archive.IngestAsync("s", "t", [field], rows);
        Assert.That(await RowsAsyncWithoutPosition(), Is.EqualTo(rows));
        Assert.That(Table.Columns.Single().Field.XType, Is.Null);
        Assert.That(report.Notes, Has.Some.Contains("published as text"));
    }

    private static string Indexes =>
        TestEngine.IsPostgreSql
            ? "SELECT 1 + count(*) FROM pg_indexes WHERE schemaname = 's'"
            : "SELECT count(*) FROM duckdb_indexes(), {s.t}";

    [Test]
    public async Task An_identifier_column_gets_an_index()
    {
        await archive.IngestAsync(
            "s",
            "t",
            [new("id", DataType.Long)],
            [
                [5L],
                [6L],
            ],
            r => r with { IdColumn = "ID" }
        );
        await archive.OpenAsync();
        Assert.That(Table.Columns.Single().Indexed, Is.True);
        var index = await archive.RowsAsync(Indexes, Archive.Column("n", "long"));
        Assert.That(index.Single()[0], Is.EqualTo(2));
    }

    [TestCase("nothing", "There is no column \"nothing\" to index")]
    [TestCase("x", "cannot be indexed")]
    public void An_index_that_cannot_be_is_refused(string column, string words)
    {
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            archive.IngestAsync(
                "s",
                "t",
                [new("x", DataType.Double)],
                [
                    [1d],
                ],
                r => r with { IdColumn = column }
            )
        )!;
        Assert.That(e.Message, Does.Contain(words));
    }

    [Test]
    public async Task An_empty_table_is_a_table()
    {
        var report = await IngestFilesAsync(null, Write("a.csv", "ra,dec\n"));
        Assert.That(report.Rows, Is.Zero);
        await archive.OpenAsync();
        Assert.That(await archive.AdqlRowsAsync("SELECT * FROM s.t"), Is.Empty);
    }

    [TestCase("tap_schema")]
    [TestCase("TAP_SCHEMA")]
    public void TAP_SCHEMA_takes_no_tables(string schema) =>
        Assert.ThrowsAsync<ServiceException>(() =>
            archive.IngestAsync(
                schema,
                "t",
                [new("x", DataType.Int)],
                [
                    [1],
                ]
            )
        );

    [TestCase("")]
    [TestCase("星星星星星星星星星星星星星星星星星星星星星星星星星")]
    public void A_name_that_makes_no_folder_is_refused(string table)
    {
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            archive.IngestAsync(
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
        Assert.That(Directory.Exists(Path.Combine(archive.Path, "catalogs", "s", "t")), Is.False);
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
        var report = await archive.IngestAsync(new IngestRequest(archive.Path, "s", "t", [source]));
        Assert.That(report.Notes, Has.Some.Contains("1 strings were not UTF-8"));
        Assert.That((await RowsAsyncWithoutPosition())[0][0], Is.EqualTo("A\uFFFDB"));
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
