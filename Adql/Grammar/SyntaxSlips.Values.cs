using System.Collections.Immutable;
using DataLab.Adql.Grammar.Generated;
using static DataLab.Adql.Grammar.Place;

namespace DataLab.Adql.Grammar;

/// <content>Slips in joins, subqueries, conditions and values.</content>
internal static partial class SyntaxSlips
{
    private static Slip? Joins(Place place)
    {
        if (place.Type(-1) is AdqlLexer.LEFT or AdqlLexer.RIGHT or AdqlLexer.FULL or AdqlLexer.INNER && place.IsName(0))
            return place.Clause() == AdqlLexer.FROM && Suggestions.Distance(place.Word(0), "JOIN") > 2
                ? new Slip(place[0], null, $"Write {place.Word(-1)} JOIN.", Behind(place[-1], " JOIN"))
                : null;
        if (place.Type(0) == AdqlLexer.OUTER)
            return new Slip(place[0], null, "Write LEFT, RIGHT or FULL before OUTER JOIN.");
        if (place.Type(0) == AdqlLexer.ON && place.Clause() == AdqlLexer.FROM)
        {
            var join = place.Before(type => type is AdqlLexer.JOIN or AdqlLexer.FROM).Found;
            return join >= 0 && place.At(join).Type(0) == AdqlLexer.FROM
                ? new Slip(
                    place[0],
                    null,
                    "ON belongs to JOIN; tables with commas have their conditions in WHERE.",
                    Replaced(place[0], "WHERE")
                )
                : null;
        }
        if (place.Type(-1) == AdqlLexer.USING && place.IsName(0))
            return new Slip(
                place[0],
                null,
                "The columns of USING stand in brackets.",
                Before(place[0], "("),
                Behind(place[0], ")")
            );
        if (
            place.Type(0) == AdqlLexer.DOT
            && place.Before(_ => false).Open is > 0 and var open
            && place.At(open).Type(-1) == AdqlLexer.USING
        )
            return new Slip(
                place[-1],
                null,
                "USING takes the plain names of columns.",
                Replaced(place[-1], place[0], "")
            );
        return null;
    }

    private static Slip? Subqueries(Place place)
    {
        if (place.Type(0) == AdqlLexer.SELECT)
        {
            var before = place.Type(-1);
            if (
                before is AdqlLexer.FROM or AdqlLexer.IN or AdqlLexer.EXISTS or AdqlLexer.COMMA or AdqlLexer.JOIN
                || IsComparison(before)
            )
            {
                var end = place.At(place.Index + 1).After(_ => false);
                var isTable = before is AdqlLexer.FROM or AdqlLexer.JOIN or AdqlLexer.COMMA;
                return new Slip(
                    place[0],
                    null,
                    isTable
                        ? "A query in FROM stands in brackets, with a name: (SELECT …) AS name."
                        : "A query inside another stands in brackets.",
                    Before(place[0], "("),
                    Behind(place.At(end - 1)[0], isTable ? ") AS q" : ")")
                );
            }
            if (before == AdqlLexer.AS && place.Type(-3) == AdqlLexer.WITH)
            {
                var next = place.At(place.Index + 1).After(type => type == AdqlLexer.SELECT);
                return new Slip(
                    place[0],
                    null,
                    "A query of WITH stands in brackets: WITH name AS (SELECT …).",
                    place.At(next).Type(0) == AdqlLexer.SELECT
                        ? [Before(place[0], "("), Behind(place.At(next - 1)[0], ")")]
                        : []
                );
            }
        }
        if (
            place.Word(0) is "ANY" or "ALL" or "SOME"
            && place.Type(1) == AdqlLexer.LPAREN
            && IsComparison(place.Type(-1))
        )
            return place.Type(-1) == AdqlLexer.EQ && place.Word(0) != "ALL"
                ? new Slip(place[0], null, "Write IN (SELECT …).", Replaced(place[-1], place[0], "IN"))
                : new Slip(place[0], null, "Compare with one value: (SELECT MAX(x) FROM …) or (SELECT MIN(x) FROM …).");
        return null;
    }

