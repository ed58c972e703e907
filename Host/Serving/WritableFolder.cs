namespace DataLab.Host.Serving;

/// <summary>Whether a folder can be written to, found out by writing.</summary>
internal static class WritableFolder
{
    /// <summary>Makes the folder if it is not there, and writes a file that is gone at once.</summary>
    /// <exception cref="IOException">It cannot be written to; likewise <see cref="UnauthorizedAccessException"/>.</exception>
    public static void Prove(string folder)
    {
        Directory.CreateDirectory(folder);
        using var trial = new FileStream(
            Path.Combine(folder, "trial-" + Guid.NewGuid().ToString("N")),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose,
            }
        );
    }
}
