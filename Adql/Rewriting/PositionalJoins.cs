using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>Two positions within a radius of each other: a join on cells before the exact test.</summary>
/// <remarks>
/// Constant radius: the rows of one source are repeated for the cell of their position and those neighbours that the radius reaches
/// (<see cref="CellMargins"/>), at an order where cells are larger than it (<see cref="Healpix.OrderFor"/>), and matched with the cell of the other position. Of the
/// repetitions of a row at most one has the other's cell, and one has it whenever the exact test can hold; so each pair is
/// found once. The repeated source must not be one that an outer join preserves, else its rows without partner would be
/// repeated too.
/// Where the positions of one side are known (<see cref="IKnownPositions"/>), rows of the other that are far from all of them
/// are left out before.
/// Radius from the rows of one source: those rows are repeated likewise, each at the order its own radius allows, and the other
/// rows once for every order in use (<see cref="CellLevels"/>). Orders have cells of their own, so again each pair is found once.
/// Where the row that looks for partners is one of an enclosing query, or one that an outer join preserves, the cells are made for
/// each such row in a query beside the other source (<c>.Around</c>).
/// </remarks>
internal sealed partial class PositionalJoins : Rewriter
{
    /// <summary>Degrees: the exact test rounds; a margin far above that costs nothing.</summary>
    private const double Rounding = 1e-10;

    /// <summary>Of the whole sky.</summary>
    private const double SquareDegrees = 41253;

    /// <summary>Surveys see a part of the sky, and stars crowd: where rows are they are so many times denser than spread evenly.</summary>
    private const double Crowding = 100;

    private readonly Dictionary<string, Table> tables = [];
    private readonly Dictionary<string, Source> sources = [];
    private readonly HashSet<string> searched = [];

    protected override Query Rewrite(Query query)
    {
        if (query is not Select select)
            return base.Rewrite(query);
        foreach (var leaf in select.From.SelectMany(Tree.Leaves))
        {
            sources[leaf.Alias] = leaf;
            if (leaf is TableSource table)
                tables[table.Alias] = table.Table;
        }
        Note(select.Where);
        select = (Select)base.Rewrite(select);
        // Rows that an outer join fills up with NULL fail the test in WHERE anyway, so every source may be repeated.
        foreach (var test in Tree.Terms(select.Where).ToList())
            if (FromOutside(test, select) is { } looking)
                select = looking;
            else if (Plan(test, [.. select.From.SelectMany(Tree.Leaves)]) is { } plan)
            {
                var (sources, terms) = Apply(plan, select.Where!);
                select = select with
                {
                    From = [.. select.From.Select(source => Tree.Replace(source, sources))],
                    Where = terms,
                };
            }
        return select;
    }

    /// <summary>A join whose ON holds the test.</summary>
    protected override Source Rewrite(Source source)
    {
        if (source is JoinSource { On: var on })
            Note(on);
        var rewritten = base.Rewrite(source);
        if (rewritten is not JoinSource join)
            return rewritten;
        foreach (var test in Tree.Terms(join.On).ToList())
        {
            if (Preserving(test, join) is { } looking)
                return looking;
            IEnumerable<Source> repeatable = join.Kind switch
            {
                JoinKind.Inner => Tree.Leaves(join),
                JoinKind.Left => Tree.Leaves(join.Right),
                JoinKind.Right => Tree.Leaves(join.Left),
                _ => [],
            };
            if (Plan(test, [.. repeatable]) is { } plan)
            {
                var (sources, terms) = Apply(plan, join.On);
                join = join with
                {
                    Left = Tree.Replace(join.Left, sources),
                    Right = Tree.Replace(join.Right, sources),
                    On = terms,
                };
            }
        }
        return join;
    }

    private void Note(Condition? condition)
    {
        foreach (var search in Tree.Terms(condition).OfType<RegionSearch>())
            searched.Add(search.Cell.Source);
        foreach (var search in Tree.Terms(condition).OfType<FootprintSearch>())
            searched.Add(search.Key.Source);
    }

    /// <summary>Which sources are repeated, and what makes their repetitions meet.</summary>
    private sealed record JoinPlan(ImmutableArray<CellSource> Repeated, CompareCondition Match)
    {
        /// <summary>What one source can be asked alone before it is matched.</summary>
        public ImmutableArray<NearCondition> Near { get; init; } = [];
    }

    /// <summary>The repeated sources with the terms that concern each alone, and the other terms with the match of cells first.</summary>
    private static (ImmutableArray<Source> Sources, Condition Terms) Apply(JoinPlan plan, Condition condition)
    {
        List<Condition> terms = [.. plan.Near, .. Tree.Terms(condition)];
        var sources = plan.Repeated.Select(source =>
            source with
            {
                Filter = terms.Where(term => IsOn(term, source.Alias)).ToList() is [_, ..] own ? Tree.And(own) : null,
            }
        );
        var others = terms.Where(term => !plan.Repeated.Any(source => IsOn(term, source.Alias)));
        return ([.. sources], Tree.And([plan.Match, .. others]));
    }

