using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Rewriting;

/// <summary>Comparisons of a distance that was scaled or shifted by constants: <c>DISTANCE(…) * 3600 &lt; 5</c>.</summary>
/// <remarks>
/// Only such as are not true of NaN, which is greater than all other numbers: the distance from what is no position is NaN, and
/// has no cell. So nothing is turned round by a negative factor.
/// </remarks>
internal static class Linear
{
    /// <summary>The limit is wider by this part of all numbers it was computed from: their sums round.</summary>
    private const double Rounding = 1e-12;

    /// <returns>A distance, and degrees that it does not exceed where the comparison is true; else null.</returns>
    public static (DistanceValue Distance, double AtMost)? Of(CompareCondition compare)
    {
        var (value, sign, constant) = Constants.Number(compare.Right) is { } right
            ? (compare.Left, compare.Operator, right)
            : (compare.Right, compare.Operator.Mirrored(), Constants.Number(compare.Left) ?? double.NaN);
        return
            double.IsFinite(constant)
            && sign is ComparisonOperator.Less or ComparisonOperator.LessOrEqual or ComparisonOperator.Equal
            ? Solve(value, constant)
            : null;
    }

    private static (DistanceValue Distance, double AtMost)? Solve(Value value, double limit)
    {
        var slack = 0.0;
        while (value is not DistanceValue)
        {
            if (value is not ArithmeticValue { Type.Kind: Kind.Double } sum)
                return null;
            var (inner, constant, isLeft) = Constants.Number(sum.Right) is { } right
                ? (sum.Left, right, false)
                : (sum.Right, Constants.Number(sum.Left) ?? double.NaN, true);
            switch (sum.Operator)
            {
                case ArithmeticOperator.Multiply when constant > 0:
                    (limit, slack) = (limit / constant, slack / constant);
                    break;
                case ArithmeticOperator.Divide when constant > 0 && !isLeft:
                    (limit, slack) = (limit * constant, slack * constant);
                    break;
                case ArithmeticOperator.Add when double.IsFinite(constant):
                    limit -= constant;
                    break;
                case ArithmeticOperator.Subtract when double.IsFinite(constant) && !isLeft:
                    limit += constant;
                    break;
                default:
                    return null;
            }
            slack +=
                Rounding * (Math.Abs(limit) + (sum.Operator is ArithmeticOperator.Multiply ? 0 : Math.Abs(constant)));
            value = inner;
        }
        return double.IsFinite(limit + slack) ? ((DistanceValue)value, limit + slack) : null;
    }
}