    private static Slip? With(Place place) =>
        place.Type(0) == AdqlLexer.LPAREN && place.IsName(-1) && place.Type(-2) is AdqlLexer.WITH
            ? new Slip(place[0], null, "WITH has no list of columns; name them in the query: SELECT a AS x.")
            : null;

    /// <summary>(a, b): no value of ADQL.</summary>
    private static Slip? Rows(Place place)
    {
        if (place.Type(0) != AdqlLexer.COMMA || place.Before(_ => false).Open is not (>= 0 and var at))
            return null;
        var open = place.At(at);
        var close = open.At(at + 1).After(_ => false) - at;
        if (open.Type(close) != AdqlLexer.RPAREN)
            return null;
        if (open.Type(-1) == AdqlLexer.BETWEEN && place.At(place.Index).Type(1) != AdqlLexer.RPAREN)
            return new Slip(
                place[0],
                null,
                "Write BETWEEN a AND b.",
                Replaced(open[0], ""),
                Replaced(place[0], " AND"),
                Replaced(open[close], "")
            );
        var enclosing = open.Before(_ => false).Open;
        var function = enclosing > 0 ? open.At(enclosing).Word(-1) : "";
        ImmutableArray<TextEdit> bare = [Replaced(open[0], ""), Replaced(open[close], "")];
        return function switch
        {
            "POLYGON" => new Slip(
                place[0],
                null,
                "The vertices stand in one list: POLYGON(lon1, lat1, lon2, lat2, …).",
                bare
            ),
            "CONTAINS" or "INTERSECTS" or "DISTANCE" => new Slip(
                open[0],
                null,
                "A position is written POINT(lon, lat).",
                Before(open[0], "POINT")
            ),
            _ when open.Type(-1) == AdqlLexer.SELECT
                    || open.Type(-1) == AdqlLexer.COMMA && open.Clause() == AdqlLexer.SELECT => new Slip(
                place[0],
                null,
                "Columns are listed without brackets.",
                bare
            ),
            _ when open.Type(close + 1) is AdqlLexer.IN or AdqlLexer.NOT => new Slip(
                place[0],
                null,
                "Several columns are looked for with EXISTS (SELECT … WHERE a = … AND b = …)."
            ),
            _ => null,
        };
    }

    private static Slip? Brackets(Place place)
    {
        if (place.Type(0) == AdqlLexer.LBRACKET)
        {
            var close = place.At(place.Index + 1).After(type => type == AdqlLexer.RBRACKET);
            if (place.At(close).Type(0) != AdqlLexer.RBRACKET)
                return null;
            var end = place.At(close)[0];
            if (place.Type(-1) == AdqlLexer.IN)
                return new Slip(
                    place[0],
                    null,
                    "The list of IN stands in round brackets.",
                    Replaced(place[0], "("),
                    Replaced(end, ")")
                );
            if (place.IsName(-1) && close == place.Index + 2 && place.Type(1) == AdqlLexer.WHOLE)
                return new Slip(
                    place[0],
                    null,
                    $"An element of an array is arr_get(array, index).",
                    Replaced(place[-1], end, $"arr_get({place[-1].Text}, {place[1].Text})")
                );
            if (place.IsName(1) && close == place.Index + 2)
            {
                var edits = ImmutableArray.CreateBuilder<TextEdit>();
                for (
                    var i = place;
                    i.Type(0) == AdqlLexer.LBRACKET && i.Type(2) == AdqlLexer.RBRACKET;
                    i = i.At(i.Index + 4)
                )
                {
                    edits.Add(Replaced(i[0], i[2], "\"" + i[1].Text + "\""));
                    if (i.Type(3) != AdqlLexer.DOT)
                        break;
                }
                return new Slip(
                    place[0],
                    null,
                    "Names that need quoting stand in double quotes: \"name\".",
                    edits.ToImmutable()
                );
            }
            return null;
        }
        if (place.Type(-1) == AdqlLexer.IN && (place.IsNumber(0) || place.Type(0) == AdqlLexer.STRING))
        {
            var last = place.Index;
            while (
                place.At(last).Type(1) == AdqlLexer.COMMA
                && (place.At(last).IsNumber(2) || place.At(last).Type(2) == AdqlLexer.STRING)
            )
                last += 2;
            return new Slip(
                place[0],
                null,
                "The list of IN stands in brackets.",
                Before(place[0], "("),
                Behind(place.At(last)[0], ")")
            );
        }
        // COUNT *
        if (place.Word(-2) == "COUNT" && place.Type(-1) == AdqlLexer.STAR)
            return new Slip(place[-1], null, "Write COUNT(*).", Replaced(place[-1], "(*)"));
        if (
            place.Word(-1) == "CONTAINS" && place.Type(-2) == AdqlLexer.RPAREN
            || place.Type(-1) == AdqlLexer.IN && place.Word(0) is "CIRCLE" or "BOX" or "POLYGON"
        )
            return new Slip(
                place[0],
                null,
                "That a position is in a shape is written 1 = CONTAINS(POINT(lon, lat), CIRCLE(lon, lat, radius))."
            );
        return null;
    }

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

