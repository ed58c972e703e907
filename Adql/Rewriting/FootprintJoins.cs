using System.Collections.Immutable;
using System.Globalization;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>Positions of one source in or near the regions of a table: a join on keys before the exact test.</summary>
/// <remarks>
/// The rows with positions are repeated for every class of sizes and those cells about the position that centres of regions of the
/// class which reach it can be in; each key of a region has one of the cells of a class above it, so each pair is found once. Where an
/// outer join preserves the positions, or they are those of an enclosing query, the keys are made for each of them in a query beside
/// the table with regions. Outer joins that preserve the regions stay as they are.
/// </remarks>
internal sealed class FootprintJoins : Rewriter
{
    /// <summary>Degrees.</summary>
    private const double Rounding = 1e-10;

    /// <summary>So few regions of a class are rather all looked at by each position.</summary>
    private const int FewRows = 16;

    private const double SquareDegrees = 41253;

    /// <summary>Where images are they are so many times denser than spread evenly.</summary>
    private const double Crowding = 10;

    private readonly Footprints footprints = new();
    private int made;

    public override Statement Rewrite(Statement statement) =>
        Footprints.IsNeeded(statement) ? base.Rewrite(statement) : statement;

    protected override Query Rewrite(Query query)
    {
        if (query is not Select select)
            return base.Rewrite(query);
        footprints.Note(select.From);
        select = (Select)base.Rewrite(select);
        foreach (var term in Tree.Terms(select.Where).ToList())
        {
            if (Plan(term) is not { } plan)
                continue;
            ImmutableArray<Source> leaves = [.. select.From.SelectMany(Tree.Leaves)];
            if (Repeatable(plan, leaves) is { } positions)
            {
                var (cells, terms) = Apply(plan, positions, term, select.Where!);
                select = select with
                {
                    From = [.. select.From.Select(source => Tree.Replace(source, cells))],
                    Where = terms,
                };
            }
            else if (leaves.All(leaf => leaf.Alias != plan.Positions) && leaves.Any(plan.IsTable))
            {
                var around = Around(plan);
                select = select with
                {
                    From = [around, .. select.From],
                    Where = Replaced(select.Where!, term, plan.Match(around.Key), plan.Test),
                };
            }
        }
        return select;
    }

    /// <summary>A join whose ON holds the test.</summary>
    protected override Source Rewrite(Source source)
    {
        var rewritten = base.Rewrite(source);
        if (rewritten is not JoinSource join)
            return rewritten;
        foreach (var term in Tree.Terms(join.On).ToList())
        {
            if (Plan(term) is not { } plan)
                continue;
            // Where regions are preserved, engines compare each of them with each repeated position: worse than as it stands.
            if (join.Kind == JoinKind.Inner && Repeatable(plan, [.. Tree.Leaves(join)]) is { } positions)
            {
                var (cells, terms) = Apply(plan, positions, term, join.On);
                join = join with
                {
                    Left = Tree.Replace(join.Left, cells),
                    Right = Tree.Replace(join.Right, cells),
                    On = terms,
                };
            }
            else if (Preserving(plan, term, join) is { } looking)
                return looking;
        }
        return join;
    }

    /// <param name="Positions">Alias of the source with the positions.</param>
    /// <param name="Keys">What keys near a position begin with.</param>
    /// <param name="Test">What replaces the exact test.</param>
    private sealed record JoinPlan(string Positions, KeysAround Keys, ColumnValue Key, Condition Test)
    {
        public CompareCondition Match(Value around) =>
            new(ComparisonOperator.Equal, new KeyValue(Key, Keys.Levels), around);

        public bool IsTable(Source source) => source is TableSource && source.Alias == Key.Source;
    }

