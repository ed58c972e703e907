using System.Diagnostics;
using System.Diagnostics.Metrics;
using DataLab.Formats;

namespace DataLab.Catalog;

/// <summary>How long an engine works on one query: from the moment it has a connection until its last row, without the time in which rows wait for a slow reader.</summary>
/// <remarks>Made where the query is asked, so that its span belongs to the caller's. Begun and ended once, by the engine.</remarks>
public sealed class EngineClock
{
    private const string Name = "DataLab.Catalog";
    private static readonly Meter Meter = new(Name);
    private static readonly ActivitySource Source = new(Name);
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "datalab.engine.duration",
        "s",
        "How long the engine worked on queries, without waiting for readers, by engine, purpose and outcome"
    );
    private static readonly UpDownCounter<int> Running = Meter.CreateUpDownCounter<int>(
        "datalab.engine.queries",
        null,
        "Queries in the engine now, by engine and purpose"
    );
    private static readonly UpDownCounter<int> InQueue = Meter.CreateUpDownCounter<int>(
        "datalab.engine.waiting",
        null,
        "Queries that wait for a connection of the engine now, by engine and purpose"
    );

    private readonly ActivityContext parent = Activity.Current?.Context ?? default;
    private KeyValuePair<string, object?> engine;
    private KeyValuePair<string, object?> purpose;
    private Activity? span;
    private long began;
    private long waited;
    private long ended;

    /// <summary>So far, or in all.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            var (from, until) = (Volatile.Read(ref began), Volatile.Read(ref ended));
            if (from == 0)
                return TimeSpan.Zero;
            var ticks = (until == 0 ? Stopwatch.GetTimestamp() : until) - from - Volatile.Read(ref waited);
            return Stopwatch.GetElapsedTime(0, Math.Max(ticks, 0));
        }
    }

    /// <summary>Counts somebody who begins (1) or ceases (-1) to wait for a connection.</summary>
    internal static void Waits(string engine, QueryPurpose purpose, int change) =>
        InQueue.Add(change, Tag("engine", engine), Tag("purpose", Word(purpose)));

    internal void Begin(string engineName, QueryPurpose queryPurpose)
    {
        (engine, purpose) = (Tag("engine", engineName), Tag("purpose", Word(queryPurpose)));
        Running.Add(1, engine, purpose);
        span = Source.CreateActivity("engine", ActivityKind.Client, parent);
        span?.SetTag("db.system.name", engineName).SetTag("datalab.purpose", purpose.Value);
        // Whoever computes is not the caller: the span is nobody's current one.
        span?.SetStartTime(DateTime.UtcNow);
        Volatile.Write(ref began, Stopwatch.GetTimestamp());
    }

    /// <summary>The engine stood still from that timestamp until now, since the rows it has are not read.</summary>
    internal void Stood(long since) => Interlocked.Add(ref waited, Stopwatch.GetTimestamp() - since);

    internal void End(Exception? failure)
    {
        if (Volatile.Read(ref began) == 0 || Volatile.Read(ref ended) != 0)
            return;
        Volatile.Write(ref ended, Stopwatch.GetTimestamp());
        var outcome = failure switch
        {
            null => "ok",
            OperationCanceledException or ObjectDisposedException => "stopped",
            ServiceException { Kind: ErrorKind.LimitExceeded } => "limit",
            ServiceException { Kind: ErrorKind.UsageError } => "refused",
            _ => "failed",
        };
        Running.Add(-1, engine, purpose);
        Duration.Record(Elapsed.TotalSeconds, engine, purpose, Tag("outcome", outcome));
        if (span is null)
            return;
        span.SetTag("datalab.outcome", outcome);
        if (outcome is "failed")
            span.SetStatus(ActivityStatusCode.Error);
        Finish(span);
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private static string Word(QueryPurpose purpose) => purpose is QueryPurpose.Batch ? "job" : "interactive";

    /// <summary>Started as late as this (its start time is set) so that it is never the current one of a thread.</summary>
    private static void Finish(Activity span)
    {
        var current = Activity.Current;
        span.Start();
        span.Stop();
        Activity.Current = current;
    }
}
