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
    : Predicate(Span)
{
    /// <summary>Written without brackets, as POSITION('a' IN text) does.</summary>
    public bool IsBare { get; init; }
}

internal sealed record InQueryPredicate(Expression Value, SelectExpression Query, bool Negated, TextSpan Span)
    : Predicate(Span);

/// <param name="Escape">The character before which % and _ stand for themselves; null for none.</param>
internal sealed record LikePredicate(
    Expression Match,
    Expression Pattern,
    Expression? Escape,
    bool IgnoreCase,
    bool Negated,
    TextSpan Span
) : Predicate(Span);

/// <summary><c>text ~ 'regular expression'</c>, which holds if it is found anywhere in the text.</summary>
internal sealed record MatchPredicate(Expression Text, Expression Pattern, bool IgnoreCase, bool Negated, TextSpan Span)
    : Predicate(Span);

/// <summary>A value that is true or false, standing as a condition; or <c>value IS TRUE</c>.</summary>
internal sealed record TruthPredicate(Expression Value, TextSpan Span) : Predicate(Span)
{
    /// <summary>What is asked for by IS; null for a value that stands alone.</summary>
    public TruthTest? Test { get; init; }
}

internal sealed record TruthTest(bool Truth, bool Negated);

internal sealed record NullPredicate(Expression Value, bool Negated, TextSpan Span) : Predicate(Span);

internal sealed record ExistsPredicate(SelectExpression Query, TextSpan Span) : Predicate(Span);

internal sealed record NotPredicate(Predicate Operand, TextSpan Span) : Predicate(Span);

internal sealed record AndPredicate(ImmutableArray<Predicate> Operands, TextSpan Span) : Predicate(Span);

internal sealed record OrPredicate(ImmutableArray<Predicate> Operands, TextSpan Span) : Predicate(Span);
