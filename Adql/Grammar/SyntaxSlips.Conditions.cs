using DataLab.Adql.Grammar.Generated;
using static DataLab.Adql.Grammar.Place;

namespace DataLab.Adql.Grammar;

/// <content>Conditions and operators.</content>
internal static partial class SyntaxSlips
{
    private static Slip? Conditions(Place place)
    {
        var (type, before) = (place.Type(0), place.Type(-1));
        var isValue = place.IsNumber(0) || type == AdqlLexer.STRING;
        if (isValue && before == AdqlLexer.IS)
            return new Slip(
                place[0],
                null,
                "IS goes with NULL only; values are compared with =.",
                Replaced(place[-1], "=")
            );
        if (isValue && before == AdqlLexer.NOT && place.Type(-2) == AdqlLexer.IS)
            return new Slip(
                place[0],
                null,
                "IS NOT goes with NULL only; values are compared with <>.",
                Replaced(place[-2], place[-1], "<>")
            );
        if (type == AdqlLexer.NULL && before == AdqlLexer.NOT && place.Type(-2) != AdqlLexer.IS)
            return new Slip(place[0], null, "Write IS NOT NULL.", Before(place[-1], "IS "));
        if (place.Clause() is AdqlLexer.WHERE or AdqlLexer.HAVING or 0)
            switch (place.Word(0))
            {
                case "ISNULL" or "NOTNULL":
                    var test = place.Word(0) == "ISNULL" ? "IS NULL" : "IS NOT NULL";
                    return new Slip(place[0], null, $"Write {test}.", Replaced(place[0], test));
                case "RLIKE" or "REGEXP" or "GLOB":
                    return new Slip(place[0], null, "A regular expression is found with ~.", Replaced(place[0], "~"));
                case "SIMILAR" when place.Word(1) == "TO":
                    return new Slip(
                        place[0],
                        null,
                        "A regular expression is found with ~.",
                        Replaced(place[0], place[1], "~")
                    )
                    {
                        Last = place[1],
                    };
                case "ADN" or "NAD" or "ANDD":
                    return new Slip(place[0], null, "Did you mean AND?", Replaced(place[0], "AND"));
            }
        if (place.Word(0) == "TO" && place.Type(-2) == AdqlLexer.BETWEEN)
            return new Slip(place[0], null, "Write BETWEEN a AND b.", Replaced(place[0], "AND"));
        var joins = type is AdqlLexer.AND or AdqlLexer.OR;
        if (
            joins
            && before
                is AdqlLexer.WHERE
                    or AdqlLexer.HAVING
                    or AdqlLexer.ON
                    or AdqlLexer.AND
                    or AdqlLexer.OR
                    or AdqlLexer.LPAREN
        )
            return new Slip(
                place[0],
                $"A condition is missing before {place.Word(0)}",
                "Write one, or remove the word.",
                Replaced(place[0], "")
            );
        if (
            before is AdqlLexer.AND or AdqlLexer.OR
            && Ends(place)
            && place.At(place.Index - 1).Clause() is AdqlLexer.WHERE or AdqlLexer.HAVING
        )
            return new Slip(
                place[-1],
                $"A condition is missing behind {place.Word(-1)}",
                "Write one, or remove the word.",
                Replaced(place[-1], "")
            );
        return null;
    }

    /// <summary>a > 1 &amp; b > 2, and 1 &lt; a &lt; 2.</summary>
    private static Slip? Chained(Place place)
    {
        if (!IsComparison(place.Type(0)))
            return null;
        var (found, _) = place.Before(type =>
            IsClause(type)
            || IsComparison(type)
            || type
                is AdqlLexer.AND
                    or AdqlLexer.OR
                    or AdqlLexer.NOT
                    or AdqlLexer.COMMA
                    or AdqlLexer.AMPERSAND
                    or AdqlLexer.BAR
                    or AdqlLexer.CONCAT
        );
        if (found < 0)
            return null;
        var at = place.At(found);
        switch (at.Type(0))
        {
            case AdqlLexer.AMPERSAND or AdqlLexer.BAR or AdqlLexer.CONCAT:
                var word = at.Type(0) == AdqlLexer.AMPERSAND ? "AND" : "OR";
                return new Slip(
                    at[0],
                    $"\"{at[0].Text}\" joins no conditions",
                    $"Write {word}.",
                    Replaced(at[0], word)
                );
            case var type when IsComparison(type) && found + 1 < place.Index:
                var middle = at.Text(1, place.Index - found - 1);
                return new Slip(
                    place[0],
                    "Two comparisons share one value",
                    $"Write it twice: … AND {middle} {place[0].Text} …, or use BETWEEN.",
                    Before(place[0], $"AND {middle} ")
                );
            default:
                return null;
        }
    }

    /// <summary>a mod b, a div b.</summary>
    private static Slip? WholeNumbers(Place place)
    {
        if (place.Word(-1) is not ("MOD" or "DIV") || !(place.IsNumber(0) || place.IsName(0)))
            return null;
        var operation = place.At(place.Index - 1);
        if (operation.OperandBefore() is not { } first || operation.OperandAfter() is not { } last)
            return null;
        var (a, b) = (place.At(first), place.At(last));
        return operation.Word(0) == "MOD"
            ? new Slip(
                operation[0],
                null,
                "Write MOD(x, y).",
                Before(a[0], "MOD("),
                Replaced(operation[0], ","),
                Behind(b[0], ")")
            )
            : new Slip(
                operation[0],
                null,
                "Write FLOOR(x / y).",
                Before(a[0], "FLOOR("),
                Replaced(operation[0], "/"),
                Behind(b[0], ")")
            );
    }
}
