using System.Collections.Immutable;
using Antlr4.Runtime;
using DataLab.Adql.Grammar.Generated;

namespace DataLab.Adql.Grammar;

/// <summary>A habit of another dialect or a slip of the finger that the tokens around a place give away.</summary>
/// <param name="At">The token that the message is about.</param>
/// <param name="Message">Null: that the token is not expected there.</param>
/// <param name="Mending">Empty where only the user can tell.</param>
internal sealed record Slip(IToken At, string? Message, string Hint, params ImmutableArray<TextEdit> Mending)
{
    /// <summary>The last token that belongs to it.</summary>
    public IToken Last { get; init; } = At;
}

/// <summary>A place among the tokens of a query, and what stands around it. Offsets count tokens; beyond the ends stands nothing.</summary>
internal readonly struct Place(List<IToken> tokens, int index)
{
    public int Index => index;

    public IToken this[int offset] => tokens[Math.Clamp(index + offset, 0, tokens.Count - 1)];

    /// <summary>Upper case; empty beyond the ends.</summary>
    public string Word(int offset) =>
        index + offset >= 0 && index + offset < tokens.Count && this[offset].Type != TokenConstants.EOF
            ? this[offset].Text.ToUpperInvariant()
            : "";

    public int Type(int offset) =>
        index + offset >= 0 && index + offset < tokens.Count ? this[offset].Type : TokenConstants.EOF;

    public Place At(int other) => new(tokens, other);

    /// <summary>No blank stands between a token and the next one.</summary>
    public bool Touches(int offset) =>
        index + offset >= 0 && this[offset].StopIndex + 1 == this[offset + 1].StartIndex && Type(offset + 1) >= 0;

    public bool IsName(int offset) =>
        Type(offset) is AdqlLexer.IDENTIFIER or AdqlLexer.DELIMITED or >= AdqlLexer.LIMIT and <= AdqlLexer.EXPLAIN;

    public bool IsNumber(int offset) => Type(offset) is AdqlLexer.WHOLE or AdqlLexer.DECIMAL or AdqlLexer.SCIENTIFIC;

    public static bool IsComparison(int type) => type is >= AdqlLexer.EQ and <= AdqlLexer.GT;

    /// <summary>A word that begins a clause, SELECT included.</summary>
    public static bool IsClause(int type) =>
        type
            is AdqlLexer.SELECT
                or AdqlLexer.FROM
                or AdqlLexer.WHERE
                or AdqlLexer.GROUP
                or AdqlLexer.HAVING
                or AdqlLexer.ORDER
                or AdqlLexer.OFFSET
                or AdqlLexer.LIMIT
                or AdqlLexer.UNION
                or AdqlLexer.EXCEPT
                or AdqlLexer.INTERSECT;

    /// <summary>The nearest token before this one, outside brackets closed in between, that is wanted.</summary>
    /// <returns>Its index; that of the bracket that opened, if that comes first, as <c>Open</c>; -1 for neither.</returns>
    public (int Found, int Open) Before(Func<int, bool> wanted)
    {
        var depth = 0;
        for (var i = Math.Min(index, tokens.Count) - 1; i >= 0; i--)
        {
            var type = tokens[i].Type;
            if (depth == 0 && wanted(type))
                return (i, -1);
            depth +=
                type == AdqlLexer.RPAREN ? 1
                : type == AdqlLexer.LPAREN ? -1
                : 0;
            if (depth < 0)
                return (-1, i);
        }
        return (-1, -1);
    }

    /// <summary>The nearest token from here on, outside brackets, that is wanted, or closes a bracket, or ends the query; its index.</summary>
    public int After(Func<int, bool> wanted)
    {
        var depth = 0;
        for (var i = index; i < tokens.Count; i++)
        {
            var type = tokens[i].Type;
            if (depth == 0 && (wanted(type) || type is AdqlLexer.RPAREN or AdqlLexer.SEMICOLON or TokenConstants.EOF))
                return i;
            depth +=
                type == AdqlLexer.LPAREN ? 1
                : type == AdqlLexer.RPAREN ? -1
                : 0;
        }
        return tokens.Count - 1;
    }

    /// <summary>The clause that this place stands in, by its first word; of a place in brackets of a value, 0.</summary>
    public int Clause() => Before(IsClause).Found is >= 0 and var found ? tokens[found].Type : 0;

    /// <summary>The first token of the operand that ends before this place: a name with dots, a literal, a bracket, a call.</summary>
    public int? OperandBefore()
    {
        var i = index - 1;
        if (i < 0)
            return null;
        if (tokens[i].Type == AdqlLexer.RPAREN)
        {
            var open = At(i).Before(_ => false).Open;
            if (open < 0)
                return null;
            return open > 0 && (At(open).IsName(-1) || tokens[open - 1].Type == AdqlLexer.FUNCTION) ? open - 1 : open;
        }
        if (At(i).IsNumber(0))
            return i;
        if (!At(i).IsName(0))
            return null;
        while (i >= 2 && tokens[i - 1].Type == AdqlLexer.DOT)
            i -= 2;
        return i;
    }

    /// <summary>The last token of the operand that begins behind this place.</summary>
    public int? OperandAfter()
    {
        var i = index + 1;
        var isCall = IsName(1) || Type(1) == AdqlLexer.FUNCTION;
        if (Type(1) == AdqlLexer.LPAREN || isCall && Type(2) == AdqlLexer.LPAREN)
        {
            var close = At(isCall ? i + 2 : i + 1).After(_ => false);
            return tokens[close].Type == AdqlLexer.RPAREN ? close : null;
        }
        if (IsNumber(1))
            return i;
        if (!isCall)
            return null;
        while (At(i).Type(1) == AdqlLexer.DOT && At(i).IsName(2))
            i += 2;
        return i;
    }

    public static TextEdit Replaced(IToken token, string text) =>
        new(token.StartIndex, Math.Max(0, token.StopIndex - token.StartIndex + 1), text);

    public static TextEdit Replaced(IToken from, IToken to, string text) =>
        new(from.StartIndex, to.StopIndex + 1 - from.StartIndex, text);

    public static TextEdit Before(IToken token, string text) => new(token.StartIndex, 0, text);

    public static TextEdit Behind(IToken token, string text) => new(token.StopIndex + 1, 0, text);
}
