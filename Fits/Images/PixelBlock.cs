using System.Buffers;
using System.Runtime.InteropServices;

namespace DataLab.Fits.Images;

/// <summary>The pixels of a section as they are stored (no BSCALE), NAXIS1 varying fastest, in the byte order of the machine.</summary>
/// <remarks>Holds pooled memory: dispose it, and do not touch its spans afterwards.</remarks>
public sealed class PixelBlock : IDisposable
{
    private byte[]? bytes;
    private readonly int length;

    internal PixelBlock(Section section, PixelType type)
    {
        Section = section;
        Type = type;
        length = checked((int)(section.Count * type.Bytes()));
        bytes = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
    }

    public Section Section { get; }

    public PixelType Type { get; }

    /// <summary>Pixels.</summary>
    public int Count => length / Type.Bytes();

    /// <summary>The pixels in the machine's byte order.</summary>
    public Span<byte> Bytes => Memory.Span;

    internal Memory<byte> Memory =>
        (bytes ?? throw new ObjectDisposedException(nameof(PixelBlock))).AsMemory(0, length);

    /// <summary>The pixels as numbers; <typeparamref name="T"/> must be what <see cref="Type"/> says.</summary>
    /// <exception cref="InvalidOperationException">They are of another type.</exception>
    public Span<T> As<T>()
        where T : unmanaged =>
        PixelBytes.Is<T>(Type)
            ? MemoryMarshal.Cast<byte, T>(Bytes)
            : throw new InvalidOperationException($"The pixels are {Type}, not {typeof(T).Name}.");

    /// <summary>The pixels as a FITS file has them: big-endian (FITS 4.0 §5), without padding.</summary>
    public byte[] ToFits()
    {
        var copy = Bytes.ToArray();
        PixelBytes.Swap(copy, Type);
        return copy;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref bytes, null) is { } rented)
            ArrayPool<byte>.Shared.Return(rented);
    }
}
