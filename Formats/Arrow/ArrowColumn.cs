using System.Buffers;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace DataLab.Formats.Arrow;

/// <summary>Shows the vectors of one column as Arrow arrays, chosen once per column.</summary>
internal abstract class ArrowColumn(ArrowType type)
{
    /// <summary>The first <paramref name="count"/> cells; valid while the vector does not change and until the next call.</summary>
    public ArrayData Data(ColumnVector vector, int count)
    {
        var validity = vector.HasNulls ? View(() => MemoryMarshal.AsBytes(vector.Validity)) : ArrowBuffer.Empty;
        var nulls = 0;
        for (var row = 0; row < count && vector.HasNulls; row++)
            nulls += vector.IsNull(row) ? 1 : 0;
        return Data(vector, count, nulls, validity);
    }

    protected ArrowType Type { get; } = type;

    protected abstract ArrayData Data(ColumnVector vector, int count, int nulls, ArrowBuffer validity);

    protected static ArrowBuffer View(BytesOf bytes) => new(new BorrowedBytes(bytes).Memory);

    public static ArrowColumn For(Formats.Field field)
    {
        var type = ArrowSchema.Type(field);
        return type is ListType list ? new ListColumn(list, Element(field.DataType, list.ValueDataType)) : Element(field.DataType, type);
    }

    private static ArrowColumn Element(DataType dataType, IArrowType type) =>
        dataType switch
        {
            DataType.Boolean or DataType.Bit => new BooleanColumn(),
            DataType.UnsignedByte => new NumberColumn<byte>((ArrowType)type),
            DataType.Short => new NumberColumn<short>((ArrowType)type),
            DataType.Int => new NumberColumn<int>((ArrowType)type),
            DataType.Long => new NumberColumn<long>((ArrowType)type),
            DataType.Float or DataType.FloatComplex => new NumberColumn<float>((ArrowType)type),
            DataType.Double or DataType.DoubleComplex => new NumberColumn<double>((ArrowType)type),
            _ => new TextColumn(),
        };
}

internal delegate ReadOnlySpan<byte> BytesOf();

internal sealed class BorrowedBytes(BytesOf bytes) : MemoryManager<byte>
{
    public override Span<byte> GetSpan()
    {
        var span = bytes();
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(span), span.Length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin() { }

    protected override void Dispose(bool disposing) { }
}
internal sealed class NumberColumn<T>(ArrowType type) : ArrowColumn(type)
    where T : unmanaged
{
    protected override ArrayData Data(ColumnVector vector, int count, int nulls, ArrowBuffer validity)
    {
        var values = (ValueVector<T>)vector;
        return new(Type, count, nulls, 0, new[] { validity, View(() => MemoryMarshal.AsBytes(values.Values)) });
    }
}

internal sealed class BooleanColumn() : ArrowColumn(BooleanType.Default)
{
    private byte[] packed = [];
    protected override ArrayData Data(ColumnVector vector, int count, int nulls, ArrowBuffer validity)
    {
        var values = ((ValueVector<bool>)vector).Values[..count];
        var n = (count + 7) / 8;
        if (packed.Length < n)
            packed = new byte[Math.Max(n, packed.Length * 2)];
        packed.AsSpan(0, n).Clear();
        for (var i = 0; i < values.Length; i++)
            if (values[i])
                packed[i >> 3] |= (byte)(1 << (i & 7));
        return new(Type, count, nulls, 0, new[] { validity, new ArrowBuffer(packed.AsMemory(0, n)) });
    }
}

internal sealed class TextColumn() : ArrowColumn(StringType.Default)
{
    protected override ArrayData Data(ColumnVector vector, int count, int nulls, ArrowBuffer validity)
    {
        var texts = (TextVector)vector;
        return new(Type, count, nulls, 0, new[] { validity, View(() => MemoryMarshal.AsBytes(texts.Offsets[..(count + 1)])), View(() => texts.Bytes[..texts.Offsets[count]]) });
    }
}

internal sealed class ListColumn(ListType type, ArrowColumn items) : ArrowColumn(type)
{
    protected override ArrayData Data(ColumnVector vector, int count, int nulls, ArrowBuffer validity)
    {
        var lists = (ListVector)vector;
        return new(Type, count, nulls, 0, new[] { validity, View(() => MemoryMarshal.AsBytes(lists.Offsets[..(count + 1)])) }, new[] { items.Data(lists.Items, lists.Offsets[count]) });
    }
}
