using System.Globalization;
using System.Text;
using Antlr4.Runtime;
using DataLab.Adql.Grammar.Generated;

namespace DataLab.Adql.Grammar;

/// <content>Text to tokens, with a word for everything that is no token of ADQL.</content>
internal sealed partial class TreeBuilder
{
    /// <returns>All tokens and the end mark; null when something was reported.</returns>
    private List<IToken>? Tokenize(string text)
    {
        var lexer = new AdqlLexer(new AntlrInputStream(text));
        lexer.RemoveErrorListeners();
        var tokens = new List<IToken>();
        var brackets = new Stack<IToken>();
        IToken token;
        do
        {
            token = lexer.NextToken();
            tokens.Add(token);
            switch (token.Type)
            {
                case AdqlLexer.LPAREN:
                    brackets.Push(token);
                    break;
                case AdqlLexer.RPAREN when !brackets.TryPop(out _):
                    diagnostics.Report(
                        DiagnosticCodes.SyntaxError,
                        Span(token),
                        "This \")\" closes no bracket",
                        "Delete it, or open one with \"(\".",
                        Replaced(token, "")
                    );
                    break;
                case AdqlLexer.BLOCK_COMMENT:
                    ReportTokens(tokens, text);
                    ReportBlockComment(token, text);
                    return null;
            }
            if (brackets.Count > AdqlLimits.Depth)
            {
                ReportTooDeep(token);
                return null;
            }
        } while (token.Type != TokenConstants.EOF && !diagnostics.IsFull);

        if (ReportIfWrapped(tokens, text))
            return null;
        ReportTokens(tokens, text);
        if (diagnostics.Any || !IsQuery(tokens, text))
            return null;
        if (brackets.TryPop(out var open))
        {
            diagnostics.Report(
                DiagnosticCodes.SyntaxError,
                Span(open),
                "This \"(\" is never closed",
                "Add a \")\".",
                new TextEdit(EndOfBracket(tokens, open), 0, ")")
            );
            return null;
        }
        return tokens;
    }

    private void ReportTokens(List<IToken> tokens, string text)
    {
        for (var i = 0; i < tokens.Count && !diagnostics.IsFull; i++)
        {
            if (tokens[i].Type == AdqlLexer.BLOCK_COMMENT)
                continue;
            if (WritingSlips.Find(new Place(tokens, i), text) is not { } slip)
            {
                ReportIfMalformed(tokens[i], text);
                ReportIfExtension(tokens[i]);
                continue;
            }
            var span = Span(slip.At);
            diagnostics.Report(
                DiagnosticCodes.LexicalError,
                span with
                {
                    Length = Math.Max(span.Length, slip.Last.StopIndex + 1 - span.Start),
                },
                slip.Message!,
                slip.Hint,
                slip.Mending
            );
            while (tokens[i] != slip.Last && i + 1 < tokens.Count && slip.Last.StartIndex > tokens[i].StartIndex)
                i++;
        }
    }

    private void ReportIfMalformed(IToken token, string text)
    {
        var (message, hint, instead) = token.Type switch
        {
            AdqlLexer.UNCLOSED_STRING => (
                "This text has no closing quote",
                "Close it with '; a ' inside a text is written twice: 'd''Arrest'.",
                null
            ),
            AdqlLexer.UNCLOSED_NAME => (
                "This name has no closing double quote",
                "Texts stand in single quotes: 'M31'.",
                null
            ),
            AdqlLexer.EMPTY_NAME => (
                "A name cannot be empty",
                "An empty text is written with single quotes: ''.",
                "''"
            ),
            AdqlLexer.UNDERSCORED => (
                $"The name {token.Text} begins with an underscore",
                $"Write \"{token.Text}\" in double quotes.",
                $"\"{token.Text}\""
            ),
            AdqlLexer.GLUED => Glued(token.Text),
            AdqlLexer.DOUBLE_EQUALS => ("\"==\" is no operator of ADQL", "Equality is written with one =.", "="),
            AdqlLexer.STRANGE when !IsSecondHalf(text, token.StartIndex) => Strange(CodePoint(text, token.StartIndex)),
            AdqlLexer.STRING or AdqlLexer.DELIMITED when token.Text.Contains('\0', StringComparison.Ordinal) => (
                "There is a NUL character (U+0000) in these quotes",
                "Delete it.",
                token.Text.Replace("\0", "", StringComparison.Ordinal)
            ),
            _ => ((string?)null, (string?)null, (string?)null),
        };
        if (message is not null)
            diagnostics.Report(
                DiagnosticCodes.LexicalError,
                Span(token),
                message,
                hint,
                instead is null ? [] : [Replaced(token, instead)]
            );
    }

