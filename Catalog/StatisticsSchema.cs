using System.Collections.Immutable;
using System.Globalization;
using DataLab.Formats;

namespace DataLab.Catalog;

/// <summary>The statistics of what is published: <c>datalab.tbl_stat</c>, as NOIRLab's Astro Data Lab has it, and <c>datalab.col_stat</c>.</summary>
/// <remarks>Counted when a table is published. Of tables read in place the database's own estimates, and nothing of their columns.</remarks>
public static class StatisticsSchema
{
    public const string Name = "datalab";

    public static SchemaMetadata Metadata { get; } =
        new(
            Name,
            [
                new TableMetadata(
                    Name,
                    "tbl_stat",
                    [
                        Text("schema", "Schema of the table", isKey: true),
                        Text("tbl_name", "Name of the table, without its schema", isKey: true),
                        Number("nrows", "Number of rows", isKey: true),
                        Number("ncols", "Number of columns"),
                        Number("nindex", "Number of indexes"),
                        Number("table_size", "Size of the rows", "byte"),
                        Number("indexes_size", "Size of the indexes", "byte"),
                        Number("total_size", "Size of the rows and the indexes", "byte"),
                    ]
                )
                {
                    Description = "Sizes of the tables that can be queried",
                    Index = 1,
                },
                new TableMetadata(
                    Name,
                    "col_stat",
                    [
                        Text("schema", "Schema of the table", isKey: true),
                        Text("tbl_name", "Name of the table, without its schema", isKey: true),
                        Text("col_name", "Name of the column", isKey: true),
                        Number("nnull", "Number of empty cells"),
                        Real("min_value", "Least number of the column"),
                        Real("max_value", "Greatest number of the column"),
                        Text("min_text", "Least value of the column, as text"),
                        Text("max_text", "Greatest value of the column, as text"),
                    ]
                )
                {
                    Description = "Extremes and empty cells of the columns of tables that were taken in",
                    Index = 2,
                },
            ]
        )
        {
            Description = "Statistics of this archive",
        };

    /// <summary>Cells of one of the two tables, in the order of its columns: text, long, double or null.</summary>
    internal static IEnumerable<object?[]> Rows(string table, IEnumerable<StoredTable> tables) =>
        table == "tbl_stat" ? tables.Select(Table) : tables.SelectMany(Columns);

    /// <summary>Queries of Data Lab name <c>tbl_stat</c> without its schema.</summary>
    internal static bool IsNamedAlone(Adql.Semantics.Table table) => table is { SchemaName: Name, Name: "tbl_stat" };

    /// <summary>The published schemas with this one, before the last, which is TAP_SCHEMA; also where others publish in it.</summary>
    public static ImmutableArray<SchemaMetadata> AddTo(ImmutableArray<SchemaMetadata> schemas)
    {
        var place = schemas.IndexOf(schemas.FirstOrDefault(schema => schema.Name == Name)!);
        if (place < 0)
            return schemas.Insert(Math.Max(0, schemas.Length - 1), Metadata);
        var others = schemas[place].Tables.Where(table => Metadata.Tables.All(own => own.Name != table.Name));
        return schemas.SetItem(place, schemas[place] with { Tables = [.. others, .. Metadata.Tables] });
    }

    private static object?[] Table(StoredTable stored) =>
        [
            stored.Table.SchemaName,
            stored.Table.Name,
            stored.Table.Rows,
            (long)stored.Table.Columns.Length,
            (long?)stored.Size?.Indexes,
            stored.Size?.TableBytes,
            stored.Size?.IndexBytes,
            stored.Size?.TotalBytes,
        ];

    private static IEnumerable<object?[]> Columns(StoredTable stored) =>
        stored.Extremes.Select(
            (extremes, i) =>
            {
                var field = stored.Table.Columns[i].Field;
                var isNumber = !field.IsText && field.DataType is not (DataType.Boolean or DataType.Bit);
                return new object?[]
                {
                    stored.Table.SchemaName,
                    stored.Table.Name,
                    field.Name,
                    extremes.Nulls,
                    isNumber ? Value(extremes.Minimum) : null,
                    isNumber ? Value(extremes.Maximum) : null,
                    extremes.Minimum,
                    extremes.Maximum,
                };
            }
        );

    private static double? Value(string? text) =>
        text is not null && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static ColumnMetadata Text(string name, string description, bool isKey = false) =>
        new(new Field(name, DataType.UnicodeChar) { ArraySize = ArraySize.Any, Description = description })
        {
            Principal = isKey,
        };

    private static ColumnMetadata Number(string name, string description, string? unit = null, bool isKey = false) =>
        new(new Field(name, DataType.Long) { Description = description, Unit = unit }) { Principal = isKey };

    private static ColumnMetadata Real(string name, string description) =>
        new(new Field(name, DataType.Double) { Description = description });
}
