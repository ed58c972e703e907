using Antlr4.Runtime;
using DataLab.Adql.Grammar.Generated;

namespace DataLab.Adql.Grammar;

/// <content>The first syntax error in words: what was found, what was expected, and the habit behind it if we know it.</content>
internal sealed partial class TreeBuilder
{
    private void ReportSyntaxError(RecognitionException fault, List<IToken> tokens)
    {
        var token = fault.OffendingToken;
        var index = tokens.IndexOf(token);
        var previous = index > 0 ? tokens[index - 1] : null;

        if (SyntaxSlips.Find(tokens, index) is { } slip)
        {
            Report(slip, tokens, index);
            return;
        }
        // SELECT distance FROM t: the parser stumbles over FROM, the user over the reserved word.
        if (
            previous is { Type: AdqlLexer.FUNCTION or AdqlLexer.POINT or AdqlLexer.CIRCLE or AdqlLexer.POLYGON }
            && token.Type != AdqlLexer.LPAREN
        )
        {
            ReportReserved(previous, $", or call the function: {previous.Text.ToUpperInvariant()}(…)");
            return;
        }
        if (Misspelt(tokens, index) is var (written, meant))
        {
            diagnostics.Report(
                DiagnosticCodes.SyntaxError,
                Span(written),
                $"{Quote(written)} is not expected here",
                $"Did you mean {meant}?",
                Replaced(written, meant)
            );
            return;
        }
        if (previous is not null && previous.Text.Equals("LIMIT", StringComparison.OrdinalIgnoreCase))
            (token, previous) = (previous, null);
        if (Habit(token, previous) is { } habit)
        {
            var mending = HabitMended(tokens, index);
            if (mending.IsEmpty)
                diagnostics.ReportAndGoOn(
                    DiagnosticCodes.SyntaxError,
                    Span(token),
                    $"{Quote(token)} is not expected here",
                    habit,
                    Detour(tokens, index)
                );
            else
                diagnostics.Report(
                    DiagnosticCodes.SyntaxError,
                    Span(token),
                    $"{Quote(token)} is not expected here",
                    habit,
                    mending
                );
            return;
        }
        var nameExpected = ExpectsName(fault);
        if (
            token.Type is AdqlLexer.RESERVED or AdqlLexer.NOUN or AdqlLexer.FUNCTION
            || nameExpected && IsKeyword(token)
        )
        {
            ReportReserved(token, "");
            return;
        }
        var isList = IsBeforeFrom(tokens, index);
        if (Missing(tokens, index, isList) is var (what, edits))
        {
            diagnostics.Report(
                DiagnosticCodes.SyntaxError,
                Span(token),
                $"Found {Quote(token)}{After(previous)}, expected {what}",
                null,
                edits
            );
            return;
        }
        diagnostics.ReportAndGoOn(
            DiagnosticCodes.SyntaxError,
            Span(token),
            $"Found {Quote(token)}{After(previous)}, expected {(isList ? "a comma or FROM" : Expected(fault))}",
            token.Type == AdqlLexer.STRING && nameExpected
                ? $"Names stand in double quotes: \"{token.Text.Trim('\'')}\"."
                : null,
            Detour(tokens, index)
        );
    }

    private void Report(Slip slip, List<IToken> tokens, int index)
    {
        var span = Span(slip.At);
        span = span with { Length = Math.Max(span.Length, slip.Last.StopIndex + 1 - span.Start) };
        var message = slip.Message ?? $"{Quote(slip.At)} is not expected here";
        var code = message.Contains("reserved word", StringComparison.Ordinal)
            ? DiagnosticCodes.ReservedWord
            : DiagnosticCodes.SyntaxError;
        if (slip.Mending.IsEmpty)
            diagnostics.ReportAndGoOn(code, span, message, slip.Hint, Detour(tokens, index));
        else
            diagnostics.Report(code, span, message, slip.Hint, slip.Mending);
    }

    /// <summary>True in a select list whose items are complete: a value stands before the place, and FROM is still to come.</summary>
    private static bool IsBeforeFrom(List<IToken> tokens, int index)
    {
        if (
            index < 1
            || tokens[index - 1].Type is not (AdqlLexer.IDENTIFIER or AdqlLexer.DELIMITED or AdqlLexer.RPAREN)
        )
            return false;
        var depth = 0;
        for (var i = index - 1; i >= 0 && depth >= 0; i--)
        {
            var type = tokens[i].Type;
            depth +=
                type == AdqlLexer.RPAREN ? 1
                : type == AdqlLexer.LPAREN ? -1
                : 0;
            if (depth == 0 && type is AdqlLexer.SELECT)
                return tokens.Skip(index).Any(token => token.Type == AdqlLexer.FROM);
            if (depth == 0 && type is AdqlLexer.FROM or AdqlLexer.WHERE or AdqlLexer.GROUP or AdqlLexer.ORDER)
                return false;
        }
        return false;
    }

