using DataLab.Adql.Plan;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>Puts the cells of a region before the exact test of a table's position against it.</summary>
/// <remarks>
/// Done where the condition counts only when it is true: below AND and OR, never below NOT, where "false" and "unknown" differ.
/// Rows without a position have no cell, and the exact test does not hold for them either. A test of a position that a subquery
/// hands on is made of its rows, and the cells are searched in the table inside (<see cref="CoverPush"/>).
/// </remarks>
internal sealed class RegionSearches : Rewriter
{
    /// <summary>A cover of more than half the sky saves nothing.</summary>
    private static readonly double WorthWhile = Angle.SphereArea / 2;

    private Places places = null!;
    private Covers covers = null!;
    private CoverPush push = null!;

    /// <summary>The main query before the common ones it uses: it tells what of them is wanted.</summary>
    public override Statement Rewrite(Statement statement)
    {
        places = Places.Of(statement);
        covers = new Covers(places);
        push = new CoverPush(places);
        var query = Rewrite(statement.Query);
        var with = statement.With.ToArray();
        for (var i = with.Length - 1; i >= 0; i--)
            with[i] = with[i] with { Query = Rewrite(push.IntoCommon(with[i])) };
        return new Statement([.. with], query);
    }

    protected override Query Rewrite(Query query)
    {
        if (query is not Select select)
            return base.Rewrite(query);
        select = push.Into(select, WorthSearching(covers.Of(select.Where)));
        // Groups have no cell, so HAVING stays as it is.
        var having = select.Having is null ? null : Inner.Rewrite(select.Having, this);
        return (Select)base.Rewrite(select with { Having = null }) with { Having = having };
    }

    protected override Source Rewrite(Source source)
    {
        if (source is CommonSource common)
            push.Meet(common);
        if (source is JoinSource join)
            source = push.Into(join, WorthSearching(covers.Of(join.On)));
        return base.Rewrite(source);
    }

    private static Dictionary<Place, HealpixCover> WorthSearching(Dictionary<Place, HealpixCover> all) =>
        all.Where(found => found.Value.Area <= WorthWhile).ToDictionary();

    protected override Condition Rewrite(Condition condition) =>
        condition switch
        {
            NotCondition not => new NotCondition(Inner.Rewrite(not.Operand, this)),
            AndCondition { Operands.Count: 0 } => condition,
            _ => Searched(condition, [.. Tree.Terms(condition)]),
        };

    /// <summary>Terms that all hold, those on the position of one table behind one search of the cells common to them.</summary>
    private Condition Searched(Condition condition, List<Condition> terms)
    {
        var covered = terms.Select(covers.Of).ToList();
        var ranges = new CoordinateRanges(places).Of(terms).ToList();
        var found = covered
            .SelectMany(cover => cover.Keys)
            .Concat(ranges.Select(range => range.Place))
            .Distinct()
            .Where(place => places.CellOf(place) is not null)
            .ToList();
        if (found.Count == 0)
            return base.Rewrite(condition);
        var left = terms.Select(term => (Condition?)term).ToList();
        foreach (var place in found)
        {
            HealpixCover? cover = null;
            var used = new HashSet<int>();
            for (var i = 0; i < terms.Count; i++)
                if (covered[i].TryGetValue(place, out var one))
                {
                    cover = cover?.Intersection(one, Covers.MaxRanges) ?? one;
                    used.Add(i);
                }
            foreach (var range in ranges.Where(range => range.Place == place))
            {
                cover = cover?.Intersection(range.Cover, Covers.MaxRanges) ?? range.Cover;
                used.UnionWith(range.Terms.Select(term => terms.FindIndex(other => ReferenceEquals(other, term))));
            }
            if (cover is null || cover.Area > WorthWhile)
                continue;
            // What another table's search holds already is tested there.
            var exact = used.Order().Where(i => left[i] is not null and not RegionSearch).ToList();
            var known = used.Where(i => left[i] is RegionSearch).ToList();
            var tests = exact
                .Concat(known.Where(i => ReferenceEquals(left[i], terms[i])))
                .Order()
                .SelectMany(i => left[i] is RegionSearch { Exact: var inner } ? Tree.Terms(inner) : [left[i]!])
                .Select(term => OnCells(Inner.Rewrite(term, this), place))
                .ToList();
            var search = new RegionSearch(places.CellOf(place)!, cover, Tree.And(tests));
            var at = used.Min();
            foreach (
                var i in used.Where(i => i != at && left[i] is not null && (exact.Contains(i) || known.Contains(i)))
            )
                left[i] = ReferenceEquals(left[i], terms[i]) ? null : left[i];
            if (left[at] is not null && ReferenceEquals(left[at], terms[at]))
                left[at] = search;
            else
                left.Add(search);
        }
        List<Condition> rest =
        [
            .. left.OfType<Condition>()
                .Select(term =>
                    term switch
                    {
                        RegionSearch => term,
                        NotCondition => Rewrite(term),
                        _ => base.Rewrite(term),
                    }
                ),
        ];
        return Tree.And(rest);
    }

    /// <summary>Whether a position is in a coverage map its cell tells, without looking at the position.</summary>
    private Condition OnCells(Condition term, Place place) =>
        term is RegionCondition { Region: Moc moc } test && places.Of(test.Point) == place
            ? new MocCondition(places.CellOf(place)!, moc)
            : term;

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

    /// <summary>Leaves conditions as they are, but enters the subqueries in them.</summary>
    private sealed class Inner(RegionSearches outer) : Rewriter
    {
        public static Condition Rewrite(Condition condition, RegionSearches outer) =>
            new Inner(outer).Rewrite(condition);

        protected override Query Rewrite(Query query) => outer.Rewrite(query);
    }
}
