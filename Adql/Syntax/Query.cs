using System.Collections.Immutable;

namespace DataLab.Adql.Syntax;

/// <summary>A whole text: common table expressions and the query that may use them (ADQL 2.1 §4.4).</summary>
/// <param name="Explain">Asks how the query would be run, not for its rows.</param>
internal sealed record QuerySpecification(
    ImmutableArray<CommonTable> With,
    SelectExpression Query,
    bool Explain = false
);

/// <summary><c>name AS (query)</c></summary>
internal sealed record CommonTable(Identifier Name, SelectExpression Query);

/// <summary>A set expression with the order and offset of its result.</summary>
internal sealed record SelectExpression(
    QueryBody Body,
    ImmutableArray<OrderItem> OrderBy,
    long? Limit,
    long? Offset,
    TextSpan Span
);

internal abstract record QueryBody(TextSpan Span);

internal enum SetOperator
{
    Union,
    Except,
    Intersect,
}

/// <summary>UNION, EXCEPT or INTERSECT of two queries (ADQL 2.1 §4.6); INTERSECT has bound tighter already.</summary>
internal sealed record SetOperation(SetOperator Operator, bool All, QueryBody Left, QueryBody Right, TextSpan Span)
    : QueryBody(Span);

/// <summary>A query in brackets, with an order of its own.</summary>
internal sealed record NestedQuery(SelectExpression Query, TextSpan Span) : QueryBody(Span);

internal sealed record SelectQuery(
    bool Distinct,
    long? Top,
    ImmutableArray<SelectItem> Items,
    ImmutableArray<TableReference> From,
    Predicate? Where,
    ImmutableArray<Expression> GroupBy,
    Predicate? Having,
    TextSpan Span
) : QueryBody(Span);

internal abstract record SelectItem(TextSpan Span);

internal sealed record AllColumns(TextSpan Span) : SelectItem(Span);

/// <summary><c>qualifier.*</c></summary>
internal sealed record AllColumnsOf(QualifiedName Qualifier, TextSpan Span) : SelectItem(Span);

internal sealed record DerivedColumn(Expression Value, Identifier? Alias, TextSpan Span) : SelectItem(Span);

/// <param name="Value">A whole number literal here is the position of a select item.</param>
internal sealed record OrderItem(Expression Value, bool Descending);

internal abstract record TableReference(TextSpan Span);

internal sealed record NamedTable(QualifiedName Name, Identifier? Alias) : TableReference(Name.Span);

/// <param name="Lateral">The query may use columns of the tables before it.</param>
internal sealed record DerivedTable(SelectExpression Query, Identifier Alias, bool Lateral, TextSpan Span)
    : TableReference(Span);

internal enum JoinKind
{
    Inner,
    Left,
    Right,
    Full,
    Cross,
}

/// <param name="On">Null for NATURAL, USING and CROSS joins.</param>
/// <param name="Using">Empty unless a USING join.</param>
internal sealed record JoinedTable(
    JoinKind Kind,
    bool Natural,
    TableReference Left,
    TableReference Right,
    Predicate? On,
    ImmutableArray<Identifier> Using,
    TextSpan Span
) : TableReference(Span);
