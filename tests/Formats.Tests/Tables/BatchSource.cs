namespace DataLab.Formats.Tests.Tables;

/// <summary>Batches made by hand or on the way, one after another.</summary>
internal sealed class BatchSource(TableDescription table, IEnumerable<RowBatch> batches) : RowSource
{
    private readonly IEnumerator<RowBatch> next = batches.GetEnumerator();

    public BatchSource(TableDescription table, params RowBatch[] batches)
        : this(table, (IEnumerable<RowBatch>)batches) { }

    public override TableDescription Table => table;

    public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) => new(next.MoveNext() ? next.Current : null);
}
