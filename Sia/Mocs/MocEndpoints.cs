using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataLab.Dali;
using DataLab.Formats;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace DataLab.Sia.Mocs;

/// <summary><c>/moc/COLLECTION</c> and <c>/moc/SCHEMA.TABLE</c>: where there is something on the sky (MOC 2.0).</summary>
public static class MocEndpoints
{
    public static RouteGroupBuilder MapMocs(this IEndpointRouteBuilder routes)
    {
        var maps = routes.MapGroup("/moc").WithErrorDocument(ErrorDocument.Text);
        maps.MapGet("/{name}", ShowAsync);
        return maps;
    }

    /// <summary>ORDER is that of the smallest cells; RESPONSEFORMAT fits, json or ascii.</summary>
    private static async Task ShowAsync(HttpContext context, MocService service, string name, CancellationToken ct)
    {
        var parameters = await Parameters.ReadAsync(context.Request, ct);
        var format = MocFormat.Of(
            parameters.Single("RESPONSEFORMAT") ?? parameters.Single("FORMAT"),
            context.Request.GetTypedHeaders().Accept
        );
        var made = await service.GetAsync(name, ReadOrder(parameters.Single("ORDER")), ct);
        var bytes = format.Write(made.Map);
        var etag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
        context.Response.Headers.CacheControl = "public, max-age=3600";
        context.Response.Headers.Vary = "Accept";
        if (Freshness.IsNotModified(context, made.MadeAt, etag))
            return;
        context.Response.ContentType = format.MediaType;
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.ContentDisposition = $"inline; filename=\"{FileName(name)}.moc.{format.Extension}\"";
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(bytes, ct);
    }

    private static int ReadOrder(string? text) =>
        text is null ? MocService.DefaultOrder
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var order)
        && order <= MocService.MaxOrder
            ? order
        : throw new ServiceException(
            ErrorKind.UsageError,
            $"ORDER is \"{text}\"; expected the order of the smallest cells, 0 to {MocService.MaxOrder}."
        );

    /// <summary>Nothing that a header or a file system could misread.</summary>
    private static string FileName(string name)
    {
        var clean = new StringBuilder();
        foreach (var letter in name)
            clean.Append(char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-' ? letter : '_');
        return clean.ToString();
    }
}
