using System.Collections.Immutable;

namespace DataLab.Catalog;

/// <summary>Parquet files of somebody else's with the rows of a table: read in place.</summary>
/// <param name="Files">In the order of their places in the table's folder of links.</param>
internal sealed record StoredParquet(ImmutableArray<StoredParquetFile> Files);

/// <param name="Path">Absolute.</param>
/// <param name="Length">Bytes, when it was published.</param>
/// <param name="Time">Of its last change, UTC.</param>
/// <param name="FirstCell">Least cell of order 29 that rows have; null where that is not known.</param>
/// <param name="LastCell">Likewise the greatest.</param>
internal sealed record StoredParquetFile(string Path, long Length, DateTime Time, long? FirstCell, long? LastCell);
