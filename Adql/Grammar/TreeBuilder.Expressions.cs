using System.Collections.Immutable;
using Antlr4.Runtime;
using DataLab.Adql.Grammar.Generated;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Grammar;

/// <content>Values and conditions. The grammar has one ladder for both; here each place says which of the two it wants.</content>
internal sealed partial class TreeBuilder
{
    private Expression Value(AdqlParser.ExpressionContext context) => AsValue(Nested(context));

    private Predicate Condition(AdqlParser.ExpressionContext context) => AsCondition(Nested(context));

    private Node Nested(AdqlParser.ExpressionContext context)
    {
        Enter(1);
        var node = Either(context);
        Leave(1);
        return node;
    }

    private Expression AsValue(Node node)
    {
        if (node is Expression value)
            return value;
        ReportIfBare(node);
        Extension(
            node.Span,
            "A condition stands where a value is expected",
            "Conditions belong to WHERE, HAVING and ON."
        );
        return new ConditionExpression((Predicate)node);
    }

    private Predicate AsCondition(Node node)
    {
        ReportIfBare(node);
        if (node is Predicate condition)
            return condition;
        var call = node as FunctionCall;
        var name = call?.Name.Text.ToUpperInvariant();
        Extension(
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
        return new TruthPredicate((Expression)node, node.Span);
    }

    /// <summary>Reads any rule of the ladder. Most stand for their one operand, and the way down to what has an operator is short.</summary>
    private Node Either(ParserRuleContext context)
    {
        while (context is not AdqlParser.PrimaryContext && context.ChildCount == 1)
            context = (ParserRuleContext)context.GetChild(0);
        return context switch
        {
            AdqlParser.PrimaryContext primary => Primary(primary),
            AdqlParser.ExpressionContext or => new OrPredicate(Conditions(or.andExpression()), Span(or)),
            AdqlParser.AndExpressionContext and => new AndPredicate(Conditions(and.notExpression()), Span(and)),
            AdqlParser.NotExpressionContext not => Not(not),
            AdqlParser.ExistsContext exists => new ExistsPredicate(Query(exists.selectExpression()), Span(exists)),
            AdqlParser.ComparableContext test => Predicate(Value(test.bits()), test.predicateTail(), Span(test)),
            AdqlParser.BitsContext bits => Bits(bits),
            AdqlParser.SumContext sum => Sum(sum),
            AdqlParser.ProductContext product => Product(product),
            _ => Factor((AdqlParser.FactorContext)context),
        };
    }

    private ImmutableArray<Predicate> Conditions(ParserRuleContext[] operands) =>
        [.. operands.Select(operand => AsCondition(Either(operand)))];

    private Predicate Not(AdqlParser.NotExpressionContext context)
    {
        // NOT NOT x is x in three-valued logic too.
        var condition = AsCondition(Either(context.predicate()));
        return context.NOT().Length % 2 == 0 ? condition : new NotPredicate(condition, Span(context));
    }

    private Predicate Predicate(Expression left, AdqlParser.PredicateTailContext context, TextSpan span)
    {
        switch (context)
        {
            case AdqlParser.CompareTailContext compare:
                return new ComparisonPredicate(Operator(compare.comparison()), left, Value(compare.bits()), span);
            case AdqlParser.BetweenTailContext between:
                return new BetweenPredicate(
                    left,
                    Value(between.bits(0)),
                    Value(between.bits(1)),
                    between.NOT() is not null,
                    span
                );
            case AdqlParser.LikeTailContext like:
                if (like.ESCAPE() is { } escape)
                    Extension(Span(escape.Symbol), "LIKE has no ESCAPE in ADQL");
                return new LikePredicate(
                    left,
                    Value(like.bits(0)),
                    like.bits().Length > 1 ? Value(like.bits(1)) : null,
                    like.ILIKE() is not null,
                    like.NOT() is not null,
                    span
                );
            case AdqlParser.MatchTailContext match:
                return new MatchPredicate(
                    left,
                    Value(match.bits()),
                    match.MATCH_ANY_CASE() is not null || match.NOT_MATCH_ANY_CASE() is not null,
                    match.NOT_MATCH() is not null || match.NOT_MATCH_ANY_CASE() is not null,
                    span
                );
            case AdqlParser.TruthTailContext truth:
                Extension(span, "ADQL has no IS TRUE and no IS FALSE");
                return new TruthPredicate(left, span)
                {
                    Test = new TruthTest(truth.TRUE() is not null, truth.NOT() is not null),
                };
            case AdqlParser.NullTailContext isNull:
                return new NullPredicate(left, isNull.NOT() is not null, span);
            default:
                var list = (AdqlParser.InTailContext)context;
                var negated = list.NOT() is not null;
                if (list.bare() is { } bare)
                    return WithoutBrackets(left, bare, negated, span);
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

    private Expression Value(AdqlParser.BitsContext context) => AsValue(Either(context));

    private Expression Bits(AdqlParser.BitsContext context)
    {
        return Chain(
            context.sum(),
            (i, left, right, span) =>
                new BitwiseExpression(
                    context.bitOperator(i).Start.Type switch
                    {
                        AdqlLexer.AMPERSAND => BitwiseOperator.And,
                        AdqlLexer.BAR => BitwiseOperator.Or,
                        AdqlLexer.HASH => BitwiseOperator.ExclusiveOr,
                        AdqlLexer.SHIFT_LEFT => BitwiseOperator.ShiftLeft,
                        _ => BitwiseOperator.ShiftRight,
                    },
                    left,
                    right,
                    span
                )
        );
    }

    private Expression Sum(AdqlParser.SumContext context)
    {
        return Chain(
            context.product(),
            (i, left, right, span) =>
                context.sumOperator(i).Start.Type switch
                {
                    AdqlLexer.CONCAT => new Concatenation(left, right, span),
                    AdqlLexer.PLUS => new ArithmeticExpression(ArithmeticOperator.Add, left, right, span),
                    _ => new ArithmeticExpression(ArithmeticOperator.Subtract, left, right, span),
                }
        );
    }

    private Expression Product(AdqlParser.ProductContext context)
    {
        return Chain(
            context.factor(),
            (i, left, right, span) =>
                new ArithmeticExpression(
                    context.productOperator(i).Start.Type switch
                    {
                        AdqlLexer.STAR => ArithmeticOperator.Multiply,
                        AdqlLexer.SLASH => ArithmeticOperator.Divide,
                        _ => ArithmeticOperator.Modulo,
                    },
                    left,
                    right,
                    span
                )
        );
    }

    /// <summary>Operators of one rank, from left to right.</summary>
    /// <param name="join">Given the number of the operator, counted from 0.</param>
    private Expression Chain(ParserRuleContext[] operands, Func<int, Expression, Expression, TextSpan, Expression> join)
    {
        Enter(operands.Length - 1);
        var left = AsValue(Either(operands[0]));
        for (var i = 1; i < operands.Length; i++)
        {
            var right = AsValue(Either(operands[i]));
            left = join(i - 1, left, right, Around(left.Span, right.Span));
        }
        Leave(operands.Length - 1);
        return left;
    }

    /// <summary>Signs bind less tightly than <c>::</c> and <c>[…]</c>.</summary>
    private Expression Factor(AdqlParser.FactorContext context)
    {
        var signs = context.sign();
        var tails = context
            .children.Where(child => child is AdqlParser.CastTypeContext or AdqlParser.SubscriptContext)
            .ToList();
        var levels = tails.Count + signs.Count(sign => sign.TILDE() is not null);
        var value = AsValue(Primary(context.primary()));
        Enter(levels);
        foreach (var tail in tails)
            value = tail is AdqlParser.CastTypeContext type
                ? Cast(value, type, Around(value.Span, Span(type)))
                : Element(value, (AdqlParser.SubscriptContext)tail);
        Leave(levels);
        return Signed(value, signs, Span(context));
    }

    /// <summary>Signs are multiplied out as far as no complement stands among them.</summary>
    private static Expression Signed(Expression value, AdqlParser.SignContext[] signs, TextSpan span)
    {
        var (isSigned, negative) = (false, false);
        for (var i = signs.Length - 1; i >= 0; i--)
        {
            if (signs[i].TILDE() is null)
            {
                isSigned = true;
                negative ^= signs[i].MINUS() is not null;
                continue;
            }
            if (isSigned)
                value = new SignedExpression(negative, value, span);
            (isSigned, negative) = (false, false);
            value = new BitwiseComplement(value, span);
        }
        return isSigned ? new SignedExpression(negative, value, span) : value;
    }

    private static TextSpan Around(TextSpan first, TextSpan last) =>
        first with
        {
            Length = last.Start + last.Length - first.Start,
        };
}
