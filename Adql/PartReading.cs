using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql;

/// <summary>How a query reads tables whose rows lie on several servers.</summary>
public enum PartReading
{
    /// <summary>It reads none.</summary>
    None,

    /// <summary>One, whose every part is scanned once, from its first row on.</summary>
    Once,

    /// <summary>Several, or one several times: rows may be asked for anew for each row of something else.</summary>
    Repeated,
}

/// <summary>Tells how a plan reads tables in parts, after all passes.</summary>
internal static class PartReadings
{
    /// <param name="tables">All that the query names.</param>
    public static PartReading Of(Statement plan, ImmutableArray<Table> tables)
    {
        if (tables.All(table => table.Parts.IsEmpty))
            return PartReading.None;
        var scans = new List<Table>();
        return
            plan.With.IsEmpty
            && AreOnlyScans(plan.Query, scans)
            && scans.Select(table => (table.SchemaName, table.Name)).Distinct().Count() == 1
            && scans.Select(table => table.EngineName).Distinct().Count() == scans.Count
            ? PartReading.Once
            : PartReading.Repeated;
    }

    /// <summary>No joins, nothing computed row by row from further queries; unions only of that.</summary>
    private static bool AreOnlyScans(Query query, List<Table> scans)
    {
        if (query is SetQuery set)
            return set is { Operator: SetOperator.Union, All: true }
                && AreOnlyScans(set.Left, scans)
                && AreOnlyScans(set.Right, scans);
        if (query is not Select { From: [var source] } select || Tree.HasQuery(select))
            return false;
        switch (source)
        {
            case TableSource { Cells.IsEmpty: true } table:
                scans.Add(table.Table);
                return true;
            case QuerySource { Lateral: false } inner:
                return AreOnlyScans(inner.Query, scans);
            default:
                return false;
        }
    }
}
