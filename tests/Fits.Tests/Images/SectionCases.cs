using System.Collections.Immutable;
using DataLab.Fits.Images;

namespace DataLab.Fits.Tests.Images;

/// <summary>Sections by chance, and what they should hold.</summary>
internal static class SectionCases
{
    public static Section Random(Random random, ImmutableArray<long> axes, bool steps) =>
        new([
            .. axes.Select(length =>
            {
                var first = random.NextInt64(1, length + 1);
                return new AxisRange(first, random.NextInt64(first, length + 1), steps ? random.Next(1, 6) : 1);
            }),
        ]);

    /// <summary>The section's pixels out of the whole image, one by one, as a file has them.</summary>
    public static byte[] Cut(PixelBlock whole, ImmutableArray<long> axes, Section section)
    {
        var width = whole.Type.Bytes();
        var from = whole.ToFits();
        var to = new byte[section.Count * width];
        for (long n = 0; n < section.Count; n++)
        {
            long rest = n,
                at = 0,
                stride = 1;
            for (var axis = 0; axis < axes.Length; axis++)
            {
                var range = section.Axes[axis];
                at += (range.First - 1 + rest % range.Count * range.Step) * stride;
                rest /= range.Count;
                stride *= axes[axis];
            }
            from.AsSpan((int)(at * width), width).CopyTo(to.AsSpan((int)(n * width)));
        }
        return to;
    }

    public static double Pixel(PixelBlock block, int i) =>
        block.Type switch
        {
            PixelType.UInt8 => block.As<byte>()[i],
            PixelType.Int16 => block.As<short>()[i],
            PixelType.Int32 => block.As<int>()[i],
            PixelType.Int64 => block.As<long>()[i],
            PixelType.Float32 => block.As<float>()[i],
            _ => block.As<double>()[i],
        };
}
