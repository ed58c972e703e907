namespace DataLab.Formats;

/// <summary>At most <paramref name="maxRows"/> rows of another source; says so when there was one more (DALI 1.1 §3.4.4 MAXREC).</summary>
/// <remarks>Disposing this disposes <paramref name="inner"/>. With a limit of 0 the source is not read at all and counts as overflowed.</remarks>
public sealed class LimitedRowSource(RowSource inner, long maxRows, string? reason = null) : RowSource
{
    private long left = maxRows >= 0 ? maxRows : throw new ArgumentOutOfRangeException(nameof(maxRows));
    private bool overflowed = maxRows == 0;

    public override TableDescription Table => inner.Table;

    public override bool Overflowed => overflowed || inner.Overflowed;

    public override string? OverflowReason => overflowed ? reason : inner.OverflowReason;

    public override RowForecast? Forecast =>
        inner.Forecast is not { } all ? null
        : all.Rows <= maxRows && maxRows > 0 ? all
        : all with { Rows = maxRows, Status = new QueryStatus(QueryStatus.Overflow, reason) };

    public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        if (overflowed)
            return null;
        var batch = await inner.ReadAsync(ct).ConfigureAwait(false);
        if (batch is null || batch.Count <= left)
        {
            left -= batch?.Count ?? 0;
            return batch;
        }
        overflowed = true;
        if (left == 0)
        {
            batch.Dispose();
            return null;
        }
        batch.Count = (int)left;
        return batch;
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
