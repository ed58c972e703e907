using System.Globalization;
using System.Text.RegularExpressions;
using Antlr4.Runtime;
using DataLab.Adql.Grammar.Generated;
using static DataLab.Adql.Grammar.Place;

namespace DataLab.Adql.Grammar;

/// <summary>Slips that can be told before the grammar is looked at, since no query can hold such tokens side by side.</summary>
internal static partial class WritingSlips
{
    private const string Placeholder =
        "This looks like a placeholder of a program; the value itself has to stand in the query.";

    /// <summary>Units that people write behind numbers, as what the number is divided by to be degrees.</summary>
    private static readonly Dictionary<string, string?> Angles = new(StringComparer.OrdinalIgnoreCase)
    {
        ["deg"] = null,
        ["degree"] = null,
        ["degrees"] = null,
        ["arcmin"] = "60.0",
        ["arcmins"] = "60.0",
        ["arcminute"] = "60.0",
        ["arcminutes"] = "60.0",
        ["arcsec"] = "3600.0",
        ["arcsecs"] = "3600.0",
        ["arcsecond"] = "3600.0",
        ["arcseconds"] = "3600.0",
        ["mas"] = "3600000.0",
    };

    public static Slip? Find(Place place, string text) =>
        place.Type(0) switch
        {
            AdqlLexer.EQ or AdqlLexer.LT or AdqlLexer.GT or AdqlLexer.LE => Comparison(place),
            AdqlLexer.STAR when place.Type(1) == AdqlLexer.STAR => Power(place, 1),
            AdqlLexer.SLASH when place.Type(1) == AdqlLexer.SLASH => new Slip(
                place[0],
                "\"//\" is no operator of ADQL",
                "A comment begins with --; division without remainder is FLOOR(a / b)."
            )
            {
                Last = place[1],
            },
            AdqlLexer.AMPERSAND => Entity(place),
            AdqlLexer.PERCENT
                when place.Touches(0)
                    && place.Word(1) is "S" or "D" or "F"
                    && place.Type(-1) is not (AdqlLexer.RPAREN or AdqlLexer.RBRACKET)
                    && !place.IsName(-1)
                    && !place.IsNumber(-1) => new Slip(place[0], $"\"%{place[1].Text}\" is no value", Placeholder)
            {
                Last = place[1],
            },
            AdqlLexer.STRANGE => Strange(place, text),
            AdqlLexer.GLUED => Glued(place[0]),
            AdqlLexer.DECIMAL when place.Type(1) == AdqlLexer.DECIMAL && place.Touches(0) => new Slip(
                place[0],
                $"{place[0].Text}{place[1].Text} is no number",
                "A number has one decimal point."
            )
            {
                Last = place[1],
            },
            AdqlLexer.STRING => Quotes(place),
            AdqlLexer.UNCLOSED_STRING => Apostrophe(place),
            _ => null,
        };

    /// <summary>How an angle with a unit behind it is written in degrees; null for other words.</summary>
    public static string? InDegrees(string number, string unit) =>
        !Angles.TryGetValue(unit, out var parts) ? null
        : parts is null ? number
        : $"({number} / {parts})";

    private static Slip? Comparison(Place place)
    {
        var operators = (place.Type(0), place.Type(1)) switch
        {
            (AdqlLexer.EQ, AdqlLexer.LT) => "<=",
            (AdqlLexer.EQ, AdqlLexer.GT) => ">=",
            (AdqlLexer.LT, AdqlLexer.GT) => "<>",
            (AdqlLexer.LT, AdqlLexer.EQ) => "<=",
            (AdqlLexer.GT, AdqlLexer.EQ) => ">=",
            (AdqlLexer.LE, AdqlLexer.GT) => "=",
            _ => null,
        };
        if (operators is null)
            return null;
        var written = place[0].Text + (place.Touches(0) ? "" : " ") + place[1].Text;
        return new Slip(
            place[0],
            $"\"{written}\" is no operator of ADQL",
            $"Write {operators}.",
            Replaced(place[0], place[1], operators)
        )
        {
            Last = place[1],
        };
    }

    /// <param name="more">Further tokens of the operator.</param>
    private static Slip Power(Place place, int more)
    {
        var behind = place.At(place.Index + more);
        var (first, last) = (place.OperandBefore(), behind.OperandAfter());
        var sign = more == 0 ? "^" : "**";
        return new Slip(
            place[0],
            $"\"{sign}\" is no operator of ADQL",
            "Powers are written POWER(x, y)" + (more == 0 ? ", exclusive or is a # b." : "."),
            first is { } from && last is { } to
                ?
                [
                    Before(place.At(from)[0], "POWER("),
                    Replaced(place[0], behind[0], ","),
                    Behind(place.At(to)[0], ")"),
                ]
                : []
        )
        {
            Last = behind[0],
        };
    }

    /// <summary>&amp;gt; and the like, from the source of a web page.</summary>
    private static Slip? Entity(Place place)
    {
        if (!place.Touches(0) || !place.Touches(1) || place.Type(2) != AdqlLexer.SEMICOLON)
            return null;
        var meant = place.Word(1) switch
        {
            "GT" => ">",
            "LT" => "<",
            "AMP" => "&",
            "QUOT" => "\"",
            "APOS" => "'",
            "NBSP" => " ",
            _ => null,
        };
        return meant is null
            ? null
            : new Slip(
                place[0],
                $"\"&{place[1].Text};\" comes from the source of a web page",
                $"Replace it with {(meant == " " ? "a plain blank" : meant)}.",
                Replaced(place[0], place[2], meant)
            )
            {
                Last = place[2],
            };
    }

