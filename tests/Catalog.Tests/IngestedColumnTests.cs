using System.Collections.Immutable;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using DataLab.Tests;

namespace DataLab.Catalog.Tests;

/// <summary>What columns become on their way in: names, types, metadata, indexes.</summary>
[Parallelizable]
public sealed class IngestedColumnTests : IngestFixture
{
    [Test]
    public async Task Names_that_differ_only_by_case_are_made_different_and_said_so()
    {
        var report = await Archive.IngestAsync(
            "s",
            "t",
            [new("mag", DataType.Int), new("Mag", DataType.Int), new("", DataType.Int), new("mag_2", DataType.Int)],
            [
                [1, 2, 3, 4],
            ]
        );
        await Archive.OpenAsync();
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
        await Archive.IngestAsync(
            "s",
            "t",
            fields,
            [
                [7, 1d, 2d],
            ]
        );
        await Archive.OpenAsync();
        var table = Archive.Catalog.Snapshot.Adql.Tables.First(t => t.SchemaName == "s");
        Assert.That(table.Position!.Cell, Is.EqualTo("\"hpx29_\""));
        var rows = await Archive.AdqlRowsAsync("SELECT hpx29 FROM s.t");
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
        var rows = await RowsAsync();
        Assert.That(rows[0], Is.EqualTo(new object?[] { "0012", 1.5f }));
        Assert.That(report.Notes, Has.Some.Contains("\"absent\""));
        Assert.That(Table.Description, Is.EqualTo("The table"));
        Assert.That(Archive.Catalog.Snapshot.Schemas.Single(s => s.Name == "s").Description, Is.EqualTo("The schema"));
        var flux = Table.Columns[1];
        Assert.That((flux.Field.Unit, flux.Field.DataType, flux.Principal), Is.EqualTo(("mJy", DataType.Float, true)));
        Assert.That(Table.Columns[0].Field.Description, Is.EqualTo("Designation"));
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
        await Archive.IngestAsync(
            "s",
            "source",
            [new("obj", DataType.Long)],
            [
                [1L],
            ],
            r => r with { Metadata = felis }
        );
        await Archive.OpenAsync();
        Assert.That(Archive.Catalog.Snapshot.Tables.Single(t => t.Name == "source").ForeignKeys, Is.Empty);
        await Archive.IngestAsync(
            "s",
            "object",
            [new("id", DataType.Long)],
            [
                [1L],
            ],
            r => r with { Metadata = felis }
        );
        await Archive.Catalog.RefreshAsync();
        var key = Archive.Catalog.Snapshot.Tables.Single(t => t.Name == "source").ForeignKeys.Single();
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
        await Archive.IngestAsync("s", "t", [field], rows);
        Assert.That(await RowsAsync(), Is.EqualTo(rows));
        Assert.That(Table.Columns.Single().Field.XType, Is.EqualTo("timestamp"));
        var typeOf = TestEngine.IsPostgreSql ? "upper(left(pg_typeof(t)::text, 9))" : "typeof(t)";
        var type = await Archive.RowsAsync($"SELECT {typeOf} FROM {{s.t}} LIMIT 1", Archive.Column("x", "char", "*"));
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
        var report = await Archive.IngestAsync("s", "t", [field], rows);
        Assert.That(await RowsAsync(), Is.EqualTo(rows));
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
        await Archive.IngestAsync(
            "s",
            "t",
            [new("id", DataType.Long)],
            [
                [5L],
                [6L],
            ],
            r => r with { IdColumn = "ID" }
        );
        await Archive.OpenAsync();
        Assert.That(Table.Columns.Single().Indexed, Is.True);
        var index = await Archive.RowsAsync(Indexes, Archive.Column("n", "long"));
        Assert.That(index.Single()[0], Is.EqualTo(2));
    }

    [TestCase("nothing", "There is no column \"nothing\" to index")]
    [TestCase("x", "cannot be indexed")]
    public void An_index_that_cannot_be_is_refused(string column, string words)
    {
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            Archive.IngestAsync(
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
}
