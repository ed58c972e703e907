using DataLab.Formats;

namespace DataLab.Dali.Fetching;

/// <summary>The time limits of one fetch: for the whole, and for each step without a byte.</summary>
internal sealed class FetchClock : IDisposable
{
    private readonly CancellationTokenSource whole;
    private readonly CancellationToken caller;
    private readonly TimeSpan time;

    public FetchClock(TimeSpan time, CancellationToken caller)
    {
        this.time = time;
        this.caller = caller;
        whole = CancellationTokenSource.CreateLinkedTokenSource(caller);
        whole.CancelAfter(time);
    }

    /// <exception cref="ServiceException">LimitExceeded: too slow.</exception>
    public async ValueTask<T> RunAsync<T>(Func<CancellationToken, Task<T>> step, TimeSpan patience)
    {
        using var stall = CancellationTokenSource.CreateLinkedTokenSource(whole.Token);
        stall.CancelAfter(patience);
        try
        {
            return await step(stall.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (stall.IsCancellationRequested && e is not ServiceException)
        {
            caller.ThrowIfCancellationRequested();
            throw new ServiceException(
                ErrorKind.LimitExceeded,
                whole.IsCancellationRequested
                    ? $"The URL cannot be fetched: it takes longer than {time.TotalSeconds:0.###} s."
                    : $"The URL cannot be fetched: nothing came for {patience.TotalSeconds:0.###} s.",
                e
            );
        }
    }

    public void Dispose() => whole.Dispose();
}
