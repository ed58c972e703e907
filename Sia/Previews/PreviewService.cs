using System.Collections.Immutable;
using System.Globalization;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.Store;

namespace DataLab.Sia.Previews;

/// <summary>Pictures by the identifiers of images: looks them up, asks whether they may be seen, and makes what is not kept.</summary>
public sealed class PreviewService(ImageStore store, PreviewMaker maker, PreviewCache cache, PreviewOptions options)
{
    /// <summary>Grows when pictures are painted otherwise: those kept by an older program are not shown any more.</summary>
    private const int Painting = 1;

    private readonly FairPlaces places = new(
        new PlaceLimits(options.Concurrency, options.Concurrency, 200, 100, TimeSpan.FromSeconds(60)),
        "previews",
        pool: "previews"
    );

    /// <param name="shareKey">Whose portion of the places it takes.</param>
    /// <exception cref="ServiceException">NotFound for images that are not there, PermissionDenied for those not released yet, and as <see cref="PreviewMaker"/>.</exception>
    public async Task<Preview> GetAsync(PreviewRequest request, string shareKey, CancellationToken ct)
    {
        var found = await FindAsync(request.Ids, ct);
        return await GetAsync(request, found, shareKey, ct);
    }

    /// <summary>Of images that were looked up, and may be seen.</summary>
    public async Task<Preview> GetAsync(
        PreviewRequest request,
        IReadOnlyList<FoundImage> found,
        string shareKey,
        CancellationToken ct
    )
    {
        var name = PreviewCache.Name(KeyOf(request, found));
        if (await cache.FindAsync(name, ct) is { } kept)
            return new Preview(kept, request.MediaType);
        using var place = await places.TakeAsync(shareKey, ct);
        var made = await maker.MakeAsync(request, found, ct);
        await cache.KeepAsync(name, made.Bytes, ct);
        return made;
    }

    /// <summary>What the picture depends on, for its ETag.</summary>
    internal static string KeyOf(PreviewRequest request, IReadOnlyList<FoundImage> found) =>
        $"{Painting}|{request.Key}|"
        + string.Join(
            '|',
            found.Select(image =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{image.File.Id} {image.File.Collection.Name} {image.File.Path} {image.File.Size} {image.File.Modified.Ticks} {image.Hdu}"
                )
            )
        );

    internal async Task<ImmutableArray<FoundImage>> FindAsync(ImmutableArray<string> ids, CancellationToken ct)
    {
        var references = ids.Select(id =>
                ImageReference.OfDid(id)
                ?? throw new ServiceException(
                    ErrorKind.UsageError,
                    $"ID is \"{id}\"; expected an obs_publisher_did as ivoa.ObsCore has it, ivo://..."
                )
            )
            .ToList();
        var found = ImmutableArray.CreateBuilder<FoundImage>(ids.Length);
        var answers = await store.FindAsync(references, ct);
        for (var i = 0; i < ids.Length; i++)
        {
            var one =
                answers[i]
                ?? throw new ServiceException(ErrorKind.NotFound, $"There is no image {ids[i]} in this archive.");
            if (one.File.IsHidden(DateTimeOffset.UtcNow))
                throw store.Options.ListUnreleased
                    ? new ServiceException(
                        ErrorKind.PermissionDenied,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The image {ids[i]} is not released before {one.File.ReleaseTime:yyyy-MM-dd}."
                        )
                    )
                    : new ServiceException(ErrorKind.NotFound, $"There is no image {ids[i]} in this archive.");
            found.Add(one);
        }
        return found.MoveToImmutable();
    }
}
