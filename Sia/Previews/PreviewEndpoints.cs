using DataLab.Dali;
using DataLab.Uws.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace DataLab.Sia.Previews;

/// <summary><c>/previews/image</c> and <c>/previews/colour</c>: pictures of images as PNG or JPEG (docs/images.md).</summary>
public static class PreviewEndpoints
{
    public static RouteGroupBuilder MapPreviews(this IEndpointRouteBuilder routes)
    {
        var previews = routes.MapGroup("/previews").WithErrorDocument(ErrorDocument.Text);
        previews.MapGet(
            "/image",
            (HttpContext context, PreviewService service, PreviewOptions options, CancellationToken ct) =>
                ShowAsync(context, service, options, 1, ct)
        );
        previews.MapGet(
            "/colour",
            (HttpContext context, PreviewService service, PreviewOptions options, CancellationToken ct) =>
                ShowAsync(context, service, options, 3, ct)
        );
        return previews;
    }

    private static async Task ShowAsync(
        HttpContext context,
        PreviewService service,
        PreviewOptions options,
        int images,
        CancellationToken ct
    )
    {
        var request = PreviewRequest.Parse(await Parameters.ReadAsync(context.Request, ct), options, images);
        var found = await service.FindAsync(request.Ids, ct);
        var changed = found.Max(image => image.File.Modified);
        var etag = new EntityTagHeaderValue($"\"{PreviewCache.Name(PreviewService.KeyOf(request, found))}\"");
        context.Response.Headers.CacheControl = "public, max-age=3600";
        if (Freshness.IsNotModified(context, new DateTimeOffset(changed, TimeSpan.Zero), etag))
            return;
        var preview = await service.GetAsync(request, found, Callers.Of(context).ShareKey, ct);
        context.Response.ContentType = preview.MediaType;
        context.Response.ContentLength = preview.Bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(preview.Bytes, ct);
    }
}
