using System.Diagnostics.Metrics;

namespace DataLab.Host.Observing;

/// <summary>One instrument with what was measured so far, a series for each set of labels.</summary>
/// <remarks>Thread-safe. Adding to a series that is there allocates nothing.</remarks>
internal sealed class MetricFamily
{
    /// <summary>Further sets of labels share one series, whose only label is <c>overflow</c>: a mistake in a label must not fill the memory.</summary>
    private const int MostSeries = 500;

    private static readonly double[] Seconds =
    [
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        30,
        60,
        300,
        1800,
        7200,
    ];

    private static readonly KeyValuePair<string, object?>[] Overflow = [new("overflow", "true")];

    private readonly Lock gate = new();
    private volatile MetricSeries[] all = [];

    public MetricFamily(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        IsObserved = instrument.IsObservable;
        Kind =
            // These go up and down, whatever the platform calls them.
            instrument.Name.StartsWith("dotnet.thread_pool.", StringComparison.Ordinal)
                ? MetricKind.Gauge
            : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter
            : type == typeof(Histogram<>) ? MetricKind.Histogram
            : MetricKind.Gauge;
        Name = PrometheusText.Name(instrument.Name, instrument.Unit, Kind);
        Help = instrument.Description ?? "";
    }

    public string Name { get; }
    public string Help { get; }
    public MetricKind Kind { get; }

    /// <summary>Asked at each look instead of told of each change.</summary>
    public bool IsObserved { get; }

    public IReadOnlyList<MetricSeries> Series => all;

    /// <summary>Forgets everything, before an instrument that is asked is asked again.</summary>
    public void Clear() => all = [];

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        if (IsNameless(labels))
            return;
        var series = Find(all, labels) ?? Add(labels);
        if (IsObserved || Kind is not MetricKind.Gauge)
            series.Record(value, Kind, IsObserved);
        else
            series.Record(value, MetricKind.Counter, isTotal: false);
    }

    /// <summary>A pool of the driver that nobody named is called by its connection string, which is not for readers of metrics.</summary>
    private static bool IsNameless(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        foreach (var (key, value) in labels)
            if (key == "db.client.connection.pool.name" && value is string name && name.Contains('='))
                return true;
        return false;
    }

    private MetricSeries Add(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        lock (gate)
        {
            if (Find(all, labels) is { } there)
                return there;
            if (all.Length >= MostSeries)
                return Find(all, Overflow) ?? Append(new MetricSeries(Overflow, Bounds));
            return Append(new MetricSeries(labels.ToArray(), Bounds));
        }
    }

    private double[]? Bounds => Kind is MetricKind.Histogram ? Seconds : null;

    private MetricSeries Append(MetricSeries series)
    {
        all = [.. all, series];
        return series;
    }

    private static MetricSeries? Find(MetricSeries[] series, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        foreach (var one in series)
            if (one.Has(labels))
                return one;
        return null;
    }
}

internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
