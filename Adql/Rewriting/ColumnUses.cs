using DataLab.Adql.Plan;

namespace DataLab.Adql.Rewriting;

/// <summary>Which columns of which sources are used anywhere, also in subqueries.</summary>
internal sealed class ColumnUses : Rewriter
{
    private readonly Dictionary<string, Dictionary<string, ColumnValue>> bySource = [];
    private readonly HashSet<string> own = [];

    /// <summary>The aliases of sources whose columns a condition uses, without those of its own subqueries.</summary>
    public static IEnumerable<string> Of(Condition condition)
    {
        var uses = new ColumnUses();
        uses.Rewrite(condition);
        return uses.bySource.Keys.Where(alias => !uses.own.Contains(alias));
    }

    /// <summary>The aliases of sources of enclosing queries whose columns a query uses.</summary>
    public static IEnumerable<string> Of(Query query)
    {
        var uses = new ColumnUses();
        uses.Rewrite(query);
        return uses.bySource.Keys.Where(alias => !uses.own.Contains(alias));
    }

    public IEnumerable<ColumnValue> ColumnsOf(string source) =>
        bySource.TryGetValue(source, out var found) ? found.Values : [];

    public void Add(ColumnValue column)
    {
        if (!bySource.TryGetValue(column.Source, out var columns))
            bySource[column.Source] = columns = [];
        columns.TryAdd(column.EngineName, column);
    }

    protected override Source Rewrite(Source source)
    {
        own.Add(source.Alias);
        return base.Rewrite(source);
    }

    protected override Value Rewrite(Value value)
    {
        if (value is ColumnValue column)
            Add(column);
        return base.Rewrite(value);
    }
}
