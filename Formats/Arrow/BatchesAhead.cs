namespace DataLab.Formats.Arrow;

/// <summary>The batches of a source, the first two of them read before anything is written: of a short table everything is known then.</summary>
internal sealed class BatchesAhead : IDisposable
{
    private readonly RowSource rows;
    private readonly Queue<RowBatch> read = [];

    private BatchesAhead(RowSource rows) => this.rows = rows;

    /// <summary>The source is at its end: it had one batch at most.</summary>
    public bool AllRead { get; private set; }

    public static async Task<BatchesAhead> StartAsync(RowSource rows, CancellationToken ct)
    {
        var batches = new BatchesAhead(rows);
        try
        {
            while (!batches.AllRead && batches.read.Count < 2)
                batches.Keep(await rows.ReadAsync(ct).ConfigureAwait(false));
            return batches;
        }
        catch
        {
            batches.Dispose();
            throw;
        }
    }

    private void Keep(RowBatch? batch)
    {
        if (batch is null)
            AllRead = true;
        else
            read.Enqueue(batch);
    }

    /// <summary>The next batch, which is the caller's then; null at the end.</summary>
    public ValueTask<RowBatch?> NextAsync(CancellationToken ct) =>
        read.TryDequeue(out var batch) ? ValueTask.FromResult<RowBatch?>(batch)
        : AllRead ? ValueTask.FromResult<RowBatch?>(null)
        : rows.ReadAsync(ct);

    public void Dispose()
    {
        while (read.TryDequeue(out var batch))
            batch.Dispose();
    }
}
