using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Plan;

/// <summary>A value of a checked query: names are resolved, the type is known, constants are folded.</summary>
/// <remarks>Values compare by what they compute: two equal ones give the same in every row.</remarks>
internal abstract record Value(AdqlType Type)
{
    public Metadata Metadata { get; init; } = Metadata.None;
}

/// <summary>A column of a source of this or an enclosing query.</summary>
/// <param name="Source">Alias of the source, as <see cref="Source.Alias"/>.</param>
/// <param name="EngineName">Quoted, as the source calls it.</param>
/// <param name="Name">Published name or alias, for messages and results.</param>
internal sealed record ColumnValue(string Source, string EngineName, string Name, AdqlType Type) : Value(Type);

internal sealed record NullConstant() : Value(AdqlType.Null);

/// <summary>A value that stands for anything: made where an error was reported or where no schema is known.</summary>
internal sealed record UnknownValue() : Value(AdqlType.Unknown);

/// <summary>A whole number that fits BIGINT; INTEGER when it fits that.</summary>
internal sealed record WholeConstant(long Number)
    : Value(Number is >= int.MinValue and <= int.MaxValue ? AdqlType.Int : AdqlType.Long);

/// <summary>A double; NaN and the infinities only where the query spells them.</summary>
internal sealed record RealConstant(double Number) : Value(AdqlType.Double);

internal sealed record TextConstant(string Text)
    : Value(System.Text.Ascii.IsValid(Text) ? AdqlType.Text : AdqlType.UnicodeText);

internal sealed record TimestampConstant(DateTime Time) : Value(AdqlType.Timestamp);

/// <summary>True or false, from a text or number that was compared with a boolean column.</summary>
internal sealed record BooleanConstant(bool Truth) : Value(AdqlType.Boolean);

internal sealed record NegatedValue(Value Operand, AdqlType Type) : Value(Type);

/// <summary>Both operands have numbers of the type or of narrower ones. Whole division truncates; division by zero is NULL.</summary>
internal sealed record ArithmeticValue(ArithmeticOperator Operator, Value Left, Value Right, AdqlType Type)
    : Value(Type);

internal sealed record ConcatenatedValue(Value Left, Value Right, AdqlType Type) : Value(Type);

/// <summary>A scalar function of the table in <see cref="Functions"/>, or one that a caller declared.</summary>
internal sealed record CallValue(string Function, Items<Value> Arguments, AdqlType Type) : Value(Type);

/// <summary>CASE: the value of the first branch whose condition holds.</summary>
/// <param name="Otherwise">Null for NULL.</param>
internal sealed record CaseValue(Items<CaseArm> Arms, Value? Otherwise, AdqlType Type) : Value(Type);

internal sealed record CaseArm(Condition When, Value Then);

/// <summary>The one value of a query of one column; NULL when it has no row.</summary>
internal sealed record ScalarQueryValue(Query Query, AdqlType Type) : Value(Type);

internal sealed record ArrayValue(Items<Value> Elements, AdqlType Type) : Value(Type);

/// <summary>A window function, or an aggregate over a window.</summary>
/// <param name="Function">Name in upper case, or null for <paramref name="Aggregate"/>.</param>
internal sealed record WindowValue(
    string? Function,
    AggregateValue? Aggregate,
    Items<Value> Arguments,
    Items<Value> PartitionBy,
    Items<Ordering> OrderBy,
    Frame? Frame,
    AdqlType Type
) : Value(Type);

internal enum Aggregate
{
    Count,
    Min,
    Max,
    Avg,
    Sum,

    /// <summary>One of <see cref="Library.UserFunctions"/>.</summary>
    Declared,
}

/// <param name="Argument">Null for COUNT(*).</param>
internal sealed record AggregateValue(Aggregate Function, bool Distinct, Value? Argument, AdqlType Type) : Value(Type)
{
    /// <summary>Name in upper case of a <see cref="Aggregate.Declared"/> one.</summary>
    public string? Name { get; init; }

    /// <summary>Arguments behind the first, then the values by which the rows are sorted.</summary>
    public Items<Value> More { get; init; }

    /// <summary>For each value by which the rows are sorted, whether downwards.</summary>
    public Items<bool> Descending { get; init; }
}

/// <param name="Length">Of CHAR(n) and VARCHAR(n): longer texts are cut, as in SQL.</param>
internal sealed record CastValue(Value Operand, AdqlType Type, int? Length = null) : Value(Type);

/// <summary>1 where the condition holds, 0 where it does not, NULL where it is unknown: CONTAINS and INTERSECTS as values.</summary>
internal sealed record TruthValue(Condition Condition) : Value(AdqlType.Int);

/// <summary>A condition as a boolean.</summary>
internal sealed record BooleanValue(Condition Condition) : Value(AdqlType.Boolean);
