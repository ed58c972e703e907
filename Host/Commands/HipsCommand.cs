using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using DataLab.Formats;
using DataLab.Host.Commands.Images;
using DataLab.Host.Serving;
using DataLab.Sia;
using DataLab.Sia.Hips.Building;
using DataLab.Sia.Hips.Density;
using DataLab.Sia.Store;
using DataLab.Sky;
using Spectre.Console;

namespace DataLab.Host.Commands;

/// <summary><c>datalab hips</c>: hierarchical pictures of the sky (HiPS) of the archive's images.</summary>
internal static class HipsCommand
{
    private static readonly Option<string?> Collection = new("--collection")
    {
        Description = "Collection of images to be shown.",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Table = new("--table")
    {
        Description = "Table whose density of rows on the sky is to be shown, instead of a collection.",
        HelpName = "SCHEMA.TABLE",
    };

    private static readonly Option<string?> Database = CatalogChoice.Database(
        "With --table: the table is in this PostgreSQL database, instead of where the configuration says"
    );

    private static readonly Option<string?> Bands = new("--bands")
    {
        Description =
            "Band of the images, or three with commas between for red, green and blue; all images without it.",
        HelpName = "BANDS",
    };

    private static readonly Option<int?> Order = new("--order")
    {
        Description =
            "Order of the finest tiles, 3 to 20; without it, pixels are as small as those of the images, or hold a few rows of the table on average.",
        CustomParser = result => CommandLine.WholeNumber(result, 3, 20),
        HelpName = "N",
    };

    private static readonly Option<string?> Format = new("--format")
    {
        Description =
            "Formats of tiles with commas between: png, jpg, fits (values, for one band). Without it png, for tables png,fits.",
        HelpName = "FORMATS",
    };

    private static readonly Option<string?> Name = new("--name")
    {
        Description =
            "Name of the HiPS, under which it is served; made of collection and bands, or of the table, without it.",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Range = new("--range")
    {
        Description =
            "Values that are black and white, with a comma between, for tables rows per square degree; found in the pixels without it.",
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
            "Build a HiPS of a collection of images, or of the density of a table. A build of images that was stopped goes on where it was; a server shows it when it is complete."
        )
        {
            Collection,
            Table,
            Bands,
            Order,
            Format,
            Name,
            Range,
            Workers,
            Database,
        };
        choice.AddTo(command, publishes: false);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Collection) is null == result.GetValue(Table) is null)
                result.AddError("Name either --collection or --table.");
            if (result.GetValue(Table) is not null && result.GetValue(Bands) is not null)
                result.AddError("--bands belongs to --collection.");
        });
        command.SetAction(
            (parsed, ct) =>
                parsed.GetValue(Table) is { } table
                    ? BuildDensityAsync(choice, table, parsed, ct)
                    : BuildAsync(choice, parsed, ct)
        );
        return command;
    }

    private static async Task<int> BuildAsync(ImageArchive.Choice choice, ParseResult parsed, CancellationToken ct)
    {
        await using var archive = await choice.OpenAsync(parsed, publishes: false, ct);
        await using var files = new ImageFiles(archive.Options);
        var collection = parsed.GetValue(Collection)!;
        var bands = Split(parsed.GetValue(Bands));
        var name = parsed.GetValue(Name) ?? string.Join('_', [collection, .. bands]);
        var request = new HipsRequest(collection, name, bands)
        {
            Order = parsed.GetValue(Order),
            Formats = FormatsOf(parsed, "png"),
            Limits = LimitsOf(parsed.GetValue(Range)),
            Workers = parsed.GetValue(Workers),
        };
        var folder = SiaServices.HipsFolderOf(archive.Configuration, choice.DataFolder(parsed));
        var builder = new HipsBuilder(archive.Store, files, folder);
        var report = await ShowAsync(progress => builder.BuildAsync(request, progress, ct));
        return await TellAsync(
            name,
            report.Tiles,
            report.Order,
            $"{report.Images} images",
            report.SkyFraction,
            report.Bytes,
            report.Duration
        );
    }

    private static async Task<int> BuildDensityAsync(
        ImageArchive.Choice choice,
        string table,
        ParseResult parsed,
        CancellationToken ct
    )
    {
        var request = new DensityRequest(table, parsed.GetValue(Name) ?? table)
        {
            Order = parsed.GetValue(Order),
            Formats = FormatsOf(parsed, "png,fits"),
            Limits = LimitsOf(parsed.GetValue(Range)),
            Workers = parsed.GetValue(Workers),
        };
        var configuration = choice.ReadConfiguration(parsed, parsed.GetValue(Database));
        var data = new DirectoryInfo(choice.DataFolder(parsed));
        await using var engine = await CatalogChoice.OpenAsync(CatalogSettings.Read(configuration), data, ct);
        var builder = new DensityBuilder(
            engine,
            SiaServices.HipsFolderOf(configuration, data.FullName),
            ImageSettings.Read(configuration).Authority
        );
        var report = await ShowAsync(progress => builder.BuildAsync(request, progress, ct));
        return await TellAsync(
            request.Name,
            report.Tiles,
            report.Order,
            FormattableString.Invariant($"{report.Rows:N0} rows"),
            report.SkyFraction,
            report.Bytes,
            report.Duration
        );
    }

    private static async Task<int> TellAsync(
        string name,
        long tiles,
        int order,
        string content,
        double skyFraction,
        long bytes,
        TimeSpan duration
    )
    {
        await Console.Error.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {tiles} tiles of order {order} of {content}, {skyFraction * Angle.SphereArea:0.####} square degrees, "
                    + $"{bytes / 1e6:0.0} MB, {duration.TotalSeconds:0.0} s; served as /hips/{name}"
            )
        );
        return CommandLine.Ok;
    }

    private static Task<T> ShowAsync<T>(Func<IProgress<HipsProgress>, Task<T>> build)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Progress().AutoClear(true).StartAsync(context => build(new Progress(context)));
    }

    private static ImmutableArray<TileFormat> FormatsOf(ParseResult parsed, string otherwise) =>
        [.. Split(parsed.GetValue(Format) ?? otherwise).Select(FormatOf).Distinct()];

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
