using System.Globalization;
using Antlr4.Runtime;
using DataLab.Adql.Grammar.Generated;
using static DataLab.Adql.Grammar.Place;

namespace DataLab.Adql.Grammar;

/// <summary>What makes the parser stumble, by the tokens around the place: slips in lists and names. The rest is in the other parts.</summary>
internal static partial class SyntaxSlips
{
    private static readonly Func<Place, Slip?>[] Rules =
    [
        Comma,
        Dot,
        Top,
        LeadingWord,
        TakenForName,
        LimitOfOthers,
        ClauseOrder,
        Clauses,
        Joins,
        Subqueries,
        With,
        Rows,
        Brackets,
        Conditions,
        Chained,
        WholeNumbers,
        Casts,
        Texts,
        Units,
        Comments,
    ];

    public static Slip? Find(List<IToken> tokens, int index)
    {
        if (index < 0)
            return null;
        var place = new Place(tokens, index);
        foreach (var rule in Rules)
            if (rule(place) is { } slip)
                return slip;
        return null;
    }

    private static bool Ends(Place place) =>
        place.Type(0) is TokenConstants.EOF or AdqlLexer.RPAREN or AdqlLexer.SEMICOLON || IsClause(place.Type(0));

    private static Slip? Comma(Place place)
    {
        var comma = place.Type(-1) == AdqlLexer.COMMA;
        if (comma && place.Type(0) is TokenConstants.EOF or AdqlLexer.RPAREN && !IsClause(place.Type(-2)))
            return new Slip(
                place[-1],
                "Nothing follows this comma",
                "Remove it, or write what is missing.",
                Replaced(place[-1], "")
            );
        if (comma && IsClause(place.Type(0)) && place.Type(0) != AdqlLexer.FROM)
            return new Slip(place[-1], "Nothing follows this comma", "Remove it.", Replaced(place[-1], ""));
        if (place.Type(0) != AdqlLexer.COMMA)
        {
            if (place.Type(-1) != AdqlLexer.SEMICOLON || Ends(place))
                return null;
            var (list, open) = place.At(place.Index - 1).Before(IsClause);
            return open >= 0 || list >= 0 && place.At(list).Type(0) == AdqlLexer.SELECT
                ? new Slip(
                    place[-1],
                    "A semicolon ends the query",
                    "In a list write a comma.",
                    Replaced(place[-1], ",")
                )
                : null;
        }
        if (comma || place.Type(-1) is AdqlLexer.SELECT or AdqlLexer.DISTINCT or AdqlLexer.ALL)
            return new Slip(place[0], "This comma has nothing before it", "Remove it.", Replaced(place[0], ""));
        if (place.Type(-2) == AdqlLexer.TOP && place.Type(-1) == AdqlLexer.WHOLE)
            return
                place.Type(1) == AdqlLexer.WHOLE && place[1].Text.Length == 3 && place.Touches(-1) && place.Touches(0)
                ? new Slip(
                    place[0],
                    null,
                    "Numbers are written without commas.",
                    Replaced(place[-1], place[1], place[-1].Text + place[1].Text)
                )
                : new Slip(place[0], null, "No comma follows TOP n.", Replaced(place[0], ""));
        if (place.Type(-1) == AdqlLexer.WHOLE && place.Type(1) == AdqlLexer.WHOLE && place.Type(-2) != AdqlLexer.LIMIT)
        {
            if (place.Touches(-1) && place.Touches(0) && place.Before(IsClause) is { Open: < 0 })
                return new Slip(place[0], null, "The decimal point is a dot.", Replaced(place[0], "."));
        }
        if (place.Type(-2) == AdqlLexer.BETWEEN)
            return new Slip(place[0], null, "Write BETWEEN a AND b.", Replaced(place[0], " AND"));
        if (place.Clause() is AdqlLexer.WHERE or AdqlLexer.HAVING && place.IsBehindCondition())
            return new Slip(place[0], null, "Conditions are joined by AND.", Replaced(place[0], " AND"));
        return null;
    }

    /// <summary>A comparison, IS, IN or the like stands between this place and the word before it that begins or joins conditions.</summary>
    private static bool IsBehindCondition(this Place place)
    {
        var (found, _) = place.Before(type =>
            IsClause(type)
            || IsComparison(type)
            || type
                is AdqlLexer.LIKE
                    or AdqlLexer.ILIKE
                    or AdqlLexer.IS
                    or AdqlLexer.BETWEEN
                    or AdqlLexer.IN
                    or AdqlLexer.EXISTS
        );
        return found >= 0 && !IsClause(place.At(found).Type(0));
    }

    private static Slip? Dot(Place place)
    {
        if (place.Type(0) != AdqlLexer.DOT)
            return null;
        if (place.Type(1) == AdqlLexer.DOT || !char.IsAsciiLetter(place.Word(1).FirstOrDefault('.')))
            return new Slip(
                place[0],
                "A name is missing after this dot",
                "Names are written schema.table.column.",
                Replaced(place[0], "")
            );
        if (place.Type(1) is AdqlLexer.IDENTIFIER)
            return IsMissingFrom(place, -1);
        return new Slip(
            place[1],
            $"\"{place[1].Text}\" is a reserved word of ADQL",
            $"To use it as a name, quote it: \"{place[1].Text}\".",
            Replaced(place[1], $"\"{place[1].Text}\"")
        );
    }

