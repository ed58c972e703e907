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
    private const int SpreadShift = 2 * (Healpix.MaxOrder - SpreadOrder);

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

    private const string FirstCell = "\"first cell\"";
    private const string LastCell = "\"last cell\"";
    private const string CoarseCells = "\"coarse cells\"";

    /// <summary>A row asks the servers once for all cells around it: those that have some, by their indexes.</summary>
    internal override void WriteMatch(MatchSource match, SqlWriter sql)
    {
        if (
            match is { Inner: TableSource { Table.Parts.IsEmpty: false }, Around.Cells: CellsAround }
            && Tree.Terms(match.On).Any(IsOfStoredCell)
        )
            sql.Gathered.Add(match.Around.Alias);
        base.WriteMatch(match, sql);

        bool IsOfStoredCell(Condition term) =>
            term is CompareCondition compare
            && (IsMet(compare.Left, compare.Right) || IsMet(compare.Right, compare.Left));
        // Positions that are no stored ones have their cells computed, and are compared one by one.
        bool IsMet(Value cell, Value key) =>
            cell is CellValue { Cell: { } stored }
            && !IsKept(stored.Source, sql)
            && key is ColumnValue column
            && column.Source == match.Around.Alias;
    }

    private void WriteGathered(AroundSource around, SqlWriter sql)
    {
        var shift = 2 * (Healpix.MaxOrder - ((CellsAround)around.Cells).Order);
        sql.Append("LATERAL (SELECT array_agg(").Append(CellName).Append(") AS ").Append(CellName);
        sql.Append($", array_agg(DISTINCT {CellName} << {Text(shift)} >> {Text(SpreadShift)}) AS {CoarseCells}");
        sql.Append($", min({CellName}) << {Text(shift)} AS {FirstCell}, (max({CellName}) << {Text(shift)}) + ");
        sql.Number((1L << shift) - 1).Append($" AS {LastCell} FROM unnest(");
        Write(around.Cells, sql);
        sql.Append($") AS {CellList}({CellName})) AS ").Append(around.Alias);
    }

    /// <summary>The row's cell is one of an array: between the least and the greatest of them, which leaves out servers, too.</summary>
    private bool TryWriteGatheredMatch(CellValue stored, Value key, SqlWriter sql)
    {
        if (key is not ColumnValue { EngineName: CellName } column || !sql.Gathered.Contains(column.Source))
            return false;
        var cells = column.Source;
        sql.Append("(");
        Write(stored.Cell!, sql);
        sql.Append($" BETWEEN {cells}.{FirstCell} AND {cells}.{LastCell}");
        WriteOneOf(stored.Cell!, stored.Order, $"{cells}.{CellName}", sql);
        if (stored.Order > SpreadOrder)
            WriteOneOf(stored.Cell!, SpreadOrder, $"{cells}.{CoarseCells}", sql);
        sql.Append(")");
        return true;
    }

    private void WriteOneOf(ColumnValue cell, int order, string array, SqlWriter sql)
    {
        sql.Append(" AND (");
        Write(cell, sql);
        sql.Append($" >> {Text(2 * (Healpix.MaxOrder - order))}) = ANY ({array})");
    }
}
