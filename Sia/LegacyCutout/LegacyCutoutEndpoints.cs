using System.Globalization;
using DataLab.Dali;
using DataLab.Fits;
using DataLab.Fits.Cutouts;
using DataLab.Fits.Images;
using DataLab.Fits.Wcs;
using DataLab.Formats;
using DataLab.Sia.Previews;
using DataLab.Sia.Soda;
using DataLab.Sia.Store;
using DataLab.Uws.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DataLab.Sia.LegacyCutout;

/// <summary><c>/svc/cutout</c> as notebooks of NOIRLab's Astro Data Lab call it: one image, in the primary HDU.</summary>
public static class LegacyCutoutEndpoints
{
    public static RouteGroupBuilder MapLegacyCutout(this IEndpointRouteBuilder routes)
    {
        var svc = routes.MapGroup("/svc").WithErrorDocument(ErrorDocument.Text);
        svc.MapMethods("/cutout", ["GET", "POST"], AnswerAsync);
        return svc;
    }

    private static async Task AnswerAsync(
        HttpContext context,
        ImageStore store,
        VisibleImages images,
        ImageFiles files,
        SodaService soda,
        PreviewService previews,
        CancellationToken ct
    )
    {
        var request = LegacyCutoutRequest.Parse(await Parameters.ReadAsync(context.Request, ct));
        var reference = ImageReference.OfName(request.Collection, request.File, request.Extension);
        var visible = images.Of(reference.Path, await store.FindAsync(reference, ct));
        var found = visible is { Fault: null, Found: { } seen } ? seen : throw visible.Fault!;
        await soda.RunAsync(context, limited => AnswerAsync(context, request, found, limited), ct);

        async Task AnswerAsync(HttpContext http, LegacyCutoutRequest asked, FoundImage image, CancellationToken limited)
        {
            await using var open = await files.OpenAsync(image.File, limited);
            var piece = Cut(asked, image, open);
            if (asked.IsPreview)
                await ShowAsync(http, asked, image.File, piece.Image.Hdu.Index, Box(open, piece), limited);
            else
                await soda.SendSingleAsync(
                    http,
                    new CutoutPart(open.Document, [Limited(piece, soda.Options)]),
                    "image/fits",
                    FileName(image.File, piece.Image.Hdu.Index),
                    limited
                );
        }

        async Task ShowAsync(
            HttpContext http,
            LegacyCutoutRequest asked,
            StoredFile file,
            int hdu,
            PixelBox? box,
            CancellationToken limited
        )
        {
            var picture = new PreviewRequest([store.PublisherDid(file, hdu)])
            {
                Box = asked.Area is null ? null : box,
            };
            var made = await previews.GetAsync(picture, [new FoundImage(file, hdu)], Callers.Of(http).ShareKey, limited);
            http.Response.ContentType = made.MediaType;
            http.Response.ContentLength = made.Bytes.Length;
            if (!http.Request.IsHead())
                await http.Response.Body.WriteAsync(made.Bytes, limited);
        }
    }

    /// <summary>The piece of the image that is named, else of the first one that has the position.</summary>
    private static CutoutHdu Cut(LegacyCutoutRequest request, FoundImage found, OpenedImages open)
    {
        try
        {
            foreach (var stored in found.Image is { } named ? [named] : found.File.Images)
            {
                var image = open.Image(stored.Hdu);
                if (image.IsEmpty)
                    continue;
                var whole = Section.Whole(image.Axes);
                if (request.Area is not { } area)
                    return new CutoutHdu(image, whole);
                if (open.Coordinates(stored.Hdu).Celestial is not { } wcs)
                    continue;
                if (wcs.BoundsOf(area, image.Axes[wcs.XAxis], image.Axes[wcs.YAxis]) is { } box)
                    return new CutoutHdu(
                        image,
                        new Section(
                            whole.Axes.SetItem(wcs.XAxis, new AxisRange(box.FirstX, box.LastX))
                                .SetItem(wcs.YAxis, new AxisRange(box.FirstY, box.LastY))
                        )
                    );
            }
        }
        catch (FitsException e)
        {
            throw new ServiceException(ErrorKind.ServiceUnavailable, $"The image cannot be read: {e.Message}", e);
        }
        throw new ServiceException(
            ErrorKind.NotFound,
            $"The image {found.File.Name} has no pixels at the position that was asked for."
        );
    }

    private static CutoutHdu Limited(CutoutHdu piece, SodaOptions options) =>
        piece.Section.Count <= options.MaxPixels
            ? piece
            : throw new ServiceException(
                ErrorKind.LimitExceeded,
                $"The request asks for {piece.Section.Count} pixels; the limit is {options.MaxPixels} (Soda:MaxPixels). Ask for a smaller SIZE, or make a job at /soda/async."
            );

    /// <summary>Along the axes that carry the sky; null where none do.</summary>
    private static PixelBox? Box(OpenedImages open, CutoutHdu piece)
    {
        if (open.Coordinates(piece.Image.Hdu.Index).Celestial is not { } wcs)
            return null;
        var (x, y) = (piece.Section.Axes[wcs.XAxis], piece.Section.Axes[wcs.YAxis]);
        return new PixelBox(x.First, y.First, x.Last, y.Last);
    }

    private static string FileName(StoredFile file, int hdu) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{file.Name.Replace(".fits", "", StringComparison.OrdinalIgnoreCase).Replace(".fz", "", StringComparison.OrdinalIgnoreCase)}_{hdu}.fits"
        );
}
