using System.Diagnostics;
using System.Globalization;

namespace DataLab.Bench;

/// <summary>The real server as a child process, as an operator would run it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process process;

    private ServerProcess(Process process, Uri url)
    {
        this.process = process;
        Url = url;
    }

    public Uri Url { get; }

    public Uri Sync => new(Url, "tap/sync");

    public static async Task<ServerProcess> StartAsync(string folder)
    {
        var program = Path.Combine(BenchData.Root, "artifacts/bin/Host/release/datalab.dll");
        var start = new ProcessStartInfo("dotnet", [program, "serve", "--data", folder, "--port", "0"])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("the server did not start");
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith("Serving ", StringComparison.Ordinal))
                return new ServerProcess(process, new Uri(line["Serving ".Length..]));
        throw new InvalidOperationException("the server ended before it served");
    }

    /// <summary>Resident memory now and at its highest, MB.</summary>
    public (double Now, double Peak) Memory()
    {
        var status = File.ReadAllLines($"/proc/{process.Id}/status");
        return (Read("VmRSS:"), Read("VmHWM:"));

        double Read(string key) =>
            double.Parse(
                status
                    .First(l => l.StartsWith(key, StringComparison.Ordinal))
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
                CultureInfo.InvariantCulture
            ) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
