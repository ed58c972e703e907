using System.Globalization;
using DataLab.Adql.Plan;
using DataLab.Sky;

namespace DataLab.Adql.Dialects;

/// <content>Matches with tables that lie on several servers.</content>
public sealed partial class PostgreSqlDialect
{
    /// <summary>Rows whose cells are sent to the servers; of more, the servers' rows are fetched instead.</summary>
    private const long MostSent = 300_000;

    /// <summary>The servers have an index of the cells of this order.</summary>
    private const int SpreadOrder = 12;

    /// <summary>
    /// Looking up cell by cell would ask a server once for each. All cells go to every server at once, which answers with the rows in
    /// them; these meet the cells by equality.
    /// </summary>
    private bool TryWriteSpreadMatch(CellValue stored, Value key, SqlWriter sql)
    {
        if (
            !sql.Spread.Contains(stored.Cell!.Source)
            || key is not ColumnValue { EngineName: CellName } column
            || !sql.Repeated.TryGetValue(column.Source, out var cells)
            || cells is not { Inner: TableSource { Table.Rows: { } rows } inner }
            || cells.Filter is not null && !IsOf(inner.Alias, cells.Filter)
        )
            return false;
        sql.Append("((");
        Write(stored, sql);
        sql.Append(" = ");
        Write(key, sql);
        sql.Append(")");
        // What lies in a region is few rows, however many the table has.
        if (rows <= MostSent || Tree.Terms(cells.Filter).Any(term => term is RegionSearch))
        {
            WriteSent(stored.Cell, stored.Order, stored.Order, cells, sql);
            if (stored.Order > SpreadOrder)
                WriteSent(stored.Cell, SpreadOrder, stored.Order, cells, sql);
        }
        sql.Append(")");
        return true;
    }

    private static bool IsOf(string alias, Condition filter) =>
        !Tree.HasQuery(filter) && Tree.Values(filter).SelectMany(Tree.Columns).All(column => column.Source == alias);

    /// <summary>The row's cell of an order is one of those around the others.</summary>
    private void WriteSent(ColumnValue cell, int order, int from, CellSource cells, SqlWriter sql)
    {
        var (level, levels) = (sql.Level, new Dictionary<string, int>(sql.Levels));
        sql.Level++;
        sql.Append(" AND (");
        Write(cell, sql);
        sql.Append(
            string.Create(
                CultureInfo.InvariantCulture,
                $" >> {2 * (Healpix.MaxOrder - order)}) = ANY ((SELECT array_agg(DISTINCT {cells.Alias}.{CellName} >> {2 * (from - order)}) FROM "
            )
        );
        WriteCells(cells, sql);
        sql.Append(")::int8[])");
        sql.Level = level;
        foreach (var (alias, found) in levels)
            sql.Levels[alias] = found;
    }
}
