using System.Globalization;

namespace DataLab.Formats.Csv;

/// <summary>Angles in base 60, as catalogues print them: <c>00:11:00.88</c>, <c>-12 49 22.3</c>, <c>12h20m43s</c>, <c>+40d05'51"</c>.</summary>
/// <remarks>
/// Two or three parts; only the last may have a fraction; minutes and seconds lie in [0, 60], 60 being what rounding
/// sometimes leaves behind. The sign belongs to the whole: <c>-00:30:00</c> is -0.5.
/// </remarks>
public static class Sexagesimal
{
    /// <summary>Degrees in [0, 360] from hours, minutes and seconds of right ascension.</summary>
    public static bool TryParseHours(ReadOnlySpan<char> text, out double degrees)
    {
        degrees = 0;
        if (!TryParse(text, 'h', out var hours, out _) || hours is < 0 or > 24)
            return false;
        degrees = hours * 15;
        return true;
    }

    /// <summary>Degrees in [-360, 360] from degrees, minutes and seconds of arc.</summary>
    public static bool TryParseDegrees(ReadOnlySpan<char> text, out double degrees) =>
        TryParse(text, 'd', out degrees, out _) && Math.Abs(degrees) <= 360;

    /// <summary>Whether a text has three such parts, of whatever unit: two could be a time or a range.</summary>
    public static bool LooksLike(ReadOnlySpan<char> text) =>
        (TryParse(text, 'h', out var value, out var parts) || TryParse(text, 'd', out value, out parts))
        && parts == 3
        && Math.Abs(value) <= 360;

    private static bool TryParse(ReadOnlySpan<char> text, char unit, out double value, out int parts)
    {
        (value, parts) = (0, 0);
        var rest = text.Trim();
        var negative = rest.Length > 0 && rest[0] is '-' or '\u2212';
        if (negative || (rest.Length > 0 && rest[0] == '+'))
            rest = rest[1..];
        for (var scale = 1.0; !rest.IsEmpty; scale *= 60)
        {
            if (parts == 3 || !TakeNumber(ref rest, out var number, out var isWhole))
                return false;
            if (parts > 0 && number > 60)
                return false;
            value += number / scale;
            parts++;
            if (rest.IsEmpty)
                break;
            if (!TakeSeparator(ref rest, unit, parts) || (!isWhole && !rest.IsEmpty))
                return false;
        }
        if (negative)
            value = -value;
        return parts >= 2;
    }

    /// <summary>Digits, and a fraction if there is one.</summary>
    private static bool TakeNumber(ref ReadOnlySpan<char> rest, out double number, out bool isWhole)
    {
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        end = end < 0 ? rest.Length : end;
        var whole = end;
        if (end > 0 && end < rest.Length && rest[end] == '.')
        {
            var more = rest[(end + 1)..].IndexOfAnyExceptInRange('0', '9');
            end = more < 0 ? rest.Length : end + 1 + more;
        }
        isWhole = end == whole;
        number = 0;
        var text = rest[..end];
        rest = rest[end..];
        return end > 0
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>A colon, blanks, or the mark of the part before, with blanks round it.</summary>
    private static bool TakeSeparator(ref ReadOnlySpan<char> rest, char unit, int part)
    {
        var trimmed = rest.TrimStart();
        var blank = trimmed.Length < rest.Length;
        rest = trimmed;
        if (rest.IsEmpty)
            return blank;
        var marks = part switch
        {
            1 => unit == 'h' ? ":hH" : ":dD\u00B0",
            2 => ":mM'\u2032",
            _ => "sS\"\u2033",
        };
        if (marks.Contains(rest[0], StringComparison.Ordinal))
        {
            // A colon stands between parts only, the letters and marks behind the last one too.
            var colon = rest[0] == ':';
            rest = rest[1..].TrimStart();
            return !colon || !rest.IsEmpty;
        }
        return blank && char.IsAsciiDigit(rest[0]);
    }
}
