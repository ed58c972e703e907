using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Antlr4.Runtime;
using Antlr4.Runtime.Atn;
using Antlr4.Runtime.Misc;
using DataLab.Adql.Grammar.Generated;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Grammar;

/// <summary>ADQL text to <see cref="QuerySpecification"/>: the one door to ANTLR.</summary>
/// <remarks>
/// Text → tokens (<c>.Tokens</c>: malformed ones are named, brackets counted) → parse tree (here: guards against deep and
/// slow texts) → our records (<c>.Queries</c>, <c>.Expressions</c>). The first syntax error ends the reading (<c>.Errors</c>):
/// what a parser says after it has stumbled is noise.
/// </remarks>
internal sealed partial class TreeBuilder
{
    private readonly DiagnosticBag diagnostics;
    private int depth;

    private readonly bool strict;

    private TreeBuilder(bool strict, DiagnosticBag diagnostics) =>
        (this.strict, this.diagnostics) = (strict, diagnostics);

    /// <param name="strict">Refuse what is no ADQL, though we could read it.</param>
    /// <returns>Null when something was reported.</returns>
    public static QuerySpecification? Read(string text, bool strict, DiagnosticBag diagnostics)
    {
        if (text.Length > AdqlLimits.Characters)
        {
            diagnostics.Report(
                DiagnosticCodes.TooComplex,
                new TextSpan(0, 0, 1, 1),
                $"The query has {text.Length} characters, {AdqlLimits.Characters} are allowed",
                "Upload long lists as a table and join with it."
            );
            return null;
        }
        var builder = new TreeBuilder(strict, diagnostics);
        if (builder.Tokenize(text) is not { } tokens)
            return null;
        try
        {
            if (builder.Parse(tokens) is not { } tree)
                return null;
            var query = builder.Specification(tree);
            return diagnostics.Any ? null : query;
        }
        catch (TooDeepException)
        {
            builder.ReportTooDeep(tokens[0]);
            return null;
        }
    }

    /// <summary>SLL prediction is fast and settles nearly every text; what it refuses gets a second reading with full LL.</summary>
    private AdqlParser.QueryContext? Parse(List<IToken> tokens)
    {
        try
        {
            return Parse(tokens, PredictionMode.SLL);
        }
        catch (ParseCanceledException)
        {
            try
            {
                return Parse(tokens, PredictionMode.LL);
            }
            catch (ParseCanceledException fault)
            {
                if (fault.InnerException is RecognitionException recognition)
                    ReportSyntaxError(recognition, tokens);
                else
                    diagnostics.Report(
                        DiagnosticCodes.TooComplex,
                        Span(tokens[0]),
                        $"The query takes longer than {AdqlLimits.ParseTime.TotalSeconds:0} s to read"
                    );
                return null;
            }
        }
    }

    private static AdqlParser.QueryContext Parse(List<IToken> tokens, PredictionMode mode)
    {
        var parser = new GuardedParser(new CommonTokenStream(new ListTokenSource(tokens)))
        {
            ErrorHandler = new FirstError(),
        };
        parser.RemoveErrorListeners();
        parser.Interpreter.PredictionMode = mode;
        return parser.query();
    }

    /// <summary>Counts a level of nesting while <paramref name="read"/> runs.</summary>
    private T Nested<T>(int levels, Func<T> read)
    {
        Enter(levels);
        var result = read();
        Leave(levels);
        return result;
    }

    private void Enter(int levels)
    {
        depth += levels;
        if (depth > AdqlLimits.Depth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new TooDeepException();
    }

    private void Leave(int levels) => depth -= levels;

    /// <summary>Notes the use of something beyond ADQL 2.1.</summary>
    private void Extension(TextSpan span, string message, string? hint = null, params ImmutableArray<TextEdit> mending)
    {
        if (strict)
            diagnostics.Report(DiagnosticCodes.Extension, span, message, hint, mending);
    }

    private void ReportTooDeep(IToken token) =>
        diagnostics.Report(
            DiagnosticCodes.TooComplex,
            Span(token),
            $"The query nests more than {AdqlLimits.Depth} brackets or operators",
            "Split long sums, or upload the numbers as a table."
        );

    private static TextSpan Span(IToken token) =>
        new(token.StartIndex, Math.Max(0, token.StopIndex - token.StartIndex + 1), token.Line, token.Column + 1);

    private static TextSpan Span(ParserRuleContext context)
    {
        var start = Span(context.Start);
        var stop = context.Stop ?? context.Start;
        return start with { Length = Math.Max(start.Length, stop.StopIndex + 1 - start.Start) };
    }

    private sealed class TooDeepException : Exception;

    /// <summary>The generated parser with a limit on its own recursion and on time.</summary>
    private sealed class GuardedParser(ITokenStream tokens) : AdqlParser(tokens)
    {
        // Twelve rules stand between a bracket and the bracket inside it.
        private const int MaxRules = 12 * AdqlLimits.Depth;
        private readonly long start = Stopwatch.GetTimestamp();
        private int rules;
        private int entered;

        public override void EnterRule(ParserRuleContext localctx, int state, int ruleIndex)
        {
            if (++rules > MaxRules || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
                throw new TooDeepException();
            if ((++entered & 0xfff) == 0 && Stopwatch.GetElapsedTime(start) > AdqlLimits.ParseTime)
                throw new ParseCanceledException("out of time");
            base.EnterRule(localctx, state, ruleIndex);
        }

        public override void ExitRule()
        {
            rules--;
            base.ExitRule();
        }
    }

    /// <summary>Ends the parse at the first error, with what was expected at the place where it was noticed.</summary>
    private sealed class FirstError : DefaultErrorStrategy
    {
        public override void Recover(Parser recognizer, RecognitionException e) => throw new ParseCanceledException(e);

        public override IToken RecoverInline(Parser recognizer) =>
            throw new ParseCanceledException(new InputMismatchException(recognizer));

        public override void ReportError(Parser recognizer, RecognitionException e) { }

        public override void Sync(Parser recognizer) { }
    }
}
