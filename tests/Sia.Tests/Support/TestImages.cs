using DataLab.Catalog.Tests.Support;
using DataLab.Sia.Ingest;
using DataLab.Sia.ObsCore;
using DataLab.Sia.Store;
using DataLab.State;
using DataLab.State.PostgreSql;
using DataLab.Tests;
using DataLab.Uws;

namespace DataLab.Sia.Tests.Support;

/// <summary>A folder with image files, the list of them, and a catalogue, all on the engine of this run.</summary>
internal sealed class TestImages : IAsyncDisposable
{
    private readonly StateStore state;

    private TestImages(StateStore state, Archive archive, ImageOptions options)
    {
        (this.state, Archive) = (state, archive);
        Store = new ImageStore(state, options);
    }

    public TempFolder Folder { get; } = new();

    public ImageStore Store { get; private set; }

    public Archive Archive { get; }

    public StateStore State => state;

    /// <summary>Of the last ingest.</summary>
    public List<FileRemark> Remarks { get; } = [];

    /// <summary>Root of the collections.</summary>
    public string Root => Folder.Path;

    public static async Task<TestImages> OpenAsync(ImageOptions? options = null)
    {
        var archive = new Archive();
        return new TestImages(await OpenStateAsync(archive.Path), archive, options ?? new ImageOptions());
    }

    /// <summary>The store in a folder, or in a database of its own.</summary>
    private static async Task<StateStore> OpenStateAsync(string folder) =>
        TestEngine.IsPostgreSql
            ? await StateStore.OpenAsync(
                new PostgreSqlStateOptions(
                    (await SharedServer.StartAsync()).ConnectionStringOf(await SharedServer.NewDatabaseAsync())
                )
                {
                    Connections = 6,
                },
                [ImageStore.Module, UwsServices.Module],
                default
            )
            : await StateStore.OpenAsync(Path.Combine(folder, "state", "state.sqlite"), [ImageStore.Module, UwsServices.Module], default);

    /// <summary>The same list with other settings.</summary>
    public ImageStore With(ImageOptions options) => Store = new ImageStore(state, options);

    public string Write(string path, byte[] bytes)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    public Task<ImageIngestReport> AddAsync(
        string collection = "survey",
        Func<ImageIngestRequest, ImageIngestRequest>? with = null,
        CancellationToken ct = default
    )
    {
        Remarks.Clear();
        var request = new ImageIngestRequest(collection, [Root]) { Readers = 2 };
        return ImageIngest.RunAsync(Store, with?.Invoke(request) ?? request, Remarks.Add, null, ct);
    }

    /// <summary>Publishes and opens the catalogue, or looks at it again.</summary>
    public async Task<ObsCoreReport> PublishAsync()
    {
        await Archive.OpenAsync();
        var place = new CatalogPlace(Archive.Path, TestEngine.IsPostgreSql ? Archive.Database.Owner : null)
        {
            Shards = TestEngine.IsPostgreSql ? Archive.Database.Shards : null,
            Grace = TimeSpan.Zero,
            MemoryLimit = 256 << 20,
        };
        var report = await ObsCorePublisher.PublishAsync(Store, place);
        await Archive.Catalog.RefreshAsync();
        return report;
    }

    public Task<List<object?[]>> RowsAsync(string adql) => Archive.AdqlRowsAsync(adql);

    public async Task<StoredFile> FileAsync(string path) =>
        (await Store.FindAsync(new ImageReference(null, path), default))!.File;

    public async ValueTask DisposeAsync()
    {
        await Archive.DisposeAsync();
        await state.DisposeAsync();
        Folder.Dispose();
    }
}
