using System.Globalization;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Dialects;

/// <content>Searches and joins by HEALPix cell: ranges of the cell column, which its b-tree finds.</content>
public sealed partial class PostgreSqlDialect
{
    /// <summary>Measured: each range costs about as much to plan and to open as some dozen rows cost to test.</summary>
    private const int MaxRanges = 16;

    /// <summary>Up to so many ranges of a coverage map are tested one by one; more are looked up in a sorted array.</summary>
    private const int MaxRangesOfMap = 12;

    /// <summary>Of a table: the rows with their cells are kept while a query runs, on disk if they are many.</summary>
    private const int MaxKeptRows = 1_000_000;

    internal override void WriteRegionSearch(RegionSearch search, SqlWriter sql)
    {
        var cover = search.Cover.AtMost(MaxRanges);
        if (search.Exact is AndCondition { Operands.Count: 0 } && cover != search.Cover)
            // The cells are all there is to test, and wider ranges hold others.
            search = search with
            {
                Exact = new MocCondition(search.Cell, Moc.Of(search.Cover.Ranges)),
            };
        else if (search.Exact is MocCondition exact && exact.Moc.Ranges.SequenceEqual(cover.Ranges))
            search = search with { Exact = new AndCondition([]) };
        base.WriteRegionSearch(search with { Cover = cover }, sql);
    }

    private void WriteMoc(MocCondition condition, SqlWriter sql)
    {
        if (condition.Moc.Ranges.Length <= MaxRangesOfMap)
            WriteRanges(condition.Cell, condition.Moc.Ranges, sql);
        else
            WriteInRanges(() => Write(condition.Cell, sql), condition.Moc, sql);
    }

    /// <summary>The last range that begins at or before the cell, found by halving, ends at or behind it.</summary>
    private static void WriteInRanges(Action cell, Moc moc, SqlWriter sql)
    {
        void Numbers(Func<HealpixRange, long> number) =>
            sql.Append("'{")
                .Append(
                    string.Join(",", moc.Ranges.Select(range => number(range).ToString(CultureInfo.InvariantCulture)))
                )
                .Append("}'::int8[]");
        sql.Append("(");
        cell();
        sql.Append(" <= coalesce((");
        Numbers(range => range.Last);
        sql.Append(")[width_bucket(");
        cell();
        sql.Append(", ");
        Numbers(range => range.First);
        sql.Append(")], -1))");
    }

    /// <summary>Known positions are of no use where each is looked up in an index; where there are none, nothing is near them.</summary>
    internal override void WriteNear(NearCondition near, SqlWriter sql)
    {
        if (near.Vicinity.Extent is null)
            sql.Append("FALSE");
        else
        {
            sql.Append("(");
            Write(near.Cell, sql);
            sql.Append(" IS NOT NULL)");
        }
    }

    /// <summary>A stored cell lies in another, coarser one, if it lies between that one's first and last: so an index finds it.</summary>
    private bool TryWriteCellMatch(CompareCondition compare, SqlWriter sql)
    {
        if (compare.Operator != ComparisonOperator.Equal)
            return false;
        if (
            compare is
            { Left: ColumnValue { EngineName: CellName } one, Right: ColumnValue { EngineName: CellName } two }
        )
            return TryWriteKeyMatch(one, two, sql);
        if (compare is { Left: KeyValue region, Right: ColumnValue { EngineName: CellName } around })
            return TryWriteKeyRange(region, around, sql);
        var (stored, key) = (compare.Left, compare.Right) switch
        {
            (CellValue { Cell: not null } left, var other and not CellValue) => (left, other),
            (var other and not CellValue, CellValue { Cell: not null } right) => (right, other),
            _ => (null, compare.Right),
        };
        if (stored is null || IsKept(stored.Cell!.Source, sql))
            return false;
        var shift = 2 * (Healpix.MaxOrder - stored.Order);
        void Key()
        {
            sql.Append("(");
            Write(key, sql);
            sql.Append(string.Create(CultureInfo.InvariantCulture, $" << {shift})"));
        }
        if (TryWriteGatheredMatch(stored, key, sql) || TryWriteSpreadMatch(stored, key, sql))
            return true;
        sql.Append("(");
        Write(stored.Cell!, sql);
        sql.Append(" BETWEEN ");
        Key();
        sql.Append(" AND ");
        Key();
        sql.Append(" + ").Number((1L << shift) - 1).Append(")");
        return true;
    }

