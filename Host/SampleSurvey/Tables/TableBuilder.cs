// A table as a list of columns, each with its metadata and the way to its cell in one place.
using System.Collections.Immutable;
using DataLab.Catalog;
using DataLab.Formats;

namespace DataLab.Host.SampleSurvey;

/// <summary>What a publisher says of a column beyond its field.</summary>
[Flags]
internal enum Column
{
    Plain = 0,
    Principal = 1,
    Indexed = 2,
}

/// <summary>Collects the columns of one table of <typeparamref name="TRow"/>s.</summary>
/// <param name="rows">Makes the rows, each time the same.</param>
internal sealed class TableBuilder<TRow>(string name, string description, Func<IEnumerable<TRow>> rows)
{
    private readonly List<ColumnMetadata> columns = [];
    private readonly List<Action<ColumnVector, TRow>> cells = [];

    public int? Index { get; init; }

    /// <summary>Null where only a walk through the rows would tell.</summary>
    public long? Rows { get; init; }

    /// <summary>Pairs (column, table and column it points to): <c>("id", "object", "id")</c>.</summary>
    public ImmutableArray<(string From, string Table, string Target)> References { get; init; } = [];

    public void Text(
        string name,
        Func<TRow, string?> value,
        string ucd,
        string description,
        Column column = default,
        string? xtype = null
    ) =>
        Add(
            new Field(name, DataType.Char)
            {
                ArraySize = ArraySize.Any,
                Ucd = ucd,
                XType = xtype,
                Description = description,
            },
            column,
            (vector, row) =>
            {
                var text = (TextVector)vector;
                if (value(row) is { } characters)
                    text.Append(characters);
                else
                    text.AppendNull();
            }
        );

    public void Short(
        string name,
        Func<TRow, int> value,
        string ucd,
        string description,
        Column column = default,
        string? unit = null
    ) =>
        Add(
            Numeric(name, DataType.Short, unit, ucd, description),
            column,
            (vector, row) => ((ValueVector<short>)vector).Append((short)value(row))
        );

    public void Int(string name, Func<TRow, int> value, string ucd, string description, Column column = default) =>
        Add(
            Numeric(name, DataType.Int, null, ucd, description),
            column,
            (vector, row) => ((ValueVector<int>)vector).Append(value(row))
        );

    public void Long(string name, Func<TRow, long> value, string ucd, string description, Column column = default) =>
        Add(
            Numeric(name, DataType.Long, null, ucd, description),
            column,
            (vector, row) => ((ValueVector<long>)vector).Append(value(row))
        );

    /// <param name="decimals">Decimals the catalogue gives; the value is rounded to them.</param>
    public void Float(
        string name,
        Func<TRow, double> value,
        int decimals,
        string? unit,
        string ucd,
        string description,
        Column column = default
    ) =>
        Add(
            Numeric(name, DataType.Float, unit, ucd, description),
            column,
            (vector, row) => ((ValueVector<float>)vector).Append((float)Math.Round(value(row), decimals))
        );

    /// <inheritdoc cref="Float"/>
    public void Double(
        string name,
        Func<TRow, double> value,
        int decimals,
        string unit,
        string ucd,
        string description,
        Column column = default,
        string? frame = null
    ) =>
        Add(
            Numeric(name, DataType.Double, unit, ucd, description) with
            {
                Frame = frame,
            },
            column,
            (vector, row) => ((ValueVector<double>)vector).Append(Math.Round(value(row), decimals))
        );

    public SurveyTable Build()
    {
        var metadata = new TableMetadata(SyntheticSurvey.SchemaName, name, [.. columns])
        {
            Description = $"{description} {SyntheticSurvey.Provenance}",
            Index = Index,
            Rows = Rows,
            ForeignKeys =
            [
                .. References.Select(reference => new ForeignKey(
                    $"{SyntheticSurvey.SchemaName}.{name}.{reference.From}",
                    $"{SyntheticSurvey.SchemaName}.{name}",
                    $"{SyntheticSurvey.SchemaName}.{reference.Table}",
                    [(reference.From, reference.Target)]
                )
                {
                    Description = $"{name}.{reference.From} names a row of {reference.Table}.",
                }),
            ],
        };
        var table = new TableDescription([.. columns.Select(column => column.Field)])
        {
            Name = name,
            Description = metadata.Description,
        };
        var writers = cells.ToImmutableArray();
        return new SurveyTable(metadata, () => new GeneratedRows<TRow>(table, writers, rows()));
    }

    private void Add(Field field, Column column, Action<ColumnVector, TRow> cell)
    {
        columns.Add(
            new ColumnMetadata(field)
            {
                Index = columns.Count + 1,
                Principal = column.HasFlag(Column.Principal),
                Indexed = column.HasFlag(Column.Indexed),
            }
        );
        cells.Add(cell);
    }

    private static Field Numeric(string name, DataType type, string? unit, string ucd, string description) =>
        new(name, type)
        {
            Unit = unit,
            Ucd = ucd,
            Description = description,
        };
}
