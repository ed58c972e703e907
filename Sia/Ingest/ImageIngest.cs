// The way of files into the list: found in order, compared with what is known, read by several at once, listed in batches.
using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using DataLab.Formats;
using DataLab.Sia.Store;
using DataLab.State;

namespace DataLab.Sia.Ingest;

/// <summary>Takes image files into a collection. What is unchanged is not read; whoever is stopped, or killed, goes on where it was.</summary>
public static class ImageIngest
{
    /// <summary>Files of one batch, which is listed as a whole.</summary>
    private const int BatchSize = 64;

    /// <summary>Of the rules by which files are read. A new number has all of them read again.</summary>
    private const string Version = "1";

    /// <param name="remark">Told of every file that is refused, gone or odd, from one thread at a time.</param>
    /// <exception cref="ServiceException">UsageError: what was asked for cannot be; others: the store cannot be used.</exception>
    /// <exception cref="OperationCanceledException">What is listed stays listed.</exception>
    public static async Task<ImageIngestReport> RunAsync(
        ImageStore store,
        ImageIngestRequest request,
        Action<FileRemark> remark,
        IProgress<ImageIngestProgress>? progress = null,
        CancellationToken ct = default
    )
    {
        try
        {
            var collection = await PrepareAsync(store, request, ct).ConfigureAwait(false);
            return await new Run(store, request, collection, remark, progress).RunAsync(ct).ConfigureAwait(false);
        }
        catch (StateException e)
        {
            throw StoreFaults.Told(e);
        }
    }

