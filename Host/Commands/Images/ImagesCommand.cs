using System.CommandLine;
using DataLab.Formats;

namespace DataLab.Host.Commands.Images;

/// <summary><c>datalab images</c>: which image files the archive has.</summary>
internal static class ImagesCommand
{
    public static Command Create() =>
        new("images", "Take image files into the list of images, and publish it as ivoa.ObsCore.")
        {
            AddCommand.Create(),
            List(),
            Remove(),
            Publish(),
        };

    private static Command List()
    {
        var choice = new ImageArchive.Choice();
        var command = new Command("list", "List collections with their folders and the numbers of files and images.");
        choice.AddTo(command, publishes: false);
        command.SetAction(
            async (parsed, ct) =>
            {
                await using var archive = await choice.OpenAsync(parsed, publishes: false, ct);
                foreach (var summary in await archive.Store.SummariesAsync(ct))
                {
                    var (collection, release) = (summary.Collection, summary.Collection.ReleaseTime);
                    Console.WriteLine(
                        $"{collection.Name}: {summary.Files} files, {summary.Images} images, {summary.Bytes / 1e6:0.0} MB, {summary.Refused} refused; {collection.Folder}"
                            + (release is { } time ? $"; public from {time.UtcDateTime:yyyy-MM-dd}" : "")
                            + (collection.Title is { } title ? $"; {title}" : "")
                    );
                }
                return CommandLine.Ok;
            }
        );
        return command;
    }

    private static Command Remove()
    {
        var choice = new ImageArchive.Choice();
        var collection = new Argument<string>("COLLECTION") { Description = "Name of the collection." };
        var keep = NoPublish();
        var command = new Command("remove", "Take a collection off the list. Its files stay where they are.")
        {
            collection,
            keep,
        };
        choice.AddTo(command, publishes: true);
        command.SetAction(
            async (parsed, ct) =>
            {
                await using var archive = await choice.OpenAsync(parsed, publishes: true, ct);
                var name = parsed.GetRequiredValue(collection);
                var removed =
                    await archive.Store.RemoveCollectionAsync(name, ct)
                    ?? throw new ServiceException(
                        ErrorKind.NotFound,
                        $"There is no collection \"{name}\"; \"datalab images list\" lists those there are."
                    );
                await Console.Error.WriteLineAsync($"{removed.Name} is off the list.");
                if (!parsed.GetValue(keep))
                    await archive.PublishAsync(ct);
                return CommandLine.Ok;
            }
        );
        return command;
    }

    private static Command Publish()
    {
        var choice = new ImageArchive.Choice();
        var command = new Command(
            "publish",
            "Make ivoa.ObsCore anew from the list: after --no-publish, when images were released, or with another Images:Authority."
        );
        choice.AddTo(command, publishes: true);
        command.SetAction(
            async (parsed, ct) =>
            {
                await using var archive = await choice.OpenAsync(parsed, publishes: true, ct);
                await archive.PublishAsync(ct);
                return CommandLine.Ok;
            }
        );
        return command;
    }

    /// <summary>Option of verbs that change the list.</summary>
    public static Option<bool> NoPublish() =>
        new("--no-publish")
        {
            Description = "Leave ivoa.ObsCore as it is, to be published later with \"datalab images publish\".",
        };
}
