using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>Puts the cells of a region before the exact test of a table's position against it.</summary>
/// <remarks>
/// Done where the condition counts only when it is true: below AND and OR, never below NOT, where "false" and "unknown" differ.
/// Rows without a position have no cell, and the exact test does not hold for them either.
/// </remarks>
internal sealed class RegionSearches : Rewriter
{
    /// <summary>Measured on DuckDB: planning a range costs more than the rows that further ranges keep from the exact test.</summary>
    private const int MaxRanges = 6;

    /// <summary>A cover of more than half the sky saves nothing.</summary>
    private static readonly double WorthWhile = Angle.SphereArea / 2;

    /// <summary>The exact test rounds; the region searched is wider by far more than that, and by far less than a cell.</summary>
    private const double Margin = 1e-10;

    private readonly Dictionary<string, Table> tables = [];

    protected override Query Rewrite(Query query)
    {
        if (query is not Select select)
            return base.Rewrite(query);
        foreach (var source in select.From)
            Collect(source);
        // Groups have no cell, so HAVING stays as it is.
        var having = select.Having is null ? null : Inner.Rewrite(select.Having, this);
        select = (Select)base.Rewrite(select with { Having = null }) with { Having = having };
        foreach (var search in Terms(select.Where))
            if (Scattered(search.Cover) is { Length: > 1 } cells)
                select = select with
                {
                    From = [.. select.From.Select(source => Limit(source, search.Cell.Source, cells))],
                };
        return select;
    }

    private static IEnumerable<RegionSearch> Terms(Condition? condition) =>
        condition switch
        {
            AndCondition and => and.Operands.SelectMany(Terms),
            RegionSearch search => [search],
            _ => [],
        };

    /// <summary>
    /// Where a region lies across the border of large cells, its cells are far apart in the order of a sorted table, and one
    /// range from the first to the last would be most of the sky.
    /// </summary>
    /// <returns>A few ranges to read instead, or one when that will do.</returns>
    private static ImmutableArray<HealpixRange> Scattered(HealpixCover cover)
    {
        var whole = cover.Clusters(1)[0].Count;
        var parts = cover.Clusters(4);
        return whole > SmallRange && parts.Sum(part => part.Count) < whole / 10 ? parts : cover.Clusters(1);
    }

    /// <summary>A thousandth of the sky: reading it costs less than several ranges would.</summary>
    private const long SmallRange = (12L << 58) / 1000;

    /// <summary>WHERE drops all other rows of the source, so also below an outer join they need not be read.</summary>
    private static Source Limit(Source source, string alias, ImmutableArray<HealpixRange> cells) =>
        source switch
        {
            JoinSource join => join with
            {
                Left = Limit(join.Left, alias, cells),
                Right = Limit(join.Right, alias, cells),
            },
            TableSource table when table.Alias == alias && table.Cells.IsEmpty => table with { Cells = cells },
            _ => source,
        };

    private void Collect(Source source)
    {
        if (source is TableSource table)
            tables[table.Alias] = table.Table;
        else if (source is JoinSource join)
        {
            Collect(join.Left);
            Collect(join.Right);
        }
    }

    protected override Condition Rewrite(Condition condition)
    {
        switch (condition)
        {
            case NotCondition not:
                return new NotCondition(Inner.Rewrite(not.Operand, this));
            case CompareCondition
            {
                Operator: ComparisonOperator.Less or ComparisonOperator.LessOrEqual,
                Left: DistanceValue distance
            } compare when Constants.Number(compare.Right) is >= 0 and < 180 and var radius:
                return Cone(distance.From, distance.To, radius, compare)
                    ?? Cone(distance.To, distance.From, radius, compare)
                    ?? condition;
            case PolygonCondition polygon:
                return Search(polygon.Point, polygon.Polygon, polygon) ?? condition;
            case RegionCondition region:
                return Search(region.Point, region.Region, region) ?? condition;
            default:
                return base.Rewrite(condition);
        }
    }

    // A condition turned into a value may be 0 as well as 1.
    protected override Value Rewrite(Value value) =>
        value switch
        {
            TruthValue truth => truth with { Condition = Inner.Rewrite(truth.Condition, this) },
            BooleanValue boolean => boolean with { Condition = Inner.Rewrite(boolean.Condition, this) },
            CaseValue choice => choice with
            {
                Arms = [.. choice.Arms.Select(arm => new CaseArm(Inner.Rewrite(arm.When, this), Rewrite(arm.Then)))],
                Otherwise = choice.Otherwise is { } otherwise ? Rewrite(otherwise) : null,
            },
            _ => base.Rewrite(value),
        };

    private RegionSearch? Cone(Value position, Value centre, double radius, CompareCondition exact) =>
        Shapes.Point(centre) is { } point
            ? Search(position, new Circle(point, Math.Min(180, radius + Margin)), exact)
            : null;

    private RegionSearch? Search(Value position, Region region, Condition exact)
    {
        if (Positions.CellOf(position, tables) is not { } cell)
            return null;
        var cover = HealpixCover.Of(region, MaxRanges);
        return cover.Area > WorthWhile ? null : new RegionSearch(cell, cover, exact);
    }

    /// <summary>Leaves conditions as they are, but enters the subqueries in them.</summary>
    private sealed class Inner(RegionSearches outer) : Rewriter
    {
        public static Condition Rewrite(Condition condition, RegionSearches outer) =>
            new Inner(outer).Rewrite(condition);

        protected override Query Rewrite(Query query) => outer.Rewrite(query);
    }
}
