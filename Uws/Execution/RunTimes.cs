using System.Collections.Concurrent;
using DataLab.Uws.Store;

namespace DataLab.Uws.Execution;

/// <summary>How long the last runs of each kind took; what quotes are made from.</summary>
internal sealed class RunTimes
{
    private const int Kept = 200;

    private readonly ConcurrentDictionary<string, Queue<TimeSpan>> kinds = new();

    public void Add(string kind, TimeSpan duration)
    {
        var recent = kinds.GetOrAdd(kind, _ => new Queue<TimeSpan>());
        lock (recent)
        {
            recent.Enqueue(duration);
            if (recent.Count > Kept)
                recent.Dequeue();
        }
    }

    public async Task LoadAsync(JobStore store, string kind, CancellationToken ct)
    {
        var stored = await store.ReadAsync(db => QueueTable.RecentDurations(db, kind, Kept), ct);
        stored.Reverse();
        stored.ForEach(duration => Add(kind, duration));
    }

    /// <summary>When a job will probably have ended; null while there is no experience, or none that long.</summary>
    /// <param name="ahead">Jobs before it in the queue.</param>
    /// <param name="concurrency">Jobs of its kind that execute at once.</param>
    public DateTimeOffset? Quote(Job job, int ahead, int concurrency, DateTimeOffset now)
    {
        if (job.Phase is not (ExecutionPhase.Queued or ExecutionPhase.Executing) || Recent(job.Kind) is not { } recent)
            return null;
        var start =
            job.Phase == ExecutionPhase.Executing ? job.StartTime!.Value : now + Mean(recent) * ahead / concurrency;
        // Of those that took as long as this one has so far, half were done after...
        var candidates = Array.FindAll(recent, duration => start + duration >= now);
        if (candidates.Length == 0)
            return null;
        var quote = start + candidates[candidates.Length / 2];
        var latest = start + job.ExecutionDuration;
        return job.ExecutionDuration > TimeSpan.Zero && quote > latest ? latest : quote;
    }

    private TimeSpan[]? Recent(string kind)
    {
        if (!kinds.TryGetValue(kind, out var recent))
            return null;
        TimeSpan[] sorted;
        lock (recent)
            sorted = [.. recent];
        Array.Sort(sorted);
        return sorted;
    }

    private static TimeSpan Mean(TimeSpan[] durations) =>
        TimeSpan.FromTicks(durations.Sum(duration => duration.Ticks) / durations.Length);
}
