using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace DataLab.Formats;

/// <summary>Batches of one source, used again after their readers dispose them, from whatever thread.</summary>
/// <param name="kept">Idle ones that are kept; by default as many as are alive at once when two encoders work behind one reader.</param>
public sealed class BatchPool(ImmutableArray<Field> fields, int kept = 4)
{
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
                // Disposed twice, a batch must not serve two readers.
                if (Interlocked.Exchange(ref returned, 1) == 0 && idle.Count < kept)
                    idle.Add(batch.Columns);
            }
        )
        {
            Count = count,
        };
    }
}
