using DataLab.Adql.Syntax;

namespace DataLab.Adql.Plan;

/// <summary>What comparisons mean for numbers.</summary>
internal static class Comparisons
{
    /// <summary>The same comparison with its operands swapped.</summary>
    public static ComparisonOperator Mirrored(this ComparisonOperator sign) =>
        sign switch
        {
            ComparisonOperator.Less => ComparisonOperator.Greater,
            ComparisonOperator.LessOrEqual => ComparisonOperator.GreaterOrEqual,
            ComparisonOperator.Greater => ComparisonOperator.Less,
            ComparisonOperator.GreaterOrEqual => ComparisonOperator.LessOrEqual,
            _ => sign,
        };

    public static bool Holds(this ComparisonOperator sign, double left, double right) =>
        sign switch
        {
            ComparisonOperator.Equal => left == right,
            ComparisonOperator.NotEqual => left != right,
            ComparisonOperator.Less => left < right,
            ComparisonOperator.LessOrEqual => left <= right,
            ComparisonOperator.Greater => left > right,
            _ => left >= right,
        };
}
