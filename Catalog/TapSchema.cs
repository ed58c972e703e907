using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Catalog;

/// <summary>What TAP_SCHEMA is, as it describes itself (TAP 1.1 §4 Metadata: TAP_SCHEMA).</summary>
public static class TapSchema
{
    public const string Name = "TAP_SCHEMA";

    /// <summary>The schema with its five tables, their foreign keys included; the same for every catalogue.</summary>
    public static SchemaMetadata Metadata { get; } =
        new(
            Name,
            [
                Table(
                    "schemas",
                    "Schemas whose tables can be queried",
                    [],
                    Any("schema_name", "Schema name as queries write it", key: true),
                    Text("utype", "UType of the schema, where it follows a data model"),
                    Any("description", "What the schema holds"),
                    Integer("schema_index", "Recommended place among the schemas in listings")
                ),
                Table(
                    "tables",
                    "Tables that can be queried",
                    [Key("tables", "schemas", "schema_name", "schema_name")],
                    Any("schema_name", "Schema the table belongs to", key: true),
                    Any("table_name", "Table name as queries write it, with its schema", key: true),
                    Text("table_type", "Either table or view"),
                    Text("utype", "UType of the table, where it follows a data model"),
                    Any("description", "What a row of the table stands for"),
                    Integer("table_index", "Recommended place among the tables of the schema in listings"),
                    // Not in the standard, but STILTS and TOPCAT read it where it exists.
                    Field(
                        new Field("nrows", DataType.Long)
                        {
                            Description = "Number of rows when the table was published",
                        },
                        std: false
                    )
                ),
                Table(
                    "columns",
                    "Columns of the tables that can be queried",
                    [Key("columns", "tables", "table_name", "table_name")],
                    Any("table_name", "Table the column belongs to", key: true),
                    Any("column_name", "Column name as queries write it", key: true),
                    Text("datatype", "VOTable datatype of a value"),
                    Text("arraysize", "VOTable arraysize; null for a single value"),
                    Text("xtype", "DALI xtype: how a value is to be understood"),
                    Integer("size", "Length of a one-dimensional array or string, where it has one; see arraysize"),
                    Any("description", "What the column holds"),
                    Text("utype", "UType of the column, where it follows a data model"),
                    Any("unit", "Unit, as VOUnits"),
                    Text("ucd", "UCD: which quantity it is"),
                    Integer("indexed", "1 where conditions on the column are answered fast, else 0"),
                    Integer("principal", "1 where the column is one most users want, else 0"),
                    Integer("std", "1 where a standard defines the column, else 0"),
                    Integer("column_index", "Recommended place among the columns of the table in listings")
                ),
                Table(
                    "keys",
                    "Foreign keys: which tables can be joined",
                    [
                        Key("keys", "tables", "from_table", "table_name"),
                        Key("keys", "tables", "target_table", "table_name"),
                    ],
                    Any("key_id", "Name of the foreign key, unique", key: true),
                    Any("from_table", "Table that refers to the other", key: true),
                    Any("target_table", "Table that is referred to", key: true),
                    Any("description", "What the reference means"),
                    Text("utype", "UType of the key, where it follows a data model")
                ),
                Table(
                    "key_columns",
                    "Pairs of columns that make up a foreign key",
                    [Key("key_columns", "keys", "key_id", "key_id")],
                    Any("key_id", "Foreign key the pair belongs to", key: true),
                    Any("from_column", "Column of the table that refers"),
                    Any("target_column", "Column of the table that is referred to")
                ),
            ]
        )
        {
            Description = "What can be queried here: schemas, tables, columns and foreign keys (TAP 1.1)",
        };

    private static TableMetadata Table(
        string name,
        string description,
        ImmutableArray<ForeignKey> keys,
        params ReadOnlySpan<ColumnMetadata> columns
    )
    {
        var indexed = ImmutableArray.CreateBuilder<ColumnMetadata>(columns.Length);
        foreach (var column in columns)
            indexed.Add(column with { Index = indexed.Count + 1 });
        return new TableMetadata(Name, name, indexed.MoveToImmutable())
        {
            Description = description,
            ForeignKeys = keys,
            Index = name switch
            {
                "schemas" => 1,
                "tables" => 2,
                "columns" => 3,
                "keys" => 4,
                _ => 5,
            },
        };
    }

    /// <summary>Names and descriptions, which may have any character; the words of standards are ASCII.</summary>
    private static ColumnMetadata Any(string name, string description, bool key = false) =>
        Field(new Field(name, DataType.UnicodeChar) { ArraySize = ArraySize.Any, Description = description }) with
        {
            Principal = key,
        };

    private static ColumnMetadata Text(string name, string description, bool key = false) =>
        Field(new Field(name, DataType.Char) { ArraySize = ArraySize.Any, Description = description }) with
        {
            Principal = key,
        };

    private static ColumnMetadata Integer(string name, string description) =>
        Field(new Field(name, DataType.Int) { Description = description });

    private static ColumnMetadata Field(Field field, bool std = true) => new(field) { Std = std };

    private static ForeignKey Key(string from, string target, string fromColumn, string targetColumn) =>
        new($"{Name}.{from}.{fromColumn}", $"{Name}.{from}", $"{Name}.{target}", [(fromColumn, targetColumn)]);
}
