using System.Diagnostics;
using System.Globalization;
using DataLab.Sia.Ingest;
using DataLab.Sia.Store;
using DataLab.Sia.Tests.Support;
using DataLab.State;

namespace DataLab.Sia.Tests;

/// <summary>An ingest that is killed in the middle leaves whole files on the list, and the next one does the rest.</summary>
[Category("DuckDb")]
public sealed class KillTests
{
    private const int Files = 600;
    private const int Detectors = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Nothing_is_lost_and_nothing_is_done_twice()
    {
        var folder = Directory.CreateTempSubdirectory("datalab-sia-kill-").FullName;
        try
        {
            var bytes = FitsFiles.Exposure(52, -28, Detectors);
            var root = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
            for (var i = 0; i < Files; i++)
                await File.WriteAllBytesAsync(Path.Combine(root, $"image{i:0000}.fits"), bytes);
            var store = Path.Combine(folder, "state", "state.sqlite");
            await KillInTheMiddleAsync(store, root);
            await using var state = await StateStore.OpenAsync(store, [ImageStore.Module], default);
            var images = new ImageStore(state, new ImageOptions());
            var left = (await images.SummariesAsync(default)).Single();
            Assert.That(left.Images, Is.EqualTo(Detectors * left.Files), "files are listed whole");
            var report = await ImageIngest.RunAsync(images, new ImageIngestRequest("survey", [root]), _ => { });
            TestContext.Out.WriteLine($"{left.Files} of {Files} files were listed; {report}");
            Assert.That((report.Read, report.Unchanged), Is.EqualTo((Files - left.Files, left.Files)));
            Assert.That(left.Files, Is.GreaterThan(0).And.LessThan(Files), "it was killed in the middle");
            var all = (await images.SummariesAsync(default)).Single();
            Assert.That((all.Files, all.Images), Is.EqualTo(((long)Files, (long)Files * Detectors)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task KillInTheMiddleAsync(string store, string root)
    {
        using var child = Process.Start(
            new ProcessStartInfo("dotnet", [typeof(KillTests).Assembly.Location, store, root])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = child.StandardError.ReadToEndAsync();
        while (await child.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
            if (int.TryParse(line, CultureInfo.InvariantCulture, out var done) && done >= Files / 4)
                break;
        child.Kill();
        await child.WaitForExitAsync();
        Assert.That(await errors, Is.Empty);
    }
}