    private static async Task<StoredCollection> PrepareAsync(
        ImageStore store,
        ImageIngestRequest request,
        CancellationToken ct
    )
    {
        StoredCollection.CheckName(request.Collection);
        if (request.Paths.IsDefaultOrEmpty)
            throw new ServiceException(
                ErrorKind.UsageError,
                "There is nothing to take in: no folder and no file was named."
            );
        if (request.Paths.FirstOrDefault(path => !File.Exists(path) && !Directory.Exists(path)) is { } missing)
            throw new ServiceException(ErrorKind.UsageError, $"There is no file or folder {missing}.");
        var known = await store.FindCollectionAsync(request.Collection, ct).ConfigureAwait(false);
        var first = Path.GetFullPath(request.Paths[0]);
        var folder = request.Folder is { } given
            ? Path.GetFullPath(given)
            : known?.Folder ?? (Directory.Exists(first) ? first : Path.GetDirectoryName(first)!);
        folder = Path.TrimEndingDirectorySeparator(folder);
        if (!Directory.Exists(folder))
            throw new ServiceException(ErrorKind.UsageError, $"There is no folder {folder}.");
        foreach (var path in request.Paths.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))))
            if (path != folder && !SafePath.IsBelow(folder, path))
                throw new ServiceException(
                    ErrorKind.UsageError,
                    $"{path} is not below {folder}, the folder of the collection {known?.Name ?? request.Collection}. "
                        + "Name the folder of a new collection with --folder, or take another collection."
                );
        var wish = new StoredCollection(
            0,
            request.Collection,
            request.Title,
            request.Description,
            folder,
            request.ReleaseTime
        );
        return await store
            .State.WriteAsync(
                transaction =>
                    CollectionTable.Ensure(
                        transaction.Connection!,
                        store.Options,
                        wish,
                        request.IsPublic,
                        DateTimeOffset.UtcNow
                    ),
                ct
            )
            .ConfigureAwait(false);
    }

    private sealed class Run(
        ImageStore store,
        ImageIngestRequest request,
        StoredCollection collection,
        Action<FileRemark> remark,
        IProgress<ImageIngestProgress>? progress
    )
    {
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private readonly string rules = request.Map is { } map ? $"{Version} {map.Fingerprint}" : Version;
        private long found,
            read,
            images,
            unchanged,
            refused,
            vanished,
            pruned;
        private bool isChanged;
        private volatile bool isFoundAll;

        public async Task<ImageIngestReport> RunAsync(CancellationToken ct)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var batches = Channel.CreateBounded<FoundFile[]>(
                new BoundedChannelOptions(2 * request.Readers) { SingleWriter = true }
            );
            var results = Channel.CreateBounded<Batch>(new BoundedChannelOptions(4) { SingleReader = true });
            var walking = Task.Run(() => WalkAsync(batches.Writer, stop.Token), CancellationToken.None);
            async Task ReadOrStopAsync()
            {
                try
                {
                    await ReadAsync(batches.Reader, results.Writer, stop.Token).ConfigureAwait(false);
                }
                catch
                {
                    await stop.CancelAsync().ConfigureAwait(false);
                    throw;
                }
            }
            var reading = Task.WhenAll(
                Enumerable
                    .Range(0, Math.Max(1, request.Readers))
                    .Select(_ => Task.Run(ReadOrStopAsync, CancellationToken.None))
            );
            var ending = EndAsync(walking, reading, results.Writer);
            try
            {
                await foreach (var batch in results.Reader.ReadAllAsync(ct).ConfigureAwait(false))
                    await ListAsync(batch, ct).ConfigureAwait(false);
            }
            finally
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await ending.ConfigureAwait(false);
            }
            await FindVanishedAsync(ct).ConfigureAwait(false);
            return new ImageIngestReport(read, images, unchanged, refused, vanished, pruned, clock.Elapsed)
            {
                HasChanges = isChanged || pruned > 0,
            };
        }

        /// <summary>Ends the results when all is read, with the fault of whoever failed.</summary>
        private static async Task EndAsync(Task walking, Task reading, ChannelWriter<Batch> results)
        {
            try
            {
                // A walk that fails ends the batches, and so the reading.
                await reading.ConfigureAwait(false);
                await walking.ConfigureAwait(false);
                results.Complete();
            }
            catch (Exception e)
            {
                results.Complete(e);
            }
        }

        private async Task WalkAsync(ChannelWriter<FoundFile[]> batches, CancellationToken ct)
        {
            try
            {
                var walker = new ImageWalker(collection.Folder);
                var seen = request.Paths.Length > 1 ? new HashSet<string>(StringComparer.Ordinal) : null;
                var files = request
                    .Paths.SelectMany(path => walker.Find(Path.GetFullPath(path)))
                    .Where(file => seen?.Add(file.Path) ?? true);
                foreach (var batch in files.Chunk(BatchSize))
                {
                    Interlocked.Add(ref found, batch.Length);
                    await batches.WriteAsync(batch, ct).ConfigureAwait(false);
                }
                isFoundAll = true;
            }
            finally
            {
                batches.Complete();
            }
        }

        private async Task ReadAsync(
            ChannelReader<FoundFile[]> batches,
            ChannelWriter<Batch> results,
            CancellationToken ct
        )
        {
            var reader = new ImageFileReader(request.Map, request.Checksums);
            await foreach (var files in batches.ReadAllAsync(ct).ConfigureAwait(false))
            {
                var known = await store
                    .ReadAsync(db => FileChanges.Known(db, collection.Id, files.Select(file => file.Path)), ct)
                    .ConfigureAwait(false);
                var batch = new Batch([], [], 0);
                foreach (var file in files)
                    if (file.Refusal is { } refusal)
                        batch.Read.Add(new ReadFile(file, null, [], refusal));
                    else if (known.GetValueOrDefault(file.Path) is { } before && IsUnchanged(file, before))
                    {
                        if (before.Reason is { } reason)
                            batch.StillRefused.Add(new FileRemark(file.Path, FileRemarkKind.Refused, reason));
                        else
                            batch = batch with { Unchanged = batch.Unchanged + 1 };
                    }
                    else
                        batch.Read.Add(await reader.ReadAsync(file, ct).ConfigureAwait(false));
                await results.WriteAsync(batch, ct).ConfigureAwait(false);
            }
        }

        private bool IsUnchanged(FoundFile file, KnownFile known) =>
            !request.Reread
            && known.Size == file.Size
            && known.Modified == file.Modified
            && known.Rules == rules
            && (known.HasMd5 || !request.Checksums || known.Reason is not null);

        private async Task ListAsync(Batch batch, CancellationToken ct)
        {
            if (batch.Read.Count > 0)
            {
                await WriteAsync(db => FileChanges.Put(db, collection.Id, [.. batch.Read.Select(Change)]), ct)
                    .ConfigureAwait(false);
                isChanged = true;
            }
            foreach (var file in batch.Read)
            {
                foreach (var note in file.Notes)
                    remark(new FileRemark(file.File.Path, FileRemarkKind.Note, note));
                if (file.Reason is { } reason)
                    Refuse(new FileRemark(file.File.Path, FileRemarkKind.Refused, reason));
                else
                    (read, images) = (read + 1, images + file.Images.Length);
            }
            foreach (var file in batch.StillRefused)
                Refuse(file);
            unchanged += batch.Unchanged;
            progress?.Report(
                new ImageIngestProgress(Interlocked.Read(ref found), isFoundAll, read + unchanged + refused, refused)
            );
        }

        private void Refuse(FileRemark file)
        {
            refused++;
            remark(file);
        }

        private FileChange Change(ReadFile file) =>
            new(file.File.Path, file.File.Size, file.File.Modified, rules, file.Reason)
            {
                Md5 = file.Md5,
                Facts = file.Facts,
                Images = file.Images,
                ReleaseTime = ReleaseOf(file.Facts),
            };

        private static DateTimeOffset? ReleaseOf(ColumnValues? facts) =>
            DateTimeOffset.TryParse(
                facts?.Text("obs_release_date"),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var time
            )
                ? time
                : null;

        /// <summary>Compares the list with the disk, as far as it was walked.</summary>
        private async Task FindVanishedAsync(CancellationToken ct)
        {
            var roots = request
                .Paths.Select(path => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))
                .ToArray();
            for (var after = ""; ; )
            {
                var last = after;
                var page = await store
                    .ReadAsync(db => FileChanges.Page(db, collection.Id, last, 1000), ct)
                    .ConfigureAwait(false);
                if (page.Count == 0)
                    return;
                after = page[^1].Path;
                var gone = page.Where(file => IsGone(file.Path, roots)).Select(file => file.Path).ToArray();
                foreach (var path in gone)
                    remark(
                        request.Prune
                            ? new FileRemark(
                                path,
                                FileRemarkKind.Pruned,
                                "It is no longer there and was taken off the list."
                            )
                            : new FileRemark(
                                path,
                                FileRemarkKind.Vanished,
                                "It is listed, but no longer there; --prune takes it off the list."
                            )
                    );
                vanished += gone.Length;
                foreach (var some in request.Prune ? gone.Chunk(BatchSize) : [])
                    pruned += await WriteAsync(db => FileChanges.Remove(db, collection.Id, some), ct)
                        .ConfigureAwait(false);
            }
        }

        private bool IsGone(string path, string[] roots)
        {
            var full = Path.Combine(collection.Folder, path);
            return roots.Any(root => full == root || SafePath.IsBelow(root, full)) && !File.Exists(full);
        }

        private Task<int> WriteAsync(Action<System.Data.Common.DbConnection> write, CancellationToken ct) =>
            WriteAsync(
                db =>
                {
                    write(db);
                    return 0;
                },
                ct
            );

        /// <summary>All of it can be found out again, so that no batch waits for the disk.</summary>
        private Task<T> WriteAsync<T>(Func<System.Data.Common.DbConnection, T> write, CancellationToken ct) =>
            store.State.WriteAsync(transaction => write(transaction.Connection!), ct, Durability.Relaxed);
    }

    private sealed record Batch(List<ReadFile> Read, List<FileRemark> StillRefused, int Unchanged);
}