    private JoinPlan? Plan(Condition term)
    {
        if (footprints.Of(term) is not { Constant: null } test || Tree.HasQuery(term))
            return null;
        var (point, radius) = test.Shape switch
        {
            CircleValue circle => (circle.Centre, Constants.Number(circle.Radius) ?? -1),
            { Type.Kind: Kind.Point } => (test.Shape, 0),
            _ => (test.Shape, -1),
        };
        if (radius is not (>= 0 and <= 90) || PositionalJoins.HasChance(point))
            return null;
        var aliases = Tree.Columns(point).Select(column => column.Source).Distinct().ToList();
        if (aliases is not [var positions] || positions == test.Alias)
            return null;
        var reach = test.Relation == FootprintRelation.Holds ? -radius : radius;
        var keys = new KeysAround(
            point,
            [
                .. footprints[test.Alias]
                    .Classes.Where(sized => sized.Outer + reach >= -FootprintKey.Margin)
                    .Select(sized => Level(sized, Math.Max(0, sized.Outer + reach) + FootprintKey.Margin)),
            ]
        );
        return keys.Levels.Count == 0
            ? null
            : new JoinPlan(
                positions,
                keys,
                footprints.Key(test.Alias),
                footprints.Discs(test, point, radius, radius, term)
            );
    }

    /// <summary>Larger cells than needed where regions are few: fewer of them are touched.</summary>
    private static FootprintLevel Level(FootprintClass sized, double reach)
    {
        var order = sized.Rows <= FewRows || reach > 90 ? -1 : Healpix.OrderFor(reach + Rounding);
        if (order < 0)
            return new FootprintLevel(sized.Number, null);
        var expected = sized.Rows * Crowding * Math.PI * reach * reach / SquareDegrees;
        var coarser =
            expected < 0.1 ? 2
            : expected < 4 ? 1
            : 0;
        order = Math.Clamp(order - coarser, 0, FootprintKey.Order);
        return new FootprintLevel(sized.Number, CellMargins.Of(order, reach + Rounding));
    }

    private static Source? Repeatable(JoinPlan plan, ImmutableArray<Source> sources) =>
        sources.FirstOrDefault(source =>
            source.Alias == plan.Positions
            && source is not (CellSource or MatchSource or AroundSource or QuerySource { Lateral: true })
        );

    /// <summary>The repeated source with the terms that concern it alone, and the other terms with the match of keys first.</summary>
    private static (CellSource Cells, Condition Terms) Apply(
        JoinPlan plan,
        Source positions,
        Condition term,
        Condition condition
    )
    {
        var own = Tree.Terms(condition).Where(one => PositionalJoins.IsOn(one, plan.Positions)).ToList();
        var cells = new CellSource(positions, plan.Keys, own.Count > 0 ? Tree.And(own) : null);
        var others = Tree.And([.. Tree.Terms(condition).Where(one => !own.Contains(one))]);
        return (cells, Replaced(others, term, plan.Match(cells.Key), plan.Test));
    }

    private static Condition Replaced(Condition condition, Condition term, Condition match, Condition test) =>
        Tree.And([
            match,
            .. Tree.Terms(condition).SelectMany(one => ReferenceEquals(one, term) ? Tree.Terms(test) : [one]),
        ]);

    private AroundSource Around(JoinPlan plan) =>
        new(string.Create(CultureInfo.InvariantCulture, $"\"k{++made}\""), plan.Keys);

    /// <summary>The join of preserved rows with positions with the regions that each finds.</summary>
    private JoinSource? Preserving(JoinPlan plan, Condition term, JoinSource join)
    {
        var (kept, sought) = join.Kind switch
        {
            JoinKind.Left => (join.Left, join.Right),
            JoinKind.Right => (join.Right, join.Left),
            _ => (join, null),
        };
        if (sought is null || !plan.IsTable(sought) || Tree.HasQuery(join.On))
            return null;
        var seen = Tree.Leaves(join).Select(source => source.Alias).ToHashSet();
        var used = Tree.Values(join.On).SelectMany(Tree.Columns).Select(column => column.Source);
        if (!seen.Contains(plan.Positions) || !used.All(seen.Contains))
            return null;
        var around = Around(plan);
        var rows = new MatchSource(sought, around, Replaced(join.On, term, plan.Match(around.Key), plan.Test));
        return new JoinSource(JoinKind.Left, kept, rows, new AndCondition([]));
    }
}
