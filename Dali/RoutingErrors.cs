using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DataLab.Dali;

/// <summary>Words for what routing refuses: paths that do not exist and methods that a path does not have.</summary>
public static class RoutingErrors
{
    private const int LongestEcho = 200;

    /// <summary>To be used before routing and behind the exception handler.</summary>
    public static IApplicationBuilder UseRoutingErrors(this IApplicationBuilder app) =>
        app.Use(
            async (context, next) =>
            {
                await next(context);
                if (context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
                    CompleteAllow(context.Response);
                if (NeedsBody(context))
                    await WriteAsync(context);
            }
        );

    private static bool NeedsBody(HttpContext context) =>
        context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null }
        && !HttpMethods.IsOptions(context.Request.Method);

    /// <summary>HEAD goes with GET (<see cref="HeadRequests"/>), OPTIONS with everything (<see cref="CrossOrigin"/>).</summary>
    private static void CompleteAllow(HttpResponse response)
    {
        var allowed = response.Headers.Allow.SelectMany(value => value?.Split(", ") ?? []).ToList();
        if (allowed.Contains(HttpMethods.Get))
            allowed.Add(HttpMethods.Head);
        allowed.Add(HttpMethods.Options);
        response.Headers.Allow = string.Join(", ", allowed.Distinct());
    }

    private static Task WriteAsync(HttpContext context)
    {
        var path = Shorten(context.Request.PathBase + context.Request.Path);
        var services = context.RequestServices.GetRequiredService<ServiceResources>();
        var message = context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => $"There is nothing at {path}. {services.Listing(context)}",
            StatusCodes.Status405MethodNotAllowed =>
                $"{path} does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}.",
            StatusCodes.Status415UnsupportedMediaType =>
                $"{path} does not take a body of type {Shorten(context.Request.ContentType ?? "unknown")}.",
            var status => string.Create(
                CultureInfo.InvariantCulture,
                $"The request for {path} was refused ({status})."
            ),
        };
        return ErrorAnswer.WriteAsync(
            context.Response,
            context.Response.StatusCode,
            message,
            services.ErrorFormOf(context),
            context.RequestAborted
        );
    }

    private static string Shorten(string text) => text.Length <= LongestEcho ? text : text[..LongestEcho] + "...";
}

/// <summary>The services by the first part of their paths: what each has, and how it tells errors.</summary>
public sealed class ServiceResources(EndpointDataSource endpoints, PublicUrl url)
{
    private readonly Lazy<Dictionary<string, RouteEndpoint[]>> services = new(() =>
        endpoints
            .Endpoints.OfType<RouteEndpoint>()
            .GroupBy(endpoint => FirstPart(endpoint.RoutePattern.RawText ?? ""))
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase)
    );

    /// <summary>Of the endpoint that was found, else of the service that the path belongs to.</summary>
    public ErrorDocument ErrorFormOf(HttpContext context, Endpoint? endpoint = null) =>
        endpoint?.Metadata.GetMetadata<ErrorDocumentMark>()?.Form
        ?? Of(context.Request)
            .Select(resource => resource.Metadata.GetMetadata<ErrorDocumentMark>())
            .FirstOrDefault(mark => mark is not null)
            ?.Form
        ?? ErrorDocument.Text;

    /// <summary>A sentence with the URLs that there are: of the service asked, or of all services.</summary>
    public string Listing(HttpContext context)
    {
        var own = Paths(Of(context.Request)).ToArray();
        var paths =
            own.Length > 0 ? own : [.. services.Value.Keys.Where(part => part.Length > 0).Select(part => "/" + part)];
        var text = new StringBuilder(own.Length > 0 ? "This service has " : "This archive has ");
        text.AppendJoin(", ", paths.Order(StringComparer.Ordinal).Select(path => url.Of(context.Request, path)));
        return text.Append('.').ToString();
    }

    private RouteEndpoint[] Of(HttpRequest request) =>
        services.Value.GetValueOrDefault(FirstPart(request.Path.Value ?? ""), []);

    /// <summary>Paths that can be asked as they are, without anything to fill in.</summary>
    private static IEnumerable<string> Paths(IEnumerable<RouteEndpoint> resources) =>
        resources
            .Select(resource => "/" + (resource.RoutePattern.RawText ?? "").Trim('/'))
            .Where(path => !path.Contains('{', StringComparison.Ordinal))
            .Distinct();

    private static string FirstPart(string path) => path.TrimStart('/').Split('/')[0];
}
