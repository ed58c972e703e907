using System.Buffers;
using System.Runtime.InteropServices;

namespace DataLab.Fits.Images.Tiles;

/// <summary>Decodes tiles, one after the other, into the pixels of a section. Holds the memory of one tile; not thread-safe.</summary>
internal sealed class TileDecoder(TileTable table, PixelBlock target) : IDisposable
{
    private int[] integers = [];
    private long[] work = [];
    private byte[] raw = [];

    /// <param name="bytes">Those of the tile.</param>
    /// <exception cref="FitsException">They are damaged.</exception>
    public void Decode(in TileBytes tile, TileBox box, ArraySegment<byte> bytes)
    {
        try
        {
            if (ReadIntegers(tile, box, bytes) is { IsEmpty: false } values)
                Unquantizer.Place(table, tile, box, values, target);
        }
        catch (FitsException e)
        {
            throw new FitsException($"Tile {tile.Row + 1}: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(integers);
        ArrayPool<long>.Shared.Return(work);
        ArrayPool<byte>.Shared.Return(raw);
    }

    /// <summary>The integers of a tile; empty where its pixels were there as they are, and have been placed.</summary>
    private ReadOnlySpan<int> ReadIntegers(in TileBytes tile, TileBox box, ArraySegment<byte> bytes)
    {
        var codec = tile.Form switch
        {
            TileForm.Gzipped => Codec.Gzip,
            TileForm.Plain => Codec.None,
            _ => table.Codec,
        };
        switch (codec)
        {
            case Codec.Rice:
                var values = Integers(box.Needed);
                Rice.Decode(bytes, values, table.BytePix, table.BlockSize);
                return values;
            case Codec.Hcompress:
                Grow(ref work, box.Length);
                values = Integers(box.Length);
                Hcompress.Decode(bytes, values, box.Width, table.Smooth, work.AsSpan(0, box.Length));
                return values;
            case Codec.Plio:
                if ((bytes.Count & 1) != 0)
                    throw new FitsException("A PLIO tile has an odd number of bytes.");
                PixelBytes.Swap(bytes, 2);
                values = Integers(box.Needed);
                Plio.Decode(MemoryMarshal.Cast<byte, short>(bytes), values);
                return values;
            default:
                return ReadRaw(tile, box, bytes, codec);
        }
    }

    private ReadOnlySpan<int> ReadRaw(in TileBytes tile, TileBox box, ArraySegment<byte> bytes, Codec codec)
    {
        var count = bytes.Count;
        if (codec != Codec.None)
        {
            Grow(ref raw, box.Length * 8);
            count = Gzip.Unpack(bytes, raw.AsSpan(0, box.Length * 8));
        }
        var width = count / box.Length;
        if (width * box.Length != count || width is not (1 or 2 or 4 or 8))
            throw new FitsException($"{count} bytes cannot be {box.Length} pixels.");
        var pixels = codec == Codec.None ? bytes.AsSpan() : raw.AsSpan(0, count);
        if (codec == Codec.ShuffledGzip && width > 1)
        {
            var spare = ArrayPool<byte>.Shared.Rent(count);
            Gzip.Unshuffle(pixels, spare.AsSpan(0, count), width);
            spare.AsSpan(0, count).CopyTo(pixels);
            ArrayPool<byte>.Shared.Return(spare);
        }
        else
        {
            PixelBytes.Swap(pixels, width);
        }
        var exact = tile.Form != TileForm.Compressed || table.Quantization == Quantization.None;
        if (exact && width == table.Type.Bytes())
        {
            Copy(pixels, box, width);
            return default;
        }
        if (exact && table.Type.IsFloat())
            throw new FitsException($"It has {width} bytes a pixel; ZBITPIX is {(int)table.Type}.");
        return Widen(pixels, width, box.Needed);
    }

    private Span<int> Widen(ReadOnlySpan<byte> pixels, int width, int needed)
    {
        var values = Integers(needed);
        switch (width)
        {
            case 1:
                for (var i = 0; i < values.Length; i++)
                    values[i] = pixels[i];
                break;
            case 2:
                var shorts = MemoryMarshal.Cast<byte, short>(pixels);
                for (var i = 0; i < values.Length; i++)
                    values[i] = shorts[i];
                break;
            case 4:
                MemoryMarshal.Cast<byte, int>(pixels)[..needed].CopyTo(values);
                break;
            default:
                throw new FitsException($"It has 8 bytes a pixel; ZBITPIX is {(int)table.Type}.");
        }
        return values;
    }

    private void Copy(ReadOnlySpan<byte> pixels, TileBox box, int width)
    {
        var rows = new RowWalk(box);
        var axis = box.Axes[0];
        var output = target.Bytes;
        while (rows.MoveNext(out var source, out var place))
        {
            var to = output.Slice((int)(place * width), axis.Count * width);
            if (axis.Count == 1 || axis.SourceStep == 1)
            {
                pixels.Slice(source * width, to.Length).CopyTo(to);
                continue;
            }
            for (var i = 0; i < axis.Count; i++)
                pixels.Slice((source + i * axis.SourceStep) * width, width).CopyTo(to[(i * width)..]);
        }
    }

    private Span<int> Integers(int count)
    {
        Grow(ref integers, count);
        return integers.AsSpan(0, count);
    }

    private static void Grow<T>(ref T[] array, int count)
    {
        if (array.Length >= count)
            return;
        ArrayPool<T>.Shared.Return(array);
        array = [];
        array = ArrayPool<T>.Shared.Rent(count);
    }
}
