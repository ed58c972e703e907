using System.Collections.Concurrent;
using System.Collections.Immutable;
using DataLab.Formats;

namespace DataLab.Host.SampleSurvey;

/// <summary>Rows made while they are read, in batches whose memory is used again.</summary>
/// <param name="cells">One a field: appends the row's value to the field's vector.</param>
internal sealed class GeneratedRows<TRow>(
    TableDescription table,
    ImmutableArray<Action<ColumnVector, TRow>> cells,
    IEnumerable<TRow> rows
) : RowSource
{
    /// <summary>A few of DuckDB's vectors of 2048.</summary>
    public const int BatchSize = 8192;

    private readonly IEnumerator<TRow> next = rows.GetEnumerator();
    private readonly ConcurrentBag<RowBatch> spare = [];

    public override TableDescription Table => table;

    public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (!next.MoveNext())
            return ValueTask.FromResult<RowBatch?>(null);
        var batch = Take();
        do
        {
            for (var i = 0; i < cells.Length; i++)
                cells[i](batch.Columns[i], next.Current);
            batch.Count++;
        } while (batch.Count < BatchSize && next.MoveNext());
        return ValueTask.FromResult<RowBatch?>(batch);
    }

    public override ValueTask DisposeAsync()
    {
        next.Dispose();
        return base.DisposeAsync();
    }

    private RowBatch Take()
    {
        if (!spare.TryTake(out var batch))
            return new RowBatch([.. Fields.Select(ColumnVector.For)], spare.Add);
        foreach (var column in batch.Columns)
            column.Reset(0);
        batch.Count = 0;
        return batch;
    }
}
