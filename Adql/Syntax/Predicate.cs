using System.Collections.Immutable;

namespace DataLab.Adql.Syntax;

/// <summary>A condition (BNF search_condition).</summary>
internal abstract record Predicate(TextSpan Span) : Node(Span);

internal enum ComparisonOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

internal sealed record ComparisonPredicate(
    ComparisonOperator Operator,
    Expression Left,
    Expression Right,
    TextSpan Span
) : Predicate(Span);

internal sealed record BetweenPredicate(Expression Value, Expression Low, Expression High, bool Negated, TextSpan Span)
    : Predicate(Span);

internal sealed record InListPredicate(Expression Value, ImmutableArray<Expression> Items, bool Negated, TextSpan Span)
    : Predicate(Span);

internal sealed record InQueryPredicate(Expression Value, SelectExpression Query, bool Negated, TextSpan Span)
    : Predicate(Span);

internal sealed record LikePredicate(Expression Match, Expression Pattern, bool IgnoreCase, bool Negated, TextSpan Span)
    : Predicate(Span);

internal sealed record NullPredicate(Expression Value, bool Negated, TextSpan Span) : Predicate(Span);

internal sealed record ExistsPredicate(SelectExpression Query, TextSpan Span) : Predicate(Span);

internal sealed record NotPredicate(Predicate Operand, TextSpan Span) : Predicate(Span);

internal sealed record AndPredicate(ImmutableArray<Predicate> Operands, TextSpan Span) : Predicate(Span);

internal sealed record OrPredicate(ImmutableArray<Predicate> Operands, TextSpan Span) : Predicate(Span);
