namespace DataLab.Fits;

/// <summary>A file in memory.</summary>
public sealed class MemorySource(ReadOnlyMemory<byte> bytes, string name = "memory.fits") : IFitsSource
{
    public string Name => name;

    public long Length => bytes.Length;

    public void Read(long offset, Span<byte> buffer)
    {
        if (offset < 0 || offset > bytes.Length || bytes.Length - offset < buffer.Length)
            throw FileSource.CutShort(name, bytes.Length, offset + buffer.Length - bytes.Length);
        bytes.Span.Slice((int)offset, buffer.Length).CopyTo(buffer);
    }

    public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken ct)
    {
        Read(offset, buffer.Span);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
