using System.Text.RegularExpressions;
using Antlr4.Runtime;
using DataLab.Adql.Grammar.Generated;

namespace DataLab.Adql.Grammar;

/// <content>Texts that do not begin as queries do: other statements, queries in quotes or written as in a URL.</content>
internal sealed partial class TreeBuilder
{
    /// <summary>Statements that ask what tables there are, as a query that does.</summary>
    private const string AllTables = "SELECT table_name, description FROM TAP_SCHEMA.tables";

    [GeneratedRegex(@"^\s*(SELECT|WITH)(\+|%20)\S*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Encoded();

    private bool IsQuery(List<IToken> tokens, string text)
    {
        var first = tokens[0];
        if (first.Type is AdqlLexer.SELECT or AdqlLexer.WITH or AdqlLexer.LPAREN or AdqlLexer.EXPLAIN)
            return true;
        if (first.Type == TokenConstants.EOF)
            diagnostics.Report(
                DiagnosticCodes.SyntaxError,
                Span(first),
                "The query is empty",
                "A query begins with SELECT."
            );
        else if (!char.IsAsciiLetter(first.Text[0]) || tokens.Count > 1 && tokens[1].Type == AdqlLexer.EQ)
        {
            var select = tokens.FirstOrDefault(token => token.Type is AdqlLexer.SELECT or AdqlLexer.WITH);
            diagnostics.Report(
                DiagnosticCodes.SyntaxError,
                Span(first),
                $"A query begins with SELECT, found {Quote(first)}",
                "Remove what stands before SELECT.",
                select is null ? [] : [new TextEdit(first.StartIndex, select.StartIndex - first.StartIndex, "")]
            );
        }
        else
            ReportOtherStatement(tokens, text);
        return false;
    }

    private void ReportOtherStatement(List<IToken> tokens, string text)
    {
        var first = tokens[0];
        var message = $"Only SELECT is allowed, found {Quote(first)}";
        var near = Suggestions.Nearest(first.Text, ["SELECT", "WITH"]);
        var end = tokens[^2].StopIndex + 1;
        switch (first.Text.ToUpperInvariant())
        {
            case "SHOW" or "HELP" or "LIST":
                diagnostics.Report(
                    DiagnosticCodes.NotASelect,
                    Span(first),
                    message,
                    $"What tables there are: {AllTables}.",
                    new TextEdit(first.StartIndex, end - first.StartIndex, AllTables)
                );
                break;
            case "DESCRIBE" or "DESC" when tokens.Count > 2:
                var name = text[tokens[1].StartIndex..end]
                    .Trim()
                    .TrimEnd(';')
                    .Replace("'", "''", StringComparison.Ordinal);
                var query =
                    $"SELECT column_name, datatype, unit, ucd, description FROM TAP_SCHEMA.columns WHERE table_name = '{name}'";
                diagnostics.Report(
                    DiagnosticCodes.NotASelect,
                    Span(first),
                    message,
                    $"What columns a table has: {query}.",
                    new TextEdit(first.StartIndex, end - first.StartIndex, query)
                );
                break;
            case "FROM" when tokens.Count(token => token.Type == AdqlLexer.SELECT) == 1:
                var select = tokens.First(token => token.Type == AdqlLexer.SELECT);
                diagnostics.Report(
                    DiagnosticCodes.NotASelect,
                    Span(first),
                    message,
                    "SELECT and what is wanted stand before FROM.",
                    new TextEdit(first.StartIndex, 0, text[select.StartIndex..end] + " "),
                    new TextEdit(select.StartIndex, end - select.StartIndex, "")
                );
                break;
            default:
                diagnostics.Report(
                    DiagnosticCodes.NotASelect,
                    Span(first),
                    message,
                    near.Count > 0
                        ? $"Did you mean \"{near[0]}\"?"
                        : "Queries only read: SELECT columns FROM table WHERE condition.",
                    [.. near.Take(1).Select(word => Replaced(first, word))]
                );
                break;
        }
    }

    /// <summary>"SELECT …" with its quotes, SELECT+ra+FROM+t.</summary>
    private bool ReportIfWrapped(List<IToken> tokens, string text)
    {
        var first = tokens[0];
        if (
            first.Type is AdqlLexer.STRING or AdqlLexer.DELIMITED
            && tokens.Count == 2
            && first.Text[1..].TrimStart().StartsWith("SELECT", StringComparison.OrdinalIgnoreCase)
        )
        {
            diagnostics.Report(
                DiagnosticCodes.SyntaxError,
                Span(first),
                "The whole query stands in quotes",
                "Remove them.",
                Replaced(first, first.Text[1..^1])
            );
            return true;
        }
        if (text.Length > 10_000 || !Encoded().IsMatch(text))
            return false;
        var plain = Uri.UnescapeDataString(text.Trim().Replace('+', ' '));
        diagnostics.Report(
            DiagnosticCodes.LexicalError,
            Span(first) with
            {
                Length = text.TrimEnd().Length - first.StartIndex,
            },
            "The query is encoded as for a URL",
            "Send it as it is; the client encodes it.",
            new TextEdit(first.StartIndex, text.TrimEnd().Length - first.StartIndex, plain)
        );
        return true;
    }
}
