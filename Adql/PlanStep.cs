using DataLab.Adql.Semantics;

namespace DataLab.Adql;

/// <summary>How one table of a query is read.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Table">Null where no table is read.</param>
/// <param name="Access">In words: cells of a region, an index, the whole table.</param>
/// <param name="Rows">Rows looked at, an estimate; null where the table's number is not known.</param>
public sealed record PlanStep(int Number, Table? Table, string Access, long? Rows)
{
    /// <summary>Rows from which on reading a table as a whole is worth telling.</summary>
    private const long Large = 5_000_000;

    /// <summary>A rough estimate, for a table that is not in memory yet several times as much.</summary>
    public double? Seconds { get; init; }

    /// <summary>No index spares reading any row.</summary>
    public bool IsScan { get; init; }

    /// <summary>A large table is read as a whole.</summary>
    public bool IsLargeScan => IsScan && Rows >= Large;

    public string TableName =>
        Table is null ? ""
        : Table.SchemaName.Length == 0 ? Table.Name
        : $"{Table.SchemaName}.{Table.Name}";
}
