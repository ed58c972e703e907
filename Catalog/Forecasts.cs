using DataLab.Adql;
using DataLab.Adql.Semantics;
using DataLab.Formats;

namespace DataLab.Catalog;

/// <summary>What is known of a result before the engine starts: much of a whole table, nothing of other queries.</summary>
internal static class Forecasts
{
    /// <remarks>Holds for engines whose tables never change under a name that a translation uses, as those of files do not.</remarks>
    public static RowForecast? Of(Translation query) =>
        query.Whole is { Rows: { } rows } whole
            ? new RowForecast(
                rows,
                new QueryStatus(QueryStatus.Ok, null),
                [.. whole.Columns.Select(column => Of(column.Statistics))]
            )
            : null;

    private static ColumnForecast? Of(ColumnStatistics? counted) =>
        counted is null
            ? null
            : new ColumnForecast
            {
                HasNulls = counted.HasNulls,
                Least = counted.Least,
                Greatest = counted.Greatest,
                LongestText = counted.LongestText,
                IsPrintable = counted.IsPrintable,
            };
}
