using DataLab.Adql.Plan;

namespace DataLab.Adql.Rewriting;

/// <summary>Notes with tables that are read in parts which columns the statement uses: planning a part costs time for each column.</summary>
internal sealed class UsedColumns : Rewriter
{
    private readonly Dictionary<string, SortedSet<string>> used = [];
    private bool isTelling;

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
        switch (source)
        {
            case TableSource { Cells.IsEmpty: false } table when isTelling:
                return table with { Columns = [.. used.GetValueOrDefault(table.Alias, [])] };
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
        if (value is ColumnValue or CellValue)
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
                used[column.Source] = columns = new SortedSet<string>(StringComparer.Ordinal);
            columns.Add(column.EngineName);
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
