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
    private readonly BatchPool pool = new(table.Fields);

    public override TableDescription Table => table;

    public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (!next.MoveNext())
            return ValueTask.FromResult<RowBatch?>(null);
        var columns = pool.Rent();
        foreach (var column in columns)
            column.Reset(0);
        var count = 0;
        do
        {
            for (var i = 0; i < cells.Length; i++)
                cells[i](columns[i], next.Current);
            count++;
        } while (count < BatchSize && next.MoveNext());
        return ValueTask.FromResult<RowBatch?>(pool.Batch(columns, count));
    }

    public override ValueTask DisposeAsync()
    {
        next.Dispose();
        return base.DisposeAsync();
    }
}
