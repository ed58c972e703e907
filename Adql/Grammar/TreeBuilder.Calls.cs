using System.Collections.Frozen;
using DataLab.Adql.Grammar.Generated;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Grammar;

/// <content>Calls of functions, with SQL's words among and behind their arguments, and elements of arrays.</content>
internal sealed partial class TreeBuilder
{
    /// <summary>Functions of SQL whose names ADQL reserves: no service may add them.</summary>
    internal static readonly FrozenSet<string> SqlFunctions = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "LEFT",
        "RIGHT",
        "SUBSTRING",
        "POSITION",
        "TRIM",
        "CHAR_LENGTH",
        "CHARACTER_LENGTH",
        "OCTET_LENGTH",
        "EXTRACT"
    );

    private FunctionCall Call(AdqlParser.FunctionCallContext call)
    {
        var name = new Identifier(call.functionName().GetText(), false, Span(call.functionName()));
        if (SqlFunctions.Contains(name.Text))
            Extension(name.Span, $"ADQL has no function {name.Text.ToUpperInvariant()}");
        var result = new FunctionCall(
            name,
            Quantifier(call.arguments()?.quantifier()),
            call.STAR() is not null,
            [],
            Span(call)
        );
        if (call.keywordArguments() is { } words)
            result = Trim(result, words);
        else if (call.arguments() is { } arguments)
            result = WithArguments(result, arguments);
        if (call.withinGroup() is { } within)
            result = WithinGroup(result, within);
        if (call.filter() is { } filter)
        {
            Extension(Span(filter.FILTER().Symbol), "ADQL has no FILTER", "Write COUNT(…) in a query with WHERE.");
            result = result with { Filter = Condition(filter.expression()) };
        }
        return call.window() is { } window ? result with { Over = Window(window, Span(call.OVER().Symbol)) } : result;
    }

    private FunctionCall WithArguments(FunctionCall call, AdqlParser.ArgumentsContext context)
    {
        // A call weighs more in an engine than an operator does.
        var first = Nested(2, () => Either(context.expression(0)));
        if (Is(call, "POSITION") && first is InListPredicate { Items: [var text], Negated: false } place)
            return call with { Arguments = [place.Value, text] };
        if (context.keywords() is { } words)
            return WithKeywords(call, AsValue(first), words);
        if (context.orderBy() is { } order)
            Extension(Span(order), "ORDER BY cannot stand in a call in ADQL");
        return call with
        {
            Arguments =
            [
                AsValue(first),
                .. context.expression().Skip(1).Select(argument => Nested(2, () => Value(argument))),
            ],
            OrderBy = [.. (context.orderBy()?.orderItem() ?? []).Select(Order)],
        };
    }

    /// <summary>SUBSTRING(text FROM start FOR length), EXTRACT(field FROM time), TRIM(characters FROM text).</summary>
    private FunctionCall WithKeywords(FunctionCall call, Expression first, AdqlParser.KeywordsContext words)
    {
        var others = words.expression().Select(argument => Nested(2, () => Value(argument))).ToList();
        if (Is(call, "SUBSTRING"))
        {
            var start = words.FROM() is null ? new NumberLiteral("1", first.Span) : others[0];
            return call with { Arguments = words.FOR() is null ? [first, start] : [first, start, others[^1]] };
        }
        if (Is(call, "TRIM") && words.FOR() is null)
            return call with { Arguments = [others[0], first] };
        if (Is(call, "EXTRACT") && words.FOR() is null)
        {
            var field = first switch
            {
                ColumnReference { Name.Parts: [{ Delimited: false } word] } => new StringLiteral(word.Text, first.Span),
                _ => first,
            };
            return call with { Arguments = [field, others[0]] };
        }
        return Misplaced(call, words);
    }

    /// <summary>TRIM(LEADING characters FROM text): both may be missing before FROM.</summary>
    private FunctionCall Trim(FunctionCall call, AdqlParser.KeywordArgumentsContext words)
    {
        if (!Is(call, "TRIM"))
            return Misplaced(call, words);
        var arguments = words.expression().Reverse().Select(argument => Nested(2, () => Value(argument)));
        var function = words.TRIM_SIDE()?.GetText().ToUpperInvariant() switch
        {
            "LEADING" => "LTRIM",
            "TRAILING" => "RTRIM",
            _ => "TRIM",
        };
        return call with { Name = call.Name with { Text = function }, Arguments = [.. arguments] };
    }

    private FunctionCall Misplaced(FunctionCall call, Antlr4.Runtime.ParserRuleContext words)
    {
        diagnostics.Report(
            DiagnosticCodes.SyntaxError,
            Span(words),
            $"Arguments of {call.Name.Text} stand between commas",
            "FROM and FOR go with SUBSTRING(text FROM start FOR length), TRIM(LEADING characters FROM text) and EXTRACT(field FROM time)."
        );
        return call;
    }

    /// <summary>PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY x) is PERCENTILE_CONT(x, p), MODE() WITHIN GROUP (ORDER BY x) is MODE(x).</summary>
    private FunctionCall WithinGroup(FunctionCall call, AdqlParser.WithinGroupContext context)
    {
        Extension(Span(context.WITHIN().Symbol), "ADQL has no WITHIN GROUP");
        var order = context.orderBy().orderItem().Select(Order).ToList();
        var name = call.Name.Text.ToUpperInvariant();
        var expected = name switch
        {
            "MODE" => 0,
            "PERCENTILE_CONT" or "PERCENTILE_DISC" => 1,
            _ => -1,
        };
        if (order is [{ Descending: false } item] && call.Arguments.Length == expected && call.OrderBy.IsEmpty)
            return call with { Arguments = [item.Value, .. call.Arguments] };
        diagnostics.Report(
            DiagnosticCodes.SyntaxError,
            Span(context),
            expected < 0
                ? $"{call.Name.Text} takes no WITHIN GROUP"
                : $"{call.Name.Text} takes {(expected == 0 ? "no argument" : "one fraction")}, and one value in WITHIN GROUP, sorted upwards",
            "Write PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY x), or MODE() WITHIN GROUP (ORDER BY x)."
        );
        return call;
    }

    /// <summary>x IN y, which only POSITION understands.</summary>
    private InListPredicate WithoutBrackets(
        Expression left,
        AdqlParser.BareContext context,
        bool negated,
        TextSpan span
    )
    {
        Expression right =
            context.functionCall() is { } call ? Nested(2, () => Call(call))
            : context.name() is { } name ? new ColumnReference(Name(name, 4, "A column"))
            : new StringLiteral(Text(context.STRING()), Span(context));
        return new InListPredicate(left, [right], negated, span) { IsBare = true };
    }

    private void ReportIfBare(Node node)
    {
        if (node is not InListPredicate { IsBare: true } predicate)
            return;
        var (start, length) = (predicate.Items[0].Span.Start, predicate.Items[0].Span.Length);
        diagnostics.Report(
            DiagnosticCodes.SyntaxError,
            predicate.Items[0].Span,
            "IN needs brackets",
            "Write x IN (a, b, …).",
            new TextEdit(start, 0, "("),
            new TextEdit(start + length, 0, ")")
        );
    }

    private static bool Is(FunctionCall call, string name) =>
        call.Name.Text.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary><c>array[i]</c></summary>
    private FunctionCall Element(Expression array, AdqlParser.SubscriptContext context) =>
        new(
            new Identifier("arr_get", false, Span(context)),
            Syntax.Quantifier.None,
            false,
            [array, Value(context.expression())],
            Around(array.Span, Span(context))
        );

    private Window Window(AdqlParser.WindowContext context, TextSpan over)
    {
        Extension(over, "ADQL has no window functions");
        return new Window(
            [.. context.expression().Select(Value)],
            [.. (context.orderBy()?.orderItem() ?? []).Select(Order)],
            context.frame() is { } frame
                ? new Frame(
                    frame.ROWS() is not null,
                    Bound(frame.frameBound(0)),
                    frame.frameBound().Length > 1 ? Bound(frame.frameBound(1)) : null,
                    Span(frame)
                )
                : null,
            Span(context)
        );
    }

    private FrameBound Bound(AdqlParser.FrameBoundContext context) =>
        new(
            context.PRECEDING() is not null ? -1
                : context.FOLLOWING() is not null ? 1
                : 0,
            context.WHOLE() is { } rows ? Whole(rows) : null
        );

    private static Quantifier Quantifier(AdqlParser.QuantifierContext? context) =>
        context is null ? Syntax.Quantifier.None
        : context.ALL() is null ? Syntax.Quantifier.Distinct
        : Syntax.Quantifier.All;
}
