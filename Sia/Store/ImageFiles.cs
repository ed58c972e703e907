using System.Collections.Concurrent;
using System.Collections.Immutable;
using DataLab.Fits;
using DataLab.Fits.Images;
using DataLab.Fits.Wcs;
using DataLab.Formats;

namespace DataLab.Sia.Store;

/// <summary>Files of the store, opened: a few stay open with their headers read, for those who come back to them.</summary>
/// <remarks>Thread-safe. What is opened must be disposed; the file is closed when nobody has it and others came after it.</remarks>
public sealed class ImageFiles(ImageOptions options) : IAsyncDisposable
{
    private readonly LinkedList<OpenFile> recent = new();
    private readonly Dictionary<string, LinkedListNode<OpenFile>> byPath = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <exception cref="ServiceException">NotFound: it went away. ServiceUnavailable: it is not the file that was listed, or is damaged.</exception>
    public async Task<OpenedImages> OpenAsync(StoredFile file, CancellationToken ct)
    {
        var path = file.Locate();
        var info = new FileInfo(path);
        if (
            !info.Exists
            || info.Length != file.Size
            || Math.Abs((info.LastWriteTimeUtc - file.Modified).TotalSeconds) > 1
        )
            throw new ServiceException(
                ErrorKind.ServiceUnavailable,
                $"The file {file.Path} of the collection {file.Collection.Name} changed since it was listed; the archive's operator lists it again with \"datalab images add\"."
            );
        var open = Take(path, info);
        try
        {
            return new OpenedImages(this, open, await open.Document.WaitAsync(ct));
        }
        catch (Exception e)
        {
            Release(open, forget: e is not OperationCanceledException);
            throw e switch
            {
                FitsException => new ServiceException(
                    ErrorKind.ServiceUnavailable,
                    $"The file {file.Path} of the collection {file.Collection.Name} cannot be read: {e.Message}",
                    e
                ),
                FileNotFoundException or DirectoryNotFoundException => new ServiceException(
                    ErrorKind.NotFound,
                    $"The file {file.Path} of the collection {file.Collection.Name} is listed, but no longer there.",
                    e
                ),
                _ => e,
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        OpenFile[] all;
        lock (gate)
        {
            all = [.. recent];
            recent.Clear();
            byPath.Clear();
        }
        foreach (var open in all)
            await open.CloseAsync();
    }

    private OpenFile Take(string path, FileInfo info)
    {
        OpenFile? outdated = null;
        OpenFile open;
        lock (gate)
        {
            if (byPath.TryGetValue(path, out var node) && node.Value.IsOf(info))
            {
                recent.Remove(node);
                recent.AddFirst(node);
                node.Value.Users++;
                return node.Value;
            }
            if (node is not null)
                outdated = Forget(node);
            open = new OpenFile(path, info, options.UnpackedBytes) { Users = 1 };
            byPath[path] = recent.AddFirst(open);
        }
        if (outdated is not null)
            _ = outdated.CloseAsync();
        CloseOldest();
        return open;
    }

    internal void Release(OpenFile open, bool forget)
    {
        bool isLast;
        lock (gate)
        {
            if (forget && byPath.TryGetValue(open.Path, out var node) && node.Value == open)
                Forget(node);
            isLast = --open.Users == 0 && open.IsForgotten;
        }
        if (isLast)
            _ = open.CloseAsync();
        CloseOldest();
    }

    private void CloseOldest()
    {
        while (true)
        {
            OpenFile? oldest = null;
            lock (gate)
            {
                for (var node = recent.Last; recent.Count > options.OpenFiles && node is not null; node = node.Previous)
                {
                    if (node.Value.Users > 0)
                        continue;
                    oldest = node.Value;
                    Forget(node);
                    break;
                }
            }
            if (oldest is null)
                return;
            _ = oldest.CloseAsync();
        }
    }

    /// <returns>The file where nobody has it: to be closed.</returns>
    private OpenFile? Forget(LinkedListNode<OpenFile> node)
    {
        recent.Remove(node);
        byPath.Remove(node.Value.Path);
        node.Value.IsForgotten = true;
        return node.Value.Users == 0 ? node.Value : null;
    }
}

/// <summary>A file that somebody reads.</summary>
public sealed class OpenedImages : IAsyncDisposable
{
    private readonly ImageFiles files;
    private OpenFile? open;

    internal OpenedImages(ImageFiles files, OpenFile open, FitsDocument document) =>
        (this.files, this.open, Document) = (files, open, document);

    public FitsDocument Document { get; }

    public ImmutableArray<Hdu> Hdus => Document.Hdus;

    /// <exception cref="FitsException">There is no such HDU, it is no image, or its header contradicts itself.</exception>
    public FitsImage Image(int hdu) => Open.Image(Document, hdu);

    /// <summary>Of an image.</summary>
    /// <inheritdoc cref="Image"/>
    public ImageCoordinates Coordinates(int hdu) => Open.Coordinates(Document, hdu);

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref open, null) is { } mine)
            files.Release(mine, forget: false);
        return ValueTask.CompletedTask;
    }

    private OpenFile Open => open ?? throw new ObjectDisposedException(nameof(OpenedImages));
}

/// <summary>An open file with what was parsed of it; counted by those who have it.</summary>
internal sealed class OpenFile
{
    private readonly ConcurrentDictionary<int, FitsImage> images = new();
    private readonly ConcurrentDictionary<int, ImageCoordinates> coordinates = new();
    private readonly (long, DateTime) stamp;

    public OpenFile(string path, FileInfo info, long limit)
    {
        (Path, stamp) = (path, (info.Length, info.LastWriteTimeUtc));
        Document = Task.Run(() => OpenAsync(path, limit));
    }

    public string Path { get; }

    public Task<FitsDocument> Document { get; }

    /// <summary>Under the gate of <see cref="ImageFiles"/>, as <see cref="IsForgotten"/>.</summary>
    public int Users { get; set; }

    public bool IsForgotten { get; set; }

    public bool IsOf(FileInfo info) => stamp == (info.Length, info.LastWriteTimeUtc);

    public FitsImage Image(FitsDocument document, int hdu) =>
        images.GetOrAdd(
            hdu,
            static (index, document) =>
                index >= 0 && index < document.Hdus.Length
                    ? FitsImage.Open(document.Source, document.Hdus[index])
                    : throw new FitsException(
                        $"There is no HDU {index}; the file has HDUs 0 to {document.Hdus.Length - 1}."
                    ),
            document
        );

    public ImageCoordinates Coordinates(FitsDocument document, int hdu) =>
        coordinates.GetOrAdd(hdu, index => ImageCoordinates.Parse(Image(document, index).Header));

    public async Task CloseAsync()
    {
        try
        {
            await (await Document).Source.DisposeAsync();
        }
        catch (Exception e) when (e is FitsException or IOException or UnauthorizedAccessException)
        {
            // It could not be opened: whoever asked was told.
        }
    }

    private static async Task<FitsDocument> OpenAsync(string path, long limit)
    {
        var source = await GzipSource.OpenAsync(path, limit, CancellationToken.None);
        try
        {
            return await FitsDocument.OpenAsync(source, CancellationToken.None);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }
}