    /// <summary>SELECT ra gaia.source: a table follows the list without FROM.</summary>
    private static Slip? IsMissingFrom(Place place, int offset)
    {
        var table = place.At(place.Index + offset);
        if (table.Clause() != AdqlLexer.SELECT || table.At(table.After(IsClause)).Type(0) == AdqlLexer.FROM)
            return null;
        return new Slip(table[0], null, "The table stands behind FROM.", Before(table[0], "FROM "));
    }

    private static Slip? Top(Place place)
    {
        if (place.Type(-1) == AdqlLexer.TOP)
        {
            if (
                place.Type(0) == AdqlLexer.LPAREN
                && place.Type(1) == AdqlLexer.WHOLE
                && place.Type(2) == AdqlLexer.RPAREN
            )
                return new Slip(
                    place[0],
                    null,
                    "TOP takes a bare number.",
                    Replaced(place[0], place[2], " " + place[1].Text)
                );
            if (
                place.Type(0) == AdqlLexer.SCIENTIFIC
                && double.TryParse(place[0].Text, CultureInfo.InvariantCulture, out var number)
                && number is >= 1 and < 1e15
            )
                return new Slip(
                    place[0],
                    null,
                    "TOP takes a whole number written with digits only.",
                    Replaced(place[0], number.ToString("0", CultureInfo.InvariantCulture))
                );
            return null;
        }
        if (place.Type(-2) == AdqlLexer.TOP && place.Type(0) == AdqlLexer.DISTINCT)
            return new Slip(
                place[0],
                null,
                "DISTINCT stands before TOP: SELECT DISTINCT TOP n ….",
                Before(place[-2], "DISTINCT "),
                Replaced(place[0], "")
            );
        if (place.Type(0) == AdqlLexer.TOP && place.Type(1) == AdqlLexer.WHOLE)
        {
            var select = place.Before(type => type == AdqlLexer.SELECT).Found;
            if (select >= 0)
                return new Slip(
                    place[0],
                    null,
                    "TOP n follows SELECT.",
                    Behind(place.At(select)[0], " TOP " + place[1].Text),
                    Replaced(place[0], place[1], "")
                );
        }
        return null;
    }

    /// <summary>SELECT UNIQUE, SELECT FIRST 5.</summary>
    private static Slip? LeadingWord(Place place)
    {
        if (place.Type(-1) == AdqlLexer.SELECT && place.Word(0) == "UNIQUE")
            return new Slip(place[0], null, "Write SELECT DISTINCT.", Replaced(place[0], "DISTINCT"));
        if (
            place.Type(-2) == AdqlLexer.SELECT
            && place.Word(-1) is "FIRST" or "LIMIT"
            && place.Type(0) == AdqlLexer.WHOLE
        )
            return new Slip(place[-1], null, "The first n rows are SELECT TOP n ….", Replaced(place[-1], "TOP"));
        return null;
    }

    /// <summary>Words of other dialects that the grammar took for an alias or a name.</summary>
    private static Slip? TakenForName(Place place)
    {
        switch (place.Word(-1))
        {
            case "FRM" or "FORM" or "FRON" when place.Clause() == AdqlLexer.SELECT:
                return new Slip(place[-1], null, "Did you mean FROM?", Replaced(place[-1], "FROM"));
            case "ORDERBY" or "GROUPBY":
                return new Slip(
                    place[-1],
                    null,
                    "Write it in two words.",
                    Replaced(place[-1], place.Word(-1)[..5] + " BY")
                );
            case "SORT" when place.Type(0) == AdqlLexer.BY:
                return new Slip(place[-1], null, "Write ORDER BY.", Replaced(place[-1], "ORDER"));
            case "MINUS" or "SUBTRACT" when place.Type(0) == AdqlLexer.SELECT:
                return new Slip(
                    place[-1],
                    null,
                    "Rows of one query without those of another: EXCEPT.",
                    Replaced(place[-1], "EXCEPT")
                );
            case "MAXREC" or "SAMPLE" when place.Type(0) == AdqlLexer.WHOLE:
                return new Slip(place[-1], null, "The number of rows stands behind SELECT: SELECT TOP n ….");
            case "TABLESAMPLE":
                return new Slip(place[-1], null, "A share of the rows is a condition: WHERE RAND() < 0.01.");
            case "RECURSIVE" when place.Type(-2) == AdqlLexer.WITH:
                return new Slip(
                    place[-1],
                    "Queries of WITH cannot use themselves",
                    "Remove RECURSIVE.",
                    Replaced(place[-1], "")
                );
            case "ANALYZE" or "ANALYSE" or "PLAN":
                return null;
        }
        return place.Word(0) switch
        {
            "ANALYZE" or "ANALYSE" or "VERBOSE" when place.Type(-1) == AdqlLexer.EXPLAIN => new Slip(
                place[0],
                null,
                "EXPLAIN stands alone before the query.",
                Replaced(place[0], "")
            ),
            "GO" when place.Type(1) == TokenConstants.EOF => new Slip(
                place[0],
                null,
                "The query needs no word at its end.",
                Replaced(place[0], "")
            ),
            "FOR" when place.Word(1) == "UPDATE" => new Slip(
                place[0],
                null,
                "Queries only read.",
                Replaced(place[0], place[1], "")
            )
            {
                Last = place[1],
            },
            _ => null,
        };
    }
}
