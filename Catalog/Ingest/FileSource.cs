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
        if (await TableFile.SniffAsync(path, ct).ConfigureAwait(false) == TableFileKind.Parquet)
            return await Task.Run(() => ParquetSource.Open(path, reading), ct).ConfigureAwait(false);
        options ??= TableReadOptions.Default;
        if (options.Columns is null && reading.Columns.Count > 0)
            options = options with { Columns = reading.Columns };
        return await TableFile.OpenAsync(path, options, ct).ConfigureAwait(false);
    }
}
