using System.Threading.Channels;

namespace DataLab.Uws.Execution;

/// <summary>The places of one kind in this process, and the bell that says that there may be work.</summary>
internal sealed class Pool(JobKind kind)
{
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private int running;

    public JobKind Kind => kind;

    public int Free => kind.Options.Concurrency - Volatile.Read(ref running);

    public void Take() => Interlocked.Increment(ref running);

    public void Release()
    {
        Interlocked.Decrement(ref running);
        Wake();
    }

    public void Wake() => bell.Writer.TryWrite(true);

    /// <returns>Whether the bell rang before the time was up.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        if (bell.Reader.TryRead(out _))
            return true;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(atMost);
        try
        {
            return await bell.Reader.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
