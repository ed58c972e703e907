using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DataLab.Tap;

/// <summary>What this room counts and times. Nothing is spent where nobody listens.</summary>
internal static class TapTelemetry
{
    private const string Name = "DataLab.Tap";
    private static readonly Meter Meter = new(Name);

    public static ActivitySource Source { get; } = new(Name);

    public static Histogram<double> Translation { get; } =
        Meter.CreateHistogram<double>("datalab.translation.duration", "s", "From ADQL to SQL, by outcome");

    public static Counter<long> Uploads { get; } =
        Meter.CreateCounter<long>("datalab.uploads", null, "Tables that queries brought, by way");

    public static Counter<long> UploadedBytes { get; } =
        Meter.CreateCounter<long>("datalab.uploaded", "By", "Bytes of these tables, by way");

    public static Histogram<double> Loading { get; } =
        Meter.CreateHistogram<double>("datalab.upload.duration", "s", "Loading one of these tables into the engine");
}
