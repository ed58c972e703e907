using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DataLab.Dali;

/// <summary>Saves sending a document again that the client has already (RFC 9110 §13, conditional requests).</summary>
public static class Freshness
{
    /// <summary>Sets Last-Modified and, if given, ETag; true with status 304 when the client's copy is as good.</summary>
    /// <param name="etag">Weak where the coding differs; with its quotes.</param>
    public static bool IsNotModified(
        HttpContext context,
        DateTimeOffset lastModified,
        EntityTagHeaderValue? etag = null
    )
    {
        var response = context.Response;
        response.Headers.LastModified = lastModified.UtcDateTime.ToString("R", CultureInfo.InvariantCulture);
        if (etag is not null)
            response.Headers.ETag = etag.ToString();
        if (!ClientHas(context.Request.GetTypedHeaders(), lastModified, etag))
            return false;
        response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    // If-None-Match, where it is given, decides alone.
    private static bool ClientHas(
        Microsoft.AspNetCore.Http.Headers.RequestHeaders asked,
        DateTimeOffset lastModified,
        EntityTagHeaderValue? etag
    ) =>
        asked.IfNoneMatch.Count > 0
            ? etag is not null
                && asked.IfNoneMatch.Any(tag => tag.Compare(etag, useStrongComparison: false) || tag.Tag == "*")
            // The header has whole seconds.
            : asked.IfModifiedSince is { } since && lastModified < since.AddSeconds(1);
}
