// Fields and decoders of the ASCII TABLE extension (FITS 4.0 §7.2).
using System.Buffers;
using System.Globalization;
using DataLab.Fits.Tables;

namespace DataLab.Formats.FitsTable;

internal static class AsciiColumns
{
    /// <summary>Integers get the smallest type that holds every number of their width; reals are doubles.</summary>
    public static (Field Field, ColumnDecoder Decoder) Of(AsciiColumn column, string name, TableReadOptions options)
    {
        if (column.Width > options.MaxCellBytes)
            throw new Fits.FitsException(
                $"TFORM{column.Index} asks for {column.Width} characters; a cell may have {options.MaxCellBytes} bytes."
            );
        var type = column switch
        {
            { Type: AsciiType.Character } => DataType.Char,
            { Type: AsciiType.Real } or { IsScaled: true } => DataType.Double,
            { Width: <= 4 } => DataType.Short,
            { Width: <= 9 } => DataType.Int,
            _ => DataType.Long,
        };
        var size = type == DataType.Char ? new ArraySize([Math.Max(1, column.Width)], true) : null;
        ColumnDecoder decoder = type switch
        {
            DataType.Char => new AsciiTextDecoder(column, options.BlankIsNull),
            DataType.Double => new AsciiNumberDecoder<double>(column, name, AsciiNumber.TryReal),
            DataType.Short => new AsciiNumberDecoder<short>(column, name, AsciiNumber.TryInteger),
            DataType.Int => new AsciiNumberDecoder<int>(column, name, AsciiNumber.TryInteger),
            _ => new AsciiNumberDecoder<long>(column, name, AsciiNumber.TryInteger),
        };
        return (BinaryColumns.Field(column, name, type, size), decoder);
    }

    /// <summary>Whether a cell says "no value": the text of TNULLn, blanks behind either not counting.</summary>
    public static bool IsNull(AsciiColumn column, ReadOnlySpan<byte> cell) =>
        column.Null is { } missing && System.Text.Ascii.Equals(cell.TrimEnd((byte)' '), missing);
}

internal sealed class AsciiTextDecoder(AsciiColumn column, bool blankIsNull) : ColumnDecoder
{
    public override void Decode(RowBlock rows, ColumnVector target)
    {
        var vector = (TextVector)target;
        vector.Reset(0);
        for (var row = 0; row < rows.Count; row++)
        {
            var cell = rows.Cell(row, column.Offset, column.Width);
            if (AsciiColumns.IsNull(column, cell))
                vector.AppendNull();
            else
                Text.Append(vector, cell, blankIsNull);
        }
    }
}

/// <summary>A cell of blanks is null whatever TNULL says; anything that is not a number is an error.</summary>
internal sealed class AsciiNumberDecoder<T>(AsciiColumn column, string name, AsciiNumber.Parse<T> parse) : ColumnDecoder
    where T : unmanaged
{
    public override void Decode(RowBlock rows, ColumnVector target)
    {
        var vector = (ValueVector<T>)target;
        vector.Reset(rows.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            var cell = rows.Cell(row, column.Offset, column.Width);
            if (!cell.ContainsAnyExcept((byte)' ', (byte)0) || AsciiColumns.IsNull(column, cell))
                vector.SetNull(row);
            else if (!parse(cell, column, out vector.Values[row]))
                throw NotANumber(rows.Number(row), cell);
        }
    }

    private TableFormatException NotANumber(long row, ReadOnlySpan<byte> cell)
    {
        var found = System.Text.Encoding.Latin1.GetString(cell[..Math.Min(cell.Length, 40)]).Trim();
        var expected = column.Type == AsciiType.Integer ? $"an integer (I{column.Width})" : "a number";
        return new TableFormatException($"Row {row}, column \"{name}\": found \"{found}\", expected {expected}.")
        {
            Line = row,
            Field = name,
        };
    }
}

/// <summary>Numbers as Fortran wrote them: blanks anywhere do not count, exponents may be D, the point may be implied.</summary>
internal static class AsciiNumber
{
    public delegate bool Parse<T>(ReadOnlySpan<byte> cell, AsciiColumn column, out T value);

    private const int Longest = 128;

    private static readonly SearchValues<byte> Characters = SearchValues.Create("+-.0123456789EeDd "u8);

    public static bool TryInteger<T>(ReadOnlySpan<byte> cell, AsciiColumn column, out T value)
        where T : System.Numerics.IBinaryInteger<T>
    {
        Span<byte> text = stackalloc byte[Longest];
        value = T.Zero;
        return TryPack(cell, ref text)
            && T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value!);
    }

    public static bool TryReal(ReadOnlySpan<byte> cell, AsciiColumn column, out double value)
    {
        Span<byte> text = stackalloc byte[Longest];
        value = 0;
        if (!TryPack(cell, ref text) || !TryParse(text, column.Decimals, out value))
            return false;
        value = value * column.Scale + column.Zero;
        return true;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, int decimals, out double value)
    {
        if (decimals == 0 || text.Contains((byte)'.'))
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        // No point: the last digits are decimals (FITS 4.0 §7.2.5). The exponent takes them, so that rounding happens once.
        value = 0;
        var letter = text.IndexOf((byte)'E');
        var exponent = 0;
        if (
            letter >= 0
            && !int.TryParse(
                text[(letter + 1)..],
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out exponent
            )
        )
            return false;
        var mantissa = System.Text.Encoding.ASCII.GetString(letter < 0 ? text : text[..letter]);
        return double.TryParse(
            string.Create(CultureInfo.InvariantCulture, $"{mantissa}E{(long)exponent - decimals}"),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out value
        );
    }

    /// <summary>Copies without blanks and with E for D; false for characters no number has.</summary>
    private static bool TryPack(ReadOnlySpan<byte> cell, ref Span<byte> text)
    {
        if (cell.ContainsAnyExcept(Characters))
            return false;
        var length = 0;
        foreach (var c in cell)
        {
            if (c == ' ')
                continue;
            if (length == text.Length)
                return false;
            text[length++] = c is (byte)'D' or (byte)'d' or (byte)'e' ? (byte)'E' : c;
        }
        text = text[..length];
        return length > 0;
    }
}
