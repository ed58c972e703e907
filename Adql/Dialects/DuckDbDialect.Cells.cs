using System.Globalization;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Sky;

namespace DataLab.Adql.Dialects;

/// <content>Searches and joins by HEALPix cell.</content>
public sealed partial class DuckDbDialect
{
    /// <summary>Measured: testing a range costs more than the rows that further ranges keep from the exact test.</summary>
    private const int MaxRanges = 6;

    /// <summary>Up to so many ranges of a coverage map are tested one by one; more are looked up in the map.</summary>
    private const int MaxRangesOfMap = 12;

    /// <summary>
    /// Up to so many ranges of keys are tested one by one, more by a function: planning an OR takes longer than a search. As a test of one
    /// column both run in the scan.
    /// </summary>
    private const int FewRangesOfKeys = 2;

    /// <summary>
    /// The range from the first cell to the last before the others: DuckDB skips blocks of a sorted table by one range of the
    /// column, and not by an OR over many.
    /// </summary>
    internal override void WriteRegionSearch(RegionSearch search, SqlWriter sql)
    {
        if (search is { IsRead: true, Exact: AndCondition { Operands.Count: 0 } })
        {
            sql.Append("TRUE");
            return;
        }
        if (search.IsRead)
        {
            Write(search.Exact, sql);
            return;
        }
        search = search with { Cover = search.Cover.AtMost(MaxRanges) };
        if (search.Exact is MocCondition exact && exact.Moc.Ranges.SequenceEqual(search.Cover.Ranges))
            search = search with { Exact = new AndCondition([]) };
        var ranges = search.Cover.Ranges;
        if (ranges.Length <= 1)
        {
            if (ranges.Length == 1 && sql.Parts.ContainsKey(search.Cell.Source))
            {
                sql.Append("(");
                WriteParts(search.Cell.Source, ranges, sql);
                base.WriteRegionSearch(search, sql);
                sql.Append(")");
                return;
            }
            base.WriteRegionSearch(search, sql);
            return;
        }
        sql.Append("((");
        Write(search.Cell, sql);
        sql.Append(" BETWEEN ").Number(ranges[0].First).Append(" AND ").Number(ranges[^1].Last).Append(") AND ");
        WriteParts(search.Cell.Source, ranges, sql);
        if (IsPlain(search.Exact))
            Write(search.Exact, sql);
        else
            base.WriteRegionSearch(search, sql);
        sql.Append(")");
    }

    /// <summary>As of positions: one range skips blocks, and ranges that are read already are not asked for again.</summary>
    internal override void WriteFootprintSearch(FootprintSearch search, SqlWriter sql)
    {
        if (search.IsRead)
        {
            Write(search.Exact, sql);
            return;
        }
        if (search.Ranges.Length <= 1)
        {
            base.WriteFootprintSearch(search, sql);
            return;
        }
        sql.Append("((");
        Write(search.Key, sql);
        sql.Append(" BETWEEN ").Number(search.Ranges[0].First).Append(" AND ").Number(search.Ranges[^1].Last);
        sql.Append(") AND ");
        if (search.Ranges.Length <= FewRangesOfKeys)
            base.WriteFootprintSearch(search, sql);
        else
        {
            sql.Append("datalab_in_ranges(");
            Write(search.Key, sql);
            sql.Append(", ")
                .Text(
                    string.Join(
                        ' ',
                        search.Ranges.Select(range => FormattableString.Invariant($"{range.First} {range.Last}"))
                    )
                );
            sql.Append(") AND ");
            Write(search.Exact, sql);
        }
        sql.Append(")");
    }

    /// <summary>Of a table in parts those that reach into the ranges: <c>(last >= a AND first &lt;= b OR …) AND </c>.</summary>
    private static void WriteParts(string alias, IEnumerable<HealpixRange> ranges, SqlWriter sql)
    {
        if (sql.Parts.TryGetValue(alias, out var part))
            WriteParts(part, alias + ".", ranges, sql).Append(" AND ");
    }

