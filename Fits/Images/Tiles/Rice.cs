// RICE_1 (FITS 4.0 §10.4.1): differences of neighbours, in blocks that each name how many low bits are kept as they are.
using System.Buffers.Binary;
using System.Numerics;

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
        var input = new Bits(bytes);
        var last = input.Take(8 * bytePix);
        for (var at = 0; at < pixels.Length; )
        {
            var split = (int)input.Take(widthBits) - 1;
            var block = pixels[at..Math.Min(pixels.Length, at + blockSize)];
            if (split < 0)
                block.Fill((int)last);
            else if (split == direct)
                last = Direct(ref input, block, last, 1 << widthBits);
            else if (split < direct)
                last = Split(ref input, block, last, split);
            else
                throw new FitsException($"A Rice block says it splits after {split} bits; at most {direct}.");
            at += block.Length;
            if (input.Overrun)
                throw Short();
        }
        Narrow(pixels, bytePix);
    }

    private static uint Direct(ref Bits input, Span<int> block, uint last, int width)
    {
        foreach (ref var pixel in block)
        {
            last += Unfold(input.Take(width));
            pixel = (int)last;
        }
        return last;
    }

    private static uint Split(ref Bits input, Span<int> block, uint last, int split)
    {
        foreach (ref var pixel in block)
        {
            last += Unfold(input.TakeSplit(split));
            pixel = (int)last;
        }
        return last;
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

    /// <summary>Bits, the highest of each byte first; zeros after the end, which <see cref="Overrun"/> tells.</summary>
    private ref struct Bits(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> bytes = bytes;
        private ulong held;
        private int count;
        private int at;

        /// <summary>Whether more was taken than there was.</summary>
        public readonly bool Overrun => (long)at * 8 - count > (long)bytes.Length * 8;

        /// <summary>At most 32 bits.</summary>
        public uint Take(int bits)
        {
            Fill();
            var value = (uint)(held >> 1 >> (63 - bits));
            held <<= bits;
            count -= bits;
            return value;
        }

        /// <summary>A number of zeros, a one, and then <paramref name="bits"/> bits.</summary>
        public uint TakeSplit(int bits)
        {
            Fill();
            var zeros = BitOperations.LeadingZeroCount(held);
            if (zeros + 1 + bits <= count)
            {
                held <<= zeros;
                var value = (uint)(zeros << bits) | ((uint)(held >> (63 - bits)) & ~(uint.MaxValue << bits));
                held = held << 1 << bits;
                count -= zeros + 1 + bits;
                return value;
            }
            return TakeLong(bits);
        }

        private uint TakeLong(int bits)
        {
            uint zeros = 0;
            while (held == 0)
            {
                if (at > bytes.Length)
                    throw Short();
                zeros += (uint)count;
                count = 0;
                Fill();
            }
            var more = BitOperations.LeadingZeroCount(held);
            zeros += (uint)more;
            held = held << more << 1;
            count -= more + 1;
            return (zeros << bits) | (bits == 0 ? 0 : Take(bits));
        }

        /// <summary>Holds at least 56 bits afterwards.</summary>
        private void Fill()
        {
            if (count > 48)
                return;
            if (at + 8 <= bytes.Length)
            {
                held |= BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]) >> count;
                at += (63 - count) >> 3;
                count |= 56;
                // Bits below those counted would be read twice.
                held &= ulong.MaxValue << (64 - count);
                return;
            }
            while (count <= 56)
            {
                if (at < bytes.Length)
                    held |= (ulong)bytes[at] << (56 - count);
                at++;
                count += 8;
            }
        }
    }
}
