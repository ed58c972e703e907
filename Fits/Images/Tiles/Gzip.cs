// GZIP_1 and GZIP_2 (FITS 4.0 §10.4.2): a gzip stream of the big-endian pixels; in GZIP_2 all first bytes come first, then all second ones.
using System.IO.Compression;

namespace DataLab.Fits.Images.Tiles;

internal static class Gzip
{
    /// <summary>Unpacks one tile.</summary>
    /// <param name="into">As long as the tile can be at most.</param>
    /// <returns>Bytes unpacked.</returns>
    /// <exception cref="FitsException">Damaged, or more than fits.</exception>
    public static int Unpack(ArraySegment<byte> packed, Span<byte> into)
    {
        try
        {
            using var source = new MemoryStream(packed.Array!, packed.Offset, packed.Count, writable: false);
            using var plain = new GZipStream(source, CompressionMode.Decompress);
            var count = plain.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
            if (count == into.Length && plain.ReadByte() >= 0)
                throw new FitsException($"A gzip tile unpacks to more than its {into.Length} bytes.");
            return count;
        }
        catch (InvalidDataException e)
        {
            throw new FitsException("A gzip tile is damaged.", e);
        }
    }

    /// <summary>Puts the bytes of each pixel together again, in the machine's byte order.</summary>
    /// <param name="shuffled">Most significant bytes of all pixels first.</param>
    public static void Unshuffle(ReadOnlySpan<byte> shuffled, Span<byte> pixels, int width)
    {
        var count = shuffled.Length / width;
        for (var b = 0; b < width; b++)
        {
            var plane = shuffled.Slice(b * count, count);
            var to = BitConverter.IsLittleEndian ? width - 1 - b : b;
            for (var i = 0; i < plane.Length; i++, to += width)
                pixels[to] = plane[i];
        }
    }
}
