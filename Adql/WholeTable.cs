using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql;

/// <summary>Said of a query that gives columns of one table as they are, and no rows are chosen by what is in them.</summary>
/// <param name="Columns">Of the table, one a result column, in order.</param>
/// <param name="Limit">At most so many rows, after <paramref name="Offset"/>; null for all.</param>
/// <param name="Offset">Rows left out first.</param>
public sealed record WholeTable(Table Table, ImmutableArray<Column> Columns, long? Limit, long Offset)
{
    /// <summary>Exact number of rows of the result; null if the table's is not known.</summary>
    public long? Rows => Table.Rows is { } rows ? Math.Min(Math.Max(0, rows - Offset), Limit ?? long.MaxValue) : null;

    /// <summary>Null where rows are joined, filtered, grouped or computed.</summary>
    internal static WholeTable? Of(Statement statement)
    {
        if (
            statement
            is not {
                With.IsEmpty: true,
                Query: Select
                {
                    Distinct: false,
                    From: [TableSource { Cells.IsEmpty: true } source],
                    Where: null,
                    GroupBy.Count: 0,
                    Having: null
                } query
            }
        )
            return null;
        var columns = ImmutableArray.CreateBuilder<Column>(query.Columns.Length);
        foreach (var output in query.Columns)
        {
            if (
                output.Value is not ColumnValue value
                || source.Table.Columns.FirstOrDefault(column => column.EngineName == value.EngineName)
                    is not { } column
            )
                return null;
            columns.Add(column);
        }
        return new WholeTable(source.Table, columns.ToImmutable(), query.Limit, query.Offset ?? 0);
    }
}
