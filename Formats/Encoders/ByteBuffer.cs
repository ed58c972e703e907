using System.Buffers;

namespace DataLab.Formats.Encoders;

/// <summary>Bytes being encoded, in an array borrowed from the shared pool; disposing gives it back.</summary>
internal sealed class ByteBuffer(int capacity) : IDisposable
{
    private byte[] bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => bytes.AsSpan(0, Length);

    /// <summary>Room for at least <paramref name="size"/> more bytes.</summary>
    /// <exception cref="ServiceException">LimitExceeded when the rows being encoded need more than an array can hold.</exception>
    public Span<byte> Reserve(long size)
    {
        if (bytes.Length - Length < size)
            Grow(size);
        return bytes.AsSpan(Length);
    }

    public void Advance(int size) => Length += size;

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Reserve(text.Length));
        Length += text.Length;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
        Length = 0;
    }

    private void Grow(long size)
    {
        var needed = Math.Max(Length + size, Math.Min(2L * bytes.Length, 1 << 30));
        if (needed > Array.MaxLength)
            throw new ServiceException(ErrorKind.LimitExceeded, "A row is too large to be written.");
        var larger = ArrayPool<byte>.Shared.Rent((int)needed);
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
