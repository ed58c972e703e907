namespace DataLab.Uws.Execution;

/// <summary>The places of one kind in this process, and the bell that says that there may be work.</summary>
internal sealed class Pool(JobKind kind)
{
    private readonly Bell bell = new();
    private readonly KeyValuePair<string, object?> tag = new("kind", kind.Name);
    private int running;

    public JobKind Kind => kind;

    public int Free => kind.Options.Concurrency - Volatile.Read(ref running);

    public void Take()
    {
        UwsTelemetry.Running.Add(1, tag);
        Interlocked.Increment(ref running);
    }

    /// <summary>Tells how many places there are.</summary>
    public void Open() => UwsTelemetry.Places.Add(kind.Options.Concurrency, tag);

    public void Release()
    {
        Interlocked.Decrement(ref running);
        UwsTelemetry.Running.Add(-1, tag);
        Wake();
    }

    public void Wake() => bell.Ring();

    /// <inheritdoc cref="Bell.WaitAsync"/>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => bell.WaitAsync(atMost, ct);
}
