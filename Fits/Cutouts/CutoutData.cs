// The pixels of a cut-out as they go into the file, in slabs that fit in memory: masked, big-endian.
using System.Collections.Immutable;
using DataLab.Fits.Images;

namespace DataLab.Fits.Cutouts;

internal static class CutoutData
{
    /// <summary>Bytes of pixels in memory at once, unless one row of tiles needs more.</summary>
    private const long SlabBytes = 16 << 20;

    /// <summary>The section cut along its last axes, in the order of the file.</summary>
    public static IEnumerable<Section> Slabs(FitsImage image, Section section, long most = SlabBytes)
    {
        var axis = section.Axes.Length - 1;
        while (axis > 0 && section.Axes[axis].Count == 1)
            axis--;
        var range = section.Axes[axis];
        if (range.Count == 1 || section.Count * image.Type.Bytes() <= most)
        {
            yield return section;
            yield break;
        }
        var atOnce = Math.Max(1, most / (section.Count / range.Count * image.Type.Bytes()));
        for (long at = 0; at < range.Count; )
        {
            var next = Math.Min(range.Count, at + atOnce);
            // Tiles higher than one row are decoded once if a slab ends where they do.
            if (axis == 1 && image.RowsOfTile > 1 && next < range.Count)
                next = ToTiles(range, next, at, image.RowsOfTile);
            var part = new AxisRange(range.First + at * range.Step, range.First + (next - 1) * range.Step, range.Step);
            var slab = section with { Axes = section.Axes.SetItem(axis, part) };
            if (part.Count > 1)
                yield return slab;
            else
                foreach (var piece in Slabs(image, slab, most))
                    yield return piece;
            at = next;
        }
    }

    /// <summary>The place in the range where the tile begins that holds <paramref name="next"/>, or, if that is not after <paramref name="at"/>, where it ends.</summary>
    private static long ToTiles(AxisRange range, long next, long at, long rows)
    {
        var pixel = range.First + next * range.Step - 1;
        var begin = (pixel / rows * rows - (range.First - 1) + range.Step - 1) / range.Step;
        if (begin > at)
            return begin;
        var end = ((pixel / rows + 1) * rows - (range.First - 1) + range.Step - 1) / range.Step;
        return Math.Min(range.Count, end);
    }

    /// <summary>What is written of a block just read: pixels outside the mask replaced, in the byte order of a file.</summary>
    public static void Finish(PlannedHdu hdu, PixelBlock block, long outside)
    {
        if (hdu.Piece!.Mask is { } mask)
            Apply(mask, block, outside);
        PixelBytes.Swap(block.Bytes, block.Type);
    }

    private static void Apply(IPixelMask mask, PixelBlock block, long outside)
    {
        var width = block.Type.Bytes();
        Span<byte> value = stackalloc byte[8];
        Value(block.Type, outside, value);
        var axes = block.Section.Axes;
        var (first, second) = (mask.FirstAxis, mask.SecondAxis);
        if (first == second || first < 0 || second < 0 || first >= axes.Length || second >= axes.Length)
            throw new FitsException($"A mask of axes {first + 1} and {second + 1} does not fit {axes.Length} axes.");
        var strides = Strides(axes);
        var rows = axes[second].Count;
        var inside = new bool[axes[first].Count];
        var others = Enumerable.Range(0, axes.Length).Where(n => n != first && n != second).ToArray();
        var planes = others.Aggregate(1L, (product, n) => product * axes[n].Count);
        for (long row = 0; row < rows; row++)
        {
            mask.Fill(axes[first], axes[second].First + row * axes[second].Step, inside);
            for (long plane = 0; plane < planes; plane++)
            {
                var start = row * strides[second] + Place(plane, others, axes, strides);
                var bytes = block.Bytes;
                for (var i = 0; i < inside.Length; i++)
                    if (!inside[i])
                        value[..width].CopyTo(bytes[(int)((start + i * strides[first]) * width)..]);
            }
        }
    }

    private static long Place(long plane, int[] others, ImmutableArray<AxisRange> axes, long[] strides)
    {
        long place = 0;
        foreach (var n in others)
        {
            place += plane % axes[n].Count * strides[n];
            plane /= axes[n].Count;
        }
        return place;
    }

    private static long[] Strides(ImmutableArray<AxisRange> axes)
    {
        var strides = new long[axes.Length];
        long stride = 1;
        for (var n = 0; n < axes.Length; n++)
        {
            strides[n] = stride;
            stride *= axes[n].Count;
        }
        return strides;
    }

    /// <summary>In the byte order of the machine, as the block is.</summary>
    private static void Value(PixelType type, long outside, Span<byte> bytes)
    {
        switch (type)
        {
            case PixelType.UInt8:
                bytes[0] = (byte)outside;
                break;
            case PixelType.Int16:
                BitConverter.TryWriteBytes(bytes, (short)outside);
                break;
            case PixelType.Int32:
                BitConverter.TryWriteBytes(bytes, (int)outside);
                break;
            case PixelType.Int64:
                BitConverter.TryWriteBytes(bytes, outside);
                break;
            case PixelType.Float32:
                BitConverter.TryWriteBytes(bytes, -1);
                break;
            default:
                BitConverter.TryWriteBytes(bytes, -1L);
                break;
        }
    }
}
