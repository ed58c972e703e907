using DataLab.Adql.Syntax;

namespace DataLab.Adql.Plan;

/// <summary>What values and conditions are made of. Subqueries are not entered.</summary>
internal static class Tree
{
    public static IEnumerable<Value> Children(Value value) =>
        value switch
        {
            NegatedValue negated => [negated.Operand],
            ArithmeticValue arithmetic => [arithmetic.Left, arithmetic.Right],
            ConcatenatedValue joined => [joined.Left, joined.Right],
            CallValue call => call.Arguments,
            AggregateValue { Argument: { } aggregated } aggregate => [aggregated, .. aggregate.More],
            CastValue cast => [cast.Operand],
            CaseValue choice =>
            [
                .. choice.Arms.SelectMany(arm => Values(arm.When).Append(arm.Then)),
                .. choice.Otherwise is { } otherwise ? [otherwise] : Array.Empty<Value>(),
            ],
            ArrayValue array => array.Elements,
            WindowValue window =>
            [
                .. window.Aggregate is { } aggregate ? Children(aggregate) : [],
                .. window.Arguments,
                .. window.PartitionBy,
                .. window.OrderBy.Select(order => order.Value!),
            ],
            BooleanValue boolean => Values(boolean.Condition),
            TruthValue truth => Values(truth.Condition),
            PointValue point => [point.Longitude, point.Latitude],
            CircleValue circle => [circle.Centre, circle.Radius],
            BoxValue box => [box.Centre, box.Width, box.Height],
            PolygonValue polygon => polygon.Vertices,
            DistanceValue distance => [distance.From, distance.To],
            AreaValue area => [area.Shape],
            CoordinateValue coordinate => [coordinate.Point],
            CentroidValue centroid => [centroid.Shape],
            MocValue moc => [moc.Shape],
            EllipseValue e => [e.Centre, e.SemiMajor, e.AxisRatio, e.PositionAngle],
            CellValue { Cell: { } cell } => [cell],
            CellValue computed => [computed.Point],
            CellsAround around => around.Cell is { } cell ? [around.Point, cell] : [around.Point],
            KeysAround keys => [keys.Point],
            KeyValue key => [key.Key],
            CellsByRadius sized => [sized.Point, sized.Radius],
            CellsAtLevels levels => levels.Cell is { } cell ? [levels.Point, cell] : [levels.Point],
            _ => [],
        };

    /// <summary>The values that stand in a condition, each whole.</summary>
    public static IEnumerable<Value> Values(Condition condition) =>
        condition switch
        {
            CompareCondition compare => [compare.Left, compare.Right],
            BetweenCondition between => [between.Value, between.Low, between.High],
            InListCondition list => [list.Value, .. list.List],
            InQueryCondition query => [query.Value],
            LikeCondition like => [like.Match, like.Pattern],
            MatchCondition match => [match.Text, match.Pattern],
            TruthCondition truth => [truth.Value],
            NullCondition isNull => [isNull.Value],
            NotCondition not => Values(not.Operand),
            AndCondition and => and.Operands.SelectMany(Values),
            OrCondition or => or.Operands.SelectMany(Values),
            ContainsCondition contains => [contains.Inner, contains.Outer],
            IntersectsCondition intersects => [intersects.First, intersects.Second],
            PolygonCondition polygon => [polygon.Point],
            RegionCondition region => [region.Point],
            NearCondition near => [near.Cell],
            MocCondition moc => [moc.Cell],
            RegionSearch search => [search.Cell, .. Values(search.Exact)],
            FootprintSearch search => [search.Key, .. Values(search.Exact)],
            IndexedSearch indexed => Values(indexed.Exact),
            IndexedMatch match => Values(match.Exact),
            _ => [],
        };

    /// <summary>True for a value of few parts, none of which needs care with division or powers itself.</summary>
    public static bool IsSmall(Value value, int parts)
    {
        var left = parts;
        return IsSmall(value, ref left, true);
    }

    private static bool IsSmall(Value value, ref int left, bool outermost)
    {
        if (--left < 0)
            return false;
        if (
            !outermost && value is CallValue or DistanceValue
            || !outermost && value is ArithmeticValue { Operator: ArithmeticOperator.Divide }
        )
            return false;
        foreach (var child in Children(value))
            if (!IsSmall(child, ref left, false))
                return false;
        return true;
    }

    /// <summary>Conditions that all hold where a condition does, none of them an AND.</summary>
    public static IEnumerable<Condition> Terms(Condition? condition) =>
        condition switch
        {
            null => [],
            AndCondition and => and.Operands.SelectMany(Terms),
            _ => [condition],
        };

    /// <summary>The shortest condition that holds where all terms do.</summary>
    public static Condition And(IReadOnlyList<Condition> terms) =>
        terms is [var only] ? only : new AndCondition([.. terms]);

    /// <summary>The sources that a source joins, itself where it is none of joins.</summary>
    public static IEnumerable<Source> Leaves(Source source) =>
        source is JoinSource join ? Leaves(join.Left).Concat(Leaves(join.Right)) : [source];

    /// <summary>A source whose leaves of the alias of one of <paramref name="by"/> are that one.</summary>
    public static Source Replace(Source source, params IReadOnlyList<Source> by) =>
        source is JoinSource join
            ? join with
            {
                Left = Replace(join.Left, by),
                Right = Replace(join.Right, by),
            }
            : by.FirstOrDefault(other => other.Alias == source.Alias) ?? source;

    /// <summary>A subquery stands somewhere in a condition; what columns it uses, <see cref="Columns"/> does not tell.</summary>
    public static bool HasQuery(Condition condition) =>
        condition switch
        {
            InQueryCondition or ExistsCondition => true,
            NotCondition not => HasQuery(not.Operand),
            AndCondition and => and.Operands.Any(HasQuery),
            OrCondition or => or.Operands.Any(HasQuery),
            RegionSearch search => HasQuery(search.Exact),
            FootprintSearch search => HasQuery(search.Exact),
            _ => Values(condition).Any(HasQuery),
        };

    public static bool HasQuery(Value value) =>
        value switch
        {
            ScalarQueryValue => true,
            TruthValue truth => HasQuery(truth.Condition),
            BooleanValue boolean => HasQuery(boolean.Condition),
            // Not by its children, which are the values of the conditions, too: operands of CASE in operands of CASE would be visited 4^n times.
            CaseValue choice => choice.Arms.Any(arm => HasQuery(arm.When) || HasQuery(arm.Then))
                || choice.Otherwise is { } otherwise && HasQuery(otherwise),
            _ => Children(value).Any(HasQuery),
        };

    /// <summary>A subquery stands somewhere beside the sources.</summary>
    public static bool HasQuery(Select select) =>
        select
            .Columns.Select(column => column.Value)
            .Concat(select.OrderBy.Where(order => order.Value is not null).Select(order => order.Value!))
            .Concat(select.GroupBy)
            .Any(HasQuery)
        || select.Where is { } where && HasQuery(where)
        || select.Having is { } having && HasQuery(having);

    /// <summary>The columns a value is computed from.</summary>
    public static IEnumerable<ColumnValue> Columns(Value value) =>
        value is ColumnValue column ? [column] : Children(value).SelectMany(Columns);
}
