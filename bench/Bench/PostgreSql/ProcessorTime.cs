using System.Diagnostics;
using System.Globalization;

namespace DataLab.Bench.PostgreSql;

/// <summary>The processors' time of this process, of the server and of all processes of a PostgreSQL, so far.</summary>
internal readonly record struct ProcessorTime(double Client, double Server, double PostgreSql)
{
    /// <summary>Ticks of the kernel's clock a second (USER_HZ, the same on every Linux).</summary>
    private const double Hertz = 100;

    public static ProcessorTime Now(int server, int postmaster) =>
        new(
            Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds,
            Seconds(server),
            Directory
                .EnumerateDirectories("/proc")
                .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
                .Where(id => id != 0 && Fields(id) is { } fields && fields[1] == Text(postmaster))
                .Sum(Seconds)
        );

    public static ProcessorTime operator -(ProcessorTime a, ProcessorTime b) =>
        new(a.Client - b.Client, a.Server - b.Server, a.PostgreSql - b.PostgreSql);

    private static double Seconds(int process) =>
        Fields(process) is { } fields
            ? fields[11..13].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / Hertz
            : 0;

    /// <summary>From the third on (proc(5), stat); null when the process has ended.</summary>
    private static string[]? Fields(int process)
    {
        try
        {
            var line = File.ReadAllText($"/proc/{process}/stat");
            return line[(line.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
