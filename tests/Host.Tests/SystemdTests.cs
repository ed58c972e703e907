using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace DataLab.Host.Tests;

/// <summary>What systemd is told (sd_notify), and what it reads: units that it understands.</summary>
[Category("AnyEngine")]
public sealed class SystemdTests
{
    [Test]
    public async Task The_service_tells_that_it_is_ready_alive_and_about_to_stop()
    {
        using var folder = new TemporaryFolder();
        var address = folder.File("notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(address));
        socket.ReceiveTimeout = 30_000;
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "datalab.dll"), "serve", "--port", "0", "--data", folder.Path]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NOTIFY_SOCKET"] = address;
        start.Environment["WATCHDOG_USEC"] = "400000";
        using var process = Process.Start(start)!;
        try
        {
            Assert.That(Receive(socket), Does.StartWith("READY=1\nSTATUS=Serving http"));
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < 4; i++)
                Assert.That(Receive(socket), Is.EqualTo("WATCHDOG=1"));
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
            await Tool.RunAsync("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            string told;
            do told = Receive(socket);
            while (told == "WATCHDOG=1");
            Assert.That(told, Does.StartWith("STOPPING=1"));
            await process.WaitForExitAsync();
            Assert.That(process.ExitCode, Is.Zero);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    [Test]
    public async Task The_unit_is_understood_and_leaves_little_open()
    {
        using var folder = new TemporaryFolder();
        var unit = folder.File("datalab.service");
        var text = await File.ReadAllTextAsync(Path.Combine(AlertsTests.Packaging, "datalab.service"));
        // The program is not installed here.
        await File.WriteAllTextAsync(
            unit,
            text.Replace("/opt/datalab/bin/datalab", "/bin/true", StringComparison.Ordinal)
        );
        var verified = await Tool.RunAsync("systemd-analyze", ["verify", unit]);
        Assert.That((verified.ExitCode, verified.Output + verified.Errors), Is.EqualTo((0, "")));
        // Tenths: docs/operations.md says 1.7.
        var security = await Tool.RunAsync("systemd-analyze", ["security", "--offline=true", "--threshold=20", unit]);
        Assert.That(security.ExitCode, Is.Zero, security.Output + security.Errors);
    }

    private static string Receive(Socket socket)
    {
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
