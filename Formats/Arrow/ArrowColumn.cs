using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace DataLab.Formats.Arrow;

/// <summary>Shows the vectors of one column as Arrow arrays, chosen once per column.</summary>
internal abstract class ArrowColumn(ArrowType type)
{
    /// <summary>Of the arrays of this column.</summary>
    public ArrowType Type => type;

    public static ArrowColumn For(Formats.Field field)
    {
        var elements = Elements(field.DataType);
        return field.IsList ? new ListColumn(elements) : elements;
    }

    private static ArrowColumn Elements(DataType type) =>
        type switch
        {
            DataType.Boolean or DataType.Bit => new BooleanColumn(),
            DataType.UnsignedByte => new NumberColumn<byte>(UInt8Type.Default),
            DataType.Short => new NumberColumn<short>(Int16Type.Default),
            DataType.Int => new NumberColumn<int>(Int32Type.Default),
            DataType.Long => new NumberColumn<long>(Int64Type.Default),
            DataType.Float or DataType.FloatComplex => new NumberColumn<float>(FloatType.Default),
            DataType.Double or DataType.DoubleComplex => new NumberColumn<double>(DoubleType.Default),
            _ => new TextColumn(),
        };

    /// <summary>The first <paramref name="count"/> cells; valid while the vector does not change and until the next call.</summary>
    public ArrayData Data(ColumnVector vector, int count)
    {
        var nulls = 0;
        if (!vector.HasNulls)
            return Data(vector, count, nulls, ArrowBuffer.Empty);
        for (var row = 0; row < count; row++)
            nulls += vector.IsNull(row) ? 1 : 0;
        return Data(vector, count, nulls, View(() => MemoryMarshal.AsBytes(vector.Validity)));
    }

    protected abstract ArrayData Data(ColumnVector vector, int count, int nulls, ArrowBuffer validity);

    protected ArrayData Array(int count, int nulls, ArrowBuffer[] buffers, ArrayData[]? children = null) =>
        new(type, count, nulls, 0, buffers, children);

    protected static ArrowBuffer View(BytesOf bytes) => new(new BorrowedBytes(bytes).Memory);
}

internal sealed class NumberColumn<T>(ArrowType type) : ArrowColumn(type)
    where T : unmanaged
{
    protected override ArrayData Data(ColumnVector vector, int count, int nulls, ArrowBuffer validity)
    {
        var numbers = (ValueVector<T>)vector;
        return Array(count, nulls, [validity, View(() => MemoryMarshal.AsBytes(numbers.Values[..count]))]);
    }
}

/// <summary>Booleans, a bit each, the first in the lowest.</summary>
internal sealed class BooleanColumn() : ArrowColumn(BooleanType.Default)
{
    private byte[] packed = [];

    protected override ArrayData Data(ColumnVector vector, int count, int nulls, ArrowBuffer validity)
    {
        var bytes = (count + 7) / 8;
        if (packed.Length < bytes)
            packed = new byte[Math.Max(bytes, packed.Length * 2)];
        Pack(MemoryMarshal.AsBytes(((ValueVector<bool>)vector).Values[..count]), packed.AsSpan(0, bytes));
        return Array(count, nulls, [validity, new ArrowBuffer(packed.AsMemory(0, bytes))]);
    }

    private static void Pack(ReadOnlySpan<byte> truths, Span<byte> to)
    {
        // The product gathers the lowest bits of eight bytes in its highest byte.
        const ulong lowest = 0x0101010101010101;
        const ulong gather = 0x0102040810204080;
        for (; truths.Length >= 8; truths = truths[8..], to = to[1..])
            to[0] = (byte)((BinaryPrimitives.ReadUInt64LittleEndian(truths) & lowest) * gather >> 56);
        if (truths.IsEmpty)
            return;
        to[0] = 0;
        for (var i = 0; i < truths.Length; i++)
            to[0] |= (byte)((truths[i] & 1) << i);
    }
}

internal sealed class TextColumn() : ArrowColumn(StringType.Default)
{
    protected override ArrayData Data(ColumnVector vector, int count, int nulls, ArrowBuffer validity)
    {
        var texts = (TextVector)vector;
        var offsets = View(() => MemoryMarshal.AsBytes(texts.Offsets[..(count + 1)]));
        return Array(count, nulls, [validity, offsets, View(() => texts.Bytes[..texts.Offsets[count]])]);
    }
}

internal sealed class ListColumn(ArrowColumn items)
    : ArrowColumn(new ListType(new Apache.Arrow.Field("item", items.Type, nullable: true)))
{
    protected override ArrayData Data(ColumnVector vector, int count, int nulls, ArrowBuffer validity)
    {
        var lists = (ListVector)vector;
        var offsets = View(() => MemoryMarshal.AsBytes(lists.Offsets[..(count + 1)]));
        return Array(count, nulls, [validity, offsets], [items.Data(lists.Items, lists.Offsets[count])]);
    }
}
