using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DataLab.Dali;

/// <summary>What this room counts and times. Nothing is spent where nobody listens.</summary>
internal static class DaliTelemetry
{
    private const string Name = "DataLab.Dali";
    private static readonly Meter Meter = new(Name);

    public static ActivitySource Source { get; } = new(Name);

    public static UpDownCounter<int> Places { get; } =
        Meter.CreateUpDownCounter<int>("datalab.places", null, "Requests that may be served at once, by pool");

    public static UpDownCounter<int> Taken { get; } =
        Meter.CreateUpDownCounter<int>("datalab.places.used", null, "Requests that hold a place now, by pool");

    public static UpDownCounter<int> Waiting { get; } =
        Meter.CreateUpDownCounter<int>("datalab.places.waiting", null, "Requests that wait for a place now, by pool");

    public static Counter<long> Refused { get; } =
        Meter.CreateCounter<long>("datalab.places.refused", null, "Requests that got no place, by pool");

    public static Histogram<double> Wait { get; } =
        Meter.CreateHistogram<double>("datalab.places.wait", "s", "How long requests waited for a place, by pool");

    public static Counter<long> Errors { get; } =
        Meter.CreateCounter<long>("datalab.errors", null, "Requests that were answered with an error, by kind");

    /// <summary>Counts what went wrong with a request, once.</summary>
    public static void Failed(RequestFacts facts, string kind)
    {
        if (facts.Error is not null)
            return;
        facts.Error = kind;
        Errors.Add(1, new KeyValuePair<string, object?>("kind", kind));
    }
}
