// Byte order and types of pixels in memory.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DataLab.Fits.Images;

internal static class PixelBytes
{
    public static bool Is<T>(PixelType type) =>
        type switch
        {
            PixelType.UInt8 => typeof(T) == typeof(byte),
            PixelType.Int16 => typeof(T) == typeof(short),
            PixelType.Int32 => typeof(T) == typeof(int),
            PixelType.Int64 => typeof(T) == typeof(long),
            PixelType.Float32 => typeof(T) == typeof(float),
            _ => typeof(T) == typeof(double),
        };

    /// <summary>Between big-endian, which files have, and the machine's order; the same both ways.</summary>
    public static void Swap(Span<byte> pixels, PixelType type) => Swap(pixels, type.Bytes());

    /// <inheritdoc cref="Swap(Span{byte}, PixelType)"/>
    public static void Swap(Span<byte> pixels, int width)
    {
        if (!BitConverter.IsLittleEndian)
            return;
        switch (width)
        {
            case 2:
                var shorts = MemoryMarshal.Cast<byte, short>(pixels);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                var ints = MemoryMarshal.Cast<byte, int>(pixels);
                BinaryPrimitives.ReverseEndianness(ints, ints);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, long>(pixels);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
