namespace DataLab.Uws.Execution;

/// <summary>The places of one kind in this process, and the bell that says that there may be work.</summary>
internal sealed class Pool(JobKind kind)
{
    private readonly Bell bell = new();
    private int running;

    public JobKind Kind => kind;

    public int Free => kind.Options.Concurrency - Volatile.Read(ref running);

    public void Take() => Interlocked.Increment(ref running);

    public void Release()
    {
        Interlocked.Decrement(ref running);
        Wake();
    }

    public void Wake() => bell.Ring();

    /// <inheritdoc cref="Bell.WaitAsync"/>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => bell.WaitAsync(atMost, ct);
}
