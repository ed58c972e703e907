using System.Globalization;

namespace DataLab.Conformance.Tests.Twin;

/// <summary>A column of the twin's.</summary>
internal sealed record TwinColumn(
    string Name,
    string Datatype,
    string? ArraySize = null,
    string? XType = null,
    string? Unit = null,
    string? Ucd = null,
    string? Utype = null
)
{
    /// <summary>As TAP_SCHEMA and queries write it.</summary>
    public string AdqlName => Name is "size" || Name.Contains(' ', StringComparison.Ordinal) ? $"\"{Name}\"" : Name;
}

/// <summary>A table with all its rows; values in the spelling of the judge's cells.</summary>
internal sealed record TwinTable(string Name, TwinColumn[] Columns, string?[][] Rows)
{
    public string Schema => Name.Split('.')[0];
}

/// <summary>What the twin publishes: two tiny tables, and TAP_SCHEMA made from what there is.</summary>
internal static class TwinTables
{
    private static readonly string[] Own = ["schemas", "tables", "columns", "keys", "key_columns"];

    /// <summary>Foreign keys: id, from, column, target, column.</summary>
    public static readonly string[][] Keys =
    [
        ["k1", "TAP_SCHEMA.tables", "schema_name", "TAP_SCHEMA.schemas", "schema_name"],
        ["k2", "TAP_SCHEMA.columns", "table_name", "TAP_SCHEMA.tables", "table_name"],
        ["k3", "TAP_SCHEMA.keys", "from_table", "TAP_SCHEMA.tables", "table_name"],
        ["k4", "TAP_SCHEMA.keys", "target_table", "TAP_SCHEMA.tables", "table_name"],
        ["k5", "TAP_SCHEMA.key_columns", "key_id", "TAP_SCHEMA.keys", "key_id"],
        ["k6", "demo.spectra", "star_id", "demo.stars", "star_id"],
    ];

    public static IReadOnlyList<TwinTable> All { get; } = Make();

    public static TwinTable? Find(string name) =>
        All.FirstOrDefault(table => table.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static List<TwinTable> Make()
    {
        var tables = new List<TwinTable>
        {
            new(
                "demo.stars",
                [
                    new("star_id", "char", "8*", null, null, "meta.id;meta.main"),
                    new("ra", "double", null, null, "deg", "pos.eq.ra;meta.main"),
                    new("dec", "double", null, null, "deg", "pos.eq.dec;meta.main"),
                    new("mag", "float", null, null, "mag", "phot.mag"),
                    new("seen at", "char", "19", "timestamp"),
                ],
                [
                    ["s1", "10.5", "-20.25", "12.5", "2024-01-01T00:00:00"],
                    ["s2", "10.502", "-20.251", null, "2024-01-02T00:00:00"],
                    ["s3", "200", "45", "9.25", null],
                ]
            ),
            new(
                "demo.spectra",
                [new("star_id", "char", "8*"), new("flux", "double", "*", null, "Jy")],
                [
                    ["s1", "1.5 2.5"],
                    ["s3", "0.25"],
                ]
            ),
            new("ivoa.ObsCore", TwinImages.ObsCore, TwinImages.Records("http://twin.example")),
        };
        TwinColumn[][] schema =
        [
            [Text("schema_name"), Text("utype"), Text("description"), Whole("schema_index")],
            [
                Text("schema_name"),
                Text("table_name"),
                Text("table_type"),
                Text("utype"),
                Text("description"),
                Whole("table_index"),
            ],
            [
                Text("table_name"),
                Text("column_name"),
                Text("datatype"),
                Text("arraysize"),
                Text("xtype"),
                Whole("size"),
                Text("description"),
                Text("utype"),
                Text("unit"),
                Text("ucd"),
                Whole("indexed"),
                Whole("principal"),
                Whole("std"),
                Whole("column_index"),
            ],
            [Text("key_id"), Text("from_table"), Text("target_table"), Text("description"), Text("utype")],
            [Text("key_id"), Text("from_column"), Text("target_column")],
        ];
        var described = Own.Select((name, i) => new TwinTable("TAP_SCHEMA." + name, schema[i], []))
            .Concat(tables)
            .ToArray();
        string?[][][] rows =
        [
            [
                ["TAP_SCHEMA", null, "the tables", "1"],
                ["demo", null, "stars", "2"],
                ["ivoa", null, "images", "3"],
            ],
            [
                .. described.Select(
                    (table, i) => new[] { table.Schema, table.Name, "table", null, "a table", Number(i) }
                ),
            ],
            [.. described.SelectMany(table => table.Columns.Select((column, i) => Row(table, column, i)))],
            [.. Keys.Select(key => new[] { key[0], key[1], key[3], null, null })],
            [.. Keys.Select(key => new[] { key[0], key[2], key[4] })],
        ];
        return [.. Own.Select((_, i) => described[i] with { Rows = rows[i] }), .. tables];
    }

    private static TwinColumn Text(string name) => new(name, "char", "*");

    private static TwinColumn Whole(string name) => new(name, "int");

    private static string?[] Row(TwinTable table, TwinColumn column, int index) =>
        [
            table.Name,
            column.AdqlName,
            column.Datatype,
            column.ArraySize,
            column.XType,
            int.TryParse(column.ArraySize?.TrimEnd('*'), out var size) ? Number(size) : null,
            "a column",
            column.Utype,
            column.Unit,
            column.Ucd,
            "0",
            "1",
            table.Schema == "TAP_SCHEMA" ? "1" : "0",
            Number(index),
        ];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
