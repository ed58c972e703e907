using System.Globalization;
using System.Net.Sockets;

namespace DataLab.Host.Observing;

/// <summary>Tells systemd how the service is (sd_notify): ready, about to stop, alive. Does nothing where nobody asked for it.</summary>
/// <remarks>A datagram to the socket in NOTIFY_SOCKET; systemd has the meaning of the words.</remarks>
internal sealed class Watchdog : IDisposable
{
    private readonly string? address = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
    private Timer? alive;

    public void Ready(string status)
    {
        Tell($"READY=1\nSTATUS={status}");
        // Half the time that systemd waits: one late sign does no harm.
        if (
            long.TryParse(
                Environment.GetEnvironmentVariable("WATCHDOG_USEC"),
                CultureInfo.InvariantCulture,
                out var microseconds
            )
            && microseconds > 0
        )
        {
            var every = TimeSpan.FromMicroseconds(microseconds / 2.0);
            alive = new Timer(_ => Tell("WATCHDOG=1"), null, TimeSpan.Zero, every);
        }
    }

    public void Stopping() => Tell("STOPPING=1\nSTATUS=Finishing what is under way");

    public void Dispose() => alive?.Dispose();

    private void Tell(string state)
    {
        if (string.IsNullOrEmpty(address))
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // A name that begins with @ is one of Linux' own, outside the file system.
            var path = address[0] == '@' ? "\0" + address[1..] : address;
            socket.Connect(new UnixDomainSocketEndPoint(path));
            socket.Send(System.Text.Encoding.UTF8.GetBytes(state));
        }
        catch (SocketException e)
        {
            Console.Error.WriteLine($"systemd cannot be told \"{state.Split('\n')[0]}\": {e.Message}");
        }
    }
}
