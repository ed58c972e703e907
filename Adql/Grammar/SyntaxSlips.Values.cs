using DataLab.Adql.Grammar.Generated;
using static DataLab.Adql.Grammar.Place;

namespace DataLab.Adql.Grammar;

/// <content>Casts, dates, CASE, units and remarks.</content>
internal static partial class SyntaxSlips
{
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
