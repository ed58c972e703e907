using DataLab.Formats;

namespace DataLab.Dali;

/// <summary>A source whose first batch has been read already, and that counts its rows.</summary>
internal sealed class PrefetchedRowSource : RowSource
{
    private readonly RowSource inner;
    private RowBatch? first;
    private bool exhausted;

    private PrefetchedRowSource(RowSource inner, RowBatch? first)
    {
        this.inner = inner;
        this.first = first;
        exhausted = first is null;
    }

    public override TableDescription Table => inner.Table;

    public override bool Overflowed => inner.Overflowed;

    public override string? OverflowReason => inner.OverflowReason;

    public override RowForecast? Forecast => inner.Forecast;

    public override int EncodingThreads => inner.EncodingThreads;

    /// <summary>Rows handed on.</summary>
    public long Rows { get; private set; }

    /// <summary>Reads the first batch; disposes <paramref name="inner"/> if that fails.</summary>
    public static async Task<PrefetchedRowSource> ReadFirstAsync(RowSource inner, CancellationToken ct)
    {
        try
        {
            return new PrefetchedRowSource(inner, await inner.ReadAsync(ct));
        }
        catch
        {
            await inner.DisposeAsync();
            throw;
        }
    }

    public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        if (exhausted)
            return null;
        var batch = first ?? await inner.ReadAsync(ct);
        first = null;
        exhausted = batch is null;
        Rows += batch?.Count ?? 0;
        return batch;
    }

    public override async ValueTask DisposeAsync()
    {
        first?.Dispose();
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
