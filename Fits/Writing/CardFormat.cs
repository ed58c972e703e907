// From keyword, value and comment to the bytes of a card (FITS 4.0 §4.1, §4.2): fixed format, long strings on CONTINUE cards, HIERARCH for long keywords.
using System.Globalization;
using System.Text;

namespace DataLab.Fits.Writing;

internal static class CardFormat
{
    private const int Width = 80;

    /// <summary>Characters of a string between its quotes on one card.</summary>
    private const int StringWidth = 68;

    /// <returns>80 bytes, or a multiple where CONTINUE cards follow.</returns>
    /// <exception cref="FitsException">No keyword, or characters beyond printable ASCII, or a number that FITS cannot write.</exception>
    public static byte[] Value(string keyword, CardValue? value, string? comment)
    {
        var start = Start(keyword);
        Require(comment ?? "", keyword);
        if (value is TextValue { Text: var text })
            return Bytes(Texts(start, text, comment, keyword));
        var number = value switch
        {
            LogicalValue { IsTrue: var yes } => yes ? "T" : "F",
            IntegerValue { Number: var n } => n.ToString(CultureInfo.InvariantCulture),
            RealValue { Number: var x } => Real(x, keyword),
            ComplexValue { Real: var re, Imaginary: var im } => $"({Real(re, keyword)}, {Real(im, keyword)})",
            _ => "",
        };
        // Long keywords take the room that fixed format would leave blank.
        var padded = start.Length == 10 ? number.PadLeft(20) : number;
        if (start.Length + padded.Length > Width)
            throw new FitsException($"Keyword {keyword} and its value do not fit on a card.");
        return Bytes([WithComment(start + padded, comment)]);
    }

    /// <summary>COMMENT, HISTORY or blank cards with as much text as there is, cut at blanks where there are any.</summary>
    /// <exception cref="FitsException">Characters beyond printable ASCII.</exception>
    public static byte[] Text(string keyword, string text)
    {
        Require(text, keyword);
        var cards = new List<string>();
        do
        {
            var length = Math.Min(text.Length, Width - 8);
            if (length < text.Length && text.LastIndexOf(' ', length) is > 20 and var blank)
                length = blank;
            cards.Add(keyword.PadRight(8) + text[..length]);
            text = text[length..].TrimStart(' ');
        } while (text.Length > 0);
        return Bytes(cards);
    }

    private static string Start(string keyword)
    {
        var plain =
            keyword.Length is > 0 and <= 8
            && keyword.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '-' or '_');
        if (plain)
            return keyword.PadRight(8) + "= ";
        if (keyword.Trim() != keyword || keyword.Length is 0 or > 60 || keyword.Contains('=', StringComparison.Ordinal))
            throw new FitsException($"\"{keyword}\" is no keyword of FITS.");
        Require(keyword, keyword);
        return $"HIERARCH {keyword.ToUpperInvariant()} = ";
    }

    private static void Require(string text, string keyword)
    {
        if (text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            throw new FitsException($"The text of {keyword} holds characters that are not printable ASCII.");
    }

    private static IEnumerable<string> Texts(string start, string text, string? comment, string keyword)
    {
        Require(text, keyword);
        var quoted = text.Replace("'", "''", StringComparison.Ordinal);
        var room = StringWidth - (start.Length - 10);
        if (quoted.Length <= room)
        {
            yield return WithComment($"{start}'{quoted.PadRight(Math.Min(8, room))}'".PadRight(30), comment);
            yield break;
        }
        while (quoted.Length > room)
        {
            var length = room - 1;
            // A doubled quote stays on one card.
            if (quoted[..length].Reverse().TakeWhile(c => c == '\'').Count() % 2 == 1)
                length--;
            yield return $"{start}'{quoted[..length]}&'";
            quoted = quoted[length..];
            start = "CONTINUE  ";
            room = StringWidth;
        }
        yield return WithComment($"{start}'{quoted}'", comment);
    }

    /// <summary>As much of the comment as there is room for.</summary>
    private static string WithComment(string card, string? comment)
    {
        var room = Width - card.Length - 3;
        return string.IsNullOrEmpty(comment) || room < 3
            ? card
            : $"{card} / {comment[..Math.Min(room, comment.Length)]}";
    }

    /// <summary>The fewest digits that give the same number back, always with a point (FITS 4.0 §4.2.4).</summary>
    private static string Real(double number, string keyword)
    {
        if (!double.IsFinite(number))
            throw new FitsException(
                $"Keyword {keyword} cannot have the value {number}: FITS has none that is not finite."
            );
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var exponent = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = exponent < 0 ? text : text[..exponent];
        if (!mantissa.Contains('.', StringComparison.Ordinal))
            mantissa += ".0";
        return exponent < 0 ? mantissa : mantissa + text[exponent..];
    }

    private static byte[] Bytes(IEnumerable<string> cards) =>
        Encoding.ASCII.GetBytes(string.Concat(cards.Select(card => card.PadRight(Width))));
}
