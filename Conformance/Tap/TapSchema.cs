using System.Collections.Concurrent;
using System.Globalization;
using DataLab.Conformance.Documents;

namespace DataLab.Conformance.Tap;

/// <summary>The five tables of TAP_SCHEMA as the service answers with them.</summary>
internal sealed class TapSchema
{
    /// <summary>Rows of one table that the judge reads; of larger ones it judges the beginning.</summary>
    private const int MostRows = 20_000;

    /// <summary>Tables outside TAP_SCHEMA that are asked.</summary>
    private const int Sample = 4;

    public static readonly string[] Tables = ["schemas", "tables", "columns", "keys", "key_columns"];

    private readonly ConcurrentDictionary<string, VoTableDocument> documents = new(StringComparer.Ordinal);

    public static Task<TapSchema> ReadAsync(Subject subject) =>
        subject.Once(
            "TAP_SCHEMA",
            async () =>
            {
                var schema = new TapSchema();
                foreach (var table in Tables)
                    schema.documents[table] = await DocumentAsync(subject, table);
                schema.Columns =
                [
                    .. schema.Table("columns").Rows.Select(row => SchemaColumn.Of(schema.Table("columns"), row)),
                ];
                return schema;
            }
        );

    /// <summary>One of the five tables, whatever becomes of the others.</summary>
    public static Task<VoTableDocument> DocumentAsync(Subject subject, string table)
    {
        var most = MostRows.ToString(CultureInfo.InvariantCulture);
        return subject.DocumentAsync($"SELECT TOP {most} * FROM TAP_SCHEMA.{table}", ("MAXREC", most));
    }

    public IReadOnlyList<SchemaColumn> Columns { get; private set; } = [];

    public VoTableDocument Document(string table) => documents[table];

    public VoTableData Table(string table) => documents[table].Table;

    /// <summary>Whether all rows were read.</summary>
    public bool IsWhole(string table) => Table(table).Rows.Count < MostRows && !Document(table).IsOverflow;

    /// <summary>Names of tables as TAP_SCHEMA.tables has them.</summary>
    public IEnumerable<string> TableNames => Table("tables").Column("table_name").OfType<string>();

    public IEnumerable<SchemaColumn> ColumnsOf(string table) =>
        Columns.Where(column => column.Table.Equals(table, StringComparison.OrdinalIgnoreCase));

    /// <summary>TAP_SCHEMA.tables and a few tables of the archive itself: first, last, between.</summary>
    public IReadOnlyList<string> SampleTables
    {
        get
        {
            var own = TableNames
                .Where(name => !name.Contains("TAP_SCHEMA", StringComparison.OrdinalIgnoreCase))
                .ToArray();
            var step = Math.Max(1, (own.Length - 1) / Math.Max(1, Sample - 1));
            return
            [
                .. TableNames
                    .Where(name => name.Equals("TAP_SCHEMA.tables", StringComparison.OrdinalIgnoreCase))
                    .Take(1),
                .. own.Where((_, index) => index % step == 0).Take(Sample),
            ];
        }
    }
}

/// <summary>A row of TAP_SCHEMA.columns.</summary>
internal sealed record SchemaColumn(
    string Table,
    string Name,
    string? Datatype,
    string? ArraySize,
    string? XType,
    string? Size,
    string? Indexed,
    string? Principal,
    string? Std
)
{
    /// <summary>Whether a FIELD of this name is this column: quotes are not part of a FIELD's name.</summary>
    public bool Is(string field) =>
        Name.StartsWith('"')
            ? Name.Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal) == field
            : Name.Equals(field, StringComparison.OrdinalIgnoreCase);

    public static SchemaColumn Of(VoTableData table, string?[] row)
    {
        return new SchemaColumn(
            Value("table_name") ?? "",
            Value("column_name") ?? "",
            Value("datatype"),
            Value("arraysize"),
            Value("xtype"),
            Value("size"),
            Value("indexed"),
            Value("principal"),
            Value("std")
        );

        string? Value(string name) => table.Index(name) is >= 0 and var index ? row[index] : null;
    }
}