    private static Slip? Strange(Place place, string text)
    {
        switch (place[0].Text)
        {
            case "^":
                return Power(place, 0);
            case "!" when place.Type(1) == AdqlLexer.EQ:
                return new Slip(
                    place[0],
                    "\"! =\" is no operator of ADQL",
                    "Write != without a blank inside.",
                    Replaced(place[0], place[1], "!=")
                )
                {
                    Last = place[1],
                };
            case "{":
                var last = place.Index;
                for (var i = 1; i <= 20 && place.Type(i) != TokenConstants.EOF; i++)
                    if (place[i].Text == "}")
                    {
                        last = place.Index + i;
                        break;
                    }
                var end = place.At(last)[0];
                return new Slip(
                    place[0],
                    $"\"{text[place[0].StartIndex..(end.StopIndex + 1)]}\" has no place in ADQL",
                    Placeholder
                )
                {
                    Last = end,
                };
            case "?":
                return new Slip(place[0], "\"?\" is no value", Placeholder);
            case ":"
            or "$"
            or "@" when place.Touches(0) && (place.IsName(1) || place.IsNumber(1)) && !place.Touches(-1):
                return new Slip(place[0], $"\"{place[0].Text}{place[1].Text}\" is no value", Placeholder)
                {
                    Last = place[1],
                };
            case "@":
                return new Slip(
                    place[0],
                    "\"@\" is no operator of ADQL",
                    "That a position is in a shape is written 1 = CONTAINS(POINT(lon, lat), CIRCLE(lon, lat, radius))."
                );
            case "\\":
                var isQuote = place.Type(1) is AdqlLexer.STRING && place.Touches(0);
                var tail = isQuote && place[1].Text.EndsWith("\\'", StringComparison.Ordinal);
                return new Slip(
                    place[0],
                    "A backslash has no meaning in ADQL",
                    isQuote ? "Texts stand in plain single quotes." : "Delete it.",
                    tail
                        ? [Replaced(place[0], ""), new TextEdit(place[1].StopIndex - 1, 1, "")]
                        : [Replaced(place[0], "")]
                );
            case "\u00b0":
                return new Slip(
                    place[0],
                    "\"\u00b0\" has no place in ADQL",
                    "Angles are degrees already: write the bare number.",
                    Replaced(place[0], "")
                );
            default:
                return null;
        }
    }

    private static Slip? Glued(IToken token)
    {
        var text = token.Text;
        if (Hexadecimal().Match(text) is { Success: true } hex)
        {
            var number = long.TryParse(
                hex.Groups[1].Value,
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture,
                out var value
            )
                ? value.ToString(CultureInfo.InvariantCulture)
                : null;
            return new Slip(
                token,
                $"ADQL has no hexadecimal numbers, such as {text}",
                number is null ? "Write it with decimal digits." : $"Write {number}.",
                number is null ? [] : [Replaced(token, number)]
            );
        }
        if (Grouped().IsMatch(text))
        {
            var digits = text.Replace("_", "", StringComparison.Ordinal);
            return new Slip(token, $"{text} is no number", $"Write {digits}.", Replaced(token, digits));
        }
        if (Sexagesimal().Match(text) is { Success: true } angle)
        {
            var function = angle.Groups[1].Value is "h" or "H" ? "ivo_hms_to_degrees" : "ivo_dms_to_degrees";
            return new Slip(
                token,
                $"{text} is no number: angles are decimal degrees",
                $"Convert it: {function}('{text}').",
                Replaced(token, $"{function}('{text}')")
            );
        }
        return
            WithUnit().Match(text) is { Success: true } match
            && InDegrees(match.Groups[1].Value, match.Groups[2].Value) is { } degrees
            ? new Slip(
                token,
                $"Numbers have no units in ADQL, as {text} has",
                $"Angles are degrees: write {degrees}.",
                Replaced(token, degrees)
            )
            : null;
    }

    /// <summary>''M31'': each quote written twice.</summary>
    private static Slip? Quotes(Place place)
    {
        if (place[0].Text != "''" || !place.Touches(0) || !(place.IsName(1) || place.Type(1) == AdqlLexer.GLUED))
            return null;
        for (var i = 1; i <= 8 && place.Type(i) != TokenConstants.EOF; i++)
            if (place[i].Text == "''")
                return new Slip(
                    place[0],
                    "This text has its quotes twice",
                    "Texts stand in single quotes: 'M31'.",
                    Replaced(place[0], "'"),
                    Replaced(place[i], "'")
                )
                {
                    Last = place[i],
                };
        return null;
    }

    /// <summary>'d'Arrest': the apostrophe inside ends the text too early.</summary>
    private static Slip? Apostrophe(Place place)
    {
        for (var i = -1; i >= -6; i--)
            if (place.Type(i) == AdqlLexer.STRING && place.Touches(i) && (place.IsName(i + 1) || place.Type(i + 1) < 0))
                return new Slip(
                    place[0],
                    "This text has no closing quote",
                    "A ' inside a text is written twice: 'd''Arrest'.",
                    Behind(place[i], "'")
                );
        return null;
    }

    [GeneratedRegex("^0[xX]([0-9A-Fa-f]{1,15})$", RegexOptions.CultureInvariant)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex("^[0-9]{1,3}(_[0-9]{3})+$", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();

    [GeneratedRegex("^[0-9]+([hHdD])[0-9]+m[0-9]+(s|S)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Sexagesimal();

    [GeneratedRegex("^([0-9.]+)([a-zA-Z]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex WithUnit();
}
