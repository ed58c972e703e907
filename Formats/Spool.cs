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

    private static FileStream TemporaryFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), $"datalab-{Guid.NewGuid():N}.spool"), options);
    }
}
