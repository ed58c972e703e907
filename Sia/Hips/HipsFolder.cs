using System.Text.RegularExpressions;
using DataLab.Formats;

namespace DataLab.Sia.Hips;

/// <summary>The folder with the HiPS that are served: each is a folder with a file <c>properties</c>.</summary>
public sealed partial class HipsFolder(string root)
{
    public string Root { get; } = root;

    /// <summary>Names of those that are complete, in the order of names.</summary>
    public IEnumerable<string> Names =>
        Directory.Exists(Root)
            ? Directory
                .EnumerateDirectories(Root)
                .Select(folder => Path.GetFileName(folder)!)
                .Where(name => IsName(name) && File.Exists(Path.Combine(Root, name, HipsPath.Properties)))
                .Order(StringComparer.Ordinal)
            : [];

    /// <summary>Where a HiPS of that name is or will be.</summary>
    /// <exception cref="ServiceException">UsageError: no name.</exception>
    public string PathOf(string name) =>
        IsName(name)
            ? Path.Combine(Root, name)
            : throw new ServiceException(
                ErrorKind.UsageError,
                $"\"{name}\" cannot be the name of a HiPS: it takes a letter or digit, then letters, digits, underscores, dots and hyphens, 64 at most."
            );

    /// <summary>A file of a HiPS; null if there is none, or if a HiPS has no file of that name.</summary>
    public FileInfo? Find(string name, string path)
    {
        if (!IsName(name) || !HipsPath.IsKnown(path))
            return null;
        var file = new FileInfo(Path.Combine(Root, name, path));
        return file.Exists && File.Exists(Path.Combine(Root, name, HipsPath.Properties)) ? file : null;
    }

    /// <summary>What its properties say, without the lines that say where it is served.</summary>
    public IEnumerable<string> Properties(string name) =>
        File.ReadLines(Path.Combine(Root, name, HipsPath.Properties))
            .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
            .Where(line => !line.StartsWith("hips_service_url", StringComparison.Ordinal));

    private static bool IsName(string name) => Form().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\z")]
    private static partial Regex Form();
}
