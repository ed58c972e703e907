using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>Every way to write a test of shapes becomes one: a comparison of a distance on the left, or "point in polygon".</summary>
internal sealed class ShapeTests : Rewriter
{
    protected override Condition Rewrite(Condition condition)
    {
        var rewritten = base.Rewrite(condition);
        return rewritten switch
        {
            CompareCondition compare => Comparison(compare),
            NotCondition not when Negation.Of(not.Operand) is { } opposite => opposite,
            BetweenCondition { Value: DistanceValue distance, Negated: true } between => new OrCondition([
                new CompareCondition(ComparisonOperator.Less, distance, between.Low),
                new CompareCondition(ComparisonOperator.Greater, distance, between.High),
            ]),
            BetweenCondition { Value: DistanceValue distance, Negated: false } between => new AndCondition([
                new CompareCondition(ComparisonOperator.GreaterOrEqual, distance, between.Low),
                new CompareCondition(ComparisonOperator.LessOrEqual, distance, between.High),
            ]),
            ContainsCondition contains => Contains(contains),
            IntersectsCondition intersects => Intersects(intersects),
            _ => rewritten,
        };
    }

    protected override Value Rewrite(Value value) =>
        base.Rewrite(value) is var rewritten && rewritten is AreaValue area && Shapes.Region(area.Shape) is { } region
            ? new RealConstant(region.Area) { Metadata = area.Metadata }
            : rewritten;

    private static Condition Comparison(CompareCondition compare)
    {
        if (
            compare.Right is TruthValue or DistanceValue or BooleanValue
            && compare.Left is not (TruthValue or DistanceValue or BooleanValue)
        )
            compare = new CompareCondition(compare.Operator.Mirrored(), compare.Right, compare.Left);
        if (compare is { Left: BooleanValue boolean, Right: BooleanConstant { Truth: var asked } })
            return compare.Operator switch
            {
                ComparisonOperator.Equal => asked ? boolean.Condition : new NotCondition(boolean.Condition),
                ComparisonOperator.NotEqual => asked ? new NotCondition(boolean.Condition) : boolean.Condition,
                _ => compare,
            };
        if (compare.Left is not TruthValue truth || Constants.Number(compare.Right) is not { } number)
            return compare;
        // The value is 0 or 1 (or unknown): which of them satisfy the comparison?
        return (compare.Operator.Holds(0, number), compare.Operator.Holds(1, number)) switch
        {
            (false, true) => truth.Condition,
            (true, false) => new NotCondition(truth.Condition),
            _ => compare,
        };
    }

    private static Condition Contains(ContainsCondition condition)
    {
        var (inner, outer) = (condition.Inner, condition.Outer);
        if (inner.Type.Kind == Kind.Point)
            return PointIn(inner, outer) ?? condition;
        return inner is CircleValue small && outer is CircleValue large ? CircleIn(small, large) : condition;
    }

    /// <summary>The far side of the small circle is within the large one; the whole sphere holds everything.</summary>
    private static Condition CircleIn(CircleValue small, CircleValue large)
    {
        var within = new CompareCondition(
            ComparisonOperator.LessOrEqual,
            Distance(small.Centre, large.Centre),
            Difference(large.Radius, small.Radius)
        );
        return Constants.Number(large.Radius) is < 180
            ? within
            : new OrCondition([
                within,
                new CompareCondition(ComparisonOperator.GreaterOrEqual, large.Radius, new RealConstant(180)),
            ]);
    }

    private static Condition Intersects(IntersectsCondition condition)
    {
        var (first, second) = (condition.First, condition.Second);
        if (first.Type.Kind == Kind.Point && PointIn(first, second) is { } inSecond)
            return inSecond;
        if (second.Type.Kind == Kind.Point && PointIn(second, first) is { } inFirst)
            return inFirst;
        if (first is CircleValue a && second is CircleValue b)
            return new CompareCondition(
                ComparisonOperator.LessOrEqual,
                Distance(a.Centre, b.Centre),
                Sum(a.Radius, b.Radius)
            );
        return condition;
    }

    /// <summary>INTERSECTS with a point means the same (ADQL 2.1 §4.2.17).</summary>
    private static Condition? PointIn(Value point, Value shape)
    {
        if (shape is CircleValue circle)
            return new CompareCondition(ComparisonOperator.LessOrEqual, Distance(point, circle.Centre), circle.Radius);
        if (shape.Type.Kind == Kind.Point)
            return new CompareCondition(ComparisonOperator.LessOrEqual, Distance(point, shape), new RealConstant(0));
        return Shapes.Region(shape) switch
        {
            Polygon polygon => new PolygonCondition(point, polygon),
            Circle hemisphere => new CompareCondition(
                ComparisonOperator.LessOrEqual,
                Distance(point, PointOf(hemisphere.Centre)),
                new RealConstant(hemisphere.Radius)
            ),
            PointRegion single => new CompareCondition(
                ComparisonOperator.LessOrEqual,
                Distance(point, PointOf(single.Position)),
                new RealConstant(0)
            ),
            { } region => new RegionCondition(point, region),
            null => null,
        };
    }

    private static DistanceValue Distance(Value from, Value to) => new(from, to);

    private static PointValue PointOf(Point point) => new(new RealConstant(point.Ra), new RealConstant(point.Dec));

    private static Value Sum(Value a, Value b) => Arithmetic(ArithmeticOperator.Add, a, b);

    private static Value Difference(Value a, Value b) => Arithmetic(ArithmeticOperator.Subtract, a, b);

    private static Value Arithmetic(ArithmeticOperator sign, Value a, Value b) =>
        Constants.Fold(sign, a, b) ?? new ArithmeticValue(sign, a, b, AdqlType.Double);
}
