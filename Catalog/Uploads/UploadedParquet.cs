using DataLab.Catalog.Ingest;
using DataLab.Formats;

namespace DataLab.Catalog.Uploads;

/// <summary>A Parquet file that a stranger sent: copied aside under a name of ours, and read by an engine that sees nothing else.</summary>
internal sealed class UploadedParquet : RowSource
{
    private readonly ParquetSource rows;
    private readonly string folder;

    private UploadedParquet(ParquetSource rows, string folder)
    {
        this.rows = rows;
        this.folder = folder;
    }

    public override TableDescription Table => rows.Table;

    /// <param name="content">Closed before this returns.</param>
    /// <exception cref="TableFormatException">Not a Parquet file that the engine can read.</exception>
    public static async Task<RowSource> OpenAsync(Stream content, string workFolder, CancellationToken ct)
    {
        var folder = Path.Combine(workFolder, $"parquet-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
            var path = Path.Combine(folder, "upload.parquet");
            await using (content.ConfigureAwait(false))
            {
                var file = File.Create(path);
                await using (file.ConfigureAwait(false))
                    await content.CopyToAsync(file, ct).ConfigureAwait(false);
            }
            var reading = new IngestReading(new Dictionary<string, Field>(), _ => { }, folder);
            var rows = await Task.Run(() => ParquetSource.Open(path, reading, ParquetTrust.Stranger), ct)
                .ConfigureAwait(false);
            return new UploadedParquet(rows, folder);
        }
        catch
        {
            Remove(folder);
            throw;
        }
    }

    public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) => rows.ReadAsync(ct);

    public override async ValueTask DisposeAsync()
    {
        await rows.DisposeAsync().ConfigureAwait(false);
        Remove(folder);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
