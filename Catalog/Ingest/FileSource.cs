using DataLab.Formats;

namespace DataLab.Catalog.Ingest;

/// <summary>Opens a table file of any kind: Parquet by the engine, all others by our own readers.</summary>
internal static class FileSource
{
    public static async Task<RowSource> OpenAsync(
        string path,
        TableReadOptions? options,
        IngestReading reading,
        CancellationToken ct
    )
    {
        if (await ParquetSource.IsParquetAsync(path, ct).ConfigureAwait(false))
            return await Task.Run(() => ParquetSource.Open(path, reading), ct).ConfigureAwait(false);
        options ??= TableReadOptions.Default;
        if (options.Columns is null && reading.Columns.Count > 0)
            options = options with { Columns = reading.Columns };
        throw new NotSupportedException(options.ToString());
    }
}
