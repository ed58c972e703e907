// From the 80 bytes of a keyword record to a Card. Never throws: what is malformed gives a card without value and a note.
using System.Buffers;
using System.Globalization;
using System.Text;

namespace DataLab.Fits;

internal static class CardParser
{
    public const int Length = 80;
    private const int ValueStart = 10;

    private static readonly SearchValues<char> RealCharacters = SearchValues.Create("+-.0123456789EeDd");
    private static readonly SearchValues<char> KeywordCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
    );

    /// <summary>Reads one record of 80 bytes: its keyword, and where its content is, which is read later.</summary>
    public static Card Parse(ReadOnlyMemory<byte> image, Action<string> note)
    {
        var bytes = image.Span;
        if (bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            note($"Card \"{Visible(Text(bytes))}\" holds characters that are not printable ASCII.");
        if (bytes.StartsWith("HIERARCH "u8))
            return ParseHierarch(Text(bytes), image);
        var keyword = Text(bytes[..8].TrimEnd(" \0"u8));
        if (keyword is "CONTINUE")
            return new Card(keyword) { Layout = new CardLayout(8, true), Image = image };
        if (keyword is "COMMENT" or "HISTORY" or "" || bytes[8] != '=')
            return new Card(Normal(keyword, note)) { Layout = new CardLayout(8, false), Image = image };
        var isBlank = bytes[9] == ' ';
        if (!isBlank)
            note($"Keyword {keyword} has no blank after its equals sign.");
        return new Card(Normal(keyword, note))
        {
            Layout = new CardLayout(isBlank ? ValueStart : ValueStart - 1, true),
            Image = image,
        };
    }

    /// <summary>The keyword words of ESO's convention lie between HIERARCH and the equals sign.</summary>
    private static Card ParseHierarch(string text, ReadOnlyMemory<byte> image)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var quote = text.IndexOf('\'', StringComparison.Ordinal);
        if (equals < 0 || (quote >= 0 && quote < equals))
            return new Card("HIERARCH") { Layout = new CardLayout(8, false), Image = image };
        var words = text[9..equals].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new Card(string.Join(' ', words).ToUpperInvariant())
        {
            Layout = new CardLayout(equals + 1, true),
            Image = image,
        };
    }

    /// <summary>Value and comment of a card of one record.</summary>
    public static CardContent Read(Card card, CardLayout layout, Action<string> note)
    {
        var text = Text(card.Image.Span[layout.Start..Length]);
        if (!layout.IsValue)
            return new CardContent(null, text.TrimEnd(' ', '\0'));
        var (value, comment) = Split(card.Keyword, text, note);
        return new CardContent(value, comment);
    }

    /// <summary>Latin-1 keeps every byte a character of its own, so that columns stay columns.</summary>
    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private static (CardValue? Value, string Comment) Split(string keyword, string text, Action<string> note)
    {
        var rest = text.AsSpan().TrimStart(' ');
        if (rest.Length > 0 && rest[0] == '\'')
        {
            var (body, after) = Quoted(rest[1..], keyword, note);
            return (new TextValue(body.TrimEnd(' ')), CommentIn(after, keyword, note));
        }
        var slash = rest.IndexOf('/');
        var value = (slash < 0 ? rest : rest[..slash]).Trim(" \0");
        var comment = slash < 0 ? "" : rest[(slash + 1)..].Trim(" \0").ToString();
        if (value.IsEmpty)
            return (null, comment);
        var parsed = Number(value);
        if (parsed is null)
            note($"The value of {keyword} is not one: \"{value}\".");
        return (parsed, comment);
    }

    private static (string Body, string After) Quoted(ReadOnlySpan<char> text, string keyword, Action<string> note)
    {
        var body = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\'')
            {
                body.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == '\'')
            {
                body.Append('\'');
                i++;
            }
            else
            {
                return (body.ToString(), text[(i + 1)..].ToString());
            }
        }
        note($"The string of {keyword} has no closing quote.");
        return (body.ToString(), "");
    }

    private static string CommentIn(string after, string keyword, Action<string> note)
    {
        var rest = after.AsSpan().Trim(" \0");
        if (rest.IsEmpty)
            return "";
        if (rest[0] == '/')
            return rest[1..].Trim(' ').ToString();
        note($"Text follows the value of {keyword} without a slash: \"{rest}\".");
        return "";
    }

    private static CardValue? Number(ReadOnlySpan<char> text)
    {
        if (text is "T" or "F")
            return new LogicalValue(text[0] == 'T');
        if (text[0] == '(' && text[^1] == ')')
        {
            var comma = text.IndexOf(',');
            return
                comma > 0
                && TryReal(text[1..comma].Trim(' '), out var re)
                && TryReal(text[(comma + 1)..^1].Trim(' '), out var im)
                ? new ComplexValue(re, im)
                : null;
        }
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var usual))
            return new IntegerValue(usual);
        if (Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return new IntegerValue(whole);
        return TryReal(text, out var real) ? new RealValue(real) : null;
    }

    /// <summary>A real as in Fortran: <c>1.5D+3</c>. Words such as NaN and numbers beyond a double are none.</summary>
    private static bool TryReal(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        if (text.IsEmpty || text.ContainsAnyExcept(RealCharacters))
            return false;
        Span<char> copy = stackalloc char[text.Length];
        text.CopyTo(copy);
        copy.Replace('D', 'E');
        copy.Replace('d', 'E');
        return double.TryParse(copy, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    private static string Normal(string keyword, Action<string> note)
    {
        if (!keyword.AsSpan().ContainsAnyExcept(KeywordCharacters))
            return keyword;
        note($"Keyword \"{Visible(keyword)}\" has characters other than A-Z, 0-9, - and _.");
        return keyword.Trim(' ').ToUpperInvariant();
    }

    private static string Visible(string text)
    {
        var shown = new StringBuilder(text.TrimEnd(' ', '\0'));
        for (var i = 0; i < shown.Length; i++)
        {
            if (shown[i] is < ' ' or > '~')
                shown[i] = '?';
        }
        return shown.ToString();
    }
}
