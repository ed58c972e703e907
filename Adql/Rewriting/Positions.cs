using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Rewriting;

/// <summary>Recognises the main position of a table, however it is written.</summary>
internal static class Positions
{
    /// <param name="tables">By alias.</param>
    /// <returns>The table's cell column when the point is made of its position columns, or is its column of points, else null.</returns>
    public static ColumnValue? CellOf(Value point, IReadOnlyDictionary<string, Table> tables)
    {
        var (ra, dec) = point switch
        {
            PointValue written => (written.Longitude as ColumnValue, written.Latitude as ColumnValue),
            ColumnValue column => (column, column),
            _ => (null, null),
        };
        if (
            ra is null
            || ra.Source != dec?.Source
            || !tables.TryGetValue(ra.Source, out var table)
            || table.Position is not { } position
            || position.IsPoint != point is ColumnValue
        )
            return null;
        return Is(position.Ra, ra, table) && Is(position.Dec, dec, table)
            ? new ColumnValue(ra.Source, position.Cell, "cell", AdqlType.Long)
            : null;
    }

    private static bool Is(string name, ColumnValue column, Table table) =>
        table.Columns.FirstOrDefault(c => c.Name == name)?.EngineName == column.EngineName;
}
