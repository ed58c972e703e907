using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using DataLab.Fits.Images;
using DataLab.Fits.Images.Tiles;

namespace DataLab.Fits.Writing;

/// <summary>How an image is packed.</summary>
/// <param name="Levels">Of floats: steps to one sigma of the noise of a row; 4 to 16 are usual. Above 0.</param>
/// <param name="KeepZeros">Of floats: pixels that are exactly zero stay so (SUBTRACTIVE_DITHER_2).</param>
/// <param name="Seed">ZDITHER0, 1 to 10000.</param>
public sealed record TileCompression(double Levels = 16, bool KeepZeros = false, int Seed = 1);

/// <summary>Packs images as fpack does: rows of pixels as RICE_1 tiles, floats quantised with subtractive dithering (FITS 4.0 §10).</summary>
public static class TileCompressor
{
    /// <summary>Rows without noise are kept exactly in this column.</summary>
    private const string GzipColumn = "GZIP_COMPRESSED_DATA";

    /// <param name="header">User keywords of the image.</param>
    /// <param name="axes">NAXIS1 first, none of them zero.</param>
    /// <param name="pixels">In the machine's byte order.</param>
    /// <returns>The header of the binary table, and its data.</returns>
    /// <exception cref="FitsException">64-bit integers, which RICE_1 cannot pack.</exception>
    public static (HeaderBuilder Header, byte[] Data) Compress(
        HeaderBuilder header,
        ReadOnlySpan<long> axes,
        PixelType type,
        ReadOnlySpan<byte> pixels,
        TileCompression options
    )
    {
        if (type == PixelType.Int64)
            throw new FitsException("Integers of 64 bits cannot be packed with RICE_1.");
        var width = checked((int)axes[0]);
        var rows = pixels.Length / type.Bytes() / width;
        var rowLength = type.IsFloat() ? 32 : 8;
        var table = new byte[rows * rowLength];
        using var heap = new MemoryStream();
        var integers = new int[width];
        int most = 0,
            mostGzip = 0;
        for (var row = 0; row < rows; row++)
        {
            var from = pixels.Slice(row * width * type.Bytes(), width * type.Bytes());
            var to = table.AsSpan(row * rowLength, rowLength);
            if (!type.IsFloat())
            {
                Widen(from, type, integers);
                most = Math.Max(most, Append(heap, RiceEncoder.Encode(integers, type.Bytes()), to));
            }
            else if (
                Quantizer.Quantize(Doubles(from, type), integers, row + options.Seed, options.Levels, options.KeepZeros)
                is var (scale, zero)
            )
            {
                most = Math.Max(most, Append(heap, RiceEncoder.Encode(integers, 4), to));
                BinaryPrimitives.WriteDoubleBigEndian(to[16..], scale);
                BinaryPrimitives.WriteDoubleBigEndian(to[24..], zero);
            }
            else
            {
                mostGzip = Math.Max(mostGzip, Append(heap, Gzipped(from, type), to[8..]));
            }
        }
        var packed = Header(axes, type, rows, rowLength, heap.Length, (most, mostGzip), options);
        return (packed.AddAll(header.WithoutShape()), [.. table, .. heap.ToArray()]);
    }

    private static HeaderBuilder Header(
        ReadOnlySpan<long> axes,
        PixelType type,
        int rows,
        int rowLength,
        long heap,
        (int Rice, int Gzip) most,
        TileCompression options
    )
    {
        var header = new HeaderBuilder()
            .Set("XTENSION", "BINTABLE", "binary table")
            .Set("BITPIX", 8, "bytes")
            .Set("NAXIS", 2, "rows of bytes")
            .Set("NAXIS1", rowLength, "bytes of a row")
            .Set("NAXIS2", rows, "tiles")
            .Set("PCOUNT", heap, "bytes of the heap")
            .Set("GCOUNT", 1, "one group")
            .Set("TFIELDS", type.IsFloat() ? 4 : 1, "columns")
            .Set("TTYPE1", "COMPRESSED_DATA")
            .Set("TFORM1", $"1PB({most.Rice})");
        if (type.IsFloat())
            header
                .Set("TTYPE2", GzipColumn)
                .Set("TFORM2", $"1PB({most.Gzip})")
                .Set("TTYPE3", "ZSCALE")
                .Set("TFORM3", "1D")
                .Set("TTYPE4", "ZZERO")
                .Set("TFORM4", "1D");
        header
            .Set("ZIMAGE", true, "a compressed image")
            .Set("ZTENSION", "IMAGE", "image extension")
            .Set("ZBITPIX", (int)type, "bits of a pixel")
            .Set("ZNAXIS", axes.Length, "number of axes");
        for (var n = 0; n < axes.Length; n++)
            header.Set($"ZNAXIS{n + 1}", axes[n], $"length of axis {n + 1}");
        header.Set("ZPCOUNT", 0, "no parameters").Set("ZGCOUNT", 1, "one group");
        for (var n = 0; n < axes.Length; n++)
            header.Set($"ZTILE{n + 1}", n == 0 ? axes[0] : 1, "pixels of a tile");
        header
            .Set("ZCMPTYPE", "RICE_1", "how tiles are packed")
            .Set("ZNAME1", "BLOCKSIZE")
            .Set("ZVAL1", RiceEncoder.BlockSize, "pixels of a block")
            .Set("ZNAME2", "BYTEPIX")
            .Set("ZVAL2", type.IsFloat() ? 4 : type.Bytes(), "bytes of an integer");
        if (type.IsFloat())
            header
                .Set("ZQUANTIZ", options.KeepZeros ? "SUBTRACTIVE_DITHER_2" : "SUBTRACTIVE_DITHER_1", "dithering")
                .Set("ZDITHER0", options.Seed, "where the dither begins")
                .Set("ZBLANK", Dither.Null, "not a number");
        return header;
    }

    /// <summary>Puts bytes into the heap and their descriptor into a row.</summary>
    private static int Append(MemoryStream heap, byte[] bytes, Span<byte> descriptor)
    {
        BinaryPrimitives.WriteInt32BigEndian(descriptor, bytes.Length);
        BinaryPrimitives.WriteInt32BigEndian(descriptor[4..], checked((int)heap.Length));
        heap.Write(bytes);
        return bytes.Length;
    }

    private static byte[] Gzipped(ReadOnlySpan<byte> pixels, PixelType type)
    {
        var bytes = pixels.ToArray();
        PixelBytes.Swap(bytes, type);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private static void Widen(ReadOnlySpan<byte> pixels, PixelType type, Span<int> integers)
    {
        for (var i = 0; i < integers.Length; i++)
            integers[i] = type switch
            {
                PixelType.UInt8 => pixels[i],
                PixelType.Int16 => MemoryMarshal.Cast<byte, short>(pixels)[i],
                _ => MemoryMarshal.Cast<byte, int>(pixels)[i],
            };
    }

    private static double[] Doubles(ReadOnlySpan<byte> pixels, PixelType type)
    {
        if (type == PixelType.Float64)
            return MemoryMarshal.Cast<byte, double>(pixels).ToArray();
        var floats = MemoryMarshal.Cast<byte, float>(pixels);
        var doubles = new double[floats.Length];
        for (var i = 0; i < doubles.Length; i++)
            doubles[i] = floats[i];
        return doubles;
    }
}
