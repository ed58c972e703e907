using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Rewriting;

/// <summary>Upper limits of one distance, however many and however scaled, become one limit in degrees: engines test that fastest.</summary>
/// <remarks>
/// <c>DISTANCE(…) * 3600 &lt; 5</c> holds up to some distance, because sums and products with a positive constant never fall when the
/// distance grows, rounding included. That distance is found by trying, so the plain test is true of the same rows.
/// </remarks>
internal sealed class PlainDistances : Rewriter
{
    /// <summary>Larger distances are not compared with each other; those with functions are not either: they may differ each time.</summary>
    private const int MostParts = 32;

    protected override Condition Rewrite(Condition condition) =>
        base.Rewrite(condition) switch
        {
            CompareCondition compare => Plain(compare),
            AndCondition and => Together(and),
            OrCondition or => Together(or),
            var other => other,
        };

    private static CompareCondition Plain(CompareCondition compare)
    {
        if (
            compare.Left is DistanceValue
            || compare.Right is DistanceValue
            || Linear.Of(compare) is not var (distance, _)
        )
            return compare;
        var (value, sign, limit) = Constants.Number(compare.Right) is { } right
            ? (compare.Left, compare.Operator, right)
            : (compare.Right, compare.Operator.Mirrored(), Constants.Number(compare.Left)!.Value);
        if (sign is ComparisonOperator.Equal || !sign.Holds(Of(value, 0), limit))
            return compare;
        // Positive doubles are ordered as their bits are.
        var (holds, fails) = (0L, BitConverter.DoubleToInt64Bits(180) + 1);
        while (fails - holds > 1)
        {
            var middle = holds + (fails - holds) / 2;
            if (sign.Holds(Of(value, BitConverter.Int64BitsToDouble(middle)), limit))
                holds = middle;
            else
                fails = middle;
        }
        return new CompareCondition(
            ComparisonOperator.LessOrEqual,
            distance,
            new RealConstant(BitConverter.Int64BitsToDouble(holds))
        );
    }

    /// <summary>What a value that <see cref="Linear"/> understands is for a distance.</summary>
    private static double Of(Value value, double degrees)
    {
        if (value is not ArithmeticValue sum)
            return degrees;
        var left = Constants.Number(sum.Left) ?? Of(sum.Left, degrees);
        var right = Constants.Number(sum.Right) ?? Of(sum.Right, degrees);
        return sum.Operator switch
        {
            ArithmeticOperator.Add => left + right,
            ArithmeticOperator.Subtract => left - right,
            ArithmeticOperator.Multiply => left * right,
            _ => left / right,
        };
    }

    /// <summary>No distance is negative, so beside an upper limit a lower one of 0 says nothing; of upper limits the least counts.</summary>
    private static Condition Together(AndCondition and)
    {
        var least = Limits(and.Operands, (a, b) => Covers(b, a) ? a : b);
        if (least.Count == 0)
            return and;
        var terms = and
            .Operands.Where(term =>
                term is not CompareCondition { Left: DistanceValue distance } compare
                || !Tree.IsSmall(distance, MostParts)
                || !least.TryGetValue(distance, out var limit)
                || ReferenceEquals(limit, compare)
                || !IsUpper(compare) && !IsEmpty(compare)
            )
            .ToList();
        return Tree.And(terms);
    }

    /// <summary>Of upper limits the greatest counts.</summary>
    private static Condition Together(OrCondition or)
    {
        var greatest = Limits(or.Operands, (a, b) => Covers(a, b) ? a : b);
        var terms = or
            .Operands.Where(term =>
                term is not CompareCondition { Left: DistanceValue distance } compare
                || !IsUpper(compare)
                || !Tree.IsSmall(distance, MostParts)
                || !greatest.TryGetValue(distance, out var limit)
                || ReferenceEquals(limit, compare)
            )
            .ToList();
        return terms is [var only] ? only : new OrCondition([.. terms]);
    }

    private static Dictionary<DistanceValue, CompareCondition> Limits(
        Items<Condition> terms,
        Func<CompareCondition, CompareCondition, CompareCondition> choose
    )
    {
        var limits = new Dictionary<DistanceValue, CompareCondition>();
        foreach (var term in terms)
            if (
                term is CompareCondition { Left: DistanceValue distance } compare
                && IsUpper(compare)
                && Tree.IsSmall(distance, MostParts)
                && !Tree.HasQuery(distance)
            )
                limits[distance] = limits.TryGetValue(distance, out var known) ? choose(known, compare) : compare;
        return limits;
    }

    private static bool Covers(CompareCondition wide, CompareCondition narrow)
    {
        var (a, b) = (Constants.Number(wide.Right)!.Value, Constants.Number(narrow.Right)!.Value);
        return a > b || a == b && (wide.Operator == ComparisonOperator.LessOrEqual || wide.Operator == narrow.Operator);
    }

    private static bool IsUpper(CompareCondition compare) =>
        compare.Operator is ComparisonOperator.Less or ComparisonOperator.LessOrEqual
        && Constants.Number(compare.Right) is { } limit
        && double.IsFinite(limit);

    /// <summary>True of every distance.</summary>
    private static bool IsEmpty(CompareCondition compare) =>
        compare.Operator == ComparisonOperator.GreaterOrEqual && Constants.Number(compare.Right) <= 0
        || compare.Operator == ComparisonOperator.Greater && Constants.Number(compare.Right) < 0;
}
