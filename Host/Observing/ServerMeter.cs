using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Host.Serving;
using DataLab.Uws;

namespace DataLab.Host.Observing;

/// <summary>What is looked at when somebody asks: the process, its disks, the jobs in the store, the catalogue.</summary>
internal sealed class ServerMeter : IDisposable
{
    /// <summary>Whoever asks for metrics learns that the store is away instead of waiting for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Meter meter = new("DataLab.Host.State");
    private readonly JobService jobs;
    private IReadOnlyList<(string Kind, string Phase, long Jobs)>? counts;

    public ServerMeter(JobService jobs, ICatalogEngine engine, Draining draining, ServedFolders folders)
    {
        this.jobs = jobs;
        AddProcess();
        Gauge("datalab.build", "1 for the version in the label", () => [Of(1, ("version", ServiceIdentity.Software))]);
        Gauge("datalab.draining", "1 while the server is about to stop", () => [Of(draining.Begun ? 1 : 0)]);
        Gauge(
            "datalab.tables",
            "Published tables, without those of TAP_SCHEMA",
            () => Tables(engine) is { } tables ? [Of(tables)] : []
        );
        Gauge("datalab.state.up", "1 if the store of jobs answered just now", () => [Of(counts is null ? 0 : 1)]);
        Gauge(
            "datalab.jobs",
            "Jobs in the store, of all servers that share it, by kind and phase",
            () => counts?.Select(found => Of(found.Jobs, ("kind", found.Kind), ("phase", found.Phase))) ?? []
        );
        meter.CreateObservableGauge(
            "datalab.disk.free",
            () => folders.Select(folder => Of(FreeBytes(folder.Path), ("folder", folder.Name))),
            "By",
            "Space left for us on the disk of a folder"
        );
    }

    /// <summary>Asks the store; what is told afterwards is as of now.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            counts = await jobs.CountAsync(patience.Token).WaitAsync(Patience, ct);
        }
        catch (Exception e) when (e is ServiceException or TimeoutException or OperationCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            counts = null;
        }
    }

    public void Dispose() => meter.Dispose();

    private void AddProcess()
    {
        meter.CreateObservableCounter(
            "process.cpu",
            () => Environment.CpuUsage.TotalTime.TotalSeconds,
            "s",
            "Processor time used"
        );
        meter.CreateObservableGauge("process.resident_memory", () => Environment.WorkingSet, "By", "Memory in use");
        var started = new DateTimeOffset(Process.GetCurrentProcess().StartTime).ToUnixTimeMilliseconds() / 1000.0;
        meter.CreateObservableGauge("process.start_time", () => started, "s", "Start, since 1970-01-01 UTC");
        Gauge("process.threads", "Threads", () => [Of(Count("/proc/self/task"))]);
        Gauge("process.open_fds", "Open files and connections", () => [Of(Count("/proc/self/fd"))]);
        Gauge("process.max_fds", "How many of them there may be", () => [Of(OpenFileLimit.Soft)]);
    }

    private void Gauge(string name, string help, Func<IEnumerable<Measurement<double>>> values) =>
        meter.CreateObservableGauge(name, values, null, help);

    private static Measurement<double> Of(double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var tags = new KeyValuePair<string, object?>[labels.Length];
        for (var i = 0; i < tags.Length; i++)
            tags[i] = new(labels[i].Name, labels[i].Value);
        return new Measurement<double>(value, tags);
    }

    /// <summary>Null while the catalogue could not be read yet.</summary>
    private static int? Tables(ICatalogEngine engine)
    {
        try
        {
            return engine.Snapshot.Tables.Count(table =>
                !table.SchemaName.Equals("tap_schema", StringComparison.OrdinalIgnoreCase)
            );
        }
        catch (ServiceException)
        {
            return null;
        }
    }

    private static int Count(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Count() : 0;

    private static double FreeBytes(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return double.NaN;
        }
    }
}

/// <summary>How many files and connections this process may have open.</summary>
internal static class OpenFileLimit
{
    /// <summary>What holds now; positive infinity without limit, NaN where the system does not say.</summary>
    public static double Soft { get; } = Read();

    private static double Read()
    {
        // "Max open files", then the soft and the hard limit.
        const int column = 3;
        const string Limits = "/proc/self/limits";
        var line = File.Exists(Limits)
            ? File.ReadLines(Limits).FirstOrDefault(text => text.StartsWith("Max open files", StringComparison.Ordinal))
            : null;
        var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is null ? double.NaN
            : words[column] == "unlimited" ? double.PositiveInfinity
            : double.Parse(words[column], CultureInfo.InvariantCulture);
    }
}

/// <summary>Folders whose disks may fill up, by a name for the label.</summary>
internal sealed class ServedFolders(IEnumerable<(string Name, string Path)> folders)
    : List<(string Name, string Path)>(folders);
