using System.Runtime.InteropServices;
using DataLab.Formats.Encoders;

namespace DataLab.Formats;

/// <summary>Vectors as bytes for the same process to read again: native order, no description.</summary>
internal static class VectorBytes
{
    /// <summary>Appends rows [0, count) of a vector.</summary>
    public static void Write(ColumnVector vector, int count, ByteBuffer to)
    {
        to.Append([vector.HasNulls ? (byte)1 : (byte)0]);
        if (vector.HasNulls)
            to.Append(MemoryMarshal.AsBytes(vector.Validity[..Words(count)]));
        switch (vector)
        {
            case TextVector text:
                to.Append(MemoryMarshal.AsBytes(text.Offsets[..(count + 1)]));
                to.Append(text.Bytes[..text.Offsets[count]]);
                break;
            case ListVector list:
                to.Append(MemoryMarshal.AsBytes(list.Offsets[..(count + 1)]));
                Write(list.Items, list.Offsets[count], to);
                break;
            default:
                to.Append(Values(vector)[..(count * SizeOf(vector))]);
                break;
        }
    }

    /// <summary>Fills a vector with <paramref name="count"/> rows and moves <paramref name="from"/> behind them.</summary>
    public static void Read(ColumnVector vector, int count, ref ReadOnlySpan<byte> from)
    {
        var hasNulls = Take(ref from, 1)[0] != 0;
        var mask = hasNulls ? MemoryMarshal.Cast<byte, ulong>(Take(ref from, Words(count) * sizeof(ulong))) : default;
        switch (vector)
        {
            case TextVector text:
                var ends = MemoryMarshal.Cast<byte, int>(Take(ref from, (count + 1) * sizeof(int)));
                text.Assign(Take(ref from, ends[count]), ends);
                break;
            case ListVector list:
                list.Reset(count);
                Take(ref from, (count + 1) * sizeof(int)).CopyTo(MemoryMarshal.AsBytes(list.Offsets));
                Read(list.Items, list.Offsets[count], ref from);
                break;
            default:
                vector.Reset(count);
                var values = Values(vector);
                Take(ref from, values.Length).CopyTo(values);
                break;
        }
        if (hasNulls)
            vector.SetValidity(mask);
    }

    private static int Words(int count) => (count + 63) / 64;

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> from, int count)
    {
        var taken = from[..count];
        from = from[count..];
        return taken;
    }

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
