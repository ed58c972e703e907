using System.Runtime.InteropServices;

namespace DataLab.Formats;

/// <summary>Vectors as bytes for the same process to read again: native order, no description.</summary>
internal static class VectorBytes
{
    /// <summary>Bytes that <see cref="Write"/> takes.</summary>
    public static long Length(ColumnVector vector, int count)
    {
        var mask = 1L + (vector.HasNulls ? Words(count) * sizeof(ulong) : 0);
        return mask
            + vector switch
            {
                TextVector text => (count + 2L) * sizeof(int) + text.Offsets[count],
                ListVector list => (count + 2L) * sizeof(int) + Length(list.Items, list.Offsets[count]),
                _ => (long)count * SizeOf(vector),
            };
    }

    /// <summary>Writes rows [0, count) of a vector.</summary>
    public static void Write(ColumnVector vector, int count, Stream to)
    {
        to.WriteByte(vector.HasNulls ? (byte)1 : (byte)0);
        if (vector.HasNulls)
            to.Write(MemoryMarshal.AsBytes(vector.Validity[..Words(count)]));
        switch (vector)
        {
            case TextVector text:
                WriteOffsets(text.Offsets, count, to);
                to.Write(text.Bytes[..text.Offsets[count]]);
                break;
            case ListVector list:
                WriteOffsets(list.Offsets, count, to);
                Write(list.Items, list.Offsets[count], to);
                break;
            default:
                to.Write(Values(vector)[..(count * SizeOf(vector))]);
                break;
        }
    }

    /// <summary>Fills a vector with <paramref name="count"/> rows.</summary>
    public static void Read(ColumnVector vector, int count, Stream from)
    {
        var hasNulls = from.ReadByte() == 1;
        var mask = new ulong[hasNulls ? Words(count) : 0];
        from.ReadExactly(MemoryMarshal.AsBytes(mask.AsSpan()));
        switch (vector)
        {
            case TextVector text:
                var (bytes, offsets) = text.Reset(count, ReadInt(from));
                from.ReadExactly(MemoryMarshal.AsBytes(offsets.Span));
                from.ReadExactly(bytes.Span);
                break;
            case ListVector list:
                list.Reset(count);
                var items = ReadInt(from);
                from.ReadExactly(MemoryMarshal.AsBytes(list.Offsets));
                Read(list.Items, items, from);
                break;
            default:
                vector.Reset(count);
                from.ReadExactly(Values(vector));
                break;
        }
        if (hasNulls)
            vector.SetValidity(mask);
    }

    /// <summary>The last offset first, which says how much follows.</summary>
    private static void WriteOffsets(ReadOnlySpan<int> offsets, int count, Stream to)
    {
        to.Write(MemoryMarshal.AsBytes(offsets.Slice(count, 1)));
        to.Write(MemoryMarshal.AsBytes(offsets[..(count + 1)]));
    }

    private static int ReadInt(Stream from)
    {
        Span<int> number = stackalloc int[1];
        from.ReadExactly(MemoryMarshal.AsBytes(number));
        return number[0];
    }

    private static int Words(int count) => (count + 63) / 64;

    private static int SizeOf(ColumnVector vector) =>
        vector switch
        {
            ValueVector<bool> or ValueVector<byte> => 1,
            ValueVector<short> => 2,
            ValueVector<int> or ValueVector<float> => 4,
            _ => 8,
        };

    private static Span<byte> Values(ColumnVector vector) =>
        vector switch
        {
            ValueVector<bool> values => MemoryMarshal.AsBytes(values.Values),
            ValueVector<byte> values => values.Values,
            ValueVector<short> values => MemoryMarshal.AsBytes(values.Values),
            ValueVector<int> values => MemoryMarshal.AsBytes(values.Values),
            ValueVector<long> values => MemoryMarshal.AsBytes(values.Values),
            ValueVector<float> values => MemoryMarshal.AsBytes(values.Values),
            _ => MemoryMarshal.AsBytes(((ValueVector<double>)vector).Values),
        };
}
