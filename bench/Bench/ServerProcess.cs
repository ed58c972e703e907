using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DataLab.Bench;

/// <summary>The real server as a child process, as an operator would run it.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;

    private ServerProcess(Process process, string folder, Uri url)
    {
        this.process = process;
        this.folder = folder;
        Url = url;
    }

    public Uri Url { get; }

    public int ProcessId => process.Id;

    public Uri Sync => new(Url, "tap/sync");

    /// <summary>Serves the tables of a data folder; jobs and the like go into a folder of the server's own, which is removed at its end.</summary>
    /// <param name="settings">Of its configuration: <c>Tap:AsyncConcurrency</c> = <c>16</c>.</param>
    public static async Task<ServerProcess> StartAsync(string tables, params (string Name, string Value)[] settings)
    {
        var folder = Directory.CreateDirectory(Path.Combine(tables, $"server-{Guid.NewGuid():N}")).FullName;
        LinkFiles(Path.Combine(tables, "catalogs"), Path.Combine(folder, "catalogs"));
        var program = Path.Combine(BenchData.Root, "artifacts/bin/Host/release/datalab.dll");
        var start = new ProcessStartInfo("dotnet", [program, "serve", "--data", folder, "--port", "0"])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in settings)
            start.Environment["DATALAB_" + name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException("the server did not start");
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith("Serving ", StringComparison.Ordinal))
                return new ServerProcess(process, folder, new Uri(line["Serving ".Length..]));
        throw new InvalidOperationException("the server ended before it served");
    }

    /// <summary>Lists the images of a folder in the server's archive, as an operator would.</summary>
    public Task AddImagesAsync(string images, string collection) =>
        RunAsync("images", "add", images, "--collection", collection, "--data", folder);

    /// <summary>Runs a command of the program to its end.</summary>
    public static async Task RunAsync(params string[] arguments)
    {
        var program = Path.Combine(BenchData.Root, "artifacts/bin/Host/release/datalab.dll");
        using var running =
            Process.Start(
                new ProcessStartInfo("dotnet", [program, .. arguments])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    // As ./datalab starts what is no server.
                    Environment = { ["DOTNET_TieredPGO"] = "0" },
                }
            ) ?? throw new InvalidOperationException("the command did not start");
        var errors = running.StandardError.ReadToEndAsync();
        await running.StandardOutput.ReadToEndAsync();
        await running.WaitForExitAsync();
        if (running.ExitCode != 0)
            throw new InvalidOperationException(await errors);
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

    /// <summary>Makes the most memory so far what it is now (proc(5), clear_refs).</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{process.Id}/clear_refs", "5");

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The same tree of folders with the same files under their other names.</summary>
    private static void LinkFiles(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            if (Link(file, Path.Combine(to, Path.GetFileName(file))) != 0)
                throw new IOException($"{file} could not be linked: error {Marshal.GetLastPInvokeError()}");
        foreach (var below in Directory.EnumerateDirectories(from))
            LinkFiles(below, Path.Combine(to, Path.GetFileName(below)));
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}
