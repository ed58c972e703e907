// CHECKSUM and DATASUM (FITS 4.0 §4.4.2.7, appendix J): the 32-bit ones' complement sum, and how it is written in ASCII.
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace DataLab.Fits.Writing;

/// <summary>A running sum of bytes, given in pieces of any length.</summary>
internal struct Checksum
{
    private ulong sum;
    private int phase;

    /// <summary>The sum of all bytes so far.</summary>
    public readonly uint Value
    {
        get
        {
            var folded = (sum & uint.MaxValue) + (sum >> 32);
            return (uint)((folded & uint.MaxValue) + (folded >> 32));
        }
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (phase != 0 && bytes.Length > 0)
        {
            AddOne(bytes[0]);
            bytes = bytes[1..];
        }
        ulong words = 0;
        // 2^32 words could overflow; no span is so long.
        foreach (var word in MemoryMarshal.Cast<byte, uint>(bytes))
            words += BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(word) : word;
        Fold(words);
        foreach (var one in bytes[(bytes.Length & ~3)..])
            AddOne(one);
    }

    /// <summary>The 16 characters that make the sum of everything all ones.</summary>
    public readonly string ToCard()
    {
        Span<byte> characters = stackalloc byte[16];
        var complement = ~Value;
        for (var i = 0; i < 4; i++)
        {
            var one = (int)(complement >> (24 - 8 * i)) & 0xff;
            Span<int> parts = [one / 4 + '0' + one % 4, one / 4 + '0', one / 4 + '0', one / 4 + '0'];
            // Punctuation is avoided: of each pair one goes up and the other down.
            for (var again = true; again; )
            {
                again = false;
                for (var j = 0; j < 4; j += 2)
                {
                    if (!IsPunctuation(parts[j]) && !IsPunctuation(parts[j + 1]))
                        continue;
                    parts[j]++;
                    parts[j + 1]--;
                    again = true;
                }
            }
            // Written one byte to the right, since the value starts in the twelfth column.
            for (var j = 0; j < 4; j++)
                characters[(4 * j + i + 1) % 16] = (byte)parts[j];
        }
        return Encoding.ASCII.GetString(characters);
    }

    /// <summary>Writes DATASUM and CHECKSUM over the placeholders of a header.</summary>
    /// <param name="header">With the cards of <see cref="Reserve"/>.</param>
    public static void Stamp(Span<byte> header, Checksum data)
    {
        Encoding.ASCII.GetBytes(
            $"'{data.Value.ToString(CultureInfo.InvariantCulture)}'".PadRight(12),
            Card(header, "DATASUM")[10..]
        );
        var field = Card(header, "CHECKSUM")[10..];
        Encoding.ASCII.GetBytes("'0000000000000000'", field);
        // The zeros that fill the last block of data change nothing but the place.
        var all = data;
        all.phase = 0;
        all.Add(header);
        Encoding.ASCII.GetBytes(all.ToCard(), field[1..]);
    }

    /// <summary>Adds the two cards, with room for any sum.</summary>
    public static void Reserve(HeaderBuilder header) =>
        header
            .Remove("CHECKSUM")
            .Remove("DATASUM")
            .Set("CHECKSUM", new string('0', 16), "sum of the HDU")
            .Set("DATASUM", new string('0', 10), "sum of the data");

    /// <summary>The 80 bytes of a keyword that the header has.</summary>
    public static Span<byte> Card(Span<byte> header, string keyword)
    {
        Span<byte> start = stackalloc byte[10];
        Encoding.ASCII.GetBytes(keyword.PadRight(8) + "= ", start);
        for (var at = 0; at < header.Length; at += 80)
            if (header[at..].StartsWith(start))
                return header.Slice(at, 80);
        throw new InvalidOperationException($"The header has no {keyword}.");
    }

    private static bool IsPunctuation(int c) => c is (>= 0x3a and <= 0x40) or (>= 0x5b and <= 0x60);

    private void AddOne(byte one)
    {
        Fold((ulong)one << (24 - 8 * phase));
        phase = (phase + 1) & 3;
    }

    private void Fold(ulong more)
    {
        sum += (more & uint.MaxValue) + (more >> 32);
        sum = (sum & uint.MaxValue) + (sum >> 32);
    }
}
