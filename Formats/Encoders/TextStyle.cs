using System.Collections.Immutable;

namespace DataLab.Formats.Encoders;

/// <summary>How one textual format spells what formats spell differently.</summary>
internal sealed class TextStyle
{
    public required byte[] NaN { get; init; }
    public required byte[] PositiveInfinity { get; init; }
    public required byte[] NegativeInfinity { get; init; }
    public required byte[] True { get; init; }
    public required byte[] False { get; init; }

    /// <summary>A new writer for a column of text, which escapes in the way of the format.</summary>
    public required Func<TextCell> Text { get; init; }

    public int WriteNonFinite(double value, Span<byte> to)
    {
        var text =
            double.IsNaN(value) ? NaN
            : value > 0 ? PositiveInfinity
            : NegativeInfinity;
        text.CopyTo(to);
        return text.Length;
    }

    /// <summary>New writers for all columns.</summary>
    public CellWriter[] Cells(ImmutableArray<Field> fields) => [.. fields.Select(Cell)];

    private CellWriter Cell(Field field)
    {
        if (!field.IsList)
            return field.IsText ? Text() : Scalar(field.DataType);
        return field.DataType is DataType.Char or DataType.UnicodeChar
            ? new StringsCell(Text(), JoinedStrings.For(field))
            : new ListCell(Scalar(field.DataType), NullElement(field.DataType));
    }

    public CellWriter Scalar(DataType type) =>
        type switch
        {
            DataType.Boolean => new BooleanCell(True, False),
            DataType.Bit => new BooleanCell("1"u8.ToArray(), "0"u8.ToArray()),
            DataType.UnsignedByte => new IntegerCell<byte>(),
            DataType.Short => new IntegerCell<short>(),
            DataType.Int => new IntegerCell<int>(),
            DataType.Long => new IntegerCell<long>(),
            DataType.Float or DataType.FloatComplex => new FloatCell(this),
            _ => new DoubleCell(this),
        };

    /// <summary>An element of an array that is null: arrays have no empty elements, so the null value of the type.</summary>
    private byte[] NullElement(DataType type) =>
        type switch
        {
            DataType.Boolean => "?"u8.ToArray(),
            DataType.Bit => "0"u8.ToArray(),
            _ when NullValue.Of(type) is { } value => System.Text.Encoding.ASCII.GetBytes(value),
            _ => NaN,
        };
}
