using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DataLab.Sia.Tests.Support;
using DataLab.Sky;

namespace DataLab.Sia.Tests;

/// <summary>Outlines and centres of images as astropy has them, of files that astropy writes.</summary>
[Category("DuckDb")]
public sealed class FootprintTests
{
    [Test]
    public async Task Outlines_are_those_of_astropy()
    {
        await using var images = await TestImages.OpenAsync();
        var expected = JsonDocument.Parse(Astropy(images.Root)).RootElement;
        var report = await images.AddAsync();
        Assert.That(report.Refused, Is.Zero, string.Join("\n", images.Remarks));
        var count = 0;
        foreach (var file in expected.EnumerateObject())
        {
            var stored = await images.FileAsync(file.Name);
            foreach (var hdu in file.Value.EnumerateObject())
            {
                var image = stored.Image(int.Parse(hdu.Name, CultureInfo.InvariantCulture));
                Compare($"{file.Name}[{hdu.Name}]", image?.Facts, hdu.Value);
                count++;
            }
        }
        Assert.That(count, Is.EqualTo(14));
        // The axes are 1.3995 to 1.4045 GHz, and I.
        var cube = (await images.FileAsync("cube.fits")).Facts;
        Assert.That(
            (cube.Text("dataproduct_type"), cube.Integer("em_xel"), cube.Text("pol_states")),
            Is.EqualTo(("cube", 5L, "/I/"))
        );
        Assert.That(cube.Real("em_min"), Is.EqualTo(299_792_458 / 1.4045e9).Within(1e-12));
        Assert.That(cube.Real("em_max"), Is.EqualTo(299_792_458 / 1.3995e9).Within(1e-12));
    }

    private static void Compare(string what, Store.ColumnValues? facts, JsonElement expected)
    {
        Assert.That(facts?.Reals("s_region"), Is.Not.Null, what);
        var pixel = expected.GetProperty("scale").GetDouble();
        var outline = new Polygon(Points([.. facts!.Reals("s_region")!]));
        foreach (var corner in Points([.. expected.GetProperty("corners").EnumerateArray().Select(n => n.GetDouble())]))
        {
            var nearest = outline.Vertices.Min(vertex => Point.Separation(vertex, corner));
            Assert.That(nearest, Is.LessThan(0.1 * pixel), $"{what}: {corner} in {outline}");
        }
        double[] centre = [.. expected.GetProperty("centre").EnumerateArray().Select(n => n.GetDouble())];
        var ours = new Point(facts.Real("s_ra")!.Value, facts.Real("s_dec")!.Value);
        Assert.That(Point.Separation(ours, new Point(centre[0], centre[1])), Is.LessThan(0.1 * pixel), what);
        Assert.That(facts.Real("s_pixel_scale")!.Value / 3600, Is.EqualTo(pixel).Within(0.01).Percent, what);
        Assert.That(facts.Real("s_fov"), Is.GreaterThan(pixel), what);
    }

    private static IEnumerable<Point> Points(double[] numbers) =>
        Enumerable.Range(0, numbers.Length / 2).Select(i => new Point(numbers[2 * i], numbers[2 * i + 1]));

    private static string Astropy(string folder, [CallerFilePath] string here = "")
    {
        using var python = Process.Start(
            new ProcessStartInfo(
                "/usr/bin/python3",
                ["-W", "ignore", Path.Combine(Path.GetDirectoryName(here)!, "footprints.py"), folder]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        Assert.That(python.ExitCode, Is.Zero, errors.Result);
        return output;
    }
}
