using DataLab.Catalog;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Ingest;
using DataLab.Formats;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataLab.Tap.Tests.Support;

/// <summary>A data folder with tables taken in from texts, and an engine on it.</summary>
internal sealed class Archive : IAsyncDisposable
{
    private static readonly TapRun Run = new(QueryPurpose.Interactive, TimeSpan.FromSeconds(60));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("datalab-tap-");
    private DuckDbCatalog? catalog;

    public string Path => folder.FullName;

    public DuckDbCatalog Catalog => catalog ?? throw new InvalidOperationException("Open it first.");

    public TapService Tap { get; private set; } = null!;

    public SkySamples Samples => new(Catalog, NullLogger<SkySamples>.Instance);

    /// <param name="text">CSV or ECSV.</param>
    public async Task<Archive> AddAsync(
        string schema,
        string table,
        string text,
        Func<IngestRequest, IngestRequest>? with = null
    )
    {
        var file = System.IO.Path.Combine(Path, $"{Guid.NewGuid():N}.csv");
        await File.WriteAllTextAsync(file, text);
        var request = new IngestRequest(Path, schema, table, [IngestSource.File(file)]) { MemoryLimit = 256 << 20 };
        await TableIngest.RunAsync(with?.Invoke(request) ?? request);
        File.Delete(file);
        return this;
    }

    public async Task<Archive> OpenAsync()
    {
        catalog = await DuckDbCatalog.OpenAsync(
            new DuckDbOptions
            {
                DataFolder = Path,
                Threads = 2,
                MemoryLimit = 256 << 20,
            }
        );
        Tap = new TapService(catalog, new TapOptions());
        return this;
    }

    /// <summary>Rows of a query, which must succeed.</summary>
    public async Task<long> CountAsync(string adql)
    {
        await using var rows = await OpenRowsAsync(adql);
        var count = 0L;
        while (await rows.ReadAsync(default) is { } batch)
            using (batch)
                count += batch.Count;
        return count;
    }

    public Task<RowSource> OpenRowsAsync(string adql) =>
        Tap.OpenAsync(new TapRequest(adql, "ADQL", new TableFormats().Default, null, null), Run, default);

    public async ValueTask DisposeAsync()
    {
        if (catalog is not null)
            await catalog.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
