using Microsoft.Win32.SafeHandles;

namespace DataLab.Fits;

/// <summary>A file on disk, read at offsets by any number of threads.</summary>
public sealed class FileSource : IFitsSource
{
    private readonly SafeFileHandle handle;

    private FileSource(string path, SafeFileHandle handle)
    {
        Name = Path.GetFileName(path);
        this.handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    public string Name { get; }

    /// <summary>When it was opened; a file that is replaced by a rename stays whole for those who read it.</summary>
    public long Length { get; }

    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static FileSource Open(string path) =>
        new(path, File.OpenHandle(path, options: FileOptions.RandomAccess | FileOptions.Asynchronous));

    /// <summary>A file that nobody else sees: it goes when the source is disposed.</summary>
    internal static FileSource OfTemporary(string name, SafeFileHandle handle) => new(name, handle);

    public void Read(long offset, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var count = RandomAccess.Read(handle, buffer, offset);
            if (count == 0)
                throw CutShort(Name, offset, buffer.Length);
            offset += count;
            buffer = buffer[count..];
        }
    }

    public async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct)
    {
        while (buffer.Length > 0)
        {
            var count = await RandomAccess.ReadAsync(handle, buffer, offset, ct).ConfigureAwait(false);
            if (count == 0)
                throw CutShort(Name, offset, buffer.Length);
            offset += count;
            buffer = buffer[count..];
        }
    }

    public ValueTask DisposeAsync()
    {
        handle.Dispose();
        return ValueTask.CompletedTask;
    }

    internal static FitsException CutShort(string name, long offset, long missing) =>
        new($"{name} ends at byte {offset}, {missing} bytes before what its headers promise: the file is cut short.");
}