    private static TextEdit Replaced(IToken token, string text) =>
        new(token.StartIndex, Math.Max(0, token.StopIndex - token.StartIndex + 1), text);

    /// <summary>What follows is no query, and is not looked at.</summary>
    private void ReportBlockComment(IToken token, string text)
    {
        var end = text.IndexOf("*/", token.StartIndex, StringComparison.Ordinal);
        diagnostics.Report(
            DiagnosticCodes.LexicalError,
            Span(token),
            "\"/*\" begins no comment in ADQL",
            "A comment goes from -- to the end of the line.",
            end < 0 ? [] : [new TextEdit(token.StartIndex, end + 2 - token.StartIndex, " ")]
        );
    }

    /// <summary>Where a bracket that is never closed ought to be: before the next clause, or at the end.</summary>
    private static int EndOfBracket(List<IToken> tokens, IToken open)
    {
        var depth = 0;
        var index = tokens.IndexOf(open) + 1;
        var isQuery = tokens[index].Type == AdqlLexer.SELECT;
        for (; tokens[index].Type is not (TokenConstants.EOF or AdqlLexer.SEMICOLON); index++)
        {
            var type = tokens[index].Type;
            depth +=
                type == AdqlLexer.LPAREN ? 1
                : type == AdqlLexer.RPAREN ? -1
                : 0;
            if (depth == 0 && !isQuery && IsClause(type))
                break;
        }
        return tokens[index - 1].StopIndex + 1;
    }

    /// <summary>A word that begins a clause of a query.</summary>
    private static bool IsClause(int type) =>
        type
            is AdqlLexer.FROM
                or AdqlLexer.WHERE
                or AdqlLexer.GROUP
                or AdqlLexer.HAVING
                or AdqlLexer.ORDER
                or AdqlLexer.OFFSET
                or AdqlLexer.LIMIT
                or AdqlLexer.UNION
                or AdqlLexer.EXCEPT
                or AdqlLexer.INTERSECT;

    /// <summary>Operators that ADQL has not.</summary>
    private void ReportIfExtension(IToken token)
    {
        switch (token.Type)
        {
            case AdqlLexer.PERCENT:
                Extension(Span(token), "\"%\" is no operator of ADQL", "Write MOD(x, y).");
                break;
            case AdqlLexer.DOUBLE_COLON:
                Extension(Span(token), "\"::\" is no operator of ADQL", "Write CAST(value AS type).");
                break;
            case AdqlLexer.LBRACKET or AdqlLexer.RBRACKET:
                Extension(
                    Span(token),
                    $"\"{token.Text}\" has no place in ADQL",
                    "Names that need quoting stand in double quotes: \"name\"."
                );
                break;
            case AdqlLexer.BAR
            or AdqlLexer.AMPERSAND
            or AdqlLexer.HASH
            or AdqlLexer.TILDE
            or AdqlLexer.SHIFT_LEFT
            or AdqlLexer.SHIFT_RIGHT
            or AdqlLexer.MATCH_ANY_CASE
            or AdqlLexer.NOT_MATCH
            or AdqlLexer.NOT_MATCH_ANY_CASE:
                Extension(Span(token), $"\"{token.Text}\" is no operator of ADQL");
                break;
        }
    }

    private static (string, string?, string?) Glued(string text)
    {
        var name = text.TrimStart('.');
        return (
            $"The number in {text} runs into a word",
            $"Put a blank between them, or write a name that begins with a digit in double quotes: \"{name}\".",
            text == name ? $"\"{name}\"" : null
        );
    }

