using System.Collections.Immutable;

namespace DataLab.Adql.Syntax;

/// <summary>What a query is written of below clauses: a value or a condition.</summary>
internal abstract record Node(TextSpan Span);

/// <summary>A value (BNF value_expression).</summary>
internal abstract record Expression(TextSpan Span) : Node(Span);

/// <param name="Text">As written: digits with or without point and exponent, never a sign.</param>
internal sealed record NumberLiteral(string Text, TextSpan Span) : Expression(Span)
{
    public bool IsWhole => Text.All(char.IsAsciiDigit);
}

/// <param name="Value">Without quotes; adjacent literals already joined (SQL-92 §5.3).</param>
internal sealed record StringLiteral(string Value, TextSpan Span) : Expression(Span);

internal sealed record NullLiteral(TextSpan Span) : Expression(Span);

internal sealed record BooleanLiteral(bool Truth, TextSpan Span) : Expression(Span);

internal sealed record ColumnReference(QualifiedName Name) : Expression(Name.Span);

/// <summary>A value with one or more signs, which have been multiplied out.</summary>
internal sealed record SignedExpression(bool Negative, Expression Operand, TextSpan Span) : Expression(Span);

internal enum ArithmeticOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}

internal enum BitwiseOperator
{
    And,
    Or,
    ExclusiveOr,
    ShiftLeft,
    ShiftRight,
}

internal sealed record ArithmeticExpression(
    ArithmeticOperator Operator,
    Expression Left,
    Expression Right,
    TextSpan Span
) : Expression(Span);

internal sealed record BitwiseExpression(BitwiseOperator Operator, Expression Left, Expression Right, TextSpan Span)
    : Expression(Span);

/// <summary><c>~a</c></summary>
internal sealed record BitwiseComplement(Expression Operand, TextSpan Span) : Expression(Span);

/// <summary><c>a || b</c></summary>
internal sealed record Concatenation(Expression Left, Expression Right, TextSpan Span) : Expression(Span);

internal enum Quantifier
{
    None,
    All,
    Distinct,
}

/// <summary>Any function, aggregate, geometry constructor or user-defined function; which one is for the binder to say.</summary>
/// <param name="Star">COUNT(*): then there are no arguments.</param>
internal sealed record FunctionCall(
    Identifier Name,
    Quantifier Quantifier,
    bool Star,
    ImmutableArray<Expression> Arguments,
    TextSpan Span
) : Expression(Span)
{
    /// <summary>OVER (…); null for a plain call.</summary>
    public Window? Over { get; init; }

    /// <summary>Of aggregates: the order in which the rows are taken, <c>f(x ORDER BY y)</c>.</summary>
    public ImmutableArray<OrderItem> OrderBy { get; init; } = [];

    /// <summary>Of aggregates, FILTER (WHERE …): the rows that are taken; null for all.</summary>
    public Predicate? Filter { get; init; }
}

/// <summary>The rows a window function looks at (SQL:2003 §7.11).</summary>
/// <param name="Frame">Null for the frame that SQL takes by itself.</param>
internal sealed record Window(
    ImmutableArray<Expression> PartitionBy,
    ImmutableArray<OrderItem> OrderBy,
    Frame? Frame,
    TextSpan Span
);

/// <param name="Rows">ROWS, else RANGE.</param>
/// <param name="End">Null for the current row.</param>
internal sealed record Frame(bool Rows, FrameBound Start, FrameBound? End, TextSpan Span);

/// <param name="Direction">Negative for PRECEDING, positive for FOLLOWING, 0 for the current row.</param>
/// <param name="Distance">Rows; null for UNBOUNDED.</param>
internal sealed record FrameBound(int Direction, long? Distance);

/// <summary>A condition where a value stands: true, false or NULL.</summary>
internal sealed record ConditionExpression(Predicate Condition) : Expression(Condition.Span);

/// <summary>CASE with conditions; the form with an operand has become comparisons.</summary>
/// <param name="Otherwise">Null without ELSE.</param>
internal sealed record CaseExpression(ImmutableArray<CaseBranch> Branches, Expression? Otherwise, TextSpan Span)
    : Expression(Span);

internal sealed record CaseBranch(Predicate When, Expression Then);

/// <summary>A query in brackets that gives one value.</summary>
internal sealed record ScalarQuery(SelectExpression Query, TextSpan Span) : Expression(Span);

/// <summary><c>ARRAY[a, b, …]</c></summary>
internal sealed record ArrayExpression(ImmutableArray<Expression> Items, TextSpan Span) : Expression(Span);

/// <param name="Type">Upper case, one blank between words: <c>DOUBLE PRECISION</c>.</param>
/// <param name="Length">Of CHAR(n) and VARCHAR(n).</param>
internal sealed record CastExpression(Expression Operand, string Type, int? Length, TextSpan Span) : Expression(Span);
