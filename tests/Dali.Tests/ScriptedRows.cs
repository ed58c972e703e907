using DataLab.Formats;

namespace DataLab.Dali.Tests;

/// <summary>Rows 0, 1, 2, ... in batches of a thousand, then an end or a failure.</summary>
internal sealed class ScriptedRows(int count, string? failure = null) : RowSource
{
    private int next;

    public bool IsDisposed { get; private set; }

    public override TableDescription Table { get; } =
        new([new Field("n", DataType.Int), new Field("twice", DataType.Long)]) { Name = "stars" };

    public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
    {
        if (next >= count)
            return failure is null
                ? ValueTask.FromResult<RowBatch?>(null)
                : throw new ServiceException(ErrorKind.LimitExceeded, failure);
        var n = new ValueVector<int>();
        var twice = new ValueVector<long>();
        for (var end = Math.Min(count, next + 1000); next < end; next++)
        {
            n.Append(next);
            twice.Append(2L * next);
        }
        return ValueTask.FromResult<RowBatch?>(new RowBatch([n, twice]) { Count = n.Count });
    }

    public override ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return base.DisposeAsync();
    }
}
