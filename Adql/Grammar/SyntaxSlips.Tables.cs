using System.Collections.Immutable;
using DataLab.Adql.Grammar.Generated;
using static DataLab.Adql.Grammar.Place;

namespace DataLab.Adql.Grammar;

/// <content>Joins, subqueries, and what stands in brackets.</content>
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
}
