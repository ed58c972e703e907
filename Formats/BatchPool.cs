using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace DataLab.Formats;

/// <summary>Batches of one source, used again after their readers dispose them, from whatever thread.</summary>
internal sealed class BatchPool(ImmutableArray<Field> fields)
{
    /// <summary>As many as are alive at once when two encoders work behind one reader.</summary>
    private const int Kept = 4;

    private readonly ConcurrentBag<ImmutableArray<ColumnVector>> idle = [];

    /// <summary>Vectors with stale contents: the caller resets each.</summary>
    public ImmutableArray<ColumnVector> Rent() =>
        idle.TryTake(out var columns) ? columns : [.. fields.Select(ColumnVector.For)];

    /// <summary>A batch of <paramref name="count"/> rows whose vectors come back here when it is disposed.</summary>
    public RowBatch Batch(ImmutableArray<ColumnVector> columns, int count)
    {
        var returned = 0;
        return new RowBatch(
            columns,
            batch =>
            {
                if (Interlocked.Exchange(ref returned, 1) == 0 && idle.Count < Kept)
                    idle.Add(batch.Columns);
            }
        )
        {
            Count = count,
        };
    }
}
