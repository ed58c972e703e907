using System.Text.RegularExpressions;

namespace DataLab.Differential.Tests;

internal enum SqlTokenKind
{
    Word,
    Number,
    Sign,
    QuotedName,
    Text,

    /// <summary>Something that has no place in SQL made from a tree: a comment, a dollar quote, a prefixed text, a control character.</summary>
    Foreign,
}

internal sealed record SqlToken(SqlTokenKind Kind, string Text);

/// <summary>A small lexer of SQL that knows nothing of the translator: what an engine would take for quoted, and what not.</summary>
internal static class SqlTokens
{
    /// <summary>The words, signs and blanks of a text, one after another: together they are the text.</summary>
    public static IEnumerable<string> Split(string text) =>
        Regex
            .Matches(text, """'(?:[^']|'')*'|"(?:[^"]|"")*"|\w+|\s+|.""", RegexOptions.Singleline)
            .Select(m => m.Value);

    public static List<SqlToken> Read(string sql)
    {
        var tokens = new List<SqlToken>();
        for (var at = 0; at < sql.Length; )
        {
            var start = at;
            var c = sql[at];
            if (c == ' ')
            {
                at++;
                continue;
            }
            SqlTokenKind kind;
            if (c is '\'' or '"')
            {
                at = EndOfQuoted(sql, at);
                kind =
                    at < 0 ? SqlTokenKind.Foreign
                    : c == '"' ? SqlTokenKind.QuotedName
                    : SqlTokenKind.Text;
                at = at < 0 ? sql.Length : at;
                // E'…', U&'…', X'…' and U&"…" read their content in ways of their own.
                if (start > 0 && (char.IsAsciiLetterOrDigit(sql[start - 1]) || sql[start - 1] is '&' or '_'))
                    kind = SqlTokenKind.Foreign;
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                while (at < sql.Length && (char.IsAsciiLetterOrDigit(sql[at]) || sql[at] == '_'))
                    at++;
                kind = SqlTokenKind.Word;
            }
            else if (char.IsAsciiDigit(c))
            {
                at = EndOfNumber(sql, at);
                kind = SqlTokenKind.Number;
            }
            else
            {
                at++;
                var pair = at < sql.Length ? sql.Substring(start, 2) : "";
                kind =
                    pair is "--" or "/*" or "*/" || !"()[]{},.*+-/%<>=|&~:!#".Contains(c, StringComparison.Ordinal)
                        ? SqlTokenKind.Foreign
                        : SqlTokenKind.Sign;
            }
            tokens.Add(new SqlToken(kind, sql[start..at]));
        }
        return tokens;
    }

    /// <returns>Behind the closing quote; negative when there is none.</returns>
    private static int EndOfQuoted(string sql, int start)
    {
        for (var at = start + 1; at < sql.Length; at++)
        {
            if (sql[at] != sql[start])
                continue;
            if (at + 1 < sql.Length && sql[at + 1] == sql[start])
                at++;
            else
                return at + 1;
        }
        return -1;
    }

    private static int EndOfNumber(string sql, int at)
    {
        while (at < sql.Length)
        {
            var exponent = char.ToLowerInvariant(sql[at]) == 'e';
            if (exponent && at + 1 < sql.Length && (sql[at + 1] is '+' or '-'))
                at += 2;
            else if (char.IsAsciiDigit(sql[at]) || sql[at] == '.' || exponent)
                at++;
            else
                break;
        }
        return at;
    }
}
