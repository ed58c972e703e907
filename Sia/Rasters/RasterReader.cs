using System.Buffers;
using System.Collections.Immutable;
using DataLab.Fits.Images;
using DataLab.Fits.Wcs;

namespace DataLab.Sia.Rasters;

/// <summary>Reads a part of an image in as few values as are wanted, a band of rows at a time.</summary>
internal static class RasterReader
{
    /// <summary>Pixels in memory at once, unless one row of squares has more.</summary>
    private const long BandPixels = 4 << 20;

    /// <summary>Tiles of many rows are decoded once where bands are multiples of their height.</summary>
    private const int BandStep = 64;

    /// <param name="axes">The pixel axes that x and y run along, from 0; x first.</param>
    /// <param name="factor">Pixels averaged along each side, at least 1.</param>
    /// <param name="planes">Pixel on each of the other axes, from 1; 1 where there are fewer.</param>
    public static async Task<ReducedRaster> ReadAsync(
        FitsImage image,
        (int X, int Y) axes,
        PixelBox box,
        int factor,
        IReadOnlyList<long> planes,
        CancellationToken ct
    )
    {
        var (width, height) = (Squares(box.Width, factor), Squares(box.Height, factor));
        var raster = Raster.Blank(width, height);
        var rows = Math.Max(factor, BandPixels / Math.Max(1, box.Width) / factor * factor);
        if (rows > BandStep * (long)factor)
            rows -= rows % (BandStep * (long)factor);
        var sums = new double[width];
        var counts = new int[width];
        for (var y = box.FirstY; y <= box.LastY; y += rows)
        {
            var last = Math.Min(box.LastY, y + rows - 1);
            var count = checked((int)(box.Width * (last - y + 1)));
            var values = ArrayPool<float>.Shared.Rent(count);
            try
            {
                await image.ReadScaledAsync(Part(image, axes, box, y, last, planes), values.AsMemory(0, count), ct);
                Reduce(
                    values.AsSpan(0, count),
                    (int)box.Width,
                    factor,
                    raster,
                    (int)((y - box.FirstY) / factor),
                    sums,
                    counts
                );
            }
            finally
            {
                ArrayPool<float>.Shared.Return(values);
            }
        }
        return new ReducedRaster(raster, box, factor);
    }

    private static int Squares(long pixels, int factor) => checked((int)((pixels + factor - 1) / factor));

    private static Section Part(
        FitsImage image,
        (int X, int Y) axes,
        PixelBox box,
        long firstY,
        long lastY,
        IReadOnlyList<long> planes
    )
    {
        var ranges = ImmutableArray.CreateBuilder<AxisRange>(image.Axes.Length);
        var other = 0;
        for (var axis = 0; axis < image.Axes.Length; axis++)
        {
            if (axis == axes.X)
                ranges.Add(new AxisRange(box.FirstX, box.LastX));
            else if (axis == axes.Y)
                ranges.Add(new AxisRange(firstY, lastY));
            else
            {
                var plane = other < planes.Count ? planes[other] : 1;
                other++;
                ranges.Add(new AxisRange(plane, plane));
            }
        }
        return new Section(ranges.MoveToImmutable());
    }

    /// <summary>Averages what is a number; a square without any stays NaN.</summary>
    private static void Reduce(
        ReadOnlySpan<float> values,
        int length,
        int factor,
        Raster raster,
        int row,
        double[] sums,
        int[] counts
    )
    {
        if (factor == 1)
        {
            values.CopyTo(raster.Values.AsSpan(row * raster.Width));
            return;
        }
        for (var first = 0; first < values.Length; first += length * factor, row++)
        {
            Array.Clear(sums);
            Array.Clear(counts);
            var end = Math.Min(values.Length, first + length * factor);
            for (var at = first; at < end; at += length)
                AddRow(values.Slice(at, length), factor, sums, counts);
            var into = raster.Row(row);
            for (var x = 0; x < into.Length; x++)
                if (counts[x] > 0)
                    into[x] = (float)(sums[x] / counts[x]);
        }
    }

    private static void AddRow(ReadOnlySpan<float> row, int factor, double[] sums, int[] counts)
    {
        for (int x = 0, square = 0; x < row.Length; square++)
        {
            var (sum, count) = (0.0, 0);
            for (var end = Math.Min(row.Length, x + factor); x < end; x++)
            {
                if (float.IsFinite(row[x]))
                    (sum, count) = (sum + row[x], count + 1);
            }
            sums[square] += sum;
            counts[square] += count;
        }
    }
}
