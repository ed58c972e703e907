using System.Text;
using DataLab.Adql.Grammar.Generated;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Grammar;

/// <content>Values and conditions. The grammar has one ladder for both; here each place says which of the two it wants.</content>
internal sealed partial class TreeBuilder
{
    private Expression Value(AdqlParser.ExpressionContext context) => AsValue(Nested(1, () => Either(context)));

    private Predicate Condition(AdqlParser.ExpressionContext context) => AsCondition(Nested(1, () => Either(context)));

    private Expression AsValue(Node node)
    {
        if (node is Expression value)
            return value;
        diagnostics.Report(
            DiagnosticCodes.NotACondition,
            node.Span,
            "A condition stands where a value is expected",
            "Conditions belong to WHERE, HAVING and ON."
        );
        return new NullLiteral(node.Span);
    }

    private Predicate AsCondition(Node node)
    {
        if (node is Predicate condition)
            return condition;
        var call = node as FunctionCall;
        var name = call?.Name.Text.ToUpperInvariant();
        diagnostics.Report(
            DiagnosticCodes.NotACondition,
            node.Span,
            call is null ? "A value stands where a condition is expected" : $"{name}(…) is a value, not a condition",
            name switch
            {
                "CONTAINS" or "INTERSECTS" => $"Compare it: {name}(…) = 1.",
                "Q3C_RADIAL_QUERY" or "Q3C_JOIN" => "ADQL writes it DISTANCE(ra1, dec1, ra2, dec2) < r, in degrees.",
                "Q3C_POLY_QUERY" => "ADQL writes it 1 = CONTAINS(POINT(ra, dec), POLYGON(…)).",
                _ => "Compare it with something, such as = 1 or IS NOT NULL.",
            }
        );
        return new NullPredicate(new NullLiteral(node.Span), false, node.Span);
    }

    private Node Either(AdqlParser.ExpressionContext context)
    {
        var operands = context.andExpression();
        return operands.Length == 1
            ? Either(operands[0])
            : new OrPredicate([.. operands.Select(operand => AsCondition(Either(operand)))], Span(context));
    }

    private Node Either(AdqlParser.AndExpressionContext context)
    {
        var operands = context.notExpression();
        return operands.Length == 1
            ? Either(operands[0])
            : new AndPredicate([.. operands.Select(operand => AsCondition(Either(operand)))], Span(context));
    }

    private Node Either(AdqlParser.NotExpressionContext context)
    {
        var nots = context.NOT().Length;
        var operand = Either(context.predicate());
        if (nots == 0)
            return operand;
        // NOT NOT x is x in three-valued logic too.
        var condition = AsCondition(operand);
        return nots % 2 == 0 ? condition : new NotPredicate(condition, Span(context));
    }

    private Node Either(AdqlParser.PredicateContext context)
    {
        if (context is AdqlParser.ExistsContext exists)
            return new ExistsPredicate(Query(exists.selectExpression()), Span(context));
        var comparable = (AdqlParser.ComparableContext)context;
        var left = Either(comparable.sum());
        return comparable.predicateTail() is { } tail ? Predicate(AsValue(left), tail, Span(context)) : left;
    }

    private Predicate Predicate(Expression left, AdqlParser.PredicateTailContext context, TextSpan span)
    {
        switch (context)
        {
            case AdqlParser.CompareTailContext compare:
                return new ComparisonPredicate(Operator(compare.comparison()), left, Value(compare.sum()), span);
            case AdqlParser.BetweenTailContext between:
                return new BetweenPredicate(
                    left,
                    Value(between.sum(0)),
                    Value(between.sum(1)),
                    between.NOT() is not null,
                    span
                );
            case AdqlParser.LikeTailContext like:
                return new LikePredicate(
                    left,
                    Value(like.sum()),
                    like.ILIKE() is not null,
                    like.NOT() is not null,
                    span
                );
            case AdqlParser.NullTailContext isNull:
                return new NullPredicate(left, isNull.NOT() is not null, span);
            default:
                var list = (AdqlParser.InTailContext)context;
                var negated = list.NOT() is not null;
                return list.selectExpression() is { } query
                    ? new InQueryPredicate(left, Query(query), negated, span)
                    : new InListPredicate(left, [.. list.expression().Select(Value)], negated, span);
        }
    }