    private static Slip? Casts(Place place)
    {
        if (place.Before(_ => false).Open is > 0 and var open && place.At(open).Type(-1) == AdqlLexer.CAST)
        {
            if (place.Type(0) == AdqlLexer.COMMA)
                return new Slip(place[0], null, "Write CAST(value AS type).", Replaced(place[0], " AS"));
            if (place.Type(0) == AdqlLexer.NULL && place.Type(-1) == AdqlLexer.AS)
                return new Slip(
                    place[0],
                    "NULL is no type",
                    "The types are SMALLINT, INTEGER, BIGINT, REAL, DOUBLE PRECISION, CHAR(n), VARCHAR(n) and TIMESTAMP."
                );
            if (place.Word(-1) is "NUMERIC" or "DECIMAL" or "NUMBER" && place.Type(0) == AdqlLexer.LPAREN)
                return new Slip(
                    place[-1],
                    $"{place.Word(-1)} with digits is no type of ADQL",
                    "Write DOUBLE PRECISION, and ROUND(x, digits) where digits matter.",
                    Replaced(place[-1], place.At(place.At(place.Index + 1).After(_ => false))[0], "DOUBLE PRECISION")
                );
        }
        // INTEGER(x), CONVERT(type, x)
        var call = place.Type(0) == AdqlLexer.LPAREN ? place.At(place.Index - 1) : place;
        if (call.Type(1) != AdqlLexer.LPAREN)
            return null;
        var close = call.At(call.Index + 2).After(_ => false) - call.Index;
        if (call.Type(close) != AdqlLexer.RPAREN)
            return null;
        switch (call.Word(0))
        {
            case "SMALLINT"
            or "INTEGER"
            or "INT"
            or "BIGINT"
            or "REAL"
            or "FLOAT"
            or "VARCHAR"
            or "CHAR"
            or "DECIMAL"
            or "NUMERIC"
            or "DOUBLE":
                var type = call.Word(0) switch
                {
                    "INT" => "INTEGER",
                    "FLOAT" or "DECIMAL" or "NUMERIC" or "DOUBLE" => "DOUBLE PRECISION",
                    var word => word,
                };
                return new Slip(
                    call[0],
                    $"{call.Word(0)} is a type, no function",
                    $"Write CAST(value AS {type}).",
                    Replaced(call[0], "CAST"),
                    Before(call[close], $" AS {type}")
                );
            case "DATE" or "TIMESTAMP":
                return new Slip(
                    call[0],
                    $"{call.Word(0)} is no function",
                    "Write CAST('2020-12-31' AS TIMESTAMP).",
                    Replaced(call[0], "CAST"),
                    Before(call[close], " AS TIMESTAMP")
                );
            case "CONVERT" when call.Type(3) == AdqlLexer.COMMA:
                return new Slip(
                    call[0],
                    "ADQL has no CONVERT",
                    "Write CAST(value AS type).",
                    Replaced(call[0], call[3], "CAST("),
                    Before(call[close], $" AS {call[2].Text}")
                );
            case "EXTRACT" or "TRANSLATE":
                return new Slip(
                    call[0],
                    $"ADQL has no {call.Word(0)}",
                    call.Word(0) == "EXTRACT"
                        ? "Parts of a date are those of its text: CAST(CAST(t AS CHAR(4)) AS INTEGER) is the year."
                        : "replace(text, old, new) changes texts."
                );
            default:
                return null;
        }
    }

