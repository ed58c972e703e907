using System.Globalization;

namespace DataLab.Fits;

/// <summary>One keyword record of a header, with the CONTINUE records that belong to it (FITS 4.0 §4.1).</summary>
/// <param name="Keyword">Upper case, without blanks round it; empty for a blank keyword, the words after HIERARCH for that convention.</param>
/// <remarks>Of a card in a file value and comment are read when first asked for: of most cards nobody asks.</remarks>
public sealed record Card(string Keyword)
{
    private CardContent? content;

    /// <summary>Null where the keyword has no value or its text is not a value.</summary>
    public CardValue? Value
    {
        get => Content.Value;
        init => content = Content with { Value = value };
    }

    /// <summary>What follows the slash; all the text of a COMMENT, HISTORY or blank card.</summary>
    public string Comment
    {
        get => Content.Comment;
        init => content = Content with { Comment = value };
    }

    /// <summary>How to read what is unread from <see cref="Image"/>; null for a card that was made.</summary>
    internal CardLayout? Layout { get; init; }

    private CardContent Content =>
        content ??= Layout is { } layout ? CardParser.Read(this, layout, static _ => { }) : CardContent.Empty;

    public bool Equals(Card? other) =>
        other is not null
        && Keyword == other.Keyword
        && Value == other.Value
        && Comment == other.Comment
        && Image.Equals(other.Image);

    public override int GetHashCode() => HashCode.Combine(Keyword, Value, Comment);

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

/// <summary>What a card says of its keyword.</summary>
internal sealed record CardContent(CardValue? Value, string Comment)
{
    public static readonly CardContent Empty = new(null, "");
}

/// <summary>Where the text of a record begins, and whether it is a value or words alone.</summary>
internal readonly record struct CardLayout(int Start, bool IsValue);
