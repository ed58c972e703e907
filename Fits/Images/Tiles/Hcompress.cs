// HCOMPRESS_1 (FITS 4.0 §10.4.4; White, Postman & Lattanzi 1992): bit planes of a two-dimensional Haar-like transform, each coded as a quadtree.
using System.Buffers.Binary;

namespace DataLab.Fits.Images.Tiles;

internal static class Hcompress
{
    private const int HeaderLength = 25;

    /// <summary>More planes than this cannot come from 32-bit pixels.</summary>
    private const int MaxPlanes = 62;

    /// <summary>Value and length of each code, by its first six bits.</summary>
    private static readonly (byte Value, byte Length)[] Codes = MakeCodes();

    /// <param name="pixels">All of the tile; values beyond 32 bits wrap.</param>
    /// <param name="smooth">Whether the blocks of lossy compression are smoothed.</param>
    /// <param name="work">As long as <paramref name="pixels"/>.</param>
    /// <exception cref="FitsException">Not such a stream, of another size, or cut short.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, Span<int> pixels, int width, bool smooth, Span<long> work)
    {
        if (bytes.Length < HeaderLength || bytes[0] != 0xDD || bytes[1] != 0x99)
            throw new FitsException("A HCOMPRESS tile does not begin with its signature.");
        var rows = BinaryPrimitives.ReadInt32BigEndian(bytes[2..]);
        var columns = BinaryPrimitives.ReadInt32BigEndian(bytes[6..]);
        var scale = BinaryPrimitives.ReadInt32BigEndian(bytes[10..]);
        var sum = BinaryPrimitives.ReadInt64BigEndian(bytes[14..]);
        if (columns < 1 || rows < 1 || (long)rows * columns != pixels.Length || columns != width)
            throw new FitsException(
                $"A HCOMPRESS tile says it is {columns} x {rows}; it has {pixels.Length} pixels, {width} a row."
            );
        work.Clear();
        DecodePlanes(bytes[HeaderLength..], work, rows, columns, bytes.Slice(22, 3));
        work[0] = sum;
        if (scale > 1)
            foreach (ref var coefficient in work)
                coefficient *= scale;
        HTransform.Invert(work, rows, columns, smooth ? scale : 0);
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (int)work[i];
    }

    /// <summary>The four quadrants (means, two slopes, curvature), then the signs of what is not zero.</summary>
    private static void DecodePlanes(
        ReadOnlySpan<byte> bytes,
        Span<long> work,
        int rows,
        int columns,
        ReadOnlySpan<byte> planes
    )
    {
        var input = new Bits(bytes);
        var (top, left) = ((rows + 1) / 2, (columns + 1) / 2);
        var size = ((top + 1) / 2) * ((left + 1) / 2);
        Span<byte> codes = new byte[2 * size];
        DecodeQuadrant(ref input, work, columns, top, left, planes[0], codes);
        DecodeQuadrant(ref input, work[left..], columns, top, columns / 2, planes[1], codes);
        DecodeQuadrant(ref input, work[(columns * top)..], columns, rows / 2, left, planes[1], codes);
        if (rows > 1 && columns > 1)
            DecodeQuadrant(ref input, work[(columns * top + left)..], columns, rows / 2, columns / 2, planes[2], codes);
        if (input.Take(4) != 0)
            throw new FitsException("A HCOMPRESS tile has no end mark after its bit planes.");
        input.Align();
        foreach (ref var coefficient in work)
            if (coefficient != 0 && input.Take(1) != 0)
                coefficient = -coefficient;
    }

    private static void DecodeQuadrant(
        ref Bits input,
        Span<long> quadrant,
        int stride,
        int rows,
        int columns,
        int planes,
        Span<byte> codes
    )
    {
        if (planes > MaxPlanes)
            throw new FitsException($"A HCOMPRESS tile says it has {planes} bit planes; at most {MaxPlanes}.");
        if (rows == 0 || columns == 0)
            return;
        var half = codes[..(codes.Length / 2)];
        var other = codes[(codes.Length / 2)..];
        for (var plane = planes - 1; plane >= 0; plane--)
        {
            var format = input.Take(4);
            if (format == 0)
            {
                var count = (rows + 1) / 2 * ((columns + 1) / 2);
                for (var i = 0; i < count; i++)
                    half[i] = (byte)input.Take(4);
            }
            else if (format == 15)
            {
                DecodeTree(ref input, rows, columns, ref half, ref other);
            }
            else
            {
                throw new FitsException($"A HCOMPRESS tile has a bit plane of the unknown format {format}.");
            }
            Insert(half, quadrant, stride, rows, columns, plane);
        }
    }

