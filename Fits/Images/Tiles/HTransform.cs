// The inverse of the H-transform that HCOMPRESS stores, exact in integers, with the optional smoothing of lossy tiles.
namespace DataLab.Fits.Images.Tiles;

internal static class HTransform
{
    /// <summary>The least k with 2^k not below a length.</summary>
    public static int Log2(int length)
    {
        var k = 0;
        while (1L << k < length)
            k++;
        return k;
    }

    /// <summary>Turns coefficients into pixels, in place.</summary>
    /// <param name="a">rows × columns, row-major.</param>
    /// <param name="smoothScale">The scale of the lossy compression where it is to be smoothed; else 0.</param>
    public static void Invert(Span<long> a, int rows, int columns, int smoothScale)
    {
        var levels = Log2(Math.Max(rows, columns));
        if (levels == 0)
            return;
        var spare = new long[(Math.Max(rows, columns) + 1) / 2];
        // Kept throughout: the mean of a block is a multiple of four times the level's unit.
        a[0] = Round(a[0], 1L << (levels + 1));
        for (var level = levels - 1; level >= 0; level--)
        {
            var height = (int)((rows + (1L << level) - 1) >> level);
            var width = (int)((columns + (1L << level) - 1) >> level);
            for (var y = 0; y < height; y++)
                Interleave(a[(columns * y)..], width, 1, spare);
            for (var x = 0; x < width; x++)
                Interleave(a[x..], height, columns, spare);
            if (smoothScale > 1)
                HSmoothing.Apply(a, height, width, columns, smoothScale >> 1);
            Combine(a, height, width, columns, 1L << level, level == 0 ? 2 : 1);
        }
    }

    /// <summary>The first half of the elements go to even places, the second to odd ones.</summary>
    private static void Interleave(Span<long> a, int count, int stride, Span<long> spare)
    {
        var half = (count + 1) / 2;
        for (int i = half, at = half * stride; i < count; i++, at += stride)
            spare[i - half] = a[at];
        for (int i = half - 1, at = i * stride; i > 0; i--, at -= stride)
            a[2 * at] = a[at];
        for (int i = 1, at = stride; i < count; i += 2, at += 2 * stride)
            a[at] = spare[i / 2];
    }

    /// <summary>Mean, slopes and curvature of each 2×2 block become its four elements; what is beyond the edge counts as zero.</summary>
    private static void Combine(Span<long> a, int height, int width, int stride, long unit, int shift)
    {
        for (var y = 0; y < height; y += 2)
        {
            var upper = a.Slice(y * stride, width);
            var lower = y + 1 < height ? a.Slice((y + 1) * stride, width) : default;
            for (var x = 0; x < width; x += 2)
            {
                var right = x + 1 < width;
                var mean = upper[x];
                var dx = lower.IsEmpty ? 0 : Round(lower[x], 2 * unit);
                var dy = right ? Round(upper[x + 1], 2 * unit) : 0;
                var curve = right && !lower.IsEmpty ? Round(lower[x + 1], unit) : 0;
                // The lowest bits were shared: those of the curvature tell the slopes', all three the mean's.
                var low = curve & unit;
                dx += dx >= 0 ? -low : low;
                dy += dy >= 0 ? -low : low;
                var next = (curve ^ dx ^ dy) & (2 * unit);
                mean +=
                    mean >= 0 ? low - next
                    : low == 0 ? next
                    : low - next;
                upper[x] = (mean - dx - dy + curve) >> shift;
                if (right)
                    upper[x + 1] = (mean - dx + dy - curve) >> shift;
                if (lower.IsEmpty)
                    continue;
                lower[x] = (mean + dx - dy - curve) >> shift;
                if (right)
                    lower[x + 1] = (mean + dx + dy + curve) >> shift;
            }
        }
    }

    /// <summary>To the nearest multiple of a power of two; halves away from zero.</summary>
    private static long Round(long value, long unit)
    {
        var half = unit >> 1;
        return (value + (value >= 0 || half == 0 ? half : half - 1)) & -unit;
    }
}
