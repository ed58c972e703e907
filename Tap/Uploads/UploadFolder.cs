namespace DataLab.Tap.Uploads;

/// <summary>The folder in which uploaded tables lie while their query loads them.</summary>
public static class UploadFolder
{
    private static readonly TimeSpan Old = TimeSpan.FromDays(1);

    /// <summary>Makes the folder, and removes what a server killed a day ago or earlier left in it.</summary>
    public static void Prepare(string folder)
    {
        var root = Directory.CreateDirectory(folder);
        // By name: the folder may be one that others use too.
        foreach (var left in Left(root).Where(left => DateTime.UtcNow - left.LastWriteTimeUtc > Old))
        {
            if (left is DirectoryInfo inside)
                inside.Delete(recursive: true);
            else
                left.Delete();
        }
    }

    private static IEnumerable<FileSystemInfo> Left(DirectoryInfo folder) =>
        folder
            .EnumerateFiles("upload-????????????????????????????????")
            .Concat<FileSystemInfo>(folder.EnumerateFiles("ASPNETCORE_*.tmp"))
            .Concat(folder.EnumerateDirectories("parquet-????????????????????????????????"));

    /// <summary>A new file that only we can read and that goes when it is closed.</summary>
    public static FileStream NewFile(string folder)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(folder, $"upload-{Guid.NewGuid():N}"), options);
    }
}
