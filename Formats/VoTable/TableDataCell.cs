using System.Globalization;
using System.Numerics;

namespace DataLab.Formats.VoTable;

/// <summary>Reads the cells of one column from the text of TD elements, chosen once per column.</summary>
internal abstract class TableDataCell
{
    /// <summary>What a cell should be, for messages: "a double".</summary>
    public abstract string Expected { get; }

    public abstract void Bind(ColumnVector vector);

    public abstract void AppendNull();

    /// <summary>Appends a cell, null where the text is empty; false when the text is not what it should be.</summary>
    public abstract bool TryAppend(ReadOnlySpan<char> text);

    public static TableDataCell For(Field field, string? nullValue)
    {
        if (field.IsText)
            return new TableDataText(nullValue);
        if (!field.IsList)
            return Scalar(field.DataType, nullValue);
        return field.DataType switch
        {
            DataType.Char or DataType.UnicodeChar => new TableDataStrings(field),
            DataType.Bit => new TableDataBits(field),
            _ => new TableDataList(field, Scalar(field.DataType, nullValue)),
        };
    }

    private static TableDataCell Scalar(DataType type, string? nullValue) =>
        type switch
        {
            DataType.Boolean or DataType.Bit => new TableDataTruth(type),
            DataType.UnsignedByte => new TableDataInteger<byte>("an unsigned byte", nullValue),
            DataType.Short => new TableDataInteger<short>("a short", nullValue),
            DataType.Int => new TableDataInteger<int>("an int", nullValue),
            DataType.Long => new TableDataInteger<long>("a long", nullValue),
            DataType.Float or DataType.FloatComplex => new TableDataReal<float>("a float", nullValue),
            _ => new TableDataReal<double>("a double", nullValue),
        };
}

/// <summary>Cells that hold one value of a fixed type.</summary>
internal abstract class TableDataValue<T>(string expected) : TableDataCell
    where T : unmanaged
{
    private ValueVector<T>? vector;

    public sealed override string Expected => expected;

    public sealed override void Bind(ColumnVector vector) => this.vector = (ValueVector<T>)vector;

    public sealed override void AppendNull() => vector!.AppendNull();

    public sealed override bool TryAppend(ReadOnlySpan<char> text)
    {
        var trimmed = text.Trim();
        var isNull = trimmed.IsEmpty;
        var value = default(T);
        if (!isNull && !TryParse(trimmed, out value, out isNull))
            return false;
        if (isNull)
            vector!.AppendNull();
        else
            vector!.Append(value);
        return true;
    }

    /// <param name="text">Not empty, without blanks around.</param>
    protected abstract bool TryParse(ReadOnlySpan<char> text, out T value, out bool isNull);
}

/// <summary>Floating-point numbers; the special ones in the spellings of VOTable, Java, C and Python.</summary>
internal sealed class TableDataReal<T>(string expected, string? nullValue) : TableDataValue<T>(expected)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly string? nullText = nullValue?.Trim();

    protected override bool TryParse(ReadOnlySpan<char> text, out T value, out bool isNull)
    {
        isNull = nullText is not null && text.SequenceEqual(nullText);
        if (isNull)
        {
            value = default;
            return true;
        }
        return T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            || TryParseSpecial(text, out value);
    }

    private static bool TryParseSpecial(ReadOnlySpan<char> text, out T value)
    {
        var negative = text[0] == '-';
        var name = text[0] is '-' or '+' ? text[1..] : text;
        var isInfinity =
            name.Equals("Inf", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Infinity", StringComparison.OrdinalIgnoreCase);
        value =
            !isInfinity ? T.NaN
            : negative ? T.NegativeInfinity
            : T.PositiveInfinity;
        return isInfinity || name.Equals("NaN", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Integers, decimal or hexadecimal (<c>0x1F</c>, VOTable 1.4 §6); 5.0 is let through, as some writers have it.</summary>
internal sealed class TableDataInteger<T> : TableDataValue<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly T? nullNumber;

    public TableDataInteger(string expected, string? nullValue)
        : base(expected) =>
        nullNumber = nullValue is not null && TryParseNumber(nullValue.Trim(), out var number) ? number : null;

    protected override bool TryParse(ReadOnlySpan<char> text, out T value, out bool isNull)
    {
        var parsed = TryParseNumber(text, out value);
        isNull = parsed && value == nullNumber;
        return parsed;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out T value)
    {
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
            return true;
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return T.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        if (
            !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            || real != Math.Truncate(real)
            || Math.Abs(real) > 1L << 53
        )
            return false;
        value = T.CreateSaturating(real);
        return double.CreateChecked(value) == real;
    }
}

/// <summary>Booleans in any capitals (VOTable 1.4 §6 Logical), and bits.</summary>
internal sealed class TableDataTruth(DataType type)
    : TableDataValue<bool>(type == DataType.Bit ? "a bit, 0 or 1" : "a boolean")
{
    protected override bool TryParse(ReadOnlySpan<char> text, out bool value, out bool isNull)
    {
        isNull = text is "?" or "\0";
        value = text is "1" or "T" or "t" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return isNull || value || text is "0" or "F" or "f" || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }
}
