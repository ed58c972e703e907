// Stored values to physical ones: zero + scale × stored, BLANK as NaN (FITS 4.0 §4.4.2.5).
using System.Numerics;

namespace DataLab.Fits.Images;

internal static class PhysicalValues
{
    public static void Fill<T>(FitsImage image, PixelBlock block, Span<T> into)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (block.Type)
        {
            case PixelType.UInt8:
                Integers(image, block.As<byte>(), into);
                break;
            case PixelType.Int16:
                Integers(image, block.As<short>(), into);
                break;
            case PixelType.Int32:
                Integers(image, block.As<int>(), into);
                break;
            case PixelType.Int64:
                Longs(image, block.As<long>(), into);
                break;
            case PixelType.Float32:
                Floats(image, block.As<float>(), into);
                break;
            default:
                Floats(image, block.As<double>(), into);
                break;
        }
    }

    private static void Integers<TStored, T>(FitsImage image, ReadOnlySpan<TStored> stored, Span<T> into)
        where TStored : unmanaged, IBinaryInteger<TStored>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (scale, zero, blank) = (image.Scale, image.Zero, image.Blank);
        for (var i = 0; i < into.Length; i++)
        {
            var value = long.CreateTruncating(stored[i]);
            into[i] = value == blank ? T.NaN : T.CreateTruncating(value * scale + zero);
        }
    }

    /// <summary>Unsigned 64-bit integers are kept 2^63 lower: added as integers, no digit is lost before the rounding.</summary>
    private static void Longs<T>(FitsImage image, ReadOnlySpan<long> stored, Span<T> into)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (image.Scale != 1 || image.Zero != 9223372036854775808.0)
        {
            Integers(image, stored, into);
            return;
        }
        for (var i = 0; i < into.Length; i++)
            into[i] = stored[i] == image.Blank ? T.NaN : T.CreateTruncating((ulong)stored[i] ^ (1UL << 63));
    }

    private static void Floats<TStored, T>(FitsImage image, ReadOnlySpan<TStored> stored, Span<T> into)
        where TStored : unmanaged, IFloatingPointIeee754<TStored>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (scale, zero) = (image.Scale, image.Zero);
        if (scale == 1 && zero == 0)
            for (var i = 0; i < into.Length; i++)
                into[i] = T.CreateTruncating(stored[i]);
        else
            for (var i = 0; i < into.Length; i++)
                into[i] = T.CreateTruncating(double.CreateTruncating(stored[i]) * scale + zero);
    }
}
