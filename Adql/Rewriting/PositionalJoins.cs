using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>Two positions within a constant radius of each other: a join on cells before the exact test.</summary>
/// <remarks>
/// The rows of one source are repeated for the cell of their position and its neighbours, at an order where cells are larger
/// than the radius (<see cref="Healpix.OrderFor"/>), and matched with the cell of the other position. Of the repetitions of a
/// row at most one has the other's cell, and one has it whenever the exact test can hold; so each pair is found once.
/// The repeated source must not be one that an outer join preserves, else its rows without partner would be repeated too.
/// </remarks>
internal sealed class PositionalJoins : Rewriter
{
    private readonly Dictionary<string, Table> tables = [];
    private readonly HashSet<string> searched = [];

    protected override Query Rewrite(Query query)
    {
        if (query is not Select select)
            return base.Rewrite(query);
        foreach (var leaf in select.From.SelectMany(Leaves))
            if (leaf is TableSource table)
                tables[table.Alias] = table.Table;
        foreach (var search in Terms(select.Where).OfType<RegionSearch>())
            searched.Add(search.Cell.Source);
        select = (Select)base.Rewrite(select);
        // Rows that an outer join fills up with NULL fail the test in WHERE anyway, so every source may be repeated.
        foreach (var test in Terms(select.Where).ToList())
            if (Plan(test, [.. select.From.SelectMany(Leaves)]) is { } plan)
            {
                var (cells, terms) = Apply(plan, select.Where!);
                select = select with
                {
                    From = [.. select.From.Select(source => Replace(source, cells))],
                    Where = terms,
                };
            }
        return select;
    }

    /// <summary>A join whose ON holds the test.</summary>
    protected override Source Rewrite(Source source)
    {
        if (base.Rewrite(source) is not JoinSource join)
            return base.Rewrite(source);
        foreach (var test in Terms(join.On).ToList())
        {
            IEnumerable<Source> repeatable = join.Kind switch
            {
                JoinKind.Inner => Leaves(join),
                JoinKind.Left => Leaves(join.Right),
                JoinKind.Right => Leaves(join.Left),
                _ => [],
            };
            if (Plan(test, [.. repeatable]) is { } plan)
            {
                var (cells, terms) = Apply(plan, join.On);
                join = join with { Left = Replace(join.Left, cells), Right = Replace(join.Right, cells), On = terms };
            }
        }
        return join;
    }

    /// <summary>The repeated source, with the terms that concern it alone, and the other terms with the match of cells first.</summary>
    private (CellSource Cells, Condition Terms) Apply(JoinPlan plan, Condition condition)
    {
        var terms = Terms(condition).ToLookup(term => IsOn(term, plan.Repeated.Alias));
        var cells = new CellSource(plan.Repeated, plan.RepeatedPoint, plan.Order, And([.. terms[true]]));
        return (cells, And([Match(cells, plan), .. terms[false]])!);
    }

    private sealed record JoinPlan(Source Repeated, Value RepeatedPoint, Value OtherPoint, int Order);

    private JoinPlan? Plan(Condition test, ImmutableArray<Source> repeatable)
    {
        if (
            test
            is not CompareCondition
            {
                Operator: ComparisonOperator.Less or ComparisonOperator.LessOrEqual,
                Left: DistanceValue distance
            } compare
        )
            return null;
        if (Constants.Number(compare.Right) is not (>= 0 and <= 180 and var radius))
            return null;
        // The exact test rounds; a margin far above that costs nothing.
        var order = Healpix.OrderFor(radius + 1e-10);
        if (order < 0)
            return null;
        return new[] { (distance.To, distance.From), (distance.From, distance.To) }
            .Select(points => (Source: SingleSource(points.Item1, points.Item2, repeatable), Points: points))
            .Where(choice => choice.Source is not null)
            .OrderBy(choice => Cost(choice.Source!, choice.Points.Item1))
            .Select(choice => new JoinPlan(choice.Source!, choice.Points.Item1, choice.Points.Item2, order))
            .FirstOrDefault();
    }

    /// <summary>The one source all of a point's columns come from, if it may be repeated and the other point does not use it.</summary>
    private static Source? SingleSource(Value point, Value other, ImmutableArray<Source> repeatable)
    {
        var aliases = Tree.Columns(point).Select(column => column.Source).Distinct().ToList();
        if (aliases is not [var alias] || point.Type.Kind != Kind.Point)
            return null;
        var others = Tree.Columns(other).Select(column => column.Source).ToList();
        return others.Count == 0 || others.Contains(alias)
            ? null
            : repeatable.FirstOrDefault(source => source.Alias == alias && source is not CellSource);
    }

    /// <summary>Repeating is cheap for few rows, and a pity for a table that has its cells stored.</summary>
    private double Cost(Source source, Value point)
    {
        var rows =
            source is TableSource { Table.Rows: { } known } ? known
            : source is TableSource { Table.SchemaName: var name }
            && name.Equals("TAP_UPLOAD", StringComparison.OrdinalIgnoreCase)
                ? 1e5
            : source is TableSource ? 1e9
            : 1e6;
        if (searched.Contains(source.Alias))
            rows /= 1e4;
        return Positions.CellOf(point, tables) is null ? rows : rows * 2;
    }

    private CompareCondition Match(CellSource cells, JoinPlan plan) =>
        new(
            ComparisonOperator.Equal,
            new CellValue(plan.OtherPoint, Positions.CellOf(plan.OtherPoint, tables), plan.Order),
            cells.Key
        );

    /// <summary>A term on one source alone; for the repeated one it is better asked before its rows are repeated.</summary>
    private static bool IsOn(Condition term, string alias)
    {
        if (term is RegionSearch search)
            return search.Cell.Source == alias;
        if (HasQuery(term))
            return false;
        var columns = Tree.Values(term).SelectMany(Tree.Columns).ToList();
        return columns.Count > 0 && columns.All(column => column.Source == alias);
    }

    private static bool HasQuery(Condition condition) =>
        condition switch
        {
            InQueryCondition or ExistsCondition => true,
            NotCondition not => HasQuery(not.Operand),
            AndCondition and => and.Operands.Any(HasQuery),
            OrCondition or => or.Operands.Any(HasQuery),
            _ => false,
        };

    private static IEnumerable<Condition> Terms(Condition? condition) =>
        condition switch
        {
            null => [],
            AndCondition and => and.Operands.SelectMany(Terms),
            _ => [condition],
        };

    private static Condition? And(List<Condition> terms) =>
        terms.Count switch
        {
            0 => null,
            1 => terms[0],
            _ => new AndCondition([.. terms]),
        };

    private static IEnumerable<Source> Leaves(Source source) =>
        source is JoinSource join ? Leaves(join.Left).Concat(Leaves(join.Right)) : [source];

    private static Source Replace(Source source, CellSource cells) =>
        source is JoinSource join ? join with { Left = Replace(join.Left, cells), Right = Replace(join.Right, cells) }
        : source.Alias == cells.Alias ? cells
        : source;
}
