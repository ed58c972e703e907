using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Rewriting;

/// <summary>Recognises the main position of a table, however it is written.</summary>
internal static class Positions
{
    /// <param name="tables">By alias.</param>
    /// <returns>The table's cell column when the point is made of its two position columns, else null.</returns>
    public static ColumnValue? CellOf(Value point, IReadOnlyDictionary<string, Table> tables)
    {
        if (
            point is not PointValue { Longitude: var lon, Latitude: var lat }
            || Column(lon) is not { } ra
            || Column(lat) is not { } dec
        )
            return null;
        if (
            ra.Source != dec.Source
            || !tables.TryGetValue(ra.Source, out var table)
            || table.Position is not { } position
        )
            return null;
        return Is(position.Ra, ra, table) && Is(position.Dec, dec, table)
            ? new ColumnValue(ra.Source, position.Cell, "cell", AdqlType.Long)
            : null;
    }

    private static ColumnValue? Column(Value value) => value as ColumnValue;

    private static bool Is(string name, ColumnValue column, Table table) =>
        table.Columns.FirstOrDefault(c => c.Name == name)?.EngineName == column.EngineName;
}
