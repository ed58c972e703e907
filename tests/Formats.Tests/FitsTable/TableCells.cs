namespace DataLab.Formats.Tests.FitsTable;

/// <summary>A whole table in memory, for comparing: null, bool, long, double, string, or an array of these.</summary>
internal sealed record TableCells(TableDescription Table, List<object?[]> Rows)
{
    public object? this[int row, string column] => Rows[row][IndexOf(column)];

    public Field this[string column] => Table.Fields[IndexOf(column)];

    public object?[] Column(string column) => [.. Rows.Select(row => row[IndexOf(column)])];

    public static async Task<TableCells> ReadAsync(RowSource source)
    {
        await using var _ = source;
        var rows = new List<object?[]>();
        while (await source.ReadAsync(CancellationToken.None) is { } batch)
        {
            using (batch)
            {
                Assert.That(batch.Count, Is.GreaterThan(0), "no batch is empty");
                Assert.That(batch.Columns.Select(column => column.Count), Is.All.GreaterThanOrEqualTo(batch.Count));
                for (var row = 0; row < batch.Count; row++)
                    rows.Add([.. batch.Columns.Select(column => Cell(column, row))]);
            }
        }
        return new TableCells(source.Table, rows);
    }

    private int IndexOf(string column) =>
        Table.Fields.Select((field, i) => (field, i)).Single(pair => pair.field.Name == column).i;

    private static object? Cell(ColumnVector column, int row)
    {
        if (column.IsNull(row))
            return null;
        switch (column)
        {
            case ValueVector<bool> bools:
                return bools.Values[row];
            case ValueVector<byte> bytes:
                return (long)bytes.Values[row];
            case ValueVector<short> shorts:
                return (long)shorts.Values[row];
            case ValueVector<int> ints:
                return (long)ints.Values[row];
            case ValueVector<long> longs:
                return longs.Values[row];
            case ValueVector<float> floats:
                return (double)floats.Values[row];
            case ValueVector<double> doubles:
                return doubles.Values[row];
            case TextVector texts:
                return System.Text.Encoding.UTF8.GetString(texts[row]);
            case ListVector list:
                var (start, length) = list[row];
                return Enumerable.Range(start, length).Select(i => Cell(list.Items, i)).ToArray();
            default:
                throw new NotSupportedException(column.GetType().Name);
        }
    }
}
