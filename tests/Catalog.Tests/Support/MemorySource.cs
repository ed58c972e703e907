using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Catalog.Tests.Support;

/// <summary>Rows given as objects, in batches of a chosen size.</summary>
internal sealed class MemorySource(TableDescription table, IReadOnlyList<object?[]> rows, int batchRows = 1000)
    : RowSource
{
    private int next;

    public MemorySource(ImmutableArray<Field> fields, IReadOnlyList<object?[]> rows, int batchRows = 1000)
        : this(new TableDescription(fields), rows, batchRows) { }

    public override TableDescription Table => table;

    public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (next >= rows.Count)
            return ValueTask.FromResult<RowBatch?>(null);
        var count = Math.Min(batchRows, rows.Count - next);
        var columns = Fields.Select(ColumnVector.For).ToImmutableArray();
        for (var row = next; row < next + count; row++)
        {
            for (var i = 0; i < columns.Length; i++)
                Cells.Append(columns[i], rows[row][i]);
        }
        next += count;
        return ValueTask.FromResult<RowBatch?>(new RowBatch(columns) { Count = count });
    }
}

/// <summary>Cells as objects: null, bool, numbers, strings, and arrays of these.</summary>
internal static class Cells
{
    public static void Append(ColumnVector vector, object? value)
    {
        switch (vector, value)
        {
            case (_, null):
                vector.AppendNull();
                break;
            case (ListVector list, Array items):
                foreach (var item in items)
                    Append(list.Items, item);
                list.AppendRow();
                break;
            case (TextVector texts, string text):
                texts.Append(text);
                break;
            case (ValueVector<bool> v, bool x):
                v.Append(x);
                break;
            case (ValueVector<byte> v, byte x):
                v.Append(x);
                break;
            case (ValueVector<short> v, short x):
                v.Append(x);
                break;
            case (ValueVector<int> v, int x):
                v.Append(x);
                break;
            case (ValueVector<long> v, long x):
                v.Append(x);
                break;
            case (ValueVector<float> v, float x):
                v.Append(x);
                break;
            case (ValueVector<double> v, double x):
                v.Append(x);
                break;
            default:
                throw new ArgumentException($"{value} ({value.GetType().Name}) does not go into {vector.GetType()}.");
        }
    }

    public static object? Get(ColumnVector vector, int row)
    {
        if (vector.IsNull(row))
            return null;
        switch (vector)
        {
            case TextVector texts:
                return System.Text.Encoding.UTF8.GetString(texts[row]);
            case ListVector list:
                var (start, length) = list[row];
                return Enumerable.Range(start, length).Select(i => Get(list.Items, i)).ToArray();
            case ValueVector<bool> v:
                return v.Values[row];
            case ValueVector<byte> v:
                return v.Values[row];
            case ValueVector<short> v:
                return v.Values[row];
            case ValueVector<int> v:
                return v.Values[row];
            case ValueVector<long> v:
                return v.Values[row];
            case ValueVector<float> v:
                return v.Values[row];
            case ValueVector<double> v:
                return v.Values[row];
            default:
                throw new ArgumentException(vector.GetType().Name);
        }
    }

    public static async Task<List<object?[]>> ReadAllAsync(RowSource source)
    {
        var rows = new List<object?[]>();
        while (await source.ReadAsync(default) is { } batch)
        {
            using (batch)
            {
                for (var row = 0; row < batch.Count; row++)
                    rows.Add([.. batch.Columns.Select(column => Get(column, row))]);
            }
        }
        return rows;
    }
}
