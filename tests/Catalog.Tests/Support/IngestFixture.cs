using DataLab.Catalog.Ingest;

namespace DataLab.Catalog.Tests.Support;

/// <summary>Tests of what becomes of sources in the table s.t, each with an archive and a folder of its own.</summary>
public abstract class IngestFixture
{
    private protected Archive Archive { get; private set; } = null!;
    private protected TempFolder Files { get; private set; } = null!;

    [SetUp]
    public void Make()
    {
        Archive = new Archive();
        Files = new TempFolder();
    }

    [TearDown]
    public async Task Remove()
    {
        await Archive.DisposeAsync();
        Files.Dispose();
    }

    private protected string Write(string name, string text)
    {
        File.WriteAllText(Files.File(name), text);
        return Files.File(name);
    }

    private protected Task<IngestReport> IngestFilesAsync(
        Func<IngestRequest, IngestRequest>? with,
        params string[] paths
    )
    {
        var request = new IngestRequest(Archive.Path, "s", "t", [.. paths.Select(path => IngestSource.File(path))]);
        return Archive.IngestAsync(with?.Invoke(request) ?? request);
    }

    private protected TableMetadata Table => Archive.Catalog.Snapshot.Tables.Single(t => t.SchemaName == "s");

    private protected async Task<List<object?[]>> RowsAsync()
    {
        await Archive.OpenAsync();
        return await Archive.AdqlRowsAsync("SELECT * FROM s.t");
    }
}
