using DataLab.Adql.Grammar.Generated;
using static DataLab.Adql.Grammar.Place;

namespace DataLab.Adql.Grammar;

/// <content>Clauses: their order, their words, limits of other dialects.</content>
internal static partial class SyntaxSlips
{
    private static Slip? LimitOfOthers(Place place)
    {
        if (place.Type(-2) == AdqlLexer.LIMIT && place.Type(0) == AdqlLexer.COMMA && place.Type(1) == AdqlLexer.WHOLE)
            return new Slip(
                place[0],
                null,
                "Rows are skipped by OFFSET: LIMIT n OFFSET m.",
                Replaced(place[-1], place[1], $"{place[1].Text} OFFSET {place[-1].Text}")
            );
        if (place.Type(-1) == AdqlLexer.LIMIT && place.Type(0) == AdqlLexer.EQ)
            return new Slip(place[0], null, "LIMIT takes a bare number.", Replaced(place[0], ""));
        if (place.Type(-1) == AdqlLexer.LIMIT && place.Word(0) is "ALL" or "NULL")
            return new Slip(place[0], null, "Without LIMIT all rows are asked for.", Replaced(place[-1], place[0], ""));
        if (
            place.Word(0) == "FETCH"
            && place.Word(1) is "FIRST" or "NEXT"
            && place.Type(2) == AdqlLexer.WHOLE
            && place.Word(3) is "ROW" or "ROWS"
            && place.Word(4) == "ONLY"
            && place.Before(type => type == AdqlLexer.SELECT).Found is >= 0 and var select
        )
            return new Slip(
                place[0],
                null,
                $"The first n rows are SELECT TOP n ….",
                Behind(place.At(select)[0], " TOP " + place[2].Text),
                Replaced(place[0], place[4], "")
            )
            {
                Last = place[4],
            };
        return null;
    }

    private static int Rank(int type) =>
        type switch
        {
            AdqlLexer.WHERE => 1,
            AdqlLexer.GROUP => 2,
            AdqlLexer.HAVING => 3,
            AdqlLexer.ORDER => 4,
            AdqlLexer.OFFSET or AdqlLexer.LIMIT => 5,
            _ => 0,
        };

    /// <summary>A clause behind one that it has to precede, or a second WHERE.</summary>
    private static Slip? ClauseOrder(Place place)
    {
        var rank = Rank(place.Type(0));
        if (rank == 0)
        {
            if (
                place.Type(0) is AdqlLexer.UNION or AdqlLexer.EXCEPT or AdqlLexer.INTERSECT
                && place.Clause() is AdqlLexer.ORDER or AdqlLexer.OFFSET or AdqlLexer.LIMIT
            )
                return new Slip(
                    place[0],
                    null,
                    "ORDER BY, OFFSET and LIMIT stand behind the last SELECT and count for all, or in brackets with theirs."
                );
            return null;
        }
        if (rank == 1 && place.Before(IsClause).Found is >= 0 and var last && place.At(last).Type(0) == AdqlLexer.WHERE)
            return new Slip(place[0], null, "Further conditions follow AND.", Replaced(place[0], "AND"));
        // The first clause of this SELECT that has to stand behind this one.
        var later = -1;
        for (
            var (at, _) = place.Before(IsClause);
            at >= 0 && place.At(at).Type(0) is not (AdqlLexer.SELECT or AdqlLexer.FROM);
            (at, _) = place.At(at).Before(IsClause)
        )
            if (Rank(place.At(at).Type(0)) > rank)
                later = at;
        if (later < 0)
            return null;
        var end = place.At(place.Index + 1).After(IsClause) - place.Index - 1;
        if (end < 1)
            return null;
        var clause = place.Text(0, end);
        var (first, second) = (Named(place.At(later)), Named(place));
        return new Slip(
            place[0],
            $"{second} stands behind {first}",
            $"{second} comes before {first}.",
            Before(place.At(later)[0], clause + " "),
            Replaced(place[0], place[end], "")
        );
    }

    private static string Named(Place clause) =>
        clause.Type(0) is AdqlLexer.GROUP or AdqlLexer.ORDER ? clause.Word(0) + " BY" : clause.Word(0);

    /// <summary>Tokens as they are written, with one blank where there were any.</summary>
    private static string Text(this Place place, int from, int to)
    {
        var text = new System.Text.StringBuilder();
        for (var i = from; i <= to; i++)
        {
            text.Append(place[i].Text);
            if (i < to && !place.Touches(i))
                text.Append(' ');
        }
        return text.ToString();
    }

    private static Slip? Clauses(Place place)
    {
        if (place.Type(-1) is AdqlLexer.ORDER or AdqlLexer.GROUP && place.Type(0) != AdqlLexer.BY && !Ends(place))
            return new Slip(place[0], null, $"Write {place.Word(-1)} BY.", Behind(place[-1], " BY"));
        if (place.Type(-1) == AdqlLexer.UNION && place.IsName(0))
            return new Slip(
                place[0],
                null,
                "UNION stands between two queries: … UNION SELECT ….",
                Before(place[0], "SELECT ")
            );
        if (place.Type(-1) is AdqlLexer.WHERE or AdqlLexer.HAVING && Ends(place))
            return new Slip(
                place[-1],
                $"{place.Word(-1)} has no condition",
                "Write one, or leave it out.",
                Replaced(place[-1], "")
            );
        if (place.Type(-1) == AdqlLexer.AS && place.Type(0) == AdqlLexer.FROM)
            return new Slip(
                place[-1],
                "A name is missing after AS",
                "Write one, or remove AS.",
                Replaced(place[-1], "")
            );
        if (place.Type(-1) == AdqlLexer.AS && place.Type(0) == AdqlLexer.STRING)
        {
            var name = "\"" + place[0].Text[1..^1] + "\"";
            return new Slip(place[0], null, $"Names stand in double quotes: {name}.", Replaced(place[0], name));
        }
        if (place.Type(-1) == AdqlLexer.FROM && place.Type(0) == AdqlLexer.STRING)
        {
            var name = place[0].Text[1..^1];
            return new Slip(place[0], null, "Names of tables have no single quotes.", Replaced(place[0], name));
        }
        if (place.Type(-1) == AdqlLexer.STAR && place.IsName(0) && IsMissingFrom(place, 0) is { } missing)
            return missing;
        if (place.Clause() == AdqlLexer.ORDER)
            switch (place.Word(0))
            {
                case "DESCENDING" or "ASCENDING":
                    return new Slip(place[0], null, "Write ASC or DESC.", Replaced(place[0], place.Word(0)[..^6]));
                case "NULLS":
                    return new Slip(
                        place[0],
                        null,
                        "NULL comes last in both directions; ADQL has no NULLS FIRST or LAST.",
                        place.Word(1) == "LAST" ? [Replaced(place[0], place[1], "")] : []
                    )
                    {
                        Last = place[1],
                    };
            }
        if (place.Word(0) == "INTO" && place.IsName(1))
            return new Slip(
                place[0],
                null,
                "A query cannot write tables.",
                place.Type(2) == AdqlLexer.FROM ? [Replaced(place[0], place[1], "")] : []
            );
        return null;
    }
}