    private JoinPlan? Plan(Condition test, ImmutableArray<Source> repeatable)
    {
        if (Near(test) is not var (distance, radius))
            return null;
        var ways = new[] { (distance.To, distance.From), (distance.From, distance.To) };
        if (Constants.Number(radius) is not { } degrees)
            return ways.Select(way => BySize(way.Item1, way.Item2, radius, repeatable))
                .FirstOrDefault(plan => plan is not null);
        var order = OrderFor(degrees);
        if (order < 0)
            return null;
        return ways.Select(way => (Source: SourceOf(way.Item1, way.Item2, repeatable), Way: way))
            .Where(choice => choice.Source is not null)
            .OrderBy(choice => Cost(choice.Source!, choice.Way.Item1))
            .Select(choice =>
                ByCell(choice.Source!, choice.Way.Item1, choice.Way.Item2, degrees, order) with
                {
                    Near =
                    [
                        .. ways.Select(way => Near(way.Item1, way.Item2, order, repeatable)).OfType<NearCondition>(),
                    ],
                }
            )
            .FirstOrDefault();
    }

    /// <summary>
    /// Rows of a table with cells that are far from all positions of a table where these are known need not be read. Rows that
    /// an outer join preserves must be, and between two tables of known positions, which are small, there is nothing to gain.
    /// </summary>
    private NearCondition? Near(Value point, Value known, int order, ImmutableArray<Source> repeatable) =>
        Positions.CellOf(point, tables) is { } cell
        && Positions.CellOf(known, tables) is { } place
        && tables[place.Source].KnownPositions is { } positions
        && tables[cell.Source].KnownPositions is null
        && repeatable.Any(source => source.Alias == cell.Source)
            ? new NearCondition(cell, positions.Around(order))
            : null;

    private JoinPlan ByCell(Source repeated, Value point, Value other, double degrees, int order)
    {
        var around = Around(point, degrees, order, other);
        var cells = new CellSource(repeated, around);
        var cell = new CellValue(other, Positions.CellOf(other, tables), around.Order);
        return new JoinPlan([cells], Equal(cell, cells.Key));
    }

    /// <summary>
    /// The cells that a circle about a point may touch. At orders below that where neighbours suffice it touches fewer, a
    /// little above one instead of five, but they hold more rows that are tested in vain: good where rows are far apart.
    /// </summary>
    /// <param name="degrees">Radius.</param>
    /// <param name="order">Of <see cref="OrderFor"/>.</param>
    /// <param name="lookedFor">The position of the rows looked for.</param>
    private CellsAround Around(Value point, double degrees, int order, Value lookedFor)
    {
        var rows = Tree.Columns(lookedFor).Select(RowsOf).DefaultIfEmpty(0).Max();
        var expected = rows * Crowding * Math.PI * degrees * degrees / SquareDegrees;
        var coarser =
            expected < 0.005 ? 3
            : expected < 0.1 ? 2
            : expected < 1 ? 1
            : 0;
        var used = Math.Max(0, order - coarser);
        return new CellsAround(point, used, CellMargins.Of(used, degrees + Rounding), Positions.CellOf(point, tables));
    }

    private double RowsOf(ColumnValue column) =>
        tables.TryGetValue(column.Source, out var table) ? table.Rows ?? 1e9 : 1e6;

    private JoinPlan? BySize(Value point, Value other, Value radius, ImmutableArray<Source> repeatable)
    {
        if (
            SourceOf(point, other, repeatable) is not { } sized
            || SourceOf(other, point, repeatable) is not { } levelled
        )
            return null;
        if (Tree.Columns(radius).Any(column => column.Source != sized.Alias))
            return null;
        var cells = new CellSource(sized, new CellsByRadius(point, radius));
        var levels = new CellSource(levelled, new CellsAtLevels(other, Positions.CellOf(other, tables)));
        return new JoinPlan([cells, levels], Equal(levels.Key, cells.Key));
    }

    private static CompareCondition Equal(Value left, Value right) => new(ComparisonOperator.Equal, left, right);

    /// <summary>The one source all of a point's columns come from, if it may be repeated and the other point does not use it.</summary>
    private static Source? SourceOf(Value point, Value other, ImmutableArray<Source> repeatable)
    {
        var aliases = Tree.Columns(point).Select(column => column.Source).Distinct().ToList();
        if (aliases is not [var alias] || point.Type.Kind != Kind.Point)
            return null;
        var others = Tree.Columns(other).Select(column => column.Source).ToList();
        return others.Count == 0 || others.Contains(alias)
            ? null
            : repeatable.FirstOrDefault(source =>
                source.Alias == alias
                && source is not (CellSource or MatchSource or AroundSource or QuerySource { Lateral: true })
            );
    }

    /// <summary>Repeating is cheap for few rows, and a pity for a table that has its cells stored.</summary>
    private double Cost(Source source, Value point)
    {
        var rows = source switch
        {
            TableSource { Table.Rows: { } known } => known,
            TableSource { Table.SchemaName: var name }
                when name.Equals("TAP_UPLOAD", StringComparison.OrdinalIgnoreCase) => 1e5,
            TableSource => 1e9,
            _ => 1e6,
        };
        if (searched.Contains(source.Alias))
            rows /= 1e4;
        return Positions.CellOf(point, tables) is null ? rows : rows * 2;
    }

    /// <summary>A term on one source alone; for the repeated one it is better asked before its rows are repeated.</summary>
    internal static bool IsOn(Condition term, string alias)
    {
        if (term is RegionSearch search)
            return search.Cell.Source == alias;
        if (term is FootprintSearch footprint)
            return footprint.Key.Source == alias && !Tree.HasQuery(term) && AreOn(term, alias);
        if (Tree.HasQuery(term))
            return false;
        return AreOn(term, alias);
    }

    private static bool AreOn(Condition term, string alias)
    {
        var columns = Tree.Values(term).SelectMany(Tree.Columns).ToList();
        return columns.Count > 0 && columns.All(column => column.Source == alias);
    }
}
