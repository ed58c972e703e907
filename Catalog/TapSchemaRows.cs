using DataLab.Formats.VoTable;

namespace DataLab.Catalog;

/// <summary>What the five tables of TAP_SCHEMA hold (TAP 1.1 §4): cells in the order of their columns, text, int, long or null.</summary>
internal static class TapSchemaRows
{
    /// <param name="table">Name of one of the five.</param>
    /// <param name="schemas">All schemas, TAP_SCHEMA itself among them.</param>
    public static IEnumerable<object?[]> Of(string table, IReadOnlyList<SchemaMetadata> schemas) =>
        table switch
        {
            "schemas" => schemas.Select(Schema),
            "tables" => schemas.SelectMany(schema => schema.Tables).Select(Table),
            "columns" => schemas
                .SelectMany(schema => schema.Tables)
                .SelectMany(table => table.Columns.Select(column => Column(table.QualifiedName, column))),
            "keys" => Keys(schemas)
                .Select(key => new object?[] { key.Id, key.FromTable, key.TargetTable, key.Description, key.Utype }),
            "key_columns" => Keys(schemas)
                .SelectMany(key =>
                    key.Columns.Select(pair =>
                        new object?[] { key.Id, AdqlName.Write(pair.From), AdqlName.Write(pair.Target) }
                    )
                ),
            _ => throw new ArgumentException($"TAP_SCHEMA has no table \"{table}\"."),
        };

    private static IEnumerable<ForeignKey> Keys(IReadOnlyList<SchemaMetadata> schemas) =>
        schemas.SelectMany(schema => schema.Tables).SelectMany(table => table.ForeignKeys);

    private static object?[] Schema(SchemaMetadata schema) =>
        [AdqlName.Write(schema.Name), schema.Utype, schema.Description, schema.Index];

    private static object?[] Table(TableMetadata table) =>
        [
            AdqlName.Write(table.SchemaName),
            table.QualifiedName,
            table.Type,
            table.Utype,
            table.Description,
            table.Index,
            table.Rows,
        ];

    private static object?[] Column(string table, ColumnMetadata column)
    {
        var field = column.Field;
        return
        [
            table,
            AdqlName.Write(field.Name),
            VoTableNames.Of(field.DataType),
            field.ArraySize?.ToString(),
            field.XType,
            // "size" repeats a one-dimensional arraysize that has a number (TAP 1.1 §4.3).
            field.ArraySize
                is { Dimensions: [> 0 and var size] }
                ? size
                : null,
            field.Description,
            field.Utype,
            field.Unit,
            field.Ucd,
            column.Indexed ? 1 : 0,
            column.Principal ? 1 : 0,
            column.Std ? 1 : 0,
            column.Index,
        ];
    }
}
