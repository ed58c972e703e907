using DataLab.Adql.Dialects;
using DataLab.Adql.Plan;

namespace DataLab.Adql.Rewriting;

/// <summary>Rebuilds a checked query from its leaves upward; a pass overrides what it changes.</summary>
/// <remarks>A plan may hold a part twice, and the parts of that; beyond a number no query of allowed length needs it is too complex.</remarks>
internal abstract class Rewriter
{
    private const int MostValues = 2 * AdqlLimits.Characters;

    private int values;

    public virtual Statement Rewrite(Statement statement) =>
        statement with
        {
            With = [.. statement.With.Select(with => with with { Query = Rewrite(with.Query) })],
            Query = Rewrite(statement.Query),
        };

    protected virtual Query Rewrite(Query query)
    {
        var columns = query.Columns.Each(Rewrite);
        var order = query.OrderBy.Each(Rewrite);
        return query switch
        {
            Select select => select with
            {
                Columns = columns,
                OrderBy = order,
                From = select.From.Each(Rewrite),
                Where = Optional(select.Where),
                GroupBy = select.GroupBy.Each(Rewrite),
                Having = Optional(select.Having),
            },
            SetQuery set => set with
            {
                Columns = columns,
                OrderBy = order,
                Left = Rewrite(set.Left),
                Right = Rewrite(set.Right),
            },
            _ => throw new NotSupportedException(query.GetType().Name),
        };
    }

    private OutputColumn Rewrite(OutputColumn column)
    {
        var value = Rewrite(column.Value);
        return ReferenceEquals(value, column.Value) ? column : column with { Value = value };
    }

    private Ordering Rewrite(Ordering order) =>
        order.Value is null ? order : order with { Value = Rewrite(order.Value) };

    protected virtual Source Rewrite(Source source) =>
        source switch
        {
            QuerySource query => query with { Query = Rewrite(query.Query) },
            JoinSource join => join with
            {
                Left = Rewrite(join.Left),
                Right = Rewrite(join.Right),
                On = Rewrite(join.On),
            },
            RingSource ring => ring with
            {
                Inner = (TableSource)Rewrite(ring.Inner),
                Where = Rewrite(ring.Where),
                Columns = [.. ring.Columns.Select(column => column with { Value = Rewrite(column.Value) })],
                Distance = (DistanceValue)Rewrite(ring.Distance),
            },
            CellSource cells => cells with { Inner = Rewrite(cells.Inner), Filter = Optional(cells.Filter) },
            _ => source,
        };

    protected virtual Condition Rewrite(Condition condition) =>
        condition switch
        {
            AndCondition and => new AndCondition(and.Operands.Each(Rewrite)),
            OrCondition or => new OrCondition(or.Operands.Each(Rewrite)),
            NotCondition not => new NotCondition(Rewrite(not.Operand)),
            CompareCondition compare => Compare(compare),
            BetweenCondition between => between with
            {
                Value = Rewrite(between.Value),
                Low = Rewrite(between.Low),
                High = Rewrite(between.High),
            },
            InListCondition list => list with { Value = Rewrite(list.Value), List = list.List.Each(Rewrite) },
            InQueryCondition query => query with { Value = Rewrite(query.Value), Query = Rewrite(query.Query) },
            LikeCondition like => like with { Match = Rewrite(like.Match), Pattern = Rewrite(like.Pattern) },
            MatchCondition match => match with { Text = Rewrite(match.Text), Pattern = Rewrite(match.Pattern) },
            TruthCondition truth => truth with { Value = Rewrite(truth.Value) },
            NullCondition isNull => isNull with { Value = Rewrite(isNull.Value) },
            ExistsCondition exists => exists with { Query = Rewrite(exists.Query) },
            ContainsCondition contains => new ContainsCondition(Rewrite(contains.Inner), Rewrite(contains.Outer)),
            IntersectsCondition intersects => new IntersectsCondition(
                Rewrite(intersects.First),
                Rewrite(intersects.Second)
            ),
            FootprintSearch search => search with { Exact = Rewrite(search.Exact) },
            IndexedSearch search => search with { Exact = Rewrite(search.Exact) },
            IndexedMatch match => match with { Exact = Rewrite(match.Exact) },
            _ => condition,
        };