    private static SqlWriter WriteParts(
        (string First, string Last) part,
        string prefix,
        IEnumerable<HealpixRange> ranges,
        SqlWriter sql
    ) =>
        sql.Append("(")
            .Join(
                " OR ",
                ranges,
                range =>
                    sql.Append($"({prefix}{part.Last} >= ")
                        .Number(range.First)
                        .Append($" AND {prefix}{part.First} <= ")
                        .Number(range.Last)
                        .Append(")")
            )
            .Append(")");

    /// <summary>Comparisons of columns with numbers cost no more than those of their cells with ranges.</summary>
    private static bool IsPlain(Condition exact) =>
        exact switch
        {
            AndCondition { Operands.Count: > 0 } and => and.Operands.All(IsPlain),
            BetweenCondition { Value: ColumnValue } between => Constants.Number(between.Low) is not null
                && Constants.Number(between.High) is not null,
            CompareCondition { Left: ColumnValue } compare => Constants.Number(compare.Right) is not null,
            _ => false,
        };

    /// <summary>Scattered ranges are read one by one: DuckDB would scan all between the first and the last.</summary>
    internal override void WriteTable(TableSource table, SqlWriter sql)
    {
        if (table.Table.Position?.Part is { } part)
            sql.Parts[table.Alias] = part;
        if (table.Cells.IsEmpty)
        {
            base.WriteTable(table, sql);
            return;
        }
        sql.Append("(")
            .Join(
                " UNION ALL ",
                table.Cells,
                range =>
                {
                    sql.Append("SELECT ")
                        .Append(table.Columns.IsEmpty ? table.CellColumn : string.Join(", ", table.Columns))
                        .Append(" FROM ")
                        .Append(table.Table.EngineName)
                        .Append(" WHERE ")
                        .Append(table.CellColumn)
                        .Append(" BETWEEN ")
                        .Number(range.First)
                        .Append(" AND ")
                        .Number(range.Last);
                    if (table.Table.Position?.Part is { } parts)
                        WriteParts(parts, "", [range], sql.Append(" AND "));
                }
            )
            .Append(") AS ")
            .Append(table.Alias);
    }

    /// <summary>A short map is tested as it is, a long one looked up by an engine function that reads its text once.</summary>
    private void WriteMoc(MocCondition condition, SqlWriter sql)
    {
        if (condition.Moc.Ranges.Length <= MaxRangesOfMap)
        {
            WriteRanges(condition.Cell, condition.Moc.Ranges, sql);
            return;
        }
        sql.Append("datalab_in_moc(");
        Write(condition.Cell, sql);
        sql.Append(", ").Text(MocText.Write(condition.Moc)).Append(")");
    }

    /// <summary>Both tests run in the scan of the table: the range skips blocks, the function spares reading the other columns.</summary>
    internal override void WriteNear(NearCondition near, SqlWriter sql)
    {
        if (near.Vicinity.Extent is not { } extent)
        {
            sql.Append("FALSE");
            return;
        }
        sql.Append("(");
        WriteParts(near.Cell.Source, [extent], sql);
        WriteRanges(near.Cell, [extent], sql);
        sql.Append(" AND datalab_near(");
        Write(near.Cell, sql);
        sql.Append(", ").Number(near.Vicinity.Key).Append("))");
    }

    internal override void WriteCells(CellSource cells, SqlWriter sql)
    {
        sql.Append("(SELECT ").Append(cells.Alias).Append(".*, unnest(");
        Write(cells.Cells, sql);
        sql.Append(") AS ").Append(cells.Key.EngineName).Append(" FROM ");
        Write(cells.Inner, sql);
        if (cells.Filter is not null)
        {
            sql.Append(" WHERE ");
            Write(cells.Filter, sql);
        }
        sql.Append(") AS ").Append(cells.Alias);
    }

