using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using DataLab.Dali;
using DataLab.Host.Observing;

namespace DataLab.Host.Examining;

/// <summary>Looks at what is under the program: runtime, memory, limits of the system, clock, ports.</summary>
internal static class Machine
{
    private const int EnoughFiles = 8192;
    private const long LittleMemory = 2L << 30;

    /// <summary>No clock that is right is before this program was made.</summary>
    private static readonly DateTime Made = File.GetLastWriteTimeUtc(
        typeof(Machine).Assembly.Location is { Length: > 0 } file ? file : Environment.ProcessPath!
    );

    public static IEnumerable<Finding> Look()
    {
        yield return Finding.Ok(
            "program",
            $"{ServiceIdentity.Software}, {RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier}), {Environment.ProcessorCount} processors"
        );
        yield return Memory();
        yield return Files();
        yield return Clock();
    }

    private static Finding Memory()
    {
        var bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var found = string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB for this process");
        return bytes >= LittleMemory
            ? Finding.Ok("memory", found)
            : new Finding(
                FindingLevel.Warning,
                "memory",
                found,
                "The embedded engine takes half of it, the web server some 200 MB; large sorts spill to disk early.",
                "Give the machine, the container (--memory) or the unit (MemoryMax=) at least 2 GB."
            );
    }

    private static Finding Files()
    {
        var limit = OpenFileLimit.Soft;
        var found = double.IsNaN(limit)
            ? "not known on this system"
            : string.Create(CultureInfo.InvariantCulture, $"{limit:#,0} files and connections may be open");
        return double.IsNaN(limit) || limit >= EnoughFiles
            ? Finding.Ok("open files", found)
            : new Finding(
                FindingLevel.Warning,
                "open files",
                found,
                "Every connection of a client and every table that is read takes one; beyond the limit requests fail.",
                "Set LimitNOFILE=65536 in the unit, or ulimit -n 65536 in the shell that starts the server."
            );
    }

    private static Finding Clock() =>
        DateTime.UtcNow < Made.AddDays(-1)
            ? new Finding(
                FindingLevel.Error,
                "clock",
                string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:u}, before this program was made"),
                "Destruction times and leases of jobs go by it.",
                "Set the clock, and keep it with NTP (systemd-timesyncd, chrony)."
            )
            : Finding.Ok("clock", string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:u}"));

    /// <param name="mend">The option or setting that names the port.</param>
    public static async Task<Finding> PortAsync(string address, int port, string mend, CancellationToken ct)
    {
        var subject = string.Create(CultureInfo.InvariantCulture, $"port {port}");
        var ip = address.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            ? IPAddress.Loopback
            : IPAddress.Parse(address);
        try
        {
            using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // As the server binds it: what waits out a closed connection does not count as taken.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(ip, port));
            socket.Listen(1);
            return Finding.Ok(subject, $"free on {ip}");
        }
        catch (SocketException e)
        {
            if (e.SocketErrorCode is SocketError.AddressAlreadyInUse && await IsOursAsync(ip, port, ct))
                return new Finding(FindingLevel.Note, subject, $"a Data Lab server answers on {ip} and is well");
            return new Finding(
                FindingLevel.Error,
                subject,
                $"cannot be listened to on {ip}: {e.Message}",
                "The server would not start.",
                $"Stop what listens there (ss -ltnp), or take another one with {mend}; ports below 1024 need CAP_NET_BIND_SERVICE."
            );
        }
    }

    private static async Task<bool> IsOursAsync(IPAddress ip, int port, CancellationToken ct)
    {
        var host = ip.Equals(IPAddress.Any) ? IPAddress.Loopback : ip;
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await http.GetAsync(new UriBuilder("http", host.ToString(), port, "healthz").Uri, ct);
            return answer.IsSuccessStatusCode
                && answer.Headers.Server.ToString().StartsWith("DataLab/", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }
}
