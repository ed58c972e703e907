using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.CompilerServices;
using DataLab.Formats;
using DataLab.State;

namespace DataLab.Sia.Store;

/// <summary>Which image files there are, and what is known of them; answers without opening any.</summary>
/// <remarks>Names and paths that users give only select rows: paths of files come from the store. Thread-safe.</remarks>
public sealed class ImageStore(StateStore state, ImageOptions options)
{
    /// <summary>References asked for in one query; more are asked in turn.</summary>
    private const int MostAtOnce = 200;

    /// <summary>The tables, for whoever opens the <see cref="StateStore"/>.</summary>
    public static StateModule Module => ImageTables.Module;

    internal StateStore State => state;

    internal ImageOptions Options => options;

    /// <summary>All collections, by name.</summary>
    /// <exception cref="ServiceException">The store cannot be read.</exception>
    public Task<ImmutableArray<StoredCollection>> CollectionsAsync(CancellationToken ct) =>
        ReadAsync<ImmutableArray<StoredCollection>>(db => [.. CollectionTable.All(db, options)], ct);

    /// <summary>A collection by its name, in any case; null if there is none.</summary>
    public Task<StoredCollection?> FindCollectionAsync(string name, CancellationToken ct) =>
        ReadAsync(db => CollectionTable.Find(db, options, name), ct);

    /// <summary>Collections with the numbers of their files and images.</summary>
    public Task<ImmutableArray<CollectionSummary>> SummariesAsync(CancellationToken ct) =>
        ReadAsync<ImmutableArray<CollectionSummary>>(db => [.. CollectionTable.Summaries(db, options)], ct);

    /// <summary>The files of a collection that could be read, with their images and without relations, page by page.</summary>
    /// <exception cref="ServiceException">The store cannot be read.</exception>
    public async IAsyncEnumerable<StoredFile> FilesAsync(
        StoredCollection collection,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var last = 0L;
        while (true)
        {
            var files = await ReadAsync(db => ListedFiles.PageOf(db, options, collection.Id, last, MostAtOnce), ct);
            if (files.Count == 0)
                yield break;
            last = files[^1].Id;
            foreach (var file in files)
                yield return file;
        }
    }

    /// <summary>Looks files up. Those that could not be read when they were taken in are not found.</summary>
    /// <returns>One for each reference, in their order; null where there is no such file. Of several files of a name the one in the
    /// first collection, then of the first path.</returns>
    /// <exception cref="ServiceException">The store cannot be read.</exception>
    public async Task<ImmutableArray<FoundImage?>> FindAsync(
        IReadOnlyList<ImageReference> references,
        CancellationToken ct
    )
    {
        var found = ImmutableArray.CreateBuilder<FoundImage?>(references.Count);
        foreach (var some in references.Chunk(MostAtOnce))
            found.AddRange(await ReadAsync(db => FileTable.Find(db, options, some), ct));
        return found.MoveToImmutable();
    }

    /// <summary>Looks one up.</summary>
    public async Task<FoundImage?> FindAsync(ImageReference reference, CancellationToken ct) =>
        (await FindAsync([reference], ct))[0];

    /// <summary>Takes a collection off the list, with all that is known of its files; these stay where they are.</summary>
    /// <returns>What it was; null if there is none of that name.</returns>
    /// <exception cref="ServiceException">The store cannot be written.</exception>
    public async Task<StoredCollection?> RemoveCollectionAsync(string name, CancellationToken ct)
    {
        try
        {
            return await state.WriteAsync(
                transaction =>
                {
                    var db = transaction.Connection!;
                    if (CollectionTable.Find(db, options, name) is not { } collection)
                        return null;
                    FileChanges.RemoveCollection(db, collection.Id);
                    return collection;
                },
                ct
            );
        }
        catch (StateException e)
        {
            throw StoreFaults.Told(e);
        }
    }

    /// <summary>The identifier of a file, or of an image in it: <c>obs_publisher_did</c>.</summary>
    public string PublisherDid(StoredFile file, int? hdu = null) =>
        ImageReference.WriteDid(options.Authority, file.Collection.Name, file.Path, hdu);

    internal async Task<T> ReadAsync<T>(Func<DbConnection, T> read, CancellationToken ct)
    {
        try
        {
            return await state.ReadAsync(read, ct);
        }
        catch (StateException e)
        {
            throw StoreFaults.Told(e);
        }
    }
}
