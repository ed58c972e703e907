using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using DataLab.Formats;
using DataLab.Host.Commands.Images;
using DataLab.Sia;
using DataLab.Sia.Hips.Building;
using DataLab.Sia.Store;
using Spectre.Console;

namespace DataLab.Host.Commands;

/// <summary><c>datalab hips</c>: hierarchical pictures of the sky (HiPS) of the archive's images.</summary>
internal static class HipsCommand
{
    private static readonly Option<string> Collection = new("--collection")
    {
        Description = "Collection of images.",
        Required = true,
        HelpName = "NAME",
    };

    private static readonly Option<string?> Bands = new("--bands")
    {
        Description =
            "Band of the images, or three with commas between for red, green and blue; all images without it.",
        HelpName = "BANDS",
    };

    private static readonly Option<int?> Order = new("--order")
    {
        Description = "Order of the finest tiles, 3 to 20; without it, pixels are as small as those of the images.",
        CustomParser = result => CommandLine.WholeNumber(result, 3, 20),
        HelpName = "N",
    };

    private static readonly Option<string> Format = new("--format")
    {
        Description = "Formats of tiles with commas between: png, jpg, fits (values, for one band).",
        DefaultValueFactory = _ => "png",
        HelpName = "FORMATS",
    };

    private static readonly Option<string?> Name = new("--name")
    {
        Description = "Name of the HiPS, under which it is served; made of collection and bands without it.",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Range = new("--range")
    {
        Description = "Values that are black and white, with a comma between; found in the pixels without it.",
        HelpName = "LOW,HIGH",
    };

    private static readonly Option<int> Workers = new("--workers")
    {
        Description = "Tiles made at the same time; some 200 MB of memory each.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        CustomParser = result => CommandLine.WholeNumber(result, 1, 256),
        HelpName = "N",
    };

    public static Command Create() =>
        new("hips", "Hierarchical pictures of the sky (HiPS), for Aladin and others.") { Build() };

    private static Command Build()
    {
        var choice = new ImageArchive.Choice();
        var command = new Command(
            "build",
            "Build a HiPS of a collection of images. A build that was stopped goes on where it was; a server shows it when it is complete."
        )
        {
            Collection,
            Bands,
            Order,
            Format,
            Name,
            Range,
            Workers,
        };
        choice.AddTo(command, publishes: false);
        command.SetAction((parsed, ct) => BuildAsync(choice, parsed, ct));
        return command;
    }

    private static async Task<int> BuildAsync(ImageArchive.Choice choice, ParseResult parsed, CancellationToken ct)
    {
        await using var archive = await choice.OpenAsync(parsed, publishes: false, ct);
        await using var files = new ImageFiles(archive.Options);
        var collection = parsed.GetRequiredValue(Collection);
        var bands = Split(parsed.GetValue(Bands));
        var name = parsed.GetValue(Name) ?? string.Join('_', [collection, .. bands]);
        var request = new HipsRequest(collection, name, bands)
        {
            Order = parsed.GetValue(Order),
            Formats = [.. Split(parsed.GetRequiredValue(Format)).Select(FormatOf).Distinct()],
            Limits = LimitsOf(parsed.GetValue(Range)),
            Workers = parsed.GetValue(Workers),
        };
        var folder = SiaServices.HipsFolderOf(archive.Configuration, choice.DataFolder(parsed));
        var builder = new HipsBuilder(archive.Store, files, folder);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var report = await console
            .Progress()
            .AutoClear(true)
            .StartAsync(context => builder.BuildAsync(request, new Progress(context), ct));
        await Console.Error.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {report.Tiles} tiles of order {report.Order} of {report.Images} images, {report.SkyFraction * 41252.96:0.####} square degrees, "
                    + $"{report.Bytes / 1e6:0.0} MB, {report.Duration.TotalSeconds:0.0} s; served as /hips/{name}"
            )
        );
        return CommandLine.Ok;
    }

    private static ImmutableArray<string> Split(string? text) =>
        [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static TileFormat FormatOf(string word) =>
        word.ToLowerInvariant() switch
        {
            "png" => TileFormat.Png,
            "jpg" or "jpeg" => TileFormat.Jpg,
            "fits" => TileFormat.Fits,
            _ => throw new ServiceException(
                ErrorKind.UsageError,
                $"--format names \"{word}\"; expected png, jpg or fits, with commas between."
            ),
        };

    private static (float, float)? LimitsOf(string? text)
    {
        if (text is null)
            return null;
        var parts = text.Split(',');
        return
            parts.Length == 2
            && float.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var low)
            && float.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var high)
            && low < high
            ? (low, high)
            : throw new ServiceException(
                ErrorKind.UsageError,
                $"--range is \"{text}\"; expected the smaller value, a comma and the larger one."
            );
    }

    private sealed class Progress(ProgressContext context) : IProgress<HipsProgress>
    {
        private readonly Dictionary<string, ProgressTask> bars = [];

        public void Report(HipsProgress value)
        {
            lock (bars)
            {
                if (!bars.TryGetValue(value.Stage, out var bar))
                    bars[value.Stage] = bar = context.AddTask(value.Stage);
                bar.MaxValue = Math.Max(1, value.All);
                bar.Value = value.Done;
            }
        }
    }
}
