using System.Collections.Immutable;
using DataLab.Formats;
using DataLab.Sia.Store;

namespace DataLab.Sia.Previews;

/// <summary>An image that is shown to make people curious.</summary>
/// <param name="Did">Its publisher identifier.</param>
/// <param name="Band">As the archive names it; null if it is not known.</param>
public sealed record ShownImage(string Did, string Collection, string? Band);

/// <summary>A collection with images that anybody may see.</summary>
public sealed record ShownCollection(string Name, string? Title, ImmutableArray<ShownImage> Images);

/// <summary>Some collections and some of their images, for the page that people see first; looked up once a minute.</summary>
public sealed class ImageShowcase(ImageStore store)
{
    private const int Collections = 8;
    private const int ImagesOfEach = 5;

    /// <summary>Files of a collection that are looked at.</summary>
    private const int Looked = 60;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private volatile Found? found;

    /// <summary>Never fails: while the store cannot be read there is nothing to show.</summary>
    public async ValueTask<ImmutableArray<ShownCollection>> GetAsync(CancellationToken ct)
    {
        if (found is { } known && known.Until > DateTimeOffset.UtcNow)
            return known.Collections;
        ImmutableArray<ShownCollection> read;
        try
        {
            read = await ReadAsync(ct);
        }
        catch (ServiceException)
        {
            read = [];
        }
        found = new Found(read, DateTimeOffset.UtcNow + Kept);
        return read;
    }

    private async Task<ImmutableArray<ShownCollection>> ReadAsync(CancellationToken ct)
    {
        var shown = ImmutableArray.CreateBuilder<ShownCollection>();
        foreach (var collection in await store.CollectionsAsync(ct))
        {
            var files = await store.ReadAsync(
                db => ListedFiles.PageOf(db, store.Options, collection.Id, 0, Looked),
                ct
            );
            var seen = files.Where(file => !file.IsHidden(DateTimeOffset.UtcNow) && !file.Images.IsEmpty).ToList();
            if (seen.Count == 0)
                continue;
            // One of each band; masks and weights are no sight.
            var images = seen.SelectMany(file => file.Images.Take(1), (file, image) => (file, image))
                .Where(one => one.image.Product is null or "image" && one.image.Axes.Length >= 2)
                .DistinctBy(one => one.image.Facts.Text("obs_bandpass"))
                .Take(ImagesOfEach)
                .Select(one => new ShownImage(
                    store.PublisherDid(one.file, one.image.Hdu),
                    collection.Name,
                    one.image.Facts.Text("obs_bandpass")
                ));
            shown.Add(new ShownCollection(collection.Name, collection.Title, [.. images]));
            if (shown.Count == Collections)
                break;
        }
        return shown.ToImmutable();
    }

    private sealed record Found(ImmutableArray<ShownCollection> Collections, DateTimeOffset Until);
}
