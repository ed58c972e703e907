using DataLab.Catalog.DuckDb;

namespace DataLab.Catalog.ParquetFiles;

/// <summary>A table of Parquet files as the engine sees it: a view of the rows behind the links.</summary>
internal static class ParquetView
{
    /// <param name="links">See <see cref="ParquetLinks"/>.</param>
    public static string Sql(StoredTable stored, string links)
    {
        var columns = stored
            .Expressions.Zip(stored.EngineColumns)
            .Concat(stored.Hidden.Select(hidden => (hidden.Sql, hidden.Name)))
            .Select(column => $"{column.Item1} AS {EngineTypes.Quote(column.Item2)}");
        return $"SELECT {string.Join(", ", columns)} FROM {ParquetLinks.Rows(links, stored.Parquet!.Depth)}";
    }
}