    /// <summary>From one code for the whole quadrant to one for each 2×2 pixels; the result is in <paramref name="codes"/>.</summary>
    private static void DecodeTree(ref Bits input, int rows, int columns, ref Span<byte> codes, ref Span<byte> spare)
    {
        var levels = HTransform.Log2(Math.Max(rows, columns));
        codes[0] = Code(ref input);
        for (var level = levels - 1; level >= 1; level--)
        {
            var (height, width) = (Shrunk(rows, level), Shrunk(columns, level));
            Expand(codes, spare, height, width);
            for (var i = height * width - 1; i >= 0; i--)
                if (spare[i] != 0)
                    spare[i] = Code(ref input);
            var swap = codes;
            codes = spare;
            spare = swap;
        }
    }

    /// <summary>Halved so many times, rounded up.</summary>
    private static int Shrunk(int length, int times) => (int)((length + (1L << times) - 1) >> times);

    /// <summary>Each code becomes 2×2 flags: top left is its highest bit, bottom right its lowest.</summary>
    private static void Expand(ReadOnlySpan<byte> codes, Span<byte> flags, int height, int width)
    {
        var narrow = (width + 1) / 2;
        for (var y = 0; y < height; y++)
        {
            var shift = (y & 1) == 0 ? 2 : 0;
            var from = codes.Slice(y / 2 * narrow, narrow);
            var to = flags.Slice(y * width, width);
            for (var x = 0; x < width; x++)
                to[x] = (byte)((from[x / 2] >> (shift + 1 - (x & 1))) & 1);
        }
    }

    private static void Insert(
        ReadOnlySpan<byte> codes,
        Span<long> quadrant,
        int stride,
        int rows,
        int columns,
        int plane
    )
    {
        var narrow = (columns + 1) / 2;
        for (var y = 0; y < rows; y++)
        {
            var shift = (y & 1) == 0 ? 2 : 0;
            var from = codes.Slice(y / 2 * narrow, narrow);
            var to = quadrant.Slice(y * stride, columns);
            for (var x = 0; x < to.Length; x++)
                to[x] |= (long)((from[x / 2] >> (shift + 1 - (x & 1))) & 1) << plane;
        }
    }

    private static byte Code(ref Bits input)
    {
        var (value, length) = Codes[input.Peek(6)];
        input.Skip(length);
        return value;
    }

    private static (byte, byte)[] MakeCodes()
    {
        var codes = new (byte, byte)[64];
        void Add(int value, int code, int length)
        {
            for (var rest = 0; rest < 1 << (6 - length); rest++)
                codes[(code << (6 - length)) + rest] = ((byte)value, (byte)length);
        }
        (int Value, int Code, int Length)[] table =
        [
            (1, 0, 3),
            (2, 1, 3),
            (4, 2, 3),
            (8, 3, 3),
            (3, 8, 4),
            (5, 9, 4),
            (10, 10, 4),
            (12, 11, 4),
            (15, 12, 4),
            (6, 26, 5),
            (7, 27, 5),
            (9, 28, 5),
            (11, 29, 5),
            (13, 30, 5),
            (0, 62, 6),
            (14, 63, 6),
        ];
        foreach (var (value, code, length) in table)
            Add(value, code, length);
        return codes;
    }

    /// <summary>Bits, the highest of each byte first; a few zeros follow the last one.</summary>
    private ref struct Bits(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> bytes = bytes;
        private long at;

        /// <summary>The next bits, at most 8.</summary>
        public readonly int Peek(int count)
        {
            var index = (int)(at >> 3);
            var pair =
                index + 1 < bytes.Length ? BinaryPrimitives.ReadUInt16BigEndian(bytes[index..])
                : index < bytes.Length ? bytes[index] << 8
                : throw new FitsException("A HCOMPRESS tile ends before its bit planes do.");
            return (pair >> (16 - (int)(at & 7) - count)) & ((1 << count) - 1);
        }

        public void Skip(int count) => at += count;

        public int Take(int count)
        {
            var value = Peek(count);
            at += count;
            return value;
        }

        /// <summary>To the next whole byte.</summary>
        public void Align() => at = (at + 7) & ~7L;
    }
}
