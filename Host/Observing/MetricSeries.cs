namespace DataLab.Host.Observing;

/// <summary>The measurements of one set of labels. Thread-safe.</summary>
/// <param name="bounds">Upper bounds of the buckets of a histogram, ascending, the last one (infinity) left out; null for a number.</param>
internal sealed class MetricSeries(KeyValuePair<string, object?>[] labels, double[]? bounds)
{
    private readonly Lock gate = new();
    private readonly long[] counts = new long[bounds is null ? 0 : bounds.Length + 1];
    private double sum;
    private long count;

    public IReadOnlyList<KeyValuePair<string, object?>> Labels => labels;
    public IReadOnlyList<double> Bounds => bounds ?? [];

    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> others)
    {
        if (others.Length != labels.Length)
            return false;
        for (var i = 0; i < labels.Length; i++)
            if (others[i].Key != labels[i].Key || !Equals(others[i].Value, labels[i].Value))
                return false;
        return true;
    }

    /// <param name="isTotal">The value is all there is, not what comes to it.</param>
    public void Record(double value, MetricKind kind, bool isTotal)
    {
        lock (gate)
        {
            count++;
            sum = isTotal ? value : sum + value;
            if (kind is MetricKind.Histogram)
                counts[Bucket(value)]++;
        }
    }

    /// <summary>The sum of all values (or the last one), how many they are, and how many are in each bucket.</summary>
    public (double Sum, long Count, long[] Buckets) Read()
    {
        lock (gate)
            return (sum, count, [.. counts]);
    }

    private int Bucket(double value)
    {
        var index = Array.BinarySearch(bounds!, value);
        return index >= 0 ? index : ~index;
    }
}
