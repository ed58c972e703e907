using DataLab.Sia.Store;

namespace DataLab.Sia.Ingest;

/// <summary>A file that may hold images.</summary>
/// <param name="Path">Relative to the collection's folder, slashes between.</param>
/// <param name="FullPath">As it was found, links included.</param>
/// <param name="Modified">UTC.</param>
internal sealed record FoundFile(string Path, string FullPath, long Size, DateTime Modified)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>Picture of the same name beside it, its path in the collection; null if there is none.</summary>
    public string? Preview { get; init; }

    /// <summary>Why it is not even looked at; null for others.</summary>
    public string? Refusal { get; init; }
}

/// <summary>Finds files below a collection's folder, in an order that is always the same: by name, byte for byte, folder by folder.</summary>
/// <remarks>Hidden files and folders are passed over. Links are followed, but never out of the collection's folder or in a circle.</remarks>
internal sealed class ImageWalker(string folder)
{
    private static readonly string[] Pictures = [".png", ".jpg", ".jpeg"];

    private readonly string realFolder = SafePath.Real(folder) ?? folder;
    private readonly HashSet<string> open = new(StringComparer.Ordinal);

    /// <summary>Whether a name is one of a FITS file, packed or not.</summary>
    public static bool IsImageName(string name)
    {
        var stem = NameRules.Stem(name);
        if (stem.Length == 0 || stem.Length == name.Length || name[0] == '.')
            return false;
        // catalogue.csv.gz is none; image.fits.gz and image.fz are.
        var extensions = name[stem.Length..].ToLowerInvariant();
        return extensions.Contains(".fit", StringComparison.Ordinal)
            || extensions.Contains(".fts", StringComparison.Ordinal)
            || extensions.Contains(".fz", StringComparison.Ordinal);
    }

    /// <param name="path">Absolute path of a folder, or of a file, which is then taken whatever its name.</param>
    public IEnumerable<FoundFile> Find(string path)
    {
        if (!Directory.Exists(path))
            return [Found(new FileInfo(path), null)];
        return InFolder(path);
    }

    private IEnumerable<FoundFile> InFolder(string path)
    {
        var real = SafePath.Real(path);
        // Only where we are inside it already is a folder a circle.
        if (real is null || !(real == realFolder || SafePath.IsBelow(realFolder, real)) || !open.Add(real))
            yield break;
        FileSystemInfo[] entries;
        try
        {
            entries = new DirectoryInfo(path).GetFileSystemInfos();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            entries = [];
        }
        Array.Sort(entries, (a, b) => string.CompareOrdinal(a.Name, b.Name));
        var names = entries.Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.Name.StartsWith('.'))
                continue;
            if (Directory.Exists(entry.FullName))
                foreach (var file in InFolder(entry.FullName))
                    yield return file;
            else if (IsImageName(entry.Name))
                yield return Found(new FileInfo(entry.FullName), PictureOf(entry.Name, names));
        }
        open.Remove(real);
    }

    private static string? PictureOf(string name, HashSet<string> names)
    {
        var stem = NameRules.Stem(name);
        return Pictures.Select(extension => stem + extension).FirstOrDefault(names.Contains);
    }

    private FoundFile Found(FileInfo file, string? picture)
    {
        var path = Path.GetRelativePath(folder, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
        var parent = path[..(path.LastIndexOf('/') + 1)];
        var refusal =
            path.StartsWith("../", StringComparison.Ordinal) || SafePath.Below(folder, path) is not { } real
                ? file.LinkTarget is null && !path.StartsWith("../", StringComparison.Ordinal)
                    ? "It is no file that can be reached."
                    : "It leads out of the collection's folder, or nowhere."
                : path.Contains('\uFFFD', StringComparison.Ordinal)
                    ? "Its name is not UTF-8."
                    : null;
        if (refusal is not null)
            return new FoundFile(path, file.FullName, 0, DateTime.UnixEpoch) { Refusal = refusal };
        // Of the file itself where this is a link.
        var target = new FileInfo(SafePath.Below(folder, path)!);
        return new FoundFile(path, file.FullName, target.Length, target.LastWriteTimeUtc)
        {
            Preview = picture is null ? null : parent + picture,
        };
    }
}
