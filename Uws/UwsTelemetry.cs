using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DataLab.Uws;

/// <summary>What this room counts and times. Nothing is spent where nobody listens.</summary>
internal static class UwsTelemetry
{
    private const string Name = "DataLab.Uws";
    private static readonly Meter Meter = new(Name);

    public static ActivitySource Source { get; } = new(Name);

    public static UpDownCounter<int> Places { get; } =
        Meter.CreateUpDownCounter<int>(
            "datalab.jobs.places",
            null,
            "Jobs that this server may execute at once, by kind"
        );

    public static UpDownCounter<int> Running { get; } =
        Meter.CreateUpDownCounter<int>("datalab.jobs.running", null, "Jobs that this server executes now, by kind");

    public static Histogram<double> Duration { get; } =
        Meter.CreateHistogram<double>("datalab.jobs.duration", "s", "How long runs of jobs took, by kind and outcome");

    public static Histogram<double> Wait { get; } =
        Meter.CreateHistogram<double>(
            "datalab.jobs.wait",
            "s",
            "From the order to run a job to its first run, by kind"
        );

    public static Counter<long> Errors { get; } =
        Meter.CreateCounter<long>("datalab.jobs.errors", null, "Jobs that ended in ERROR, by kind of error");

    public static Counter<long> Rows { get; } =
        Meter.CreateCounter<long>("datalab.jobs.rows", null, "Rows of the results of jobs, by kind");

    public static Counter<long> Bytes { get; } =
        Meter.CreateCounter<long>("datalab.jobs.written", "By", "Bytes of the results of jobs, by kind");
}
