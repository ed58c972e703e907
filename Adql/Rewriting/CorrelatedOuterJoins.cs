using System.Globalization;
using DataLab.Adql.Dialects;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Rewriting;

/// <summary>Outer joins get conditions of their own columns only, without subqueries, which is all that some engines can join by.</summary>
/// <remarks>
/// A term with a subquery, or with a column of an enclosing query, that looks at one side only is computed beside the rows of that side, in a
/// derived table: <c>a LEFT JOIN b ON a.id = b.id AND a.n IN (…)</c> becomes <c>(SELECT …, a.n IN (…) AS f1 FROM a) LEFT JOIN b ON id = b.id
/// AND f1</c>. Where it looks at both sides, the other side becomes lateral, its rows chosen by the whole condition. A full join with
/// either, or in a query that depends on an enclosing one, or that the engine has not, is the left join and the rows of the right side
/// that met none. Columns of a
/// side that is now a derived table get their new names in the whole statement.
/// </remarks>
internal sealed class CorrelatedOuterJoins(SqlDialect dialect) : Rewriter
{
    /// <summary>Each full join is written twice, with all that it holds.</summary>
    private const int MostDoubled = 8;

    private readonly ColumnUses uses = new();
    private readonly Dictionary<string, string> moved = [];

    /// <summary>Lateral sources made here that look at their own join only.</summary>
    private readonly HashSet<string> inward = [];

    /// <summary>By reference: a value that a plan holds twice stays the same.</summary>
    private readonly Dictionary<Source, Source> done = new(ReferenceEqualityComparer.Instance);
    private int aliases;
    private int doubled;

    /// <summary>Queries around this place that use columns of queries around them.</summary>
    private int correlated;

    public override Statement Rewrite(Statement statement)
    {
        if (!statement.HasCorrelatedOuterJoins && dialect.HasEveryJoin)
            return statement;
        uses.Rewrite(statement);
        var rewritten = base.Rewrite(statement);
        return new Renaming(moved).Rewrite(rewritten);
    }

    protected override Query Rewrite(Query query)
    {
        var depends = ColumnUses.Of(query).Any() ? 1 : 0;
        correlated += depends;
        var rewritten = base.Rewrite(query);
        correlated -= depends;
        return rewritten;
    }

    protected override Source Rewrite(Source source)
    {
        if (source is not JoinSource { Kind: JoinKind.Left or JoinKind.Right or JoinKind.Full })
            return base.Rewrite(source);
        if (!done.TryGetValue(source, out var rewritten))
            done[source] = rewritten = Rewrite((JoinSource)base.Rewrite(source));
        return rewritten;
    }

    private Source Rewrite(JoinSource join)
    {
        var (left, right) = (Aliases(join.Left), Aliases(join.Right));
        if (join.Kind == JoinKind.Full && correlated > 0)
            return Both(join);
        var (others, ofLeft, ofRight) = (new List<Condition>(), new List<Condition>(), new List<Condition>());
        foreach (var term in Tree.Terms(join.On))
        {
            var used = ColumnUses.Of(term).Select(Now).ToHashSet();
            if (!Tree.HasQuery(term) && used.All(alias => left.Contains(alias) || right.Contains(alias)))
                others.Add(term);
            else if (!used.Overlaps(left))
                ofRight.Add(term);
            else if (!used.Overlaps(right))
                ofLeft.Add(term);
            else
                return join.Kind switch
                {
                    JoinKind.Left => Chosen(join.Left, join.Right, join.On),
                    JoinKind.Right => Chosen(join.Right, join.Left, join.On),
                    _ => Both(join),
                };
        }
        if (join.Kind == JoinKind.Full && !dialect.HasJoin(join))
            return Both(join, isPlain: ofLeft.Count + ofRight.Count == 0);
        if (ofLeft.Count + ofRight.Count == 0)
            return join;
        var (first, second) = (WithTerms(join.Left, ofLeft, others), WithTerms(join.Right, ofRight, others));
        return new JoinSource(join.Kind, first, second, new AndCondition([.. others]));
    }

    /// <param name="on">Gets conditions in place of the terms.</param>
    private Source WithTerms(Source side, List<Condition> terms, List<Condition> on)
    {
        if (terms.Count == 0)
            return side;
        var alias = NewAlias();
        var flags = terms.Select((term, i) => Column(Flag(i), new BooleanValue(term)));
        var query = new Select { Columns = [.. Moved(side, alias), .. flags], From = [side] };
        on.AddRange(
            terms.Select(
                (_, i) => new TruthCondition(new ColumnValue(alias, Flag(i), "", AdqlType.Boolean), true, false)
            )
        );
        return new QuerySource(alias, query, IsLateral(side));
    }

