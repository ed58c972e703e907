// RICE_1 the other way round (FITS 4.0 §10.4.1).
namespace DataLab.Fits.Writing;

internal static class RiceEncoder
{
    public const int BlockSize = 32;

    /// <summary>Encodes one tile.</summary>
    /// <param name="bytePix">Bytes of the numbers: 1 (unsigned), 2 or 4.</param>
    public static byte[] Encode(ReadOnlySpan<int> pixels, int bytePix)
    {
        var (widthBits, direct) = bytePix switch
        {
            1 => (3, 6),
            2 => (4, 14),
            _ => (5, 25),
        };
        var width = 8 * bytePix;
        var output = new Bits(pixels.Length * bytePix + 64);
        var last = pixels[0];
        output.Put((uint)last, width);
        Span<uint> folded = stackalloc uint[BlockSize];
        for (var at = 0; at < pixels.Length; at += BlockSize)
        {
            var block = pixels[at..Math.Min(pixels.Length, at + BlockSize)];
            double sum = 0;
            for (var i = 0; i < block.Length; i++)
            {
                // Differences wrap in the width of the numbers.
                var difference = (block[i] - last) << (32 - width) >> (32 - width);
                folded[i] = (uint)((difference << 1) ^ (difference >> 31));
                sum += folded[i];
                last = block[i];
            }
            var split = Split(sum, block.Length);
            if (sum == 0)
            {
                output.Put(0, widthBits);
            }
            else if (split >= direct)
            {
                output.Put((uint)direct + 1, widthBits);
                foreach (var value in folded[..block.Length])
                    output.Put(value, width);
            }
            else
            {
                output.Put((uint)split + 1, widthBits);
                foreach (var value in folded[..block.Length])
                {
                    output.PutZeros((int)(value >> split));
                    output.Put(1, 1);
                    output.Put(value & ((1u << split) - 1), split);
                }
            }
        }
        return output.ToArray();
    }

    /// <summary>The bits kept as they are: about the logarithm of the mean.</summary>
    private static int Split(double sum, int count)
    {
        var mean = Math.Max(0, (sum - count / 2 - 1) / count);
        var split = 0;
        for (var rest = (uint)mean >> 1; rest > 0; rest >>= 1)
            split++;
        return split;
    }

    private ref struct Bits(int capacity)
    {
        private byte[] bytes = new byte[capacity];
        private long at;

        /// <summary>The lowest bits of a number, the highest of them first.</summary>
        public void Put(uint value, int count)
        {
            Reserve(count);
            for (var left = count; left > 0; )
            {
                var room = 8 - (int)(at & 7);
                var some = Math.Min(room, left);
                left -= some;
                var piece = (value >> left) & ((1u << some) - 1);
                bytes[at >> 3] |= (byte)(piece << (room - some));
                at += some;
            }
        }

        public void PutZeros(int count)
        {
            Reserve(count);
            at += count;
        }

        public readonly byte[] ToArray() => bytes[..(int)((at + 7) >> 3)];

        private void Reserve(int count)
        {
            var needed = (at + count + 7) >> 3;
            if (needed > bytes.Length)
                Array.Resize(ref bytes, (int)Math.Max(needed, bytes.Length * 2L));
        }
    }
}
