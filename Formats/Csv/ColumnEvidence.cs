using System.Text;

namespace DataLab.Formats.Csv;

/// <summary>What the cells of one column of a text table looked like, over the whole file, and the type that follows.</summary>
/// <remarks>
/// <para>Boolean if every cell is true, false, T or F in any case, unless all are the same letter, which is a flag or a class; Int or Long if every cell is an integer of 64 bits, Double
/// if every cell is a number and not all are integers. Integers that would not come back as they were written - leading
/// zeros, a plus sign, more than 64 bits - make the column text, as they are names, not numbers. Never Float: digits
/// would be lost.</para>
/// <para>All else is Char, with xtype timestamp if every cell is an ISO 8601 date and time (DALI 1.1 §3.3.3). Nulls
/// say nothing; a column without values is Char.</para>
/// </remarks>
internal sealed class ColumnEvidence
{
    [Flags]
    private enum Seen
    {
        Nothing = 0,
        Truth = 1,
        Int = 2,
        Long = 4,
        IntegerAsName = 8,
        Real = 16,
        Timestamp = 32,
        Sexagesimal = 64,
        Text = 128,
        TrueLetter = 256,
        FalseLetter = 512,
    }

    private Seen seen;

    /// <summary>Every cell is an angle in base 60 of three parts.</summary>
    public bool LooksSexagesimal => seen == Seen.Sexagesimal;

    public void Add(ReadOnlySpan<byte> cell, bool quoted)
    {
        // Text stays text: nothing is left to find out.
        if ((seen & Seen.Text) == 0 && !CsvNull.IsNull(cell, quoted, isText: false))
            seen |= Classify(cell.Trim((byte)' '));
    }

    /// <summary>The column as a field.</summary>
    public Field ToField(string name)
    {
        var type = seen switch
        {
            Seen.TrueLetter or Seen.FalseLetter => DataType.Char,
            not Seen.Nothing when (seen & ~(Seen.Truth | Seen.TrueLetter | Seen.FalseLetter)) == 0 => DataType.Boolean,
            Seen.Int => DataType.Int,
            Seen.Long or (Seen.Int | Seen.Long) => DataType.Long,
            _ when seen.HasFlag(Seen.Real) && (seen & ~(Seen.Int | Seen.Long | Seen.IntegerAsName | Seen.Real)) == 0 =>
                DataType.Double,
            _ => DataType.Char,
        };
        return new Field(name, type)
        {
            ArraySize = type == DataType.Char ? ArraySize.Any : null,
            XType = seen == Seen.Timestamp ? "timestamp" : null,
        };
    }

    /// <summary>Whether a header cell is a number, which no name is.</summary>
    public static bool IsNumber(ReadOnlySpan<byte> cell) =>
        Classify(cell.Trim((byte)' ')) is Seen.Int or Seen.Long or Seen.IntegerAsName or Seen.Real;

    private static Seen Classify(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty)
            return Seen.Text;
        var first = cell[0];
        if (first is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.')
            return Numeric(cell);
        if (CsvTruth.TryRead(cell, out var truth))
            return cell.Length > 1 ? Seen.Truth
                : truth ? Seen.TrueLetter
                : Seen.FalseLetter;
        return CsvNumber.TryWord(cell, out _) ? Seen.Real : Seen.Text;
    }

    private static Seen Numeric(ReadOnlySpan<byte> cell)
    {
        var signed = cell[0] is (byte)'-' or (byte)'+';
        var i = signed ? 1 : 0;
        var start = i;
        while (i < cell.Length && (uint)(cell[i] - '0') <= 9)
            i++;
        if (i == cell.Length)
            return Integer(cell, cell[start..]);
        var digits = i - start;
        if (cell[i] == '.')
        {
            var point = i++;
            while (i < cell.Length && (uint)(cell[i] - '0') <= 9)
                i++;
            digits += i - point - 1;
        }
        if (digits == 0)
            return Special(cell);
        if (i == cell.Length)
            return Seen.Real;
        if ((cell[i] | 0x20) != 'e')
            return Special(cell);
        // An exponent may be malformed or ask for more than a double holds.
        return CsvNumber.TryReal(cell, out _) ? Seen.Real : Seen.Text;
    }

    private static Seen Integer(ReadOnlySpan<byte> cell, ReadOnlySpan<byte> digits)
    {
        if (digits.IsEmpty)
            return Seen.Text;
        // "-0" tells of a sign that only a double keeps.
        if (digits[0] == '0' && digits.Length == 1)
            return cell[0] == '-' ? Seen.Real
                : cell[0] == '+' ? Seen.IntegerAsName
                : Seen.Int;
        if (cell[0] == '+' || digits[0] == '0' || !CsvNumber.TryInteger(cell, out var value))
            return Seen.IntegerAsName;
        return value == (int)value ? Seen.Int : Seen.Long;
    }

    private static Seen Special(ReadOnlySpan<byte> cell)
    {
        if (CsvTimestamp.IsTimestamp(cell))
            return Seen.Timestamp;
        if (cell.Length <= 64)
        {
            Span<char> text = stackalloc char[64];
            if (Encoding.UTF8.TryGetChars(cell, text, out var length) && Sexagesimal.LooksLike(text[..length]))
                return Seen.Sexagesimal;
        }
        return CsvNumber.TryWord(cell, out _) ? Seen.Real : Seen.Text;
    }
}
