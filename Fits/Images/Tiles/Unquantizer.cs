// From the integers of a tile to the pixels of a section: floats are put back on their scale, without the dither (FITS 4.0 §10.2).
using System.Runtime.InteropServices;

namespace DataLab.Fits.Images.Tiles;

internal static class Unquantizer
{
    public static void Place(
        TileTable table,
        in TileBytes tile,
        TileBox box,
        ReadOnlySpan<int> values,
        PixelBlock target
    )
    {
        var bytes = target.Bytes;
        switch (table.Type)
        {
            case PixelType.UInt8:
                Integers(table, tile, box, values, bytes, 0, byte.MaxValue, value => (byte)value);
                break;
            case PixelType.Int16:
                var (low, high) = ((long)short.MinValue, (long)short.MaxValue);
                Integers(table, tile, box, values, bytes, low, high, value => (short)value);
                break;
            case PixelType.Int32:
                (low, high) = (int.MinValue, int.MaxValue);
                Integers(table, tile, box, values, bytes, low, high, value => (int)value);
                break;
            case PixelType.Int64:
                (low, high) = (long.MinValue, long.MaxValue);
                Integers(table, tile, box, values, bytes, low, high, value => value);
                break;
            case PixelType.Float32:
                Floats(table, tile, box, values, MemoryMarshal.Cast<byte, float>(bytes));
                break;
            default:
                Doubles(table, tile, box, values, MemoryMarshal.Cast<byte, double>(bytes));
                break;
        }
    }

    /// <summary>Integers as they are; lossy codecs may leave the range of the type, which ends there.</summary>
    private static void Integers<T>(
        TileTable table,
        in TileBytes tile,
        TileBox box,
        ReadOnlySpan<int> values,
        Span<byte> bytes,
        long low,
        long high,
        Func<long, T> narrow
    )
        where T : unmanaged
    {
        var output = MemoryMarshal.Cast<byte, T>(bytes);
        var rows = new RowWalk(box);
        var axis = box.Axes[0];
        var bias = table.IsBiased ? 32768 : 0;
        var scaled = table.Quantization != Quantization.None && (tile.Scale != 1 || tile.Zero != 0);
        while (rows.MoveNext(out var source, out var place))
        {
            var to = output.Slice((int)place, axis.Count);
            for (int i = 0, at = source; i < to.Length; i++, at += axis.SourceStep)
            {
                long value = values[at] - bias;
                if (scaled)
                    value = (long)(value * tile.Scale + tile.Zero);
                to[i] = narrow(Math.Clamp(value, low, high));
            }
        }
    }

    private static void Floats(
        TileTable table,
        in TileBytes tile,
        TileBox box,
        ReadOnlySpan<int> values,
        Span<float> output
    )
    {
        // All bits set, as CFITSIO writes it.
        var nan = BitConverter.Int32BitsToSingle(-1);
        var rows = new RowWalk(box);
        var axis = box.Axes[0];
        var (scale, zero) = (tile.Scale, tile.Zero);
        var blank = BlankOf(tile, out var hasBlank);
        var zeros = table.Quantization == Quantization.Dither2;
        var dithered = zeros || table.Quantization == Quantization.Dither1;
        var cursor = new Dither.Cursor(tile.Row + table.DitherSeed);
        var exact = !dithered && scale == 1 && zero == 0;
        while (rows.MoveNext(out var source, out var place))
        {
            var to = output.Slice((int)place, axis.Count);
            for (var i = 0; i < to.Length; )
            {
                var at = source + i * axis.SourceStep;
                var step = Math.Max(1, axis.SourceStep);
                var from = values[at..];
                if (!dithered)
                {
                    for (var k = 0; i < to.Length; i++, k += step)
                        to[i] =
                            hasBlank && from[k] == blank ? nan
                            : exact ? from[k]
                            : (float)(from[k] * scale + zero);
                    break;
                }
                var numbers = cursor.From(at);
                if (step == 1)
                {
                    var run = Math.Min(to.Length - i, numbers.Length);
                    Undither(from[..run], numbers[..run], to.Slice(i, run), scale, zero);
                    Exceptions(from[..run], to.Slice(i, run));
                    i += run;
                    continue;
                }
                for (var k = 0; i < to.Length && k < numbers.Length; i++, k += step)
                {
                    Undither(from.Slice(k, 1), numbers.Slice(k, 1), to.Slice(i, 1), scale, zero);
                    Exceptions(from.Slice(k, 1), to.Slice(i, 1));
                }
            }
        }

        void Exceptions(ReadOnlySpan<int> from, Span<float> to)
        {
            if (hasBlank)
                Replace(from, blank, nan, to);
            if (zeros && !(hasBlank && blank == Dither.Zero))
                Replace(from, Dither.Zero, 0, to);
        }
    }

    /// <summary>In double precision and in this order, as CFITSIO does it.</summary>
    private static void Undither(
        ReadOnlySpan<int> values,
        ReadOnlySpan<float> numbers,
        Span<float> to,
        double scale,
        double zero
    )
    {
        for (var i = 0; i < to.Length && i < values.Length && i < numbers.Length; i++)
            to[i] = (float)(((double)values[i] - numbers[i] + 0.5) * scale + zero);
    }

    private static void Replace(ReadOnlySpan<int> values, int special, float by, Span<float> to)
    {
        for (var at = 0; values[at..].IndexOf(special) is >= 0 and var next; )
        {
            at += next;
            to[at++] = by;
        }
    }

    private static void Doubles(
        TileTable table,
        in TileBytes tile,
        TileBox box,
        ReadOnlySpan<int> values,
        Span<double> output
    )
    {
        var nan = BitConverter.Int64BitsToDouble(-1);
        var rows = new RowWalk(box);
        var axis = box.Axes[0];
        var blank = BlankOf(tile, out var hasBlank);
        var zeros = table.Quantization == Quantization.Dither2;
        var dithered = zeros || table.Quantization == Quantization.Dither1;
        var cursor = new Dither.Cursor(tile.Row + table.DitherSeed);
        while (rows.MoveNext(out var source, out var place))
        {
            var to = output.Slice((int)place, axis.Count);
            for (int i = 0, at = source; i < to.Length; i++, at += axis.SourceStep)
            {
                var value = values[at];
                to[i] =
                    hasBlank && value == blank ? nan
                    : zeros && value == Dither.Zero ? 0
                    : dithered ? ((double)value - cursor.From(at)[0] + 0.5) * tile.Scale + tile.Zero
                    : value * tile.Scale + tile.Zero;
            }
        }
    }

    private static int BlankOf(in TileBytes tile, out bool has)
    {
        has = tile.Blank is >= int.MinValue and <= int.MaxValue;
        return has ? (int)tile.Blank!.Value : 0;
    }
}
