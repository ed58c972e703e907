using DataLab.Adql.Plan;

namespace DataLab.Adql.Rewriting;

/// <summary>Notes with tables that are read in parts which columns the statement uses: planning a part costs time for each column.</summary>
internal sealed class UsedColumns : Rewriter
{
    private readonly Dictionary<string, SortedDictionary<string, ColumnValue>> used = [];
    private readonly HashSet<string> sources = [];
    private bool isTelling;

    /// <summary>The columns of every source of a statement that it uses.</summary>
    public static UsedColumns Of(Statement statement)
    {
        var columns = new UsedColumns();
        columns.Rewrite(statement);
        return columns;
    }

    /// <summary>The query uses columns of queries around it.</summary>
    public static bool IsCorrelated(Query query)
    {
        var columns = new UsedColumns();
        columns.Rewrite(query);
        return columns.used.Keys.Any(source => !columns.sources.Contains(source));
    }

    /// <summary>Those of a source, by their engine's names.</summary>
    public IReadOnlyCollection<ColumnValue> Of(string alias) =>
        used.TryGetValue(alias, out var columns) ? columns.Values : [];

    public static Statement Tell(Statement statement)
    {
        var finder = new Scattered();
        finder.Rewrite(statement);
        if (!finder.IsFound)
            return statement;
        var columns = new UsedColumns();
        columns.Rewrite(statement);
        columns.isTelling = true;
        return columns.Rewrite(statement);
    }

    protected override Source Rewrite(Source source)
    {
        sources.Add(source.Alias);
        switch (source)
        {
            case TableSource { Cells.IsEmpty: false } table when isTelling:
                return table with { Columns = [.. Of(table.Alias).Select(column => column.EngineName)] };
            case CellSource cells:
                Note(cells.Cells);
                break;
            case AroundSource around:
                Note(around.Cells);
                break;
            case RingSource { Around: { } around }:
                Note(around.Cells);
                break;
            case MatchSource match:
                return match with
                {
                    Inner = Rewrite(match.Inner),
                    On = Rewrite(match.On),
                    Around = (AroundSource)Rewrite(match.Around),
                };
        }
        return base.Rewrite(source);
    }

    protected override Condition Rewrite(Condition condition)
    {
        switch (condition)
        {
            case RegionSearch search:
                if (!search.IsRead)
                    Note(search.Cell);
                return search with { Exact = Rewrite(search.Exact) };
            case FootprintSearch search:
                if (!search.IsRead)
                    Note(search.Key);
                return search with { Exact = Rewrite(search.Exact) };
            case NearCondition or MocCondition or PolygonCondition or RegionCondition:
                foreach (var value in Tree.Values(condition))
                    Note(value);
                return condition;
            default:
                return base.Rewrite(condition);
        }
    }

    protected override Value Rewrite(Value value)
    {
        if (value is ColumnValue or CellValue or KeyValue)
            Note(value);
        return base.Rewrite(value);
    }

    private void Note(Value value)
    {
        if (isTelling)
            return;
        foreach (var column in Tree.Columns(value))
        {
            if (!used.TryGetValue(column.Source, out var columns))
                used[column.Source] = columns = new SortedDictionary<string, ColumnValue>(StringComparer.Ordinal);
            columns.TryAdd(column.EngineName, column);
        }
    }

    private sealed class Scattered : Rewriter
    {
        public bool IsFound { get; private set; }

        protected override Source Rewrite(Source source)
        {
            IsFound |= source is TableSource { Cells.IsEmpty: false };
            return base.Rewrite(source is MatchSource match ? match.Inner : source);
        }
    }
}
