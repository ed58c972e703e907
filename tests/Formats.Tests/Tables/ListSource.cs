using System.Collections.Immutable;

namespace DataLab.Formats.Tests.Tables;

/// <summary>A table in memory: cells as objects (string, bool, number, object?[] for arrays, null), cut into batches.</summary>
internal sealed class ListSource(TableDescription table, IReadOnlyList<object?[]> rows, int batchRows = 100) : RowSource
{
    private int next;
    private int alive;

    /// <summary>Thrown instead of the end.</summary>
    public Exception? Failure { get; init; }

    public bool IsCut { get; init; }

    /// <summary>Batches read and not yet given back; and the most there ever were.</summary>
    public int Alive => alive;
    public int MostAlive { get; private set; }
    public int BatchesRead { get; private set; }

    public override TableDescription Table => table;

    public override bool Overflowed => IsCut;

    public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        await Task.Yield();
        ct.ThrowIfCancellationRequested();
        if (next >= rows.Count)
            return Failure is null ? null : throw Failure;
        var part = rows.Skip(next).Take(batchRows).ToList();
        next += part.Count;
        BatchesRead++;
        MostAlive = Math.Max(MostAlive, Interlocked.Increment(ref alive));
        return Batch(table.Fields, part, _ => Interlocked.Decrement(ref alive));
    }

    public static RowBatch Batch(
        ImmutableArray<Field> fields,
        IReadOnlyList<object?[]> rows,
        Action<RowBatch>? giveBack = null
    )
    {
        var columns = fields.Select(ColumnVector.For).ToImmutableArray();
        foreach (var row in rows)
        {
            for (var i = 0; i < columns.Length; i++)
                Append(columns[i], row[i]);
        }
        return new RowBatch(columns, giveBack) { Count = rows.Count };
    }

    private static void Append(ColumnVector column, object? cell)
    {
        switch (column)
        {
            case var _ when cell is null:
                column.AppendNull();
                break;
            case ListVector list:
                foreach (var element in (object?[])cell)
                    Append(list.Items, element);
                list.AppendRow();
                break;
            case TextVector text:
                text.Append((string)cell);
                break;
            case ValueVector<bool> values:
                values.Append((bool)cell);
                break;
            case ValueVector<byte> values:
                values.Append((byte)cell);
                break;
            case ValueVector<short> values:
                values.Append((short)cell);
                break;
            case ValueVector<int> values:
                values.Append((int)cell);
                break;
            case ValueVector<long> values:
                values.Append((long)cell);
                break;
            case ValueVector<float> values:
                values.Append((float)cell);
                break;
            case ValueVector<double> values:
                values.Append((double)cell);
                break;
        }
    }
}
