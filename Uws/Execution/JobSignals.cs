namespace DataLab.Uws.Execution;

/// <summary>Tells those who wait for a job that something about it has changed.</summary>
internal sealed class JobSignals
{
    private readonly Dictionary<string, Waiters> waiting = [];
    private readonly Lock gate = new();

    /// <summary>Starts to listen: <see cref="Subscription.Changed"/> completes at the next change after this call.</summary>
    public Subscription Subscribe(string jobId)
    {
        lock (gate)
        {
            if (!waiting.TryGetValue(jobId, out var waiters))
                waiting[jobId] = waiters = new Waiters();
            waiters.Count++;
            return new Subscription(this, jobId, waiters);
        }
    }

    public void Changed(string jobId)
    {
        lock (gate)
            if (waiting.Remove(jobId, out var waiters))
                waiters.Signal.TrySetResult();
    }

    /// <summary>Something about any job may have changed.</summary>
    public void ChangedAll()
    {
        lock (gate)
        {
            foreach (var waiters in waiting.Values)
                waiters.Signal.TrySetResult();
            waiting.Clear();
        }
    }

    private void Leave(string jobId, Waiters waiters)
    {
        lock (gate)
            if (--waiters.Count == 0 && waiting.TryGetValue(jobId, out var current) && current == waiters)
                waiting.Remove(jobId);
    }

    public readonly struct Subscription : IDisposable
    {
        private readonly JobSignals signals;
        private readonly string jobId;
        private readonly Waiters waiters;

        internal Subscription(JobSignals signals, string jobId, Waiters waiters) =>
            (this.signals, this.jobId, this.waiters) = (signals, jobId, waiters);

        public Task Changed => waiters.Signal.Task;

        public void Dispose() => signals.Leave(jobId, waiters);
    }

    internal sealed class Waiters
    {
        public TaskCompletionSource Signal { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public int Count { get; set; }
    }
}
