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
        var kind = await TableFile.SniffAsync(path, ct).ConfigureAwait(false);
        if (kind == TableFileKind.Csv && Claimed(path) is { } claimed)
            throw new TableFormatException(
                $"\"{Path.GetFileName(path)}\" is text, not {claimed} as its name says. If it is CSV, rename it to .csv."
            );
        if (kind == TableFileKind.Parquet)
            return await Task.Run(() => ParquetSource.Open(path, reading), ct).ConfigureAwait(false);
        options ??= TableReadOptions.Default;
        if (options.Columns is null && reading.Columns.Count > 0)
            options = options with { Columns = reading.Columns };
        return await TableFile.OpenAsync(path, options, ct).ConfigureAwait(false);
    }

    /// <summary>What the name says that the file is, for kinds that are known by their first bytes; almost any text passes for CSV.</summary>
    private static string? Claimed(string path)
    {
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            path = path[..^3];
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".fits" or ".fit" or ".fts" => "FITS",
            ".vot" or ".votable" or ".xml" => "a VOTable",
            ".parquet" => "Parquet",
            ".ecsv" => "ECSV",
            _ => null,
        };
    }
}