    /// <summary>DATE '2020-01-01', TIMESTAMP '…', CURRENT_DATE.</summary>
    private static Slip? Texts(Place place)
    {
        var date = place.Type(0) == AdqlLexer.STRING ? place.At(place.Index - 1) : place;
        if (date.Word(0) is "DATE" or "TIMESTAMP" && date.Type(1) == AdqlLexer.STRING)
            return new Slip(
                date[0],
                null,
                $"A date is written CAST({date[1].Text} AS TIMESTAMP).",
                Replaced(date[0], date[1], $"CAST({date[1].Text} AS TIMESTAMP)")
            )
            {
                Last = date[1],
            };
        if (place.Word(0) is "CURRENT_DATE" or "CURRENT_TIME" or "CURRENT_TIMESTAMP")
            return new Slip(place[0], "ADQL has no clock", "Write the date out: CAST('2020-12-31' AS TIMESTAMP).");
        // CASE a > 1 THEN
        if (
            place.Type(0) == AdqlLexer.THEN
            && place.Before(type => type is AdqlLexer.CASE or AdqlLexer.WHEN).Found is >= 0 and var start
            && place.At(start).Type(0) == AdqlLexer.CASE
        )
            return new Slip(
                place[0],
                null,
                "Write CASE WHEN condition THEN value END.",
                Behind(place.At(start)[0], " WHEN")
            );
        if (
            IsClause(place.Type(0))
            && place.Before(type => type is AdqlLexer.CASE or AdqlLexer.END or AdqlLexer.SELECT).Found
                is >= 0
                    and var open
            && place.At(open).Type(0) == AdqlLexer.CASE
        )
            return new Slip(
                place[0],
                "This CASE has no END",
                "Write CASE WHEN condition THEN value ELSE value END.",
                Before(place[0], "END ")
            );
        // schema.name/with-signs of VizieR, written without quotes
        if (
            place.Type(0) is AdqlLexer.SLASH or AdqlLexer.MINUS or AdqlLexer.PLUS
            && place.Touches(-1)
            && place.Touches(0)
            && place.Clause() == AdqlLexer.FROM
        )
        {
            var (first, last) = (-1, 0);
            while (place.Touches(first - 1) && place.Type(first - 1) is AdqlLexer.IDENTIFIER or AdqlLexer.SLASH)
                first--;
            while (
                place.Touches(last)
                && (
                    place.Type(last + 1)
                        is AdqlLexer.SLASH
                            or AdqlLexer.DOT
                            or AdqlLexer.MINUS
                            or AdqlLexer.PLUS
                            or AdqlLexer.WHOLE
                            or AdqlLexer.DECIMAL
                            or AdqlLexer.GLUED
                    || char.IsAsciiLetter(place.Word(last + 1).FirstOrDefault())
                )
            )
                last++;
            var name = "\"" + place.Text(first, last) + "\"";
            return new Slip(
                place[0],
                null,
                $"Names with such characters stand in double quotes: {name}.",
                Replaced(place[first], place[last], name)
            )
            {
                Last = place[last],
            };
        }
        // schema.function(…)
        if (
            place.Type(0) == AdqlLexer.LPAREN
            && place.IsName(-1)
            && (place.Type(-2) == AdqlLexer.DOT || place.Clause() == AdqlLexer.FROM)
        )
            return new Slip(
                place[-1],
                $"\"{place[-1].Text}\" is no function of this service",
                "A cone is WHERE DISTANCE(ra, dec, ra0, dec0) < radius, in degrees."
            );
        return null;
    }

    private static Slip? Units(Place place) =>
        place.IsName(0) && place.IsNumber(-1) && WritingSlips.InDegrees(place[-1].Text, place[0].Text) is { } degrees
            ? new Slip(
                place[0],
                $"Numbers have no units in ADQL, as {place[-1].Text} {place[0].Text} has",
                $"Angles are degrees: write {degrees}.",
                Replaced(place[-1], place[0], degrees)
            )
            : null;

    private static Slip? Comments(Place place) =>
        place.Type(0) == AdqlLexer.HASH
            ? new Slip(place[0], null, "A comment begins with --.", Replaced(place[0], "-- "))
            : null;
}
