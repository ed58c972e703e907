namespace DataLab.Sia.Store;

/// <summary>Paths that never leave a folder, whatever links lie in it.</summary>
internal static class SafePath
{
    /// <summary>Links followed on one way; more is a loop.</summary>
    private const int MostLinks = 40;

    /// <summary>The real path of a file below a folder.</summary>
    /// <param name="path">Relative, slashes between.</param>
    /// <returns>Null if there is no such file, or it is somewhere else.</returns>
    public static string? Below(string folder, string path)
    {
        if (Path.IsPathRooted(path) || path.Split('/').Any(part => part is "" or "." or ".."))
            return null;
        try
        {
            return Real(Path.Combine(folder, path)) is { } real && IsBelow(Real(folder), real) && File.Exists(real)
                ? real
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static bool IsBelow(string? folder, string path) =>
        folder is not null
        && path.StartsWith(
            folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar,
            StringComparison.Ordinal
        );

    /// <summary>The path without links on the way; null for a loop of them.</summary>
    /// <param name="path">Absolute.</param>
    public static string? Real(string path)
    {
        var left = MostLinks;
        return Real(Path.GetFullPath(path), ref left);
    }

    private static string? Real(string path, ref int left)
    {
        var root = Path.GetPathRoot(path)!;
        var real = root;
        foreach (
            var part in path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
        )
        {
            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is { } target)
            {
                if (left-- == 0)
                    return null;
                var resolved = Real(Path.GetFullPath(target, real), ref left);
                if (resolved is null)
                    return null;
                next = resolved;
            }
            real = next;
        }
        return real;
    }
}
