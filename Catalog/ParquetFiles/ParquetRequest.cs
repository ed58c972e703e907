using DataLab.Catalog.Ingest;

namespace DataLab.Catalog.ParquetFiles;

/// <summary>Parquet files that are to be served where they are, as one table of the embedded engine.</summary>
/// <param name="DataFolder">The archive's data folder.</param>
/// <param name="Files">A file, a folder, or a pattern with <c>*</c>, <c>?</c> and <c>**</c>.</param>
public sealed record ParquetRequest(string DataFolder, string Schema, string Table, string Files)
{
    /// <summary>Descriptions, units and UCDs that go over what the files say.</summary>
    public FelisDocument? Metadata { get; init; }

    /// <summary>Names of the columns with the main position, ICRS degrees; null to find them by metadata, UCD and name.</summary>
    public string? RaColumn { get; init; }
    public string? DecColumn { get; init; }

    /// <summary>Name of the column with cells of order 29, NESTED; null for <c>hpx29</c> or <c>_healpix_29</c>.</summary>
    public string? CellColumn { get; init; }
}
