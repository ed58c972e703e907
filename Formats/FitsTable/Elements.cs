// How one stored element (big-endian) becomes a value or a null. Structs, so that the loops over rows are compiled for each.
using System.Buffers.Binary;

namespace DataLab.Formats.FitsTable;

internal interface IElement<T>
    where T : unmanaged
{
    /// <summary>Bytes in the file.</summary>
    int Size { get; }

    /// <summary>False where the file says "no value"; <paramref name="value"/> is then unspecified.</summary>
    bool TryRead(ReadOnlySpan<byte> bytes, out T value);
}

/// <summary>T, F, or a zero byte for no value (FITS 4.0 §7.3.3.1).</summary>
internal readonly struct LogicalElement : IElement<bool>
{
    public int Size => 1;

    public bool TryRead(ReadOnlySpan<byte> bytes, out bool value)
    {
        value = bytes[0] == (byte)'T';
        return value || bytes[0] == (byte)'F';
    }
}

internal readonly struct ByteElement(long? missing) : IElement<byte>
{
    public int Size => 1;

    public bool TryRead(ReadOnlySpan<byte> bytes, out byte value)
    {
        value = bytes[0];
        return value != missing;
    }
}

/// <summary>TZERO = -128: a signed byte. VOTable has none, so it becomes a short.</summary>
internal readonly struct SignedByteElement(long? missing) : IElement<short>
{
    public int Size => 1;

    public bool TryRead(ReadOnlySpan<byte> bytes, out short value)
    {
        value = (short)(bytes[0] - 128);
        return bytes[0] != missing;
    }
}

internal readonly struct ShortElement(long? missing) : IElement<short>
{
    public int Size => 2;

    public bool TryRead(ReadOnlySpan<byte> bytes, out short value)
    {
        value = BinaryPrimitives.ReadInt16BigEndian(bytes);
        return value != missing;
    }
}

/// <summary>TZERO = 2^15: an unsigned short.</summary>
internal readonly struct UnsignedShortElement(long? missing) : IElement<int>
{
    public int Size => 2;

    public bool TryRead(ReadOnlySpan<byte> bytes, out int value)
    {
        var stored = BinaryPrimitives.ReadInt16BigEndian(bytes);
        value = stored + (1 << 15);
        return stored != missing;
    }
}

internal readonly struct IntElement(long? missing) : IElement<int>
{
    public int Size => 4;

    public bool TryRead(ReadOnlySpan<byte> bytes, out int value)
    {
        value = BinaryPrimitives.ReadInt32BigEndian(bytes);
        return value != missing;
    }
}

/// <summary>TZERO = 2^31: an unsigned int.</summary>
internal readonly struct UnsignedIntElement(long? missing) : IElement<long>
{
    public int Size => 4;

    public bool TryRead(ReadOnlySpan<byte> bytes, out long value)
    {
        var stored = BinaryPrimitives.ReadInt32BigEndian(bytes);
        value = stored + (1L << 31);
        return stored != missing;
    }
}

internal readonly struct LongElement(long? missing) : IElement<long>
{
    public int Size => 8;

    public bool TryRead(ReadOnlySpan<byte> bytes, out long value)
    {
        value = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return value != missing;
    }
}

/// <summary>TZERO = 2^63: an unsigned long, which must fit into a long.</summary>
internal readonly struct UnsignedLongElement(long? missing, string column) : IElement<long>
{
    public int Size => 8;

    public bool TryRead(ReadOnlySpan<byte> bytes, out long value)
    {
        var stored = BinaryPrimitives.ReadInt64BigEndian(bytes);
        value = stored ^ long.MinValue;
        if (stored == missing)
            return false;
        if (stored < 0)
            return true;
        throw new TableFormatException(
            $"Column \"{column}\" holds {(ulong)stored ^ (1UL << 63)}; the largest integer that can be kept is {long.MaxValue}."
        )
        {
            Field = column,
        };
    }
}

internal readonly struct FloatElement(bool nanIsNull) : IElement<float>
{
    public int Size => 4;

    public bool TryRead(ReadOnlySpan<byte> bytes, out float value)
    {
        value = BinaryPrimitives.ReadSingleBigEndian(bytes);
        return !nanIsNull || !float.IsNaN(value);
    }
}

internal readonly struct DoubleElement(bool nanIsNull) : IElement<double>
{
    public int Size => 8;

    public bool TryRead(ReadOnlySpan<byte> bytes, out double value)
    {
        value = BinaryPrimitives.ReadDoubleBigEndian(bytes);
        return !nanIsNull || !double.IsNaN(value);
    }
}

/// <summary>TSCAL and TZERO over any number: Zero + Scale × stored, in double precision.</summary>
internal readonly struct ScaledElement<T, TElement>(TElement stored, double scale, double zero) : IElement<double>
    where T : unmanaged, System.Numerics.INumber<T>
    where TElement : IElement<T>
{
    public int Size => stored.Size;

    public bool TryRead(ReadOnlySpan<byte> bytes, out double value)
    {
        var present = stored.TryRead(bytes, out var number);
        value = double.CreateChecked(number) * scale + zero;
        return present;
    }
}
