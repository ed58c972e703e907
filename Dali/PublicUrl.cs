using Microsoft.AspNetCore.Http;

namespace DataLab.Dali;

/// <summary>The base URL that documents give for this service: the configured one, else the one the caller used.</summary>
/// <param name="configured">As the outside world reaches us, for life behind a proxy; null to follow the request.</param>
public sealed class PublicUrl(Uri? configured)
{
    /// <summary>As configured, without a trailing slash; null if answers follow their requests.</summary>
    public string? Configured => configured?.AbsoluteUri.TrimEnd('/');

    /// <summary>Base URL without a trailing slash, such as <c>https://archive.example.org/datalab</c>.</summary>
    public string Base(HttpRequest request) =>
        (configured?.AbsoluteUri ?? $"{request.Scheme}://{request.Host}{request.PathBase}").TrimEnd('/');

    /// <summary>Absolute URL of a path that starts with a slash.</summary>
    public string Of(HttpRequest request, string path) => Base(request) + path;
}
