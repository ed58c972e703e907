using DataLab.Catalog.Ingest;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>Felis YAML as the Rubin project writes it.</summary>
public sealed class FelisTests
{
    private const string Document = """
        name: survey
        "@id": "#survey"
        description: A survey of stars
        tap:schema_index: 3
        version: "1.0"
        tables:
        - name: object
          "@id": "#object"
          description: One row per star
          tap:table_index: 2
          mysql:engine: MyISAM
          primaryKey: "#object.id"
          columns:
          - name: id
            "@id": "#object.id"
            datatype: long
            description: Identifier
            ivoa:ucd: meta.id;meta.main
            tap:principal: 1
            tap:column_index: 1
            mysql:datatype: BIGINT
          - name: ra
            "@id": "#object.ra"
            datatype: double
            fits:tunit: deg
            ivoa:ucd: pos.eq.ra;meta.main
          - name: seen
            "@id": "#object.seen"
            datatype: timestamp
            votable:arraysize: 26*
        - name: source
          "@id": "#source"
          columns:
          - name: object
            "@id": "#source.object"
            datatype: long
          - name: note
            "@id": "#source.note"
            datatype: string
            length: 16
            ivoa:unit: ~
          constraints:
          - name: source_object
            "@type": ForeignKey
            "@id": "#fk"
            description: The star a source belongs to
            columns: ["#source.object"]
            referencedColumns: ["#object.id"]
          - name: positive
            "@type": Check
            expression: object > 0
        """;

    private static FelisDocument Read(string text) => FelisDocument.Parse(new StringReader(text), "meta.yaml");

    [Test]
    public void Schema_and_table_are_described()
    {
        var felis = Read(Document);
        Assert.That((felis.Name, felis.Description, felis.Index), Is.EqualTo(("survey", "A survey of stars", (int?)3)));
        var table = felis.Find("OBJECT")!;
        Assert.That((table.Description, table.Index), Is.EqualTo(("One row per star", (int?)2)));
        Assert.That(table.PrimaryKey, Is.EqualTo(new[] { "id" }));
    }

    [Test]
    public void A_column_carries_what_TAP_SCHEMA_needs() =>
        Assert.That(
            Read(Document).Find("object")!.Find("ID"),
            Is.EqualTo(
                new FelisColumn("id")
                {
                    DataType = DataType.Long,
                    Description = "Identifier",
                    Ucd = "meta.id;meta.main",
                    Principal = true,
                    Index = 1,
                }
            )
        );

    [TestCase("object", "ra", "deg", null)]
    [TestCase("source", "note", null, null)]
    [TestCase("object", "seen", null, "timestamp")]
    public void Units_and_xtypes_are_read(string table, string column, string? unit, string? xtype)
    {
        var read = Read(Document).Find(table)!.Find(column)!;
        Assert.That((read.Unit, read.XType), Is.EqualTo((unit, xtype)));
    }

    [TestCase("boolean", null, DataType.Boolean, null)]
    [TestCase("byte", null, DataType.UnsignedByte, null)]
    [TestCase("short", null, DataType.Short, null)]
    [TestCase("float", null, DataType.Float, null)]
    [TestCase("char", "4", DataType.Char, "4")]
    [TestCase("string", "8", DataType.Char, "8*")]
    [TestCase("unicode", "8", DataType.UnicodeChar, "8*")]
    [TestCase("text", null, DataType.Char, "*")]
    [TestCase("binary", null, DataType.UnsignedByte, "*")]
    public void A_datatype_becomes_a_VOTable_type(string datatype, string? length, DataType type, string? arraySize)
    {
        var felis = Read(
            $"name: s\ntables:\n- name: t\n  columns:\n  - name: x\n    datatype: {datatype}\n    length: {length ?? "~"}\n"
        );
        var column = felis.Tables[0].Columns[0];
        Assert.That((column.DataType, column.ArraySize?.ToString()), Is.EqualTo(((DataType?)type, arraySize)));
    }

    [Test]
    public void A_foreign_key_names_table_and_columns()
    {
        var key = Read(Document).Find("source")!.ForeignKeys.Single();
        Assert.That((key.Id, key.TargetTable), Is.EqualTo(("source_object", "object")));
        Assert.That(key.Columns, Is.EqualTo(new[] { ("object", "id") }));
    }

    [Test]
    public void An_unknown_key_is_remarked_upon_once() =>
        Assert.That(
            Read(Document).Notes,
            Is.EqualTo(
                new[]
                {
                    "meta.yaml: the key \"mysql:datatype\" is not used (line 21).",
                    "meta.yaml: the key \"mysql:engine\" is not used (line 11).",
                }
            )
        );

    [TestCase("name: [a", null, "not YAML")]
    [TestCase("- 1\n- 2", null, "mapping")]
    [TestCase("name: s\ntables: 5", 2L, "\"tables\" must be a list")]
    [TestCase("name: s\ntables:\n- description: x", 3L, "a table needs a \"name\"")]
    [TestCase(
        "tables:\n- name: t\n  columns:\n  - name: x\n    datatype: integer",
        4L,
        "\"integer\" is not a Felis datatype"
    )]
    [TestCase("tables:\n- name: t\n  columns:\n  - name: x\n    tap:principal: maybe", 5L, "must be 0 or 1")]
    [TestCase("tables:\n- name: t\n  tap:table_index: first", 3L, "must be an integer")]
    [TestCase(
        "tables:\n- name: t\n  columns:\n  - name: x\n    votable:arraysize: three",
        4L,
        "not a VOTable arraysize"
    )]
    [TestCase(
        "tables:\n- name: t\n  primaryKey: '#t.y'\n  columns:\n  - name: x",
        3L,
        "\"#t.y\" is not the id of a column"
    )]
    public void What_is_wrong_is_said_with_its_line(string text, long? line, string words)
    {
        var e = Assert.Throws<TableFormatException>(() => Read(text))!;
        Assert.That(e.Message, Does.Contain("meta.yaml").And.Contain(words));
        if (line is not null)
            Assert.That(e.Line, Is.EqualTo(line));
    }
}
