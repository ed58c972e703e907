using DataLab.Formats;
using Microsoft.Extensions.Logging;

namespace DataLab.Tap.Examples;

/// <summary>Where an operator's own examples lie; null for nowhere.</summary>
public sealed record ExampleFolder(string? Path);

/// <summary>
/// Examples that the operator adds: files <c>*.adql</c> in a folder, in the order of their names. The comment that a file begins
/// with is the title (its first line) and the description (the rest); the query follows.
/// </summary>
public sealed partial class ExampleFiles(ExampleFolder folder, TapService tap, ILogger<ExampleFiles> log)
{
    private const int LongestFile = 100_000;

    /// <summary>Differs when a file was added, changed or removed.</summary>
    public string Stamp() =>
        string.Join('|', Files().Select(file => $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"));

    /// <summary>Those that run; the others are named in the log with the reason.</summary>
    public IEnumerable<Example> Read()
    {
        foreach (var file in Files())
        {
            if (Read(file) is { } example)
                yield return example;
        }
    }

    /// <summary>Title, description and query of a file's text.</summary>
    public static (string Title, string Description, string Query) Split(string text, string fallbackTitle)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var comment = lines
            .SkipWhile(string.IsNullOrWhiteSpace)
            .TakeWhile(line => line.TrimStart().StartsWith("--", StringComparison.Ordinal))
            .ToArray();
        var words = comment.Select(line => line.TrimStart().TrimStart('-').Trim()).ToArray();
        var query = string.Join('\n', lines.SkipWhile(string.IsNullOrWhiteSpace).Skip(comment.Length)).Trim();
        var title = words.FirstOrDefault(line => line.Length > 0) ?? fallbackTitle;
        var description = string.Join(' ', words.SkipWhile(line => line.Length == 0).Skip(1)).Trim();
        return (title, description, query);
    }

    private IEnumerable<FileInfo> Files()
    {
        var path = folder.Path is null ? null : new DirectoryInfo(folder.Path);
        return path is { Exists: true }
            ? path.EnumerateFiles("*.adql").OrderBy(file => file.Name, StringComparer.Ordinal)
            : [];
    }

    private Example? Read(FileInfo file)
    {
        try
        {
            if (file.Length > LongestFile)
                throw new ServiceException(ErrorKind.UsageError, $"It is longer than {LongestFile} bytes.");
            var (title, description, query) = Split(
                File.ReadAllText(file.FullName),
                Path.GetFileNameWithoutExtension(file.Name)
            );
            var translated = tap.Translate(query);
            return new Example(title, query, [.. translated.Tables.Select(SkySamples.NameOf)])
            {
                Description = description,
            };
        }
        catch (Exception e) when (e is ServiceException or IOException or UnauthorizedAccessException)
        {
            LogLeftOut(file.Name, e.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Example {File} is left out: {Reason}")]
    private partial void LogLeftOut(string file, string reason);
}
