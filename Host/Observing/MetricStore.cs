using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace DataLab.Host.Observing;

/// <summary>Hears all our instruments, and some of the platform's, and keeps what they tell for whoever asks.</summary>
/// <remarks>Made before anything that counts, since what goes up and down is known by its changes.</remarks>
internal sealed class MetricStore : IDisposable
{
    private const string Ours = "DataLab.";

    /// <summary>Of the platform and the driver: few series, and none with text of users in a label.</summary>
    private static readonly HashSet<string> Others =
    [
        "dotnet.gc.collections",
        "dotnet.gc.pause.time",
        "dotnet.gc.heap.total_allocated",
        "dotnet.gc.last_collection.memory.committed_size",
        "dotnet.thread_pool.thread.count",
        "dotnet.thread_pool.queue.length",
        "kestrel.active_connections",
        "db.client.connection.count",
        "db.client.connection.max",
        "db.client.connection.npgsql.timeouts",
    ];

    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<Instrument, MetricFamily> families = new();
    private readonly Lock looking = new();

    public MetricStore()
    {
        listener.InstrumentPublished = (instrument, hearing) =>
        {
            if (instrument.Meter.Name.StartsWith(Ours, StringComparison.Ordinal) || Others.Contains(instrument.Name))
                hearing.EnableMeasurementEvents(
                    instrument,
                    families.GetOrAdd(instrument, made => new MetricFamily(made))
                );
        };
        listener.SetMeasurementEventCallback<int>(static (_, value, labels, family) => Record(family, value, labels));
        listener.SetMeasurementEventCallback<long>(static (_, value, labels, family) => Record(family, value, labels));
        listener.SetMeasurementEventCallback<double>(
            static (_, value, labels, family) => Record(family, value, labels)
        );
        listener.Start();
    }

    /// <summary>Everything as of now, in the order of the names.</summary>
    public string Write()
    {
        lock (looking)
        {
            foreach (var family in families.Values.Where(family => family.IsObserved))
                family.Clear();
            listener.RecordObservableInstruments();
            return PrometheusText.Write(families.Values.OrderBy(family => family.Name, StringComparer.Ordinal));
        }
    }

    public void Dispose() => listener.Dispose();

    private static void Record(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels) =>
        (family as MetricFamily)?.Record(value, labels);
}
