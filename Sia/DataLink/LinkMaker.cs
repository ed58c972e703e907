using System.Collections.Immutable;
using System.Globalization;
using DataLab.Formats;
using DataLab.Sia.Descriptors;
using DataLab.Sia.Store;

namespace DataLab.Sia.DataLink;

/// <summary>The links of one identifier (DataLink 1.1 §3.2), and the descriptor of its cut-outs.</summary>
/// <param name="now">What is released later needs a right that callers do not have.</param>
internal sealed class LinkMaker(ImageStore store, string baseUrl, DateTimeOffset now)
{
    private const int ThumbnailPixels = 128;
    private const int PreviewPixels = 512;
    private const string Fits = "application/fits";

    private readonly FileAddresses addresses = new(baseUrl);

    /// <param name="number">Of the identifier in the answer: makes XML ids.</param>
    public (ImmutableArray<Link> Links, ServiceDescriptor? Cutout) Of(VisibleImage visible, int number)
    {
        if (visible.Found is not { } found)
            return ([Link.Failed(visible.Id, visible.Fault!)], null);
        var links = ImmutableArray.CreateBuilder<Link>();
        var did = store.PublisherDid(found.File, found.Hdu);
        var isHidden = visible.Fault is not null;
        var service = string.Create(CultureInfo.InvariantCulture, $"cutout-{number + 1}");
        AddThis(links, found, did);
        AddPictures(links, found, did);
        AddBeside(links, found);
        foreach (var related in found.File.Related)
            if (Related(found, related) is { } link)
                links.Add(link);
        links.Add(
            new Link("", "#detached-header")
            {
                AccessUrl = addresses.Soda(did, "&META=true"),
                ContentType = Fits,
                Description = "Headers without pixels",
            }
        );
        links.Add(
            new Link("", "#cutout")
            {
                // As VOTable writes ids of services.
                ServiceDef = "svc_" + service,
                ContentType = Fits,
                Description = "Parts of the image by place, wavelength or pixels",
            }
        );
        return (
            [
                .. links.Select(link => link with { Id = visible.Id, NeedsRight = link.NeedsRight || isHidden }),
            ],
            ImageDescriptors.Cutout(baseUrl, service, did, found.File, found.Image)
        );
    }

    private void AddThis(ImmutableArray<Link>.Builder links, FoundImage found, string did)
    {
        var file = found.File;
        var whole = new Link("", "#this")
        {
            AccessUrl = addresses.File(file.Collection.Name, file.Path),
            ContentType = FileAddresses.MediaTypeOf(file),
            ContentLength = file.Size,
            ContentQualifier = "image",
            Description = Described(file.Name, file.Facts.Text("obs_title")),
        };
        if (found.Image is not { } image || file.Images.Length == 1)
        {
            links.Add(whole);
            return;
        }
        links.Add(
            new Link("", "#this")
            {
                AccessUrl = addresses.Soda(did),
                ContentType = Fits,
                ContentQualifier = "image",
                Description = string.Create(
                    CultureInfo.InvariantCulture,
                    $"HDU {image.Hdu}{(image.ExtName is { } name ? $" ({name})" : "")} of {file.Name}, not compressed"
                ),
            }
        );
        links.Add(whole with { Semantics = "#package", Description = "The file that it is in, " + file.Name });
    }

    private void AddPictures(ImmutableArray<Link>.Builder links, FoundImage found, string did)
    {
        foreach (var (term, pixels) in (ReadOnlySpan<(string, int)>)[("#preview-image", PreviewPixels), ("#thumbnail", ThumbnailPixels)])
            links.Add(
                new Link("", term)
                {
                    AccessUrl = addresses.Picture(did, pixels),
                    ContentType = "image/png",
                    Description = string.Create(
                        CultureInfo.InvariantCulture,
                        $"Picture of up to {pixels} x {pixels} pixels"
                    ),
                }
            );
    }

    /// <summary>Weight and mask in the same file, where it holds one image, as the tiles of DES do.</summary>
    private void AddBeside(ImmutableArray<Link>.Builder links, FoundImage found)
    {
        var images = found.File.Images;
        if (found.Image is not { } image || images.Count(other => ProductTypes.IsScience(other.Product)) != 1)
            return;
        foreach (var other in images)
            if (other.Hdu != image.Hdu && TermOf(other.Product) is { } term)
                links.Add(
                    new Link("", term)
                    {
                        AccessUrl = addresses.Soda(store.PublisherDid(found.File, other.Hdu)),
                        ContentType = Fits,
                        ContentQualifier = "image",
                        Description = string.Create(
                            CultureInfo.InvariantCulture,
                            $"{WordOf(other.Product)}, HDU {other.Hdu} of the same file"
                        ),
                    }
                );
    }

    private Link? Related(FoundImage found, RelatedFile related)
    {
        var isHidden = related.ReleaseTime > now;
        if (isHidden && !store.Options.ListUnreleased)
            return null;
        var term = related.IsSameSet
            ? TermOf(related.Product) ?? "#coderived"
            : ProductTypes.IsScience(related.Product)
                ? Stage(related.ProcType).CompareTo(Stage(found.File.Facts.Text("proctype"))) switch
                {
                    < 0 => "#progenitor",
                    > 0 => "#derivation",
                    _ => "#coderived",
                }
                // The weight of another stage belongs to the image of that stage.
                : null;
        return term is null
            ? null
            : new Link("", term)
            {
                AccessUrl = addresses.File(found.File.Collection.Name, related.Path),
                ContentType = FileAddresses.MediaTypeOf(related.Path),
                ContentLength = related.Size,
                ContentQualifier = "image",
                Description = Described(WordOf(related.Product), related.ProcType),
                NeedsRight = isHidden,
            };
    }

    private static int Stage(string? procType) =>
        procType switch
        {
            ProcTypes.Raw => 0,
            ProcTypes.InstCal or ProcTypes.MasterCal => 1,
            ProcTypes.Resampled => 2,
            ProcTypes.Stack => 3,
            _ => 1,
        };

    /// <summary>What goes with an image is to it; null for another image.</summary>
    private static string? TermOf(string? product) =>
        product switch
        {
            ProductTypes.Weight => "#weight",
            ProductTypes.Error => "#error",
            ProductTypes.Mask or ProductTypes.ExposureMap or ProductTypes.Other => "#auxiliary",
            _ => null,
        };

    private static string WordOf(string? product) =>
        product switch
        {
            ProductTypes.Weight => "Weight map",
            ProductTypes.Error => "Standard deviations",
            ProductTypes.Mask => "Mask of data quality",
            ProductTypes.ExposureMap => "Exposure map",
            ProductTypes.Other => "Made with the image",
            _ => "Image of the same exposure",
        };

    private static string Described(string what, string? more) => more is null ? what : $"{what}: {more}";
}