    private static bool IsSecondHalf(string text, int index) =>
        index > 0 && char.IsSurrogatePair(text[index - 1], text[index]);

    private static Rune CodePoint(string text, int index) =>
        Rune.TryGetRuneAt(text, index, out var rune) ? rune : Rune.ReplacementChar;

    /// <summary>What copying from papers, mails and web pages leaves in queries, by name.</summary>
    private static (string, string?, string?) Strange(Rune rune)
    {
        var code = "U+" + rune.Value.ToString("X4", CultureInfo.InvariantCulture);
        return rune.Value switch
        {
            0x2018 or 0x2019 or 0x201A or 0x2032 or 0xB4 => (
                $"{rune} ({code}) is not the quote of ADQL",
                "Replace it with the straight quote '.",
                "'"
            ),
            0x60 => (
                $"{rune} ({code}) is not the quote of ADQL",
                "Replace it with \" around names, with the straight quote ' around texts.",
                "\""
            ),
            0x201C or 0x201D or 0x201E or 0x2033 or 0xAB or 0xBB => (
                $"{rune} ({code}) is not the double quote of ADQL",
                "Replace it with ' around texts, with \" around names.",
                "\""
            ),
            0xA0 or 0x2007 or 0x202F => (
                $"There is a no-break space ({code}) here",
                "Replace it with a plain blank.",
                " "
            ),
            0x200B or 0x200C or 0x200D or 0x2060 or 0xFEFF or 0x200E or 0x200F => (
                $"There is an invisible character ({code}) here",
                "Delete it.",
                ""
            ),
            >= 0x2000 and <= 0x200A or 0x3000 => (
                $"There is a typographic space ({code}) here",
                "Replace it with a plain blank.",
                " "
            ),
            0x2010 or 0x2011 or 0x2012 or 0x2013 or 0x2014 or 0x2212 => (
                $"{rune} ({code}) is not the minus of ADQL",
                "Replace it with a plain -.",
                "-"
            ),
            0xD7 => ($"{rune} ({code}) is no operator of ADQL", "Multiply with *.", "*"),
            0x2264 => ($"{rune} ({code}) is no operator of ADQL", "Write <=.", "<="),
            0x2265 => ($"{rune} ({code}) is no operator of ADQL", "Write >=.", ">="),
            0x2260 => ($"{rune} ({code}) is no operator of ADQL", "Write <>.", "<>"),
            '!' => ("\"!\" is no operator of ADQL", "Write != or <> for unequal, NOT for the opposite.", "NOT "),
            '$' or '@' => (
                $"\"{rune}\" has no place in ADQL",
                "A name with such a character stands in double quotes.",
                null
            ),
            < 0x20 or 0x7F => ($"There is a control character ({code}) here", "Delete it.", ""),
            _ when Plain(rune) is { } plain => (
                $"{rune} ({code}) is not the {plain} of ADQL",
                $"Replace it with a plain {plain}.",
                plain
            ),
            0x2026 => (
                $"\"{rune}\" ({code}) has no place in ADQL",
                "Something was left out here: write it, or delete the dots.",
                null
            ),
            _ => (
                $"\"{rune}\" ({code}) has no place in ADQL",
                "Outside texts, quoted names and comments only ASCII is allowed.",
                null
            ),
        };
    }

    /// <summary>The character of ADQL that a wide one stands for, as keyboards for Chinese and Japanese write it.</summary>
    private static string? Plain(Rune rune) =>
        rune.Value is >= 0xFF01 and <= 0xFF5E ? ((char)(rune.Value - 0xFF01 + '!')).ToString() : null;

    /// <summary>A token for a message, cut when it is long.</summary>
    private static string Quote(IToken token) =>
        token.Type == TokenConstants.EOF ? "the end of the query"
        : token.Text.Length > 40 ? $"\"{token.Text[..40]}…\""
        : token.Text[0] == '"' ? token.Text
        : $"\"{token.Text}\"";
}