    internal override void WriteAround(AroundSource around, SqlWriter sql)
    {
        sql.Append("(SELECT unnest(");
        Write(around.Cells, sql);
        sql.Append(") AS ").Append(around.Key.EngineName).Append(") AS ").Append(around.Alias);
    }

    private void WriteCellList(CellList list, SqlWriter sql)
    {
        switch (list)
        {
            case CellsAround around:
                WriteAround(around.Point, around.Order, sql, around.Margins);
                break;
            case KeysAround keys:
                var (lon, lat) = Coordinates(keys.Point);
                sql.Append("datalab_keys_near(");
                WriteDouble(lon, sql);
                sql.Append(", ");
                WriteDouble(lat, sql);
                sql.Append(", ").Text(string.Join(' ', keys.Levels.Select(Written))).Append(")");
                break;
            case CellsByRadius sized:
                // Without a radius no branch is taken: NULL, so the row meets nothing.
                sql.Append("CASE");
                foreach (var order in CellLevels.Orders)
                {
                    WriteBranch(sized.Radius, "<=", order, sql);
                    sql.Append("list_transform(");
                    WriteAround(sized.Point, order, sql);
                    sql.Append(
                        string.Create(CultureInfo.InvariantCulture, $", lambda cell: cell + {CellLevels.Key(order)})")
                    );
                }
                WriteBranch(sized.Radius, ">", CellLevels.Orders[^1], sql);
                sql.Append(
                    string.Create(CultureInfo.InvariantCulture, $"[CAST({CellLevels.Everywhere} AS BIGINT)] END")
                );
                break;
            case CellsAtLevels levels:
                sql.Append("[")
                    .Join(
                        ", ",
                        CellLevels.Orders,
                        order =>
                        {
                            Write(new CellValue(levels.Point, levels.Cell, order), sql);
                            sql.Append(string.Create(CultureInfo.InvariantCulture, $" + {CellLevels.Key(order)}"));
                        }
                    )
                    .Append(string.Create(CultureInfo.InvariantCulture, $", {CellLevels.Everywhere}]"));
                break;
            default:
                throw Missing(list);
        }
    }

    private static string Written(FootprintLevel level) =>
        level.Margins is { } margins
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{level.Number}/{margins.Order}/{margins.Below}/{margins.Above}"
            )
            : string.Create(CultureInfo.InvariantCulture, $"{level.Number}");

    private void WriteBranch(Value radius, string sign, int order, SqlWriter sql)
    {
        sql.Append(" WHEN ");
        WriteDouble(radius, sql);
        sql.Append($" {sign} ").Number(CellLevels.Reach(order)).Append(" THEN ");
    }

    private void WriteAround(Value point, int order, SqlWriter sql, CellMargins? margins = null)
    {
        var (lon, lat) = Coordinates(point);
        sql.Append(margins is null ? "datalab_cells(" : "datalab_cells_near(");
        WriteDouble(lon, sql);
        sql.Append(", ");
        WriteDouble(lat, sql);
        sql.Append(", ").Number((long)order);
        if (margins is { } near)
            sql.Append(", ").Number(near.Below).Append(", ").Number(near.Above);
        sql.Append(")");
    }

    private void WriteCell(Value lon, Value lat, int order, SqlWriter sql) =>
        WriteShifted(
            () =>
            {
                sql.Append("datalab_hpx29(");
                WriteDouble(lon, sql);
                sql.Append(", ");
                WriteDouble(lat, sql);
                sql.Append(")");
            },
            order,
            sql
        );

    /// <summary>A cell of order 29 holds the index at a lower order in its leading bits (NESTED).</summary>
    private static void WriteShifted(Action cell, int order, SqlWriter sql)
    {
        sql.Append("(");
        cell();
        sql.Append(string.Create(CultureInfo.InvariantCulture, $" >> {2 * (29 - order)})"));
    }
}