    /// <summary><c>kept LEFT JOIN LATERAL (SELECT … FROM other WHERE on) ON TRUE</c></summary>
    private JoinSource Chosen(Source kept, Source other, Condition on)
    {
        var alias = NewAlias();
        if (!IsLateral(other))
            inward.Add(alias);
        return Chosen(kept, alias, Moved(other, alias), other, on);
    }

    private static JoinSource Chosen(
        Source kept,
        string alias,
        IEnumerable<OutputColumn> columns,
        Source other,
        Condition on
    )
    {
        var query = new Select
        {
            Columns = [.. columns],
            From = [other],
            Where = on,
        };
        return new JoinSource(JoinKind.Left, kept, new QuerySource(alias, query, true), new AndCondition([]));
    }

    /// <param name="isPlain">The join has neither subqueries nor columns from outside.</param>
    private QuerySource Both(JoinSource join, bool isPlain = false)
    {
        if (++doubled > MostDoubled)
            throw new SqlTooLongException();
        var (alias, inner) = (NewAlias(), NewAlias());
        var (left, right) = (Moved(join.Left, alias), Moved(join.Right, alias));
        var met = isPlain
            ? new Select { Columns = [.. left, .. right], From = [join with { Kind = JoinKind.Left }] }
            : new Select
            {
                Columns =
                [
                    .. left,
                    .. right.Select(column =>
                        Column(column.EngineName, new ColumnValue(inner, column.EngineName, "", column.Value.Type))
                    ),
                ],
                From = [Chosen(join.Left, inner, right, join.Right, join.On)],
            };
        var pairs = new Select
        {
            Columns = [Column("\"c1\"", new WholeConstant(1))],
            From = [join.Left],
            Where = join.On,
        };
        var alone = new Select
        {
            Columns = [.. left.Select(column => column with { Value = new NullConstant() }), .. right],
            From = [join.Right],
            Where = new NotCondition(new ExistsCondition(pairs)),
        };
        var all = new SetQuery(SetOperator.Union, true, met, alone) { Columns = met.Columns };
        return new QuerySource(alias, all, IsLateral(join));
    }

    /// <summary>The columns that are used of a side, as a derived table of that alias hands them on.</summary>
    private List<OutputColumn> Moved(Source side, string alias)
    {
        var columns = new List<OutputColumn>();
        foreach (var leaf in Tree.Leaves(side))
        {
            moved[leaf.Alias] = alias;
            foreach (var column in uses.ColumnsOf(leaf.Alias).ToList())
            {
                var name = Renaming.Joint(leaf.Alias, column.EngineName);
                columns.Add(Column(name, column));
                uses.Add(new ColumnValue(alias, name, column.Name, column.Type));
            }
        }
        // A derived table has columns, even where nobody asks for any.
        return columns.Count > 0 ? columns : [Column("\"f0\"", new WholeConstant(0))];
    }

    /// <summary>The source that columns of another are handed on by.</summary>
    private string Now(string alias)
    {
        while (moved.TryGetValue(alias, out var to))
            alias = to;
        return alias;
    }

    private static OutputColumn Column(string engineName, Value value) => new(engineName, new Name("", true), value);

    private static HashSet<string> Aliases(Source side) => [.. Tree.Leaves(side).Select(leaf => leaf.Alias)];

    private bool IsLateral(Source side) =>
        Tree.Leaves(side).Any(leaf => leaf is QuerySource { Lateral: true } && !inward.Contains(leaf.Alias));

    private static string Flag(int index) => "\"f" + (index + 1).ToString(CultureInfo.InvariantCulture) + "\"";

    /// <summary>Unlike the aliases that the binder makes.</summary>
    private string NewAlias() => "\"j" + (++aliases).ToString(CultureInfo.InvariantCulture) + "\"";

    /// <summary>Columns that go by another name outside of the derived tables that hand them on.</summary>
    /// <param name="moved">From aliases of sources to those of the derived tables they are in now.</param>
    private sealed class Renaming(Dictionary<string, string> moved) : Rewriter
    {
        private readonly HashSet<string> made = [.. moved.Values];
        private readonly HashSet<string> inside = [];

        /// <summary>Unique in a derived table; quoted, as both parts are.</summary>
        public static string Joint(string alias, string engineName) => alias[..^1] + " " + engineName[1..];

        protected override Source Rewrite(Source source)
        {
            if (source is not QuerySource || !made.Contains(source.Alias))
                return base.Rewrite(source);
            inside.Add(source.Alias);
            var rewritten = base.Rewrite(source);
            inside.Remove(source.Alias);
            return rewritten;
        }

        protected override Value Rewrite(Value value)
        {
            if (value is not ColumnValue column)
                return base.Rewrite(value);
            while (moved.TryGetValue(column.Source, out var to) && !inside.Contains(to))
                column = column with { Source = to, EngineName = Joint(column.Source, column.EngineName) };
            return column;
        }
    }
}
