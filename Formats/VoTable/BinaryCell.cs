using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace DataLab.Formats.VoTable;

/// <summary>Reads the cells of one column from BINARY or BINARY2, chosen once per column.</summary>
internal abstract class BinaryCell
{
    public abstract void Bind(ColumnVector vector);

    /// <summary>Takes one cell and appends it.</summary>
    /// <param name="isNull">The flag of BINARY2: the cell is there, but its content does not count.</param>
    public abstract void Read(BinaryInput input, bool isNull);

    /// <param name="field">The column.</param>
    /// <param name="nullValue">VALUES null.</param>
    /// <param name="emptyIsNull">NaN and what is empty are null, as there are no flags.</param>
    public static BinaryCell For(Field field, string? nullValue, bool emptyIsNull)
    {
        if (field.IsText)
            return new BinaryTextCell(field, nullValue, emptyIsNull);
        if (field.IsList)
        {
            return field.DataType switch
            {
                DataType.Char or DataType.UnicodeChar => new BinaryStringsCell(field, emptyIsNull),
                DataType.Bit => new BinaryBitsCell(field, emptyIsNull),
                _ => new BinaryListCell(field, Scalar(field.DataType, nullValue, false), emptyIsNull),
            };
        }
        return Scalar(field.DataType, nullValue, emptyIsNull);
    }

    /// <summary>Bytes of one element.</summary>
    public virtual int Size => 1;

    /// <summary>Appends the element that starts <paramref name="bytes"/>.</summary>
    public virtual void Append(ReadOnlySpan<byte> bytes, bool isNull) => throw new NotSupportedException();

    private static BinaryCell Scalar(DataType type, string? nullValue, bool nanIsNull) =>
        type switch
        {
            DataType.Boolean or DataType.Bit => new BinaryTruthCell(type),
            DataType.UnsignedByte => new BinaryNumberCell<byte>(nullValue, false),
            DataType.Short => new BinaryNumberCell<short>(nullValue, false),
            DataType.Int => new BinaryNumberCell<int>(nullValue, false),
            DataType.Long => new BinaryNumberCell<long>(nullValue, false),
            DataType.Float or DataType.FloatComplex => new BinaryNumberCell<float>(nullValue, nanIsNull),
            _ => new BinaryNumberCell<double>(nullValue, nanIsNull),
        };
}

internal sealed class BinaryNumberCell<T>(string? nullValue, bool nanIsNull) : BinaryCell
    where T : unmanaged, INumberBase<T>
{
    private readonly bool hasNullValue = T.TryParse(nullValue, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    private readonly T nullNumber = T.TryParse(
        nullValue,
        NumberStyles.Float,
        CultureInfo.InvariantCulture,
        out var number
    )
        ? number
        : default;
    private ValueVector<T>? vector;

    public override int Size => Unsafe.SizeOf<T>();

    public override void Bind(ColumnVector vector) => this.vector = (ValueVector<T>)vector;

    public override void Read(BinaryInput input, bool isNull) => Append(input.Take(Size), isNull);

    public override void Append(ReadOnlySpan<byte> bytes, bool isNull)
    {
        var value = BigEndian.Read<T>(bytes);
        if (isNull || (hasNullValue && value == nullNumber) || (nanIsNull && T.IsNaN(value)))
            vector!.AppendNull();
        else
            vector!.Append(value);
    }
}

/// <summary>Booleans, a character each (VOTable 1.4 §6 Logical), and single bits.</summary>
internal sealed class BinaryTruthCell(DataType type) : BinaryCell
{
    private ValueVector<bool>? vector;

    public override void Bind(ColumnVector vector) => this.vector = (ValueVector<bool>)vector;

    public override void Read(BinaryInput input, bool isNull) => Append(input.Take(1), isNull);

    public override void Append(ReadOnlySpan<byte> bytes, bool isNull)
    {
        if (isNull)
            vector!.AppendNull();
        else if (type == DataType.Bit) // Writers differ in which bit of the byte they set.
            vector!.Append(bytes[0] != 0);
        else if (bytes[0] is (byte)'T' or (byte)'t' or (byte)'1')
            vector!.Append(true);
        else if (bytes[0] is (byte)'F' or (byte)'f' or (byte)'0')
            vector!.Append(false);
        else if (bytes[0] is 0 or (byte)' ' or (byte)'?')
            vector!.AppendNull();
        else
            throw new InvalidDataException($"byte {bytes[0]} is not one of T, F, 1, 0, ? for a boolean");
    }
}

/// <summary>Arrays of numbers or booleans.</summary>
internal sealed class BinaryListCell(Field field, BinaryCell element, bool emptyIsNull) : BinaryCell
{
    private readonly int perNumber = field.DataType is DataType.FloatComplex or DataType.DoubleComplex ? 2 : 1;
    private readonly int? length = field.ArraySize is { } size ? size.FixedLength : 1;
    private ListVector? vector;

    public override void Bind(ColumnVector vector)
    {
        this.vector = (ListVector)vector;
        element.Bind(this.vector.Items);
    }

    public override void Read(BinaryInput input, bool isNull)
    {
        var count = (long)(length ?? BinaryCount.Take(input)) * perNumber;
        var bytes = input.Take(count * element.Size);
        if (isNull || (emptyIsNull && count == 0))
        {
            vector!.AppendNull();
            return;
        }
        for (; bytes.Length > 0; bytes = bytes[element.Size..])
            element.Append(bytes, isNull: false);
        vector!.AppendRow();
    }
}

/// <summary>Arrays of bits, the first in the highest bit.</summary>
internal sealed class BinaryBitsCell(Field field, bool emptyIsNull) : BinaryCell
{
    private readonly int? length = field.ArraySize!.FixedLength;
    private ListVector? vector;
    private ValueVector<bool>? bits;

    public override void Bind(ColumnVector vector)
    {
        this.vector = (ListVector)vector;
        bits = (ValueVector<bool>)this.vector.Items;
    }

    public override void Read(BinaryInput input, bool isNull)
    {
        var count = length ?? BinaryCount.Take(input);
        var bytes = input.Take((count + 7L) / 8);
        if (isNull || (emptyIsNull && count == 0))
        {
            vector!.AppendNull();
            return;
        }
        for (var i = 0; i < count; i++)
            bits!.Append((bytes[i >> 3] & (0x80 >> (i & 7))) != 0);
        vector!.AppendRow();
    }
}

/// <summary>The count in front of variable arrays.</summary>
internal static class BinaryCount
{
    public static int Take(BinaryInput input)
    {
        var count = BinaryPrimitives.ReadInt32BigEndian(input.Take(4));
        return count >= 0 ? count : throw new InvalidDataException($"an array cannot have {count} elements");
    }
}
