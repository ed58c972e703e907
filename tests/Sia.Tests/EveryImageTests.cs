using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using DataLab.Sia.Store;
using DataLab.Sia.Tests.Soda;
using DataLab.Sia.Tests.Support;

namespace DataLab.Sia.Tests;

/// <summary>
/// Every image there is, ours and (where they are present) real ones of many surveys: taken in, its outline that of astropy, and
/// circles cut out of it by SODA as astropy cuts them, pixel for pixel, in files with which fitsverify finds no fault
/// that their sources have not.
/// </summary>
[Category("DuckDb")]
public sealed class EveryImageTests
{
    private const int CutoutsOfEach = 3;

    private readonly Random random = new(20260);
    private readonly List<object> cases = [];
    private TestImages images = null!;
    private ImageServer server = null!;
    private string folder = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        images = await TestImages.OpenAsync();
        await ExposureFiles.AddAsync(images);
        foreach (var name in new[] { "images", "cubes" })
            if (Shared(name) is { } real)
                await images.AddAsync(name, request => request with { Paths = [real], Folder = real });
        folder = Directory.CreateDirectory(images.Root + "-cut").FullName;
        server = await ImageServer.StartAsync(images.State, images.Store.Options, folder);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await server.DisposeAsync();
        await images.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Outlines_and_cut_outs_are_those_of_astropy()
    {
        var files = await images.Store.ReadAsync(db => ListedFiles.Page(db, images.Store.Options, 0, 10_000), default);
        Assert.That(files.Sum(file => file.Images.Length), Is.GreaterThanOrEqualTo(Shared("images") is null ? 13 : 79));
        foreach (var file in files)
        foreach (var image in file.Images)
            cases.Add(
                new
                {
                    file = file.Locate(),
                    hdu = image.Hdu,
                    outline = image.Outline ?? [],
                    cuts = await CutAsync(file, image),
                }
            );
        await File.WriteAllTextAsync(Path.Combine(folder, "cases.json"), JsonSerializer.Serialize(cases));
        var told = Astropy(folder).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(told[..^1], Is.Empty, string.Join('\n', told));
        Assert.That(
            told[^1],
            Is.EqualTo(
                $"{cases.Count} outlines, {cases.Count * CutoutsOfEach} cut-outs, {cases.Count * CutoutsOfEach} verified"
            )
        );
    }

    /// <summary>Circles anywhere in the inner part of the image; some reach beyond its edges.</summary>
    private async Task<List<object>> CutAsync(StoredFile file, StoredImage image)
    {
        var cuts = new List<object>();
        var scale = image.Facts.Real("s_pixel_scale")!.Value / 3600;
        var side = Math.Min(image.Axes[0], image.Axes[1]);
        var (ra, dec) = (image.Facts.Real("s_ra")!.Value, image.Facts.Real("s_dec")!.Value);
        for (var n = 0; n < CutoutsOfEach; n++)
        {
            double[] circle =
            [
                ra + Offset() * side * scale / Math.Cos(dec * Math.PI / 180),
                dec + Offset() * side * scale,
                (1.5 + random.NextDouble() * Math.Min(60, side / 4.0)) * scale,
            ];
            var path = Path.Combine(folder, $"{cases.Count}.{n}.fits");
            var text = string.Join(' ', circle.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
            var did = images.Store.PublisherDid(file, image.Hdu);
            using var answer = await server.Http.GetAsync(
                $"soda/sync?ID={Uri.EscapeDataString(did)}&CIRCLE={Uri.EscapeDataString(text)}"
            );
            Assert.That((int)answer.StatusCode, Is.EqualTo(200), $"{did} {text}");
            await File.WriteAllBytesAsync(path, await answer.Content.ReadAsByteArrayAsync());
            cuts.Add(new { path, circle });
        }
        return cuts;
    }

    private double Offset() => 0.6 * random.NextDouble() - 0.3;

    /// <summary>A folder of real files beside the checkout, or null.</summary>
    private static string? Shared(string name)
    {
        for (var at = new DirectoryInfo(Here()); at is not null; at = at.Parent)
            if (Path.Combine(at.FullName, "shared", "data", name) is var path && Directory.Exists(path))
                return path;
        return null;
    }

    private static string Astropy(string folder)
    {
        using var python = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Here(), "every_image.py"), folder])
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

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