    /// <summary>
    /// The stored key lies between the first and the last that begin so: an index finds it. Servers would be asked for each,
    /// so that tables in parts are compared by equality, too.
    /// </summary>
    private bool TryWriteKeyRange(KeyValue region, ColumnValue around, SqlWriter sql)
    {
        if (IsKept(region.Key.Source, sql) || sql.Spread.Contains(region.Key.Source))
            return false;
        sql.Append("(");
        Write(region.Key, sql);
        sql.Append(" BETWEEN ");
        Write(around, sql);
        sql.Append(" AND ");
        WriteByClass(around, region.Levels, level => (1L << level.Shift) - 1, () => Write(around, sql), " + ", sql);
        sql.Append(")");
        return true;
    }

    /// <summary>
    /// Every row is asked for partners: those that an outer join keeps, and those of an enclosing query. An equality can be hashed,
    /// ranges would be compared one by one.
    /// </summary>
    private static bool IsKept(string alias, SqlWriter sql) =>
        sql.Kept.Contains(alias) || sql.Levels.TryGetValue(alias, out var level) && level < sql.Level;

    internal override void WriteTable(TableSource table, SqlWriter sql)
    {
        sql.Levels[table.Alias] = sql.Level;
        if (!table.Table.Parts.IsEmpty)
            sql.Spread.Add(table.Alias);
        base.WriteTable(table, sql);
    }

    internal override void WriteOn(JoinSource join, SqlWriter sql)
    {
        var kept = join.Kind switch
        {
            JoinKind.Left => Tree.Leaves(join.Left),
            JoinKind.Right => Tree.Leaves(join.Right),
            JoinKind.Full => Tree.Leaves(join),
            _ => [],
        };
        string[] added = [.. kept.Select(source => source.Alias).Where(sql.Kept.Add)];
        base.WriteOn(join, sql);
        sql.Kept.ExceptWith(added);
    }

    /// <summary>A row's stored cell is one of those that a key of some order stands for.</summary>
    private bool TryWriteKeyMatch(ColumnValue one, ColumnValue two, SqlWriter sql)
    {
        var isFirst = sql.Levelled.Contains(one.Source);
        if (isFirst == sql.Levelled.Contains(two.Source))
            return false;
        var (stored, key) = isFirst ? (one, two) : (two, one);
        sql.Append("(");
        Write(stored, sql);
        sql.Append(" BETWEEN ").Append(Schema).Append("datalab_key_first(");
        Write(key, sql);
        sql.Append(") AND ").Append(Schema).Append("datalab_key_last(");
        Write(key, sql);
        sql.Append("))");
        return true;
    }

    internal override void WriteCells(CellSource cells, SqlWriter sql)
    {
        if (cells.Cells is CellsAtLevels { Cell: { } stored })
        {
            sql.Levelled.Add(cells.Alias);
            sql.Append("(SELECT ").Append(cells.Alias).Append(".*, ");
            Write(stored, sql);
            sql.Append(" AS ").Append(CellName).Append(" FROM ");
            Write(cells.Inner, sql);
            if (cells.Filter is not null)
            {
                sql.Append(" WHERE ");
                Write(cells.Filter, sql);
            }
            sql.Append(") AS ").Append(cells.Alias);
            return;
        }
        sql.Repeated[cells.Alias] = cells;
        var isKept = cells.IsAskedAgain && cells.Inner is not TableSource { Table.Rows: > MaxKeptRows };
        sql.Append(isKept ? "(WITH \"asked again\" AS MATERIALIZED (SELECT " : "(SELECT ")
            .Append(cells.Alias)
            .Append(".*, ")
            .Append(CellName)
            .Append(" FROM ");
        Write(cells.Inner, sql);
        sql.Append(" CROSS JOIN LATERAL unnest(");
        Write(cells.Cells, sql);
        sql.Append(") AS ").Append(CellList).Append("(").Append(CellName).Append(")");
        if (cells.Filter is not null)
        {
            sql.Append(" WHERE ");
            Write(cells.Filter, sql);
        }
        // The cells of a row are made once, and its partners are looked up for each of them.
        sql.Append(isKept ? ") SELECT * FROM \"asked again\") AS " : " OFFSET 0) AS ").Append(cells.Alias);
    }

