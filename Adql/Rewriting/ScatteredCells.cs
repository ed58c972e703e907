using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>Tells sources which cells to read where the cells of a search are far apart in the order of a sorted table.</summary>
/// <remarks>
/// So it is with a region across the border of large cells, and with one of many places. A range from the first cell to the last
/// would be most of the table.
/// </remarks>
internal sealed class ScatteredCells : Rewriter
{
    /// <summary>Each costs an engine some time to plan.</summary>
    private const int MaxClusters = 64;

    /// <summary>
    /// So many rows of a table evenly spread over the whole sky are read rather than another range. Surveys cover a small part of
    /// the sky, there they are many more.
    /// </summary>
    private const long RowsOfGap = 8000;

    private const long CellsOfSky = 12L << (2 * Healpix.MaxOrder);

    /// <summary>WHERE drops all other rows of a source, so also below an outer join they need not be read.</summary>
    protected override Query Rewrite(Query query)
    {
        var rewritten = base.Rewrite(query);
        if (rewritten is not Select { Where: { } where } select)
            return rewritten;
        var (from, terms) = Read(select.From, where);
        return select with { From = from, Where = terms };
    }

    /// <summary>Rows that an outer join preserves stay, whatever its condition.</summary>
    protected override Source Rewrite(Source source)
    {
        var rewritten = base.Rewrite(source);
        if (rewritten is not JoinSource join)
            return rewritten;
        switch (join.Kind)
        {
            case JoinKind.Inner:
                var (both, terms) = Read([join.Left, join.Right], join.On);
                return join with { Left = both[0], Right = both[1], On = terms };
            case JoinKind.Left:
                var (right, left) = Read([join.Right], join.On);
                return join with { Right = right[0], On = left };
            case JoinKind.Right:
                var (first, others) = Read([join.Left], join.On);
                return join with { Left = first[0], On = others };
            default:
                return join;
        }
    }

    private static (ImmutableArray<Source> Sources, Condition Terms) Read(
        ImmutableArray<Source> sources,
        Condition condition
    )
    {
        var terms = Tree.Terms(condition).ToArray();
        var isChanged = false;
        for (var i = 0; i < terms.Length; i++)
        {
            if (terms[i] is FootprintSearch { IsRead: false } regions)
            {
                if (Find(sources, regions.Key.Source) is not { Cells.IsEmpty: true } of)
                    continue;
                var keys = Clusters(regions.Ranges, of.Table.Footprint!);
                if (keys.Length is <= 1 or > MaxClusters)
                    continue;
                sources =
                [
                    .. sources.Select(source =>
                        Tree.Replace(source, of with { Cells = keys, CellColumn = regions.Key.EngineName })
                    ),
                ];
                // What is read over between the ranges is cheaper left out by its key than by its distance.
                terms[i] = regions with
                {
                    IsRead = keys.Length == regions.Ranges.Length,
                };
                isChanged = true;
                continue;
            }
            if (
                terms[i] is not RegionSearch { IsRead: false } search
                || Find(sources, search.Cell.Source) is not { } table
            )
                continue;
            var clusters = search.Cover.Clusters(Gap(table), MaxClusters);
            if (clusters.Length <= 1 || !table.Cells.IsEmpty)
                continue;
            sources = [.. sources.Select(source => Tree.Replace(source, table with { Cells = clusters }))];
            terms[i] = search with { IsRead = true, Exact = Remaining(search.Exact, clusters) };
            isChanged = true;
        }
        return (sources, isChanged ? Tree.And(terms) : condition);
    }

    /// <summary>A test that all rows pass that are read need not be made.</summary>
    private static Condition Remaining(Condition exact, ImmutableArray<HealpixRange> clusters) =>
        exact is MocCondition moc && moc.Moc.Ranges.SequenceEqual(clusters) ? new AndCondition([]) : exact;

    /// <summary>The ranges of keys parted where classes of sizes end, and at gaps that are wide for a class.</summary>
    private static ImmutableArray<HealpixRange> Clusters(
        ImmutableArray<HealpixRange> ranges,
        FootprintColumns footprint
    )
    {
        var clusters = new List<HealpixRange>();
        foreach (var sized in footprint.Classes)
        {
            var gap = CellsOfSky / (sized.Rows / RowsOfGap + 1) >> (2 * (Healpix.MaxOrder - FootprintKey.Order));
            foreach (var range in FootprintKey.Intersection(ranges, [FootprintKey.All(sized.Number)]))
                if (
                    clusters.Count > 0
                    && clusters[^1].First >= FootprintKey.First(sized.Number)
                    && range.First - clusters[^1].Last <= gap
                )
                    clusters[^1] = new HealpixRange(clusters[^1].First, range.Last);
                else
                    clusters.Add(range);
        }
        return [.. FootprintKey.Union(clusters, [])];
    }

    /// <summary>The widest gap that is read over, cells of order 29.</summary>
    private static long Gap(TableSource table) =>
        table.Table.Rows is > RowsOfGap and var rows ? CellsOfSky / (rows / RowsOfGap) : CellsOfSky / 1000;

    private static TableSource? Find(ImmutableArray<Source> sources, string alias) =>
        sources.SelectMany(Tree.Leaves).OfType<TableSource>().FirstOrDefault(table => table.Alias == alias);
}
