using System.Collections.Immutable;
using Antlr4.Runtime;
using DataLab.Adql.Grammar.Generated;

namespace DataLab.Adql.Grammar;

/// <content>What a text with a syntax error very likely should be, or what to leave out of it to read on.</content>
internal sealed partial class TreeBuilder
{
    private static readonly string[] Keywords =
    [
        "FROM",
        "WHERE",
        "GROUP",
        "ORDER",
        "HAVING",
        "JOIN",
        "BETWEEN",
        "DISTINCT",
        "SELECT",
        "UNION",
        "OFFSET",
        "LIMIT",
    ];

    /// <summary>A keyword with a slip in it, at the place of the error or just before, where it was taken for a name.</summary>
    private static (IToken Written, string Meant)? Misspelt(List<IToken> tokens, int index)
    {
        for (var i = index; i >= Math.Max(0, index - 2); i--)
        {
            if (tokens[i].Type != AdqlLexer.IDENTIFIER || tokens[i].Text.Length < 4)
                continue;
            var word = tokens[i].Text.ToUpperInvariant();
            var meant = Keywords.FirstOrDefault(keyword => Suggestions.Distance(word, keyword) == 1);
            // A name that stands where names stand is a name, however like a keyword.
            if (meant is not null && (i == index || tokens[i - 1].Type is not (AdqlLexer.DOT or AdqlLexer.AS)))
                return (tokens[i], meant);
        }
        return null;
    }

    /// <summary>Changes for those habits that have one meaning only.</summary>
    private static ImmutableArray<TextEdit> HabitMended(List<IToken> tokens, int index)
    {
        var (token, previous) = (tokens[index], index > 0 ? tokens[index - 1] : null);
        if (previous is null)
            return [];
        return (token.Text.ToUpperInvariant(), previous.Text.ToUpperInvariant()) switch
        {
            ("FROM", ",") => [Replaced(previous, "")],
            ("&", "&") => [new TextEdit(previous.StartIndex, token.StopIndex + 1 - previous.StartIndex, " AND ")],
            ("=", "!" or "<" or ">") =>
            [
                new TextEdit(previous.StartIndex, token.StopIndex + 1 - previous.StartIndex, previous.Text + "="),
            ],
            _ => [],
        };
    }

    /// <summary>Two values side by side lack a comma in a list, and an AND in a condition.</summary>
    /// <param name="isList">The place is in a select list.</param>
    private static (string What, ImmutableArray<TextEdit> Edits)? Missing(List<IToken> tokens, int index, bool isList)
    {
        if (index < 1 || !EndsValue(tokens[index - 1]) || !BeginsValue(tokens[index]))
            return null;
        var comma = new TextEdit(tokens[index - 1].StopIndex + 1, 0, ",");
        if (isList)
            // In "ra dec mag" the second name was taken for an alias of the first.
            return index > 1 && IsName(tokens[index - 1]) && IsName(tokens[index - 2])
                ? ("a comma or FROM", [new TextEdit(tokens[index - 2].StopIndex + 1, 0, ","), comma])
                : ("a comma or FROM", [comma]);
        var depth = 0;
        for (var i = index - 1; i >= 0; i--)
        {
            var type = tokens[i].Type;
            depth +=
                type == AdqlLexer.RPAREN ? 1
                : type == AdqlLexer.LPAREN ? -1
                : 0;
            if (depth < 0)
                return
                    i > 0
                    && tokens[i - 1].Type
                        is AdqlLexer.IDENTIFIER
                            or AdqlLexer.FUNCTION
                            or AdqlLexer.POINT
                            or AdqlLexer.CIRCLE
                            or AdqlLexer.POLYGON
                            or AdqlLexer.IN
                    ? ("a comma or \")\"", [comma])
                    : null;
            if (depth == 0 && type is AdqlLexer.WHERE or AdqlLexer.HAVING or AdqlLexer.ON)
                return ("AND, OR or another clause", [new TextEdit(tokens[index].StartIndex, 0, "AND ")]);
            if (depth == 0 && IsClause(type))
                return null;
        }
        return null;
    }

    private static bool IsName(IToken token) => token.Type is AdqlLexer.IDENTIFIER or AdqlLexer.DELIMITED;

    private static bool EndsValue(IToken token) =>
        IsName(token)
        || token.Type
            is AdqlLexer.RPAREN
                or AdqlLexer.WHOLE
                or AdqlLexer.DECIMAL
                or AdqlLexer.SCIENTIFIC
                or AdqlLexer.STRING
                or AdqlLexer.NULL;

    private static bool BeginsValue(IToken token) =>
        IsName(token)
        || token.Type
            is AdqlLexer.WHOLE
                or AdqlLexer.DECIMAL
                or AdqlLexer.SCIENTIFIC
                or AdqlLexer.STRING
                or AdqlLexer.FUNCTION
                or AdqlLexer.POINT
                or AdqlLexer.CIRCLE
                or AdqlLexer.POLYGON
                or AdqlLexer.NOT
                or AdqlLexer.EXISTS;

    /// <summary>The item of the select list, or the clause, in which the error stands; empty where a query without it would say nothing.</summary>
    private static ImmutableArray<TextEdit> Detour(List<IToken> tokens, int index)
    {
        if (index < 0)
            return [];
        var (first, last) = (index, index);
        if (tokens[index].Type == TokenConstants.EOF)
            first = last = index - 1;
        var depth = 0;
        for (first = Math.Min(first, tokens.Count - 2); first >= 0; first--)
        {
            var type = tokens[first].Type;
            depth +=
                type == AdqlLexer.RPAREN && first < index ? 1
                : type == AdqlLexer.LPAREN && first < index ? -1
                : 0;
            if (depth < 0)
                depth = 0;
            else if (depth == 0 && (type == AdqlLexer.SELECT || IsClause(type)))
                break;
        }
        if (
            first < 0
            || tokens[first].Type is AdqlLexer.FROM or AdqlLexer.UNION or AdqlLexer.EXCEPT or AdqlLexer.INTERSECT
        )
            return [];
        depth = 0;
        for (last = first + 1; tokens[last].Type is not (TokenConstants.EOF or AdqlLexer.SEMICOLON); last++)
        {
            var type = tokens[last].Type;
            depth +=
                type == AdqlLexer.LPAREN ? 1
                : type == AdqlLexer.RPAREN ? -1
                : 0;
            if (depth < 0 || depth == 0 && IsClause(type))
                break;
        }
        if (last <= index && tokens[index].Type != TokenConstants.EOF)
            return [];
        var isSelect = tokens[first].Type == AdqlLexer.SELECT;
        var start = isSelect ? tokens[first].StopIndex + 1 : tokens[first].StartIndex;
        var end = tokens[last - 1].StopIndex + 1;
        return end <= start ? [] : [new TextEdit(start, end - start, isSelect ? " NULL " : " ")];
    }
}
