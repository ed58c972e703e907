// RICE_1 (FITS 4.0 §10.4.1): differences of neighbours, in blocks that each name how many low bits are kept as they are.
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DataLab.Fits.Images.Tiles;

internal static class Rice
{
    /// <summary>Decodes the first pixels of a tile.</summary>
    /// <param name="bytePix">Bytes of the numbers that were encoded: 1 (unsigned), 2 or 4 (signed).</param>
    /// <param name="blockSize">Pixels of a block.</param>
    /// <param name="pixels">As many as are wanted, from the start of the tile.</param>
    /// <exception cref="FitsException">The bytes end before the pixels do.</exception>
    public static void Decode(ReadOnlySpan<byte> bytes, Span<int> pixels, int bytePix, int blockSize)
    {
        if (bytes.Length < bytePix)
            throw Short();
        var (widthBits, direct) = bytePix switch
        {
            1 => (3, 6),
            2 => (4, 14),
            _ => (5, 25),
        };
        // The bits that come next, from the top; how many of them count; the next byte.
        ulong held = 0;
        int count = 0,
            at = 0;
        var last = Take(bytes, 8 * bytePix, ref held, ref count, ref at);
        for (var done = 0; done < pixels.Length; )
        {
            var split = (int)Take(bytes, widthBits, ref held, ref count, ref at) - 1;
            var block = pixels[done..(int)Math.Min(pixels.Length, (long)done + blockSize)];
            if (split < 0)
                block.Fill((int)last);
            else if (split == direct)
                for (var i = 0; i < block.Length; i++)
                {
                    last += Unfold(Take(bytes, 1 << widthBits, ref held, ref count, ref at));
                    block[i] = (int)last;
                }
            else if (split < direct)
                for (var i = 0; i < block.Length; i++)
                {
                    Fill(bytes, ref held, ref count, ref at);
                    // A number of zeros, a one, and then the low bits.
                    var zeros = BitOperations.LeadingZeroCount(held);
                    var taken = zeros + 1 + split;
                    uint folded;
                    if (taken <= count)
                    {
                        var low = (uint)(held << zeros << 1 >> 1 >> (63 - split));
                        folded = ((uint)zeros << split) | low;
                        held = held << zeros << 1 << split;
                        count -= taken;
                    }
                    else
                    {
                        folded = TakeLong(bytes, split, ref held, ref count, ref at);
                    }
                    last += Unfold(folded);
                    block[i] = (int)last;
                }
            else
                throw new FitsException($"A Rice block says it splits after {split} bits; at most {direct}.");
            done += block.Length;
            if ((long)at * 8 - count > (long)bytes.Length * 8)
                throw Short();
        }
        Narrow(pixels, bytePix);
    }

    /// <summary>0 1 2 3 4 back to 0 -1 1 -2 2.</summary>
    private static uint Unfold(uint folded) => (folded >> 1) ^ (uint)-(int)(folded & 1);

    /// <summary>Sums run modulo the width of the numbers.</summary>
    private static void Narrow(Span<int> pixels, int bytePix)
    {
        if (bytePix == 1)
            foreach (ref var pixel in pixels)
                pixel = (byte)pixel;
        else if (bytePix == 2)
            foreach (ref var pixel in pixels)
                pixel = (short)pixel;
    }

    private static FitsException Short() => new("The bytes of a Rice tile end before its pixels do.");

    /// <summary>The next bits as a number, at most 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Take(ReadOnlySpan<byte> bytes, int bits, ref ulong held, ref int count, ref int at)
    {
        Fill(bytes, ref held, ref count, ref at);
        var value = (uint)(held >> 1 >> (63 - bits));
        held <<= bits;
        count -= bits;
        return value;
    }

    /// <summary>More zeros than are at hand.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint TakeLong(ReadOnlySpan<byte> bytes, int split, ref ulong held, ref int count, ref int at)
    {
        uint zeros = 0;
        // What is held below the bits that count comes again with the next bytes.
        held = count == 0 ? 0 : held & (ulong.MaxValue << (64 - count));
        while (held == 0)
        {
            if (at > bytes.Length)
                throw Short();
            zeros += (uint)count;
            count = 0;
            Fill(bytes, ref held, ref count, ref at);
            held &= ulong.MaxValue << (64 - count);
        }
        var more = BitOperations.LeadingZeroCount(held);
        zeros += (uint)more;
        held = held << more << 1;
        count -= more + 1;
        return (zeros << split) | (split == 0 ? 0 : Take(bytes, split, ref held, ref count, ref at));
    }

    /// <summary>Makes at least 32 bits count; after the end they are zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(ReadOnlySpan<byte> bytes, ref ulong held, ref int count, ref int at)
    {
        if (count >= 32)
            return;
        if (at + 8 <= bytes.Length)
        {
            held |= BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]) >> count;
            at += (63 - count) >> 3;
            count |= 56;
        }
        else
        {
            FillSlowly(bytes, ref held, ref count, ref at);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FillSlowly(ReadOnlySpan<byte> bytes, ref ulong held, ref int count, ref int at)
    {
        held = count == 0 ? 0 : held & (ulong.MaxValue << (64 - count));
        while (count <= 56)
        {
            if (at < bytes.Length)
                held |= (ulong)bytes[at] << (56 - count);
            at++;
            count += 8;
        }
    }
}
