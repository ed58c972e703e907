using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>Puts keys (<see cref="FootprintKey"/>) before tests of a table's regions against a constant one.</summary>
/// <remarks>
/// Done where the condition counts only when it is true, as in <see cref="RegionSearches"/>. Behind the keys two discs about each
/// region's centre decide most rows; for the others there is the exact test (<see cref="Footprints"/>).
/// </remarks>
internal sealed class FootprintSearches : Rewriter
{
    /// <summary>Degrees. A wider search meets so many regions that reading all of them is no worse.</summary>
    private const double Widest = 60;

    /// <summary>Of a class of sizes.</summary>
    private const int RangesOfClass = 4;

    private readonly Footprints footprints = new();

    public override Statement Rewrite(Statement statement) =>
        Footprints.IsNeeded(statement) ? base.Rewrite(statement) : statement;

    protected override Query Rewrite(Query query)
    {
        if (query is not Select select)
            return base.Rewrite(query);
        footprints.Note(select.From);
        // Groups have no regions, so HAVING stays as it is.
        var having = select.Having is null ? null : new Inner(this).Enter(select.Having);
        return (Select)base.Rewrite(select with { Having = null }) with { Having = having };
    }

    protected override Condition Rewrite(Condition condition) =>
        condition switch
        {
            NotCondition not => new NotCondition(new Inner(this).Enter(not.Operand)),
            AndCondition { Operands.Count: 0 } => condition,
            _ => Searched([.. Tree.Terms(condition)]),
        };

    // A condition turned into a value may be 0 as well as 1.
    protected override Value Rewrite(Value value) => new Inner(this).Enter(value);

    /// <summary>Terms that all hold, those on the regions of one table behind one search of the keys common to them.</summary>
    private Condition Searched(List<Condition> terms)
    {
        var rest = new List<Condition>();
        var found = new Dictionary<string, (ImmutableArray<HealpixRange> Ranges, List<Condition> Exact)>();
        foreach (var term in terms)
        {
            if (Keys(term).FirstOrDefault() is not (string alias, var ranges))
            {
                rest.Add(Other(term));
                continue;
            }
            var exact = Sharpened(term);
            if (found.TryGetValue(alias, out var known))
            {
                known.Exact.Add(exact);
                found[alias] = (FootprintKey.Intersection(known.Ranges, ranges), known.Exact);
            }
            else
                found[alias] = (ranges, [exact]);
        }
        return Tree.And([
            .. found.Select(one => new FootprintSearch(
                footprints.Key(one.Key),
                one.Value.Ranges,
                Tree.And(one.Value.Exact)
            )),
            .. rest,
        ]);
    }

    /// <summary>For tables with regions the keys that rows can have where a condition is true.</summary>
    private Dictionary<string, ImmutableArray<HealpixRange>> Keys(Condition condition)
    {
        switch (condition)
        {
            case OrCondition { Operands.Count: > 0 } or:
                var any = Keys(or.Operands[0]);
                foreach (var operand in or.Operands.Skip(1))
                {
                    if (any.Count == 0)
                        break;
                    var next = Keys(operand);
                    any = any.Where(known => next.ContainsKey(known.Key))
                        .ToDictionary(known => known.Key, known => FootprintKey.Union(known.Value, next[known.Key]));
                }
                return any;
            case AndCondition and:
                var all = new Dictionary<string, ImmutableArray<HealpixRange>>();
                foreach (var operand in and.Operands)
                foreach (var (alias, ranges) in Keys(operand))
                    all[alias] = all.TryGetValue(alias, out var known)
                        ? FootprintKey.Intersection(known, ranges)
                        : ranges;
                return all;
            case RegionSearch search:
                return Keys(search.Exact);
            case TruthCondition { Value: BooleanValue boolean, Truth: true, Negated: false }:
                return Keys(boolean.Condition);
            case InListCondition { Value: TruthValue truth, Negated: false } list
                when list.List.All(item => Constants.Number(item) is { } number && number != 0):
                return Keys(truth.Condition);
            default:
                return
                    footprints.Of(condition) is { Constant: { } constant } test
                    && RegionExtent.Of(constant) is { IsOfSomething: true } extent
                    && extent.Outer <= Widest
                    ? new() { [test.Alias] = Keys(test, constant, extent) }
                    : [];
        }
    }

    private ImmutableArray<HealpixRange> Keys(FootprintTest test, Region region, RegionExtent extent)
    {
        // What holds the shape reaches from its centre farther than it does itself.
        var (place, less) =
            test.Relation == FootprintRelation.Holds
                ? ((Region)new PointRegion(extent.Centre), extent.Inner ?? -extent.Outer)
                : (region, 0.0);
        return FootprintKey.Union(
            [],
            footprints[test.Alias]
                .Classes.SelectMany(sized => FootprintKey.Near(place, sized.Outer - less, sized, RangesOfClass))
        );
    }

    /// <summary>The discs before each exact test that they may spare.</summary>
    private Condition Sharpened(Condition condition) =>
        condition switch
        {
            AndCondition and => new AndCondition([.. and.Operands.Select(Sharpened)]),
            OrCondition or => new OrCondition([.. or.Operands.Select(Sharpened)]),
            _ when footprints.Of(condition) is { Constant: { } constant } test
                    && RegionExtent.Of(constant) is { IsOfSomething: true } extent => footprints.Discs(
                test,
                new PointValue(new RealConstant(extent.Centre.Ra), new RealConstant(extent.Centre.Dec)),
                extent.Inner,
                extent.Outer,
                condition
            ),
            _ => Other(condition),
        };

    private Condition Other(Condition condition) =>
        condition is NotCondition or AndCondition { Operands.Count: 0 } ? Rewrite(condition) : base.Rewrite(condition);

    /// <summary>Leaves conditions as they are, but enters the subqueries in them.</summary>
    private sealed class Inner(FootprintSearches outer) : Rewriter
    {
        public Condition Enter(Condition condition) => Rewrite(condition);

        public Value Enter(Value value) => Rewrite(value);

        protected override Query Rewrite(Query query) => outer.Rewrite(query);
    }
}
