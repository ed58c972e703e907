using System.Runtime.InteropServices;

namespace DataLab.Adql.Tests;

/// <summary>A text eight times as long takes about eight times as long: measured as a ratio, in one run.</summary>
public sealed class LinearTimeTests
{
    private const int Growth = 8;

    /// <summary>Between linear (8) and quadratic (64), with room for a noisy machine.</summary>
    private const double Most = 32;

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static readonly Dictionary<string, Func<int, string>> Shapes = new()
    {
        ["items"] = n => $"SELECT {Repeat("a, ", n)}a FROM num.bers",
        ["aliases"] = n =>
            $"SELECT {string.Join(", ", Enumerable.Range(0, n).Select(i => $"a AS x{i}"))} FROM num.bers",
        ["conditions"] = n => $"SELECT a FROM num.bers WHERE {Repeat("a = 1 AND ", n)}a = 1",
        ["alternatives"] = n => $"SELECT a FROM num.bers WHERE {Repeat("(a = 1 OR b < 2) AND ", n)}a = 1",
        ["numbers"] = n => $"SELECT a FROM num.bers WHERE a IN ({Repeat("12, ", n)}1)",
        ["texts"] = n => $"SELECT a FROM num.bers WHERE '{Repeat("x''", n)}' = 'x'",
        ["blanks"] = n => $"SELECT {Repeat(" \n", n)} a FROM num.bers",
        ["comments"] = n => $"SELECT {Repeat("-- x\n", n)} a FROM num.bers",
        ["open_brackets"] = n => "SELECT " + Repeat("(", n),
        ["unknown_words"] = n => "SELECT " + Repeat("word ", n),
        ["unknown_signs"] = n => "SELECT " + Repeat("? ", n),
        ["unknown_columns"] = n => $"SELECT {Repeat("zz, ", n)}a FROM num.bers",
        ["quotes"] = n => Repeat("'a' ", n),
        ["open_quotes"] = n => Repeat("\"a", n),
        ["keywords"] = n => Repeat("SELECT ", n),
        ["case"] = n => $"SELECT CASE {Repeat("WHEN a = 1 THEN 2 ", n)}END AS x FROM num.bers",
        ["branches"] = n => $"SELECT COALESCE({Repeat("a, ", n)}1) AS x FROM num.bers",
        ["sums_in_brackets"] = n => $"SELECT {Repeat("(a+b)*", n / 8)}a AS x FROM num.bers",
    };

    [TestCaseSource(nameof(Names))]
    public void Time_grows_with_the_length(string name)
    {
        var (small, large) = (Shapes[name](1000), Shapes[name](1000 * Growth));
        TestSchema.Translate(large);
        var ratio = double.MaxValue;
        for (var attempt = 0; attempt < 5 && ratio > Most; attempt++)
            ratio = Math.Min(ratio, Least(large) / Math.Max(Least(small), 0.2));
        TestContext.Out.WriteLine($"{name}: {ratio:0.0}");
        Assert.That(ratio, Is.LessThan(Most));
    }

    private static IEnumerable<string> Names => Shapes.Keys;

    /// <summary>Milliseconds of the processor in the fastest of five runs: time in which other programs had it does not count.</summary>
    private static double Least(string text)
    {
        var times = new double[5];
        for (var i = 0; i < times.Length; i++)
        {
            var start = ProcessorTime();
            TestSchema.Translate(text);
            times[i] = ProcessorTime() - start;
        }
        return times.Min();
    }

    /// <summary>What this thread has used so far, milliseconds (clock_gettime(2)).</summary>
    private static double ProcessorTime()
    {
        const int threadClock = 3;
        Assert.That(ReadClock(threadClock, out var time), Is.Zero);
        return time.Seconds * 1e3 + time.Nanoseconds / 1e6;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Time(nint Seconds, nint Nanoseconds);

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ReadClock(int clock, out Time time);
}