    /// <exception cref="SqlTooLongException">There are too many.</exception>
    protected virtual Value Rewrite(Value value)
    {
        if (++values > MostValues)
            throw new SqlTooLongException();
        return value switch
        {
            NegatedValue negated => negated with { Operand = Rewrite(negated.Operand) },
            ArithmeticValue arithmetic => arithmetic with
            {
                Left = Rewrite(arithmetic.Left),
                Right = Rewrite(arithmetic.Right),
            },
            ConcatenatedValue joined => joined with { Left = Rewrite(joined.Left), Right = Rewrite(joined.Right) },
            CallValue call => call with { Arguments = call.Arguments.Each(Rewrite) },
            AggregateValue aggregate => aggregate with
            {
                Argument = Optional(aggregate.Argument),
                More = aggregate.More.Each(Rewrite),
            },
            CastValue cast => Cast(cast),
            TruthValue truth => truth with { Condition = Rewrite(truth.Condition) },
            BooleanValue boolean => boolean with { Condition = Rewrite(boolean.Condition) },
            CaseValue choice => choice with
            {
                Arms = [.. choice.Arms.Select(arm => new CaseArm(Rewrite(arm.When), Rewrite(arm.Then)))],
                Otherwise = Optional(choice.Otherwise),
            },
            ScalarQueryValue query => query with { Query = Rewrite(query.Query) },
            ArrayValue array => array with { Elements = array.Elements.Each(Rewrite) },
            WindowValue window => window with
            {
                Aggregate = window.Aggregate is { } inner ? (AggregateValue)Rewrite(inner) : null,
                Arguments = window.Arguments.Each(Rewrite),
                PartitionBy = window.PartitionBy.Each(Rewrite),
                OrderBy = window.OrderBy.Each(Rewrite),
            },
            PointValue point => point with { Longitude = Rewrite(point.Longitude), Latitude = Rewrite(point.Latitude) },
            CircleValue circle => circle with { Centre = Rewrite(circle.Centre), Radius = Rewrite(circle.Radius) },
            BoxValue box => box with
            {
                Centre = Rewrite(box.Centre),
                Width = Rewrite(box.Width),
                Height = Rewrite(box.Height),
            },
            PolygonValue polygon => polygon with { Vertices = polygon.Vertices.Each(Rewrite) },
            DistanceValue distance => distance with { From = Rewrite(distance.From), To = Rewrite(distance.To) },
            AreaValue area => area with { Shape = Rewrite(area.Shape) },
            CoordinateValue coordinate => coordinate with { Point = Rewrite(coordinate.Point) },
            CentroidValue centroid => centroid with { Shape = Rewrite(centroid.Shape) },
            MocValue moc => moc with { Shape = Rewrite(moc.Shape) },
            EllipseValue ellipse => ellipse with
            {
                Centre = Rewrite(ellipse.Centre),
                SemiMajor = Rewrite(ellipse.SemiMajor),
                AxisRatio = Rewrite(ellipse.AxisRatio),
                PositionAngle = Rewrite(ellipse.PositionAngle),
            },
            _ => value,
        };
    }

    // Comparisons and conversions are in nearly every query: those without change are not made again by each pass.
    private CompareCondition Compare(CompareCondition compare)
    {
        var (left, right) = (Rewrite(compare.Left), Rewrite(compare.Right));
        return ReferenceEquals(left, compare.Left) && ReferenceEquals(right, compare.Right)
            ? compare
            : compare with
            {
                Left = left,
                Right = right,
            };
    }

    private CastValue Cast(CastValue cast)
    {
        var operand = Rewrite(cast.Operand);
        return ReferenceEquals(operand, cast.Operand) ? cast : cast with { Operand = operand };
    }

    private Condition? Optional(Condition? condition) => condition is null ? null : Rewrite(condition);

    private Value? Optional(Value? value) => value is null ? null : Rewrite(value);
}
