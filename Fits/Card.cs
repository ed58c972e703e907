using System.Globalization;

namespace DataLab.Fits;

/// <summary>One keyword record of a header, with the CONTINUE records that belong to it (FITS 4.0 §4.1).</summary>
/// <param name="Keyword">Upper case, without blanks round it; empty for a blank keyword, the words after HIERARCH for that convention.</param>
public sealed record Card(string Keyword)
{
    /// <summary>Null where the keyword has no value or its text is not a value.</summary>
    public CardValue? Value { get; init; }

    /// <summary>What follows the slash; all the text of a COMMENT, HISTORY or blank card.</summary>
    public string Comment { get; init; } = "";

    /// <summary>The bytes as they stand in the file: 80, or a multiple where CONTINUE cards follow.</summary>
    public ReadOnlyMemory<byte> Image { get; init; }

    /// <summary>The value as a string; null where it is none.</summary>
    public string? Text => (Value as TextValue)?.Text;

    /// <summary>The value as an integer; a real without fraction (<c>16.</c>) is taken as one.</summary>
    public long? Integer =>
        Value switch
        {
            IntegerValue { Number: var n } when n >= long.MinValue && n <= long.MaxValue => (long)n,
            RealValue { Number: var x } when Math.Abs(x) < 1L << 53 && Math.Floor(x) == x => (long)x,
            _ => null,
        };

    /// <summary>The value as a number.</summary>
    public double? Real =>
        Value switch
        {
            IntegerValue { Number: var n } => (double)n,
            RealValue { Number: var x } => x,
            _ => null,
        };

    /// <summary>The value as a truth value.</summary>
    public bool? Logical => (Value as LogicalValue)?.IsTrue;

    /// <summary>The value as a person would write it, for messages.</summary>
    internal string ValueText =>
        Value switch
        {
            TextValue { Text: var text } => $"'{text}'",
            LogicalValue { IsTrue: var yes } => yes ? "T" : "F",
            IntegerValue { Number: var n } => n.ToString(CultureInfo.InvariantCulture),
            RealValue { Number: var x } => x.ToString(CultureInfo.InvariantCulture),
            ComplexValue { Real: var re, Imaginary: var im } => string.Create(
                CultureInfo.InvariantCulture,
                $"({re}, {im})"
            ),
            _ => "no value",
        };
}
