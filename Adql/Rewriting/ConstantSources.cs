using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Rewriting;

/// <summary>Numbers that a query of one row hands on stand in conditions as themselves, so that later passes see them.</summary>
/// <remarks><c>FROM (SELECT 10.7 AS a, 41.3 AS d) AS target JOIN object ON DISTANCE(ra, dec, a, d) &lt; 0.1</c> is a cone.</remarks>
internal sealed class ConstantSources : Rewriter
{
    private readonly Dictionary<(string Source, string Column), Value> known;
    private bool isInCondition;

    private ConstantSources(Dictionary<(string Source, string Column), Value> known) => this.known = known;

    public static Statement Run(Statement statement)
    {
        var found = new Search(statement);
        return found.Known.Count == 0 ? statement : new ConstantSources(found.Known).Rewrite(statement);
    }

    /// <summary>Values of results keep their metadata, so they stay as they are.</summary>
    protected override Condition Rewrite(Condition condition)
    {
        var outer = isInCondition;
        isInCondition = true;
        var rewritten = base.Rewrite(condition);
        isInCondition = outer;
        return rewritten;
    }

    protected override Query Rewrite(Query query)
    {
        var outer = isInCondition;
        isInCondition = false;
        var rewritten = base.Rewrite(query);
        isInCondition = outer;
        return rewritten;
    }

    protected override Value Rewrite(Value value) =>
        isInCondition
        && value is ColumnValue column
        && known.TryGetValue((column.Source, column.EngineName), out var constant)
            ? constant
            : base.Rewrite(value);

    /// <summary>Finds the queries of one row, but for those that an outer join fills up with NULL.</summary>
    private sealed class Search : Rewriter
    {
        private readonly Dictionary<string, Query> common = [];

        public Search(Statement statement)
        {
            foreach (var with in statement.With)
                common[with.EngineName] = with.Query;
            Rewrite(statement);
        }

        public Dictionary<(string Source, string Column), Value> Known { get; } = [];

        protected override Query Rewrite(Query query)
        {
            if (query is Select select)
                foreach (var source in select.From)
                    Note(source);
            return base.Rewrite(query);
        }

        private void Note(Source source)
        {
            switch (source)
            {
                case JoinSource join:
                    if (join.Kind is JoinKind.Inner or JoinKind.Left)
                        Note(join.Left);
                    if (join.Kind is JoinKind.Inner or JoinKind.Right)
                        Note(join.Right);
                    break;
                case QuerySource { Query: var query, Alias: var alias }:
                    Note(alias, query);
                    break;
                case CommonSource { EngineName: var name, Alias: var alias }
                    when common.TryGetValue(name, out var query):
                    Note(alias, query);
                    break;
            }
        }

        private void Note(string alias, Query query)
        {
            if (query is not Select { From.IsEmpty: true, Where: null, Having: null, Limit: null, Offset: null })
                return;
            foreach (var column in query.Columns)
                if (Constants.Number(column.Value) is { } number && double.IsFinite(number))
                    Known[(alias, column.EngineName)] = column.Value;
        }
    }
}
