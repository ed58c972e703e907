using System.Collections.Immutable;
using DataLab.Sky;

namespace DataLab.Catalog;

/// <summary>Parquet files of somebody else's with the rows of a table: read in place, through links in the data folder.</summary>
/// <param name="Depth">Folders between the folder of links and a link.</param>
internal sealed record StoredParquet(ImmutableArray<StoredParquetFile> Files, int Depth);

/// <param name="Path">Absolute.</param>
/// <param name="Length">Bytes, when it was published.</param>
/// <param name="Time">Of its last change, UTC.</param>
internal sealed record StoredParquetFile(string Path, long Length, DateTime Time)
{
    /// <summary>The least and the greatest cell of order 29 that its rows may have; null where nobody knows.</summary>
    public HealpixRange? Cells { get; init; }
}
