using DataLab.Adql.Syntax;

namespace DataLab.Adql.Plan;

/// <summary>A condition of a checked query, true, false or unknown for a row.</summary>
internal abstract record Condition;

internal sealed record CompareCondition(ComparisonOperator Operator, Value Left, Value Right) : Condition;

internal sealed record BetweenCondition(Value Value, Value Low, Value High, bool Negated) : Condition;

internal sealed record InListCondition(Value Value, Items<Value> List, bool Negated) : Condition;

internal sealed record InQueryCondition(Value Value, Query Query, bool Negated) : Condition;

/// <param name="Escape">One character, or null.</param>
internal sealed record LikeCondition(Value Match, Value Pattern, string? Escape, bool IgnoreCase, bool Negated)
    : Condition;

/// <summary>A regular expression is found in a text.</summary>
internal sealed record MatchCondition(Value Text, Value Pattern, bool IgnoreCase, bool Negated) : Condition;

/// <summary><c>value IS [NOT] TRUE</c> or FALSE: never unknown.</summary>
internal sealed record TruthCondition(Value Value, bool Truth, bool Negated) : Condition;

internal sealed record NullCondition(Value Value, bool Negated) : Condition;

internal sealed record ExistsCondition(Query Query) : Condition;

internal sealed record NotCondition(Condition Operand) : Condition;

/// <summary>True when it has no operands.</summary>
internal sealed record AndCondition(Items<Condition> Operands) : Condition;

/// <summary>False when it has no operands.</summary>
internal sealed record OrCondition(Items<Condition> Operands) : Condition;

/// <summary>The first shape lies wholly in the second, boundary included (ADQL 2.1 §4.2.12 CONTAINS).</summary>
internal sealed record ContainsCondition(Value Inner, Value Outer) : Condition;

/// <summary>The shapes have a point in common (ADQL 2.1 §4.2.17 INTERSECTS).</summary>
internal sealed record IntersectsCondition(Value First, Value Second) : Condition;
