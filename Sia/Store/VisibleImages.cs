using System.Collections.Immutable;
using System.Globalization;
using DataLab.Formats;

namespace DataLab.Sia.Store;

/// <summary>What an identifier was found to be: an image that may be seen, one that is not released yet, or nothing.</summary>
/// <param name="Id">As it was asked for.</param>
/// <param name="Found">Null where there is nothing that callers may know of.</param>
/// <param name="Fault">Why its pixels cannot be had; null if they can.</param>
public sealed record VisibleImage(string Id, FoundImage? Found, ServiceException? Fault);

/// <summary>Images by their publisher identifiers, as far as callers may know of them.</summary>
public sealed class VisibleImages(ImageStore store)
{
    /// <summary>One answer for each identifier, in their order.</summary>
    /// <exception cref="ServiceException">The store cannot be read.</exception>
    public async Task<ImmutableArray<VisibleImage>> FindAsync(IReadOnlyList<string> ids, CancellationToken ct)
    {
        var references = ids.Select(ImageReference.OfDid).ToList();
        var found = await store.FindAsync([.. references.OfType<ImageReference>()], ct);
        var visible = ImmutableArray.CreateBuilder<VisibleImage>(ids.Count);
        var next = 0;
        for (var i = 0; i < ids.Count; i++)
            visible.Add(
                references[i] is null
                    ? new VisibleImage(ids[i], null, NotAnIdentifier(ids[i]))
                    : Seen(ids[i], found[next++], DateTimeOffset.UtcNow)
            );
        return visible.MoveToImmutable();
    }

    /// <summary>One that was found in another way.</summary>
    public VisibleImage Of(string id, FoundImage? found) => Seen(id, found, DateTimeOffset.UtcNow);

    private VisibleImage Seen(string id, FoundImage? found, DateTimeOffset now)
    {
        if (found is null || (found.File.IsHidden(now) && !store.Options.ListUnreleased))
            return new VisibleImage(id, null, NotFound($"There is no image {Shorten(id)} in this archive."));
        if (found.Hdu is { } hdu && found.Image is null)
            return new VisibleImage(
                id,
                null,
                NotFound($"HDU {hdu} of {found.File.Name} is no image; {Listed(found.File)}.")
            );
        return new VisibleImage(
            id,
            found,
            found.File.IsHidden(now)
                ? new ServiceException(
                    ErrorKind.PermissionDenied,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The image {Shorten(id)} is not released before {found.File.ReleaseTime:yyyy-MM-dd}."
                    )
                )
                : null
        );
    }

    private static ServiceException NotAnIdentifier(string id) =>
        new(
            ErrorKind.UsageError,
            $"ID is \"{Shorten(id)}\"; expected an obs_publisher_did as ivoa.ObsCore has it, ivo://AUTHORITY/COLLECTION?PATH."
        );

    private static string Listed(StoredFile file) =>
        file.Images.IsEmpty
            ? "the file holds none"
            : "it has images in HDU " + string.Join(", ", file.Images.Take(20).Select(image => image.Hdu));

    private static ServiceException NotFound(string message) => new(ErrorKind.NotFound, message);

    private static string Shorten(string id) => id.Length <= 200 ? id : id[..200] + "...";
}
