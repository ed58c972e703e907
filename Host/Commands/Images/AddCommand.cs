using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DataLab.Sia.Ingest;

namespace DataLab.Host.Commands.Images;

/// <summary><c>datalab images add</c>: walks folders and lists what is in their image files.</summary>
internal static class AddCommand
{
    private static readonly Argument<FileSystemInfo[]> Paths = new("PATH")
    {
        Description = "Folders, which are walked for .fits, .fit, .fts, .fz and .gz files, and files.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Collection = new("--collection")
    {
        Description = "Collection of the files; made if it is new.",
        Required = true,
        HelpName = "NAME",
    };

    private static readonly Option<DirectoryInfo?> Folder = new("--folder")
    {
        Description = "Folder of a new collection, which all of its files lie below; the first PATH without it.",
        HelpName = "DIR",
    };

    private static readonly Option<FileInfo?> Map = new("--map")
    {
        Description =
            "YAML that says where columns of ivoa.ObsCore come from: constants, keywords, pieces of the path. See docs/images.md.",
        HelpName = "FILE.yaml",
    };

    private static readonly Option<string?> Title = new("--title")
    {
        Description = "Title of the collection.",
        HelpName = "TEXT",
    };

    private static readonly Option<string?> Description = new("--description")
    {
        Description = "What the collection holds.",
        HelpName = "TEXT",
    };

    private static readonly Option<DateTimeOffset?> Release = new("--public-from")
    {
        Description = "When the collection becomes public, UTC, such as 2027-01-31; until then nobody sees its pixels.",
        CustomParser = ReadDate,
        HelpName = "DATE",
    };

    private static readonly Option<bool> Public = new("--public")
    {
        Description = "The collection is public from now on.",
    };

    private static readonly Option<bool> Checksums = new("--checksums")
    {
        Description = "Compute the MD5 of files, which takes reading them whole.",
    };

    private static readonly Option<bool> Prune = new("--prune")
    {
        Description = "Take files off the list that are no longer there.",
    };

    private static readonly Option<bool> Reread = new("--reread")
    {
        Description = "Read files again whose size and time have not changed.",
    };

    private static readonly Option<int> Readers = new("--readers")
    {
        Description = "Files read at the same time.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        CustomParser = result => CommandLine.WholeNumber(result, 1, 256),
        HelpName = "N",
    };

    private static readonly Option<FileInfo?> Report = new("--report")
    {
        Description =
            "Write every file that was refused, is gone or odd into this file: kind, path and reason, tabs between.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> NoPublish = ImagesCommand.NoPublish();

    public static Command Create()
    {
        var choice = new ImageArchive.Choice();
        var command = new Command(
            "add",
            "Take image files into a collection: their headers are read, never their pixels."
        )
        {
            Paths,
            Collection,
            Folder,
            Map,
            Title,
            Description,
            Release,
            Public,
            Checksums,
            Prune,
            Reread,
            Readers,
            Report,
            NoPublish,
        };
        choice.AddTo(command, publishes: true);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Public) && result.GetValue(Release) is not null)
                result.AddError("--public and --public-from exclude each other.");
        });
        command.SetAction((parsed, ct) => RunAsync(choice, parsed, ct));
        return command;
    }

    private static async Task<int> RunAsync(ImageArchive.Choice choice, ParseResult parsed, CancellationToken ct)
    {
        await using var archive = await choice.OpenAsync(parsed, publishes: true, ct);
        var request = new ImageIngestRequest(
            parsed.GetRequiredValue(Collection),
            [.. parsed.GetRequiredValue(Paths).Select(path => path.FullName)]
        )
        {
            Folder = parsed.GetValue(Folder)?.FullName,
            Title = parsed.GetValue(Title),
            Description = parsed.GetValue(Description),
            ReleaseTime = parsed.GetValue(Release),
            IsPublic = parsed.GetValue(Public),
            Map = parsed.GetValue(Map) is { } map ? ColumnMap.Load(map.FullName) : null,
            Checksums = parsed.GetValue(Checksums),
            Prune = parsed.GetValue(Prune),
            Reread = parsed.GetValue(Reread),
            Readers = parsed.GetValue(Readers),
        };
        await using var list = parsed.GetValue(Report) is { } file ? new StreamWriter(file.FullName) : null;
        var display = new AddDisplay(list);
        var report = await AddDisplay.RunAsync(progress =>
            ImageIngest.RunAsync(archive.Store, request, display.Remark, progress, ct)
        );
        display.Print(request.Collection, report);
        if (report.IsAllRefused)
            return CommandLine.Failed;
        if (!parsed.GetValue(NoPublish))
            await archive.PublishAsync(ct);
        return CommandLine.Ok;
    }

    private static DateTimeOffset? ReadDate(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (
            DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
        )
            return time;
        result.AddError($"--public-from takes a date such as 2027-01-31 or 2027-01-31T12:00:00, not \"{text}\".");
        return null;
    }
}
