using System.Runtime.CompilerServices;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.VoTable;

/// <summary>Writes the cells of one column in the form of BINARY and BINARY2, chosen once per column.</summary>
internal abstract class BinaryColumn
{
    /// <summary>Bytes that every cell takes: all of it, or the count in front of a variable one.</summary>
    public abstract int FixedLength { get; }

    public abstract void Bind(ColumnVector vector);

    /// <summary>Adds the bytes beyond <see cref="FixedLength"/> that the cells from <paramref name="first"/> on take.</summary>
    public virtual void AddLengths(int first, Span<long> lengths) { }

    /// <summary>Writes the cells from <paramref name="first"/> on, each at its cursor, and moves the cursors behind them.</summary>
    public abstract void Write(int first, Span<int> cursors, Span<byte> to);

    public static BinaryColumn For(Field field)
    {
        if (field.DataType is DataType.Char or DataType.UnicodeChar)
        {
            var length = field.ArraySize is { } size ? size.FixedLength : 1;
            BinaryTextColumn text =
                field.DataType == DataType.Char ? new BinaryText(length) : new BinaryUnicodeText(length);
            return field.IsList ? new BinaryStrings(text, JoinedStrings.For(field)) : text;
        }
        if (field.IsList)
        {
            // A scalar complex number is held as a list of two.
            var length = field.ArraySize is { } size ? size.FixedLength : 1;
            return field.DataType == DataType.Bit
                ? new BinaryBits(length)
                : new BinaryArray(BinaryElement.For(field), length);
        }
        return field.DataType switch
        {
            DataType.Boolean or DataType.Bit => new BinaryScalars(BinaryElement.For(field)),
            DataType.UnsignedByte => new BinaryNumbers<byte>(NullValue.UnsignedByte),
            DataType.Short => new BinaryNumbers<short>(short.MinValue),
            DataType.Int => new BinaryNumbers<int>(int.MinValue),
            DataType.Long => new BinaryNumbers<long>(long.MinValue),
            DataType.Float => new BinaryNumbers<float>(float.NaN),
            _ => new BinaryNumbers<double>(double.NaN),
        };
    }
}

/// <summary>Numbers, one a cell: the loop that large tables spend their time in.</summary>
internal sealed class BinaryNumbers<T>(T nullValue) : BinaryColumn
    where T : unmanaged
{
    private ValueVector<T>? vector;

    public override int FixedLength => Unsafe.SizeOf<T>();

    public override void Bind(ColumnVector vector) => this.vector = (ValueVector<T>)vector;

    public override void Write(int first, Span<int> cursors, Span<byte> to)
    {
        var values = vector!.Values.Slice(first, cursors.Length);
        for (var i = 0; i < values.Length; i++)
            BigEndian.Write(to[cursors[i]..], values[i]);
        if (vector.HasNulls)
        {
            for (var i = 0; i < cursors.Length; i++)
            {
                if (vector.IsNull(first + i))
                    BigEndian.Write(to[cursors[i]..], nullValue);
            }
        }
        for (var i = 0; i < cursors.Length; i++)
            cursors[i] += Unsafe.SizeOf<T>();
    }
}

/// <summary>Other single values.</summary>
internal sealed class BinaryScalars(BinaryElement element) : BinaryColumn
{
    public override int FixedLength => element.Size;

    public override void Bind(ColumnVector vector) => element.Bind(vector);

    public override void Write(int first, Span<int> cursors, Span<byte> to)
    {
        for (var i = 0; i < cursors.Length; i++)
        {
            element.Write(first + i, to[cursors[i]..]);
            cursors[i] += element.Size;
        }
    }
}