    private static ComparisonOperator Operator(AdqlParser.ComparisonContext context) =>
        context.Start.Type switch
        {
            AdqlLexer.EQ => ComparisonOperator.Equal,
            AdqlLexer.NE => ComparisonOperator.NotEqual,
            AdqlLexer.LT => ComparisonOperator.Less,
            AdqlLexer.LE => ComparisonOperator.LessOrEqual,
            AdqlLexer.GT => ComparisonOperator.Greater,
            _ => ComparisonOperator.GreaterOrEqual,
        };

    private Expression Value(AdqlParser.SumContext context) => AsValue(Either(context));

    private Node Either(AdqlParser.SumContext context)
    {
        var operands = context.product();
        if (operands.Length == 1)
            return Either(operands[0]);
        return Nested(
            operands.Length - 1,
            () =>
            {
                var left = AsValue(Either(operands[0]));
                for (var i = 1; i < operands.Length; i++)
                {
                    var right = AsValue(Either(operands[i]));
                    var span = Around(left.Span, right.Span);
                    left = context.sumOperator(i - 1).Start.Type switch
                    {
                        AdqlLexer.CONCAT => new Concatenation(left, right, span),
                        AdqlLexer.PLUS => new ArithmeticExpression(ArithmeticOperator.Add, left, right, span),
                        _ => new ArithmeticExpression(ArithmeticOperator.Subtract, left, right, span),
                    };
                }
                return left;
            }
        );
    }

    private Node Either(AdqlParser.ProductContext context)
    {
        var operands = context.factor();
        if (operands.Length == 1)
            return Either(operands[0]);
        return Nested(
            operands.Length - 1,
            () =>
            {
                var left = AsValue(Either(operands[0]));
                for (var i = 1; i < operands.Length; i++)
                {
                    var right = AsValue(Either(operands[i]));
                    var sign = context.productOperator(i - 1).STAR() is null
                        ? ArithmeticOperator.Divide
                        : ArithmeticOperator.Multiply;
                    left = new ArithmeticExpression(sign, left, right, Around(left.Span, right.Span));
                }
                return left;
            }
        );
    }

    private Node Either(AdqlParser.FactorContext context)
    {
        var operand = Either(context.primary());
        if (context.PLUS().Length == 0 && context.MINUS().Length == 0)
            return operand;
        return new SignedExpression(context.MINUS().Length % 2 == 1, AsValue(operand), Span(context));
    }

    private Node Either(AdqlParser.PrimaryContext context)
    {
        switch (context)
        {
            case AdqlParser.NumberContext number:
                return new NumberLiteral(number.GetText(), Span(context));
            case AdqlParser.StringContext text:
                return new StringLiteral(Text(text), Span(context));
            case AdqlParser.NullContext:
                return new NullLiteral(Span(context));
            case AdqlParser.CastContext cast:
                return Cast(cast);
            case AdqlParser.CallContext call:
                var name = call.functionName().Start;
                return new FunctionCall(
                    new Identifier(name.Text, false, Span(name)),
                    Quantifier(call.quantifier()),
                    call.STAR() is not null,
                    // A call weighs more in an engine than an operator does.
                    [.. call.expression().Select(argument => Nested(2, () => Value(argument)))],
                    Span(context)
                );
            case AdqlParser.ColumnContext column:
                return new ColumnReference(Name(column.name(), 4, "A column"));
            default:
                return Nested(1, () => Either(((AdqlParser.ParenthesisedContext)context).expression()));
        }
    }

    private static string Text(AdqlParser.StringContext context)
    {
        var text = new StringBuilder();
        foreach (var literal in context.STRING())
            text.Append(literal.GetText()[1..^1].Replace("''", "'", StringComparison.Ordinal));
        return text.ToString();
    }

    private CastExpression Cast(AdqlParser.CastContext context)
    {
        var type = context.castType();
        var words = type.Start.Type == AdqlLexer.DOUBLE ? "DOUBLE PRECISION" : type.Start.Text.ToUpperInvariant();
        int? length = type.WHOLE() is { } whole ? (int)Math.Min(Whole(whole), int.MaxValue) : null;
        return new CastExpression(Value(context.expression()), words, length, Span(context));
    }

    private static Quantifier Quantifier(AdqlParser.QuantifierContext? context) =>
        context is null ? Syntax.Quantifier.None
        : context.ALL() is null ? Syntax.Quantifier.Distinct
        : Syntax.Quantifier.All;

    private static TextSpan Around(TextSpan first, TextSpan last) =>
        first with
        {
            Length = last.Start + last.Length - first.Start,
        };
}