    private void ReportReserved(IToken token, string otherwise) =>
        diagnostics.Report(
            DiagnosticCodes.ReservedWord,
            Span(token),
            $"\"{token.Text}\" is a reserved word of ADQL",
            $"To use it as a name, quote it: \"{token.Text}\"{otherwise}.",
            Replaced(token, $"\"{token.Text}\"")
        );

    private static string After(IToken? previous) => previous is null ? "" : $" after {Quote(previous)}";

    private static bool IsKeyword(IToken token) =>
        token.Type is >= AdqlLexer.SELECT and <= AdqlLexer.RESERVED && char.IsAsciiLetter(token.Text[0]);

    private static bool ExpectsName(RecognitionException fault) =>
        fault is NoViableAltException || fault.GetExpectedTokens()?.Contains(AdqlLexer.IDENTIFIER) == true;

    /// <summary>Words of other dialects of SQL, and slips that are seen often.</summary>
    private static string? Habit(IToken token, IToken? previous)
    {
        var word = token.Text.ToUpperInvariant();
        var before = previous?.Text.ToUpperInvariant();
        return (word, before) switch
        {
            ("LIMIT", _) => "ADQL has no LIMIT; write SELECT TOP n … instead.",
            ("SELECT", "(") => "A subquery can stand only in FROM, after IN and after EXISTS.",
            ("WITH", _) => "WITH can stand only at the beginning of the whole query.",
            ("CROSS", _) => "Every pair of rows is written with a comma: FROM a, b.",
            ("CASE", _) => "ADQL has no CASE; COALESCE(a, b, …) takes the first value that is not null.",
            ("DISTINCT", _) when previous?.Type == AdqlLexer.WHOLE =>
                "DISTINCT stands before TOP: SELECT DISTINCT TOP n ….",
            ("-", "TOP") or ("+", "TOP") => "TOP takes a whole number without sign.",
            ("ESCAPE", _) => "LIKE has no ESCAPE in ADQL.",
            ("FROM", ",") => "Remove the comma before FROM.",
            ("FROM", "SELECT" or "DISTINCT" or "ALL") => "Name the columns wanted, or * for all.",
            (")", "(") => "The brackets are empty.",
            ("INTO", _) => "A query cannot write tables.",
            ("INSERT" or "UPDATE" or "DELETE" or "DROP" or "CREATE" or "ALTER" or "SELECT", ";") =>
                "Send one query at a time, and only SELECT.",
            ("=", "!" or "<" or ">") => "Write the operator without blanks inside.",
            ("&", "&") => "Conditions are joined by AND.",
            _ => null,
        };
    }

    /// <summary>What the grammar wants at the place of the error, in words.</summary>
    private static string Expected(RecognitionException fault)
    {
        if (fault is NoViableAltException)
            return ByRule(fault.Context);
        var tokens = fault.GetExpectedTokens();
        if (tokens is null)
            return ByRule(fault.Context);
        if (tokens.Contains(AdqlLexer.STRING))
            return "a value: a column, a number, a text in single quotes or a function";
        if (tokens.Contains(AdqlLexer.SELECT))
            return "SELECT or a table";
        if (tokens.Contains(AdqlLexer.IDENTIFIER))
            return "a name";
        if (tokens.Contains(AdqlLexer.FROM))
            return "a comma or FROM";
        if (tokens.Contains(TokenConstants.EOF))
            return "an operator, a clause (WHERE, GROUP BY, HAVING, ORDER BY, OFFSET) in this order, or the end of the query";
        if (tokens.Contains(AdqlLexer.WHOLE))
            return "a whole number without sign";
        var words = tokens.ToList().Where(type => type > 0).Select(Word).ToList();
        return words.Count is > 0 and <= 6 ? string.Join(" or ", words) : ByRule(fault.Context);
    }

    private static string ByRule(RuleContext? context) =>
        context?.RuleIndex switch
        {
            AdqlParser.RULE_castType =>
                "a type: SMALLINT, INTEGER, BIGINT, REAL, DOUBLE PRECISION, CHAR, VARCHAR or TIMESTAMP",
            AdqlParser.RULE_selectList or AdqlParser.RULE_selectItem or AdqlParser.RULE_selectQuery =>
                "a column, an expression or *",
            AdqlParser.RULE_tablePrimary or AdqlParser.RULE_tableReference or AdqlParser.RULE_fromClause =>
                "a table, or a query in brackets with a name",
            AdqlParser.RULE_joinCondition or AdqlParser.RULE_joinTail =>
                "a join: JOIN table ON condition, or USING (columns)",
            AdqlParser.RULE_setPrimary or AdqlParser.RULE_setTerm or AdqlParser.RULE_setExpression => "SELECT",
            AdqlParser.RULE_predicateTail => "BETWEEN, IN, LIKE or IS NULL",
            _ => "a value: a column, a number, a text in single quotes or a function",
        };

    private static string Word(int type) =>
        AdqlParser.DefaultVocabulary.GetLiteralName(type) is { } literal
            ? literal.Trim('\'')
            : AdqlParser.DefaultVocabulary.GetSymbolicName(type);
}
