using System.Globalization;
using System.Text;

namespace DataLab.Formats.FitsTable;

/// <summary>Writes the keyword records of one header in fixed format (FITS 4.0 §4.2).</summary>
internal sealed class FitsCards
{
    private const int Length = 80;
    private const int Block = 2880;

    /// <summary>Characters of a string in one record, between its quotes.</summary>
    private const int LongestText = 68;

    private readonly StringBuilder cards = new();
    private bool hasLongText;

    public FitsCards Logical(string keyword, bool value, string comment) =>
        Value(keyword, (value ? "T" : "F").PadLeft(20), comment);

    public FitsCards Integer(string keyword, long value, string comment) =>
        Value(keyword, value.ToString(CultureInfo.InvariantCulture).PadLeft(20), comment);

    /// <summary>A string, in as many records as it needs (CONTINUE, FITS 4.0 §4.2.1.2); nothing where it is blank.</summary>
    public FitsCards Text(string keyword, string? value, string comment = "")
    {
        if (string.IsNullOrWhiteSpace(value))
            return this;
        var text = OneLine(value).Replace("'", "''", StringComparison.Ordinal);
        if (text.Length <= LongestText)
            return Value(keyword, $"'{text, -8}'", comment);
        if (!hasLongText)
            Value("LONGSTRN", "'OGIP 1.0'", "strings go on in CONTINUE records");
        hasLongText = true;
        var start = $"{keyword, -8}= ";
        while (text.Length > LongestText)
        {
            var end = LongestText - 1;
            // A doubled quote stays together.
            if (text.AsSpan(0, end).TrimEnd('\'').Length % 2 != end % 2)
                end--;
            Card($"{start}'{text[..end]}&'");
            text = text[end..];
            start = "CONTINUE  ";
        }
        return Card($"{start}'{text}'");
    }

    /// <summary>A remark: COMMENT or HISTORY, in as many records as it needs.</summary>
    public FitsCards Remark(string keyword, string text)
    {
        var rest = OneLine(text);
        for (; rest.Length > Length - 8; rest = rest[(Length - 8)..])
            Card($"{keyword, -8}{rest[..(Length - 8)]}");
        return Card($"{keyword, -8}{rest}");
    }

    /// <summary>The header, ended and filled up to whole blocks.</summary>
    public byte[] Finish()
    {
        Card("END");
        cards.Append(' ', (Block - cards.Length % Block) % Block);
        return Encoding.ASCII.GetBytes(cards.ToString());
    }

    private FitsCards Value(string keyword, string value, string comment)
    {
        var card = $"{keyword, -8}= {value}";
        // A comment that does not fit is cut, or left out where nothing of it would be seen.
        if (comment.Length > 0 && card.Length + 6 < Length)
            card = $"{card, -30} / {OneLine(comment)}";
        return Card(card.Length > Length ? card[..Length] : card);
    }

    private FitsCards Card(string card)
    {
        cards.Append(card).Append(' ', Length - card.Length);
        return this;
    }

    /// <summary>Line ends and tabs as blanks, then what FITS can say.</summary>
    private static string OneLine(string text) =>
        FitsText.Of(text.Replace('\n', ' ').Replace('\r', ' ').Replace('\t', ' '));
}
