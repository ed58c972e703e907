using System.Globalization;
using System.Text;
using DataLab.Dali;
using DataLab.Formats;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace DataLab.Sia.Hips;

/// <summary><c>/hips/NAME/...</c>: hierarchical pictures of the sky (HiPS 1.0 §4), and <c>/hipslist</c> (§5.2).</summary>
public static class HipsEndpoints
{
    /// <summary>Tiles change when a HiPS is built anew, which clients may learn a day late.</summary>
    private const string TileCache = "public, max-age=86400";

    /// <summary>What says which tiles there are.</summary>
    private const string HeadCache = "public, max-age=60";

    public static RouteGroupBuilder MapHips(this IEndpointRouteBuilder routes)
    {
        var hips = routes.MapGroup("").WithErrorDocument(ErrorDocument.Text);
        hips.MapGet("/hipslist", ListAsync);
        hips.MapGet("/hips", ListAsync);
        hips.MapGet(
            "/hips/{name}",
            (HttpContext context, HipsFolder folder, string name) => SendAsync(context, folder, name, HipsPath.Index)
        );
        hips.MapGet("/hips/{name}/{**path}", SendAsync);
        return hips;
    }

    private static Task ListAsync(HttpContext context, HipsFolder folder, PublicUrl url)
    {
        var text = new StringBuilder();
        foreach (var name in folder.Names)
        {
            foreach (var line in folder.Properties(name))
                text.Append(line).Append('\n');
            text.Append(Property("hips_service_url", Address(url, context, name))).Append("\n\n");
        }
        context.Response.Headers.CacheControl = HeadCache;
        return WriteAsync(context, text.ToString());
    }

    private static async Task SendAsync(HttpContext context, HipsFolder folder, string name, string? path)
    {
        path = string.IsNullOrEmpty(path) ? HipsPath.Index : path;
        var file =
            folder.Find(name, path)
            ?? throw new ServiceException(
                ErrorKind.NotFound,
                HipsPath.IsKnown(path)
                    ? $"The HiPS {name} has no {path}, or there is no such HiPS; /hipslist lists those there are."
                    : "A HiPS has no such file."
            );
        var changed = new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero);
        var etag = new EntityTagHeaderValue(
            string.Create(CultureInfo.InvariantCulture, $"\"{file.Length:x}-{changed.UtcTicks:x}\"")
        );
        context.Response.Headers.CacheControl = path.StartsWith("Norder", StringComparison.Ordinal)
            ? TileCache
            : HeadCache;
        if (Freshness.IsNotModified(context, changed, etag))
            return;
        context.Response.ContentType = HipsPath.MediaType(path);
        context.Response.ContentLength = file.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.SendFileAsync(file.FullName, context.RequestAborted);
    }

    private static string Address(PublicUrl url, HttpContext context, string name) =>
        url.Of(context.Request, "/hips/" + name);

    private static string Property(string key, string value) => $"{key, -20} = {value}";

    private static Task WriteAsync(HttpContext context, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(bytes).AsTask();
    }
}
