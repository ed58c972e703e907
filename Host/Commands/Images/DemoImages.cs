using DataLab.Host.SampleSurvey;
using DataLab.Sia.Ingest;
using DataLab.Sia.ObsCore;
using Spectre.Console;

namespace DataLab.Host.Commands.Images;

/// <summary>The images of the demo archive: made, listed and published where they are missing.</summary>
internal static class DemoImages
{
    public const string Collection = SyntheticSurvey.SchemaName;

    /// <param name="rows">Of the survey that is there.</param>
    /// <param name="isPublished">Whether there is an <c>ivoa.ObsCore</c>.</param>
    /// <param name="place">Where the catalogues are.</param>
    public static async Task PublishAsync(int rows, bool isPublished, CatalogPlace place, CancellationToken ct)
    {
        var folder = Path.Combine(place.DataFolder, "images", Collection);
        var options = new SampleSurveyOptions { Rows = rows };
        var written = await PaintAsync(options, folder, ct);
        await using var archive = await ImageArchive.OpenAsync(place.DataFolder, null, null, _ => place, ct);
        var request = new ImageIngestRequest(Collection, [folder])
        {
            Title = "Sample survey: exposures of Field169",
            Description =
                "Images in u, g, r, i, z with masks and weight maps of the field with a dwarf galaxy like Hydra II, "
                + $"its RR Lyrae star and drop-outs, painted from smash_dr1.object. {SyntheticSurvey.Provenance}",
        };
        var display = new AddDisplay(null);
        var report = await ImageIngest.RunAsync(archive.Store, request, display.Remark, null, ct);
        if (written > 0 || report.HasChanges)
            display.Print(Collection, report);
        if (report.HasChanges || !isPublished)
            await archive.PublishAsync(ct);
    }

    private static async Task<int> PaintAsync(SampleSurveyOptions options, string folder, CancellationToken ct)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console
            .Progress()
            .AutoClear(true)
            .StartAsync(context =>
            {
                var bar = context.AddTask("painting images", maxValue: 1);
                return SampleImages.MakeAsync(options, folder, new Progress(bar), ct);
            });
    }

    private sealed class Progress(ProgressTask bar) : IProgress<double>
    {
        public void Report(double value) => bar.Value = value;
    }
}
