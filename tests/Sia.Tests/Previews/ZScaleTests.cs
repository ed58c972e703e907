using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DataLab.Sia.Rasters;

namespace DataLab.Sia.Tests.Previews;

/// <summary>The range that is shown, as astropy's ZScaleInterval finds it.</summary>
[Category("AnyEngine")]
public sealed class ZScaleTests
{
    private const string Astropy = """
        import sys, numpy as np
        from astropy.visualization import ZScaleInterval
        for path in sys.argv[1:]:
            low, high = ZScaleInterval().get_limits(np.fromfile(path, dtype=np.float32))
            print(repr(float(low)), repr(float(high)))
        """;

    [Test]
    public void Limits_are_those_of_astropy()
    {
        using var folder = new Catalog.Tests.Support.TempFolder();
        var cases = Cases().ToList();
        var paths = new List<string>();
        foreach (var values in cases)
        {
            paths.Add(Path.Combine(folder.Path, $"{paths.Count}.raw"));
            File.WriteAllBytes(paths[^1], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        }
        var lines = Python(paths).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Has.Length.EqualTo(cases.Count));
        for (var i = 0; i < lines.Length; i++)
        {
            var theirs = lines[i].Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
            var (low, high) = ZScale.Of(cases[i]);
            var tolerance = 1e-4 * Math.Max(1e-6, theirs[1] - theirs[0]) + 1e-6 * Math.Abs(theirs[1]);
            Assert.That(low, Is.EqualTo(theirs[0]).Within(tolerance), $"case {i}");
            Assert.That(high, Is.EqualTo(theirs[1]).Within(tolerance), $"case {i}");
        }
    }

    [Test]
    public void Nothing_and_one_value_have_limits_too()
    {
        Assert.That(ZScale.Of([]), Is.EqualTo((0f, 1f)));
        Assert.That(ZScale.Of([float.NaN, float.PositiveInfinity]), Is.EqualTo((0f, 1f)));
        Assert.That(ZScale.Of([5f, 5f, 5f, 5f, 5f, 5f, 5f, 5f]), Is.EqualTo((5f, 5f)));
    }

    /// <summary>Skies with stars, slopes, steps, holes; few and many values.</summary>
    private static IEnumerable<float[]> Cases()
    {
        var random = new Random(77);
        foreach (var count in new[] { 20, 999, 1000, 1001, 5000, 40_000 })
            for (var kind = 0; kind < 4; kind++)
            {
                var values = new float[count];
                for (var i = 0; i < count; i++)
                {
                    var noise = Enumerable.Range(0, 6).Sum(_ => random.NextDouble()) - 3;
                    values[i] = (float)(
                        kind switch
                        {
                            0 => 100 + 5 * noise,
                            1 => 100 + 5 * noise + (random.NextDouble() < 0.03 ? 3000 * random.NextDouble() : 0),
                            2 => i * 0.01 + noise,
                            _ => (i % 3 == 0 ? 50 : 52) + 0.1 * noise,
                        }
                    );
                    if (kind == 1 && random.Next(50) == 0)
                        values[i] = float.NaN;
                }
                yield return values;
            }
    }

    private static string Python(List<string> paths)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", ["-W", "ignore", "-c", Astropy, .. paths])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.That(python.ExitCode, Is.Zero, errors.Result);
        return output;
    }
}
