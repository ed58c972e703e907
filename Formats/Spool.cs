namespace DataLab.Formats;

/// <summary>Makes a stream that can be rewound out of one that cannot.</summary>
internal static class Spool
{
    private const int InMemory = 4 << 20;

    /// <summary>Copies the rest of a stream to memory or, beyond 4 MiB, to a temporary file that goes when it is closed.</summary>
    public static async Task<Stream> ToSeekableAsync(Stream stream, CancellationToken ct)
    {
        Stream copy = new MemoryStream();
        try
        {
            var buffer = new byte[1 << 17];
            int count;
            while ((count = await stream.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
            {
                if (copy is MemoryStream memory && memory.Length + count > InMemory)
                {
                    copy = TemporaryFile();
                    memory.WriteTo(copy);
                }
                await copy.WriteAsync(buffer.AsMemory(0, count), ct).ConfigureAwait(false);
            }
            copy.Position = 0;
            return copy;
        }
        catch
        {
            await copy.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A file that only we can read, and that is gone when closed; on Unix it has no name even before, so that a kill leaves nothing.</summary>
    public static FileStream TemporaryFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 1 << 14,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var path = Path.Combine(Path.GetTempPath(), $"datalab-{Guid.NewGuid():N}.spool");
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }
}