    private const string CellName = "\"cell around\"";
    private const string CellList = "\"cells around\"";

    internal override void WriteAround(AroundSource around, SqlWriter sql)
    {
        if (sql.Gathered.Contains(around.Alias))
        {
            WriteGathered(around, sql);
            return;
        }
        sql.Append("LATERAL unnest(");
        Write(around.Cells, sql);
        sql.Append(") AS ").Append(around.Alias).Append("(").Append(around.Key.EngineName).Append(")");
    }

    private void WriteCellList(CellList list, SqlWriter sql)
    {
        switch (list)
        {
            case CellsAround { Cell: { } cell, Margins: { } margins } beside:
                sql.Append(Schema).Append("datalab_cells_beside(");
                Write(cell, sql);
                sql.Append(", ").Number((long)beside.Order);
                sql.Append(", ").Number(margins.Below).Append(", ").Number(margins.Above).Append(")");
                break;
            case CellsAround around:
                WriteAround(
                    around.Margins is null ? "datalab_cells" : "datalab_cells_near",
                    around.Point,
                    around.Order,
                    sql,
                    around.Margins
                );
                break;
            case KeysAround keys:
                WriteKeys(keys, sql);
                break;
            case CellsByRadius sized:
                // Without a radius no branch is taken: NULL, so the row meets nothing.
                sql.Append("CASE");
                foreach (var order in CellLevels.Orders)
                {
                    WriteBranch(sized.Radius, "<=", order, sql);
                    WriteAround("datalab_cell_keys", sized.Point, order, sql);
                }
                WriteBranch(sized.Radius, ">", CellLevels.Orders[^1], sql);
                sql.Append("'{").Append(Text(CellLevels.Everywhere)).Append("}'::int8[] END");
                break;
            case CellsAtLevels levels:
                sql.Append("ARRAY[");
                foreach (var order in CellLevels.Orders)
                {
                    Write(new CellValue(levels.Point, levels.Cell, order), sql);
                    sql.Append(" + ").Append(Text(CellLevels.Key(order))).Append(", ");
                }
                sql.Append(Text(CellLevels.Everywhere)).Append("]");
                break;
            default:
                throw Missing(list);
        }
    }

    private void WriteKeys(KeysAround keys, SqlWriter sql)
    {
        var (lon, lat) = Coordinates(keys.Point);
        sql.Append(Schema).Append("datalab_keys_near(");
        WriteDouble(lon, sql);
        sql.Append(", ");
        WriteDouble(lat, sql);
        void Numbers(Func<FootprintLevel, long> number) =>
            sql.Append(", '{")
                .Append(string.Join(',', keys.Levels.Select(level => Text(number(level)))))
                .Append("}'::int8[]");
        Numbers(level => level.Number);
        Numbers(level => level.Margins?.Order ?? -1);
        Numbers(level => level.Margins?.Below ?? 0);
        Numbers(level => level.Margins?.Above ?? 0);
        sql.Append(")");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private void WriteBranch(Value radius, string sign, int order, SqlWriter sql)
    {
        sql.Append(" WHEN ");
        WriteDouble(radius, sql);
        sql.Append($" {sign} ").Number(CellLevels.Reach(order)).Append(" THEN ");
    }

    private void WriteAround(string function, Value point, int order, SqlWriter sql, CellMargins? margins = null)
    {
        var (lon, lat) = Coordinates(point);
        sql.Append(Schema).Append(function).Append("(");
        WriteDouble(lon, sql);
        sql.Append(", ");
        WriteDouble(lat, sql);
        sql.Append(", ").Number((long)order);
        if (margins is { } near)
            sql.Append(", ").Number(near.Below).Append(", ").Number(near.Above);
        sql.Append(")");
    }

    private void WriteCell(Value lon, Value lat, int order, SqlWriter sql)
    {
        sql.Append("(").Append(Schema).Append("datalab_hpx29(");
        WriteDouble(lon, sql);
        sql.Append(", ");
        WriteDouble(lat, sql);
        sql.Append(string.Create(CultureInfo.InvariantCulture, $") >> {2 * (Healpix.MaxOrder - order)})"));
    }
}
