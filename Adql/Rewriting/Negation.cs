using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Rewriting;

/// <summary>NOT of a condition on distances, written without NOT: then cells can be searched for what is left.</summary>
/// <remarks>
/// De Morgan's rules hold with unknown too, and comparisons are of a total order, in which NaN is greater than all other numbers.
/// </remarks>
internal static class Negation
{
    /// <returns>Null where the condition has no comparison of a distance.</returns>
    public static Condition? Of(Condition condition) => HasDistance(condition) ? Opposite(condition) : null;

    private static Condition Opposite(Condition condition) =>
        condition switch
        {
            CompareCondition compare when IsOfDistance(compare) => compare with
            {
                Operator = Opposite(compare.Operator),
            },
            NotCondition not => not.Operand,
            AndCondition and => new OrCondition([.. and.Operands.Select(Opposite)]),
            OrCondition or => new AndCondition([.. or.Operands.Select(Opposite)]),
            _ => new NotCondition(condition),
        };

    private static bool HasDistance(Condition condition) =>
        condition switch
        {
            CompareCondition compare => IsOfDistance(compare),
            NotCondition not => HasDistance(not.Operand),
            AndCondition and => and.Operands.Any(HasDistance),
            OrCondition or => or.Operands.Any(HasDistance),
            _ => false,
        };

    private static bool IsOfDistance(CompareCondition compare) =>
        HasDistance(compare.Left) || HasDistance(compare.Right);

    private static bool HasDistance(Value value) => value is DistanceValue || Tree.Children(value).Any(HasDistance);

    private static ComparisonOperator Opposite(ComparisonOperator sign) =>
        sign switch
        {
            ComparisonOperator.Equal => ComparisonOperator.NotEqual,
            ComparisonOperator.NotEqual => ComparisonOperator.Equal,
            ComparisonOperator.Less => ComparisonOperator.GreaterOrEqual,
            ComparisonOperator.LessOrEqual => ComparisonOperator.Greater,
            ComparisonOperator.Greater => ComparisonOperator.LessOrEqual,
            _ => ComparisonOperator.Less,
        };
}
