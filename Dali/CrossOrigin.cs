using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DataLab.Dali;

/// <summary>Scripts of any web page may use the archive: Aladin Lite, notebooks in browsers (Fetch standard, CORS protocol).</summary>
/// <remarks>
/// The answer is the same for every origin and never allows credentials, so that a page can do no more than a stranger:
/// a browser sends it neither cookies nor passwords of ours.
/// </remarks>
public static class CrossOrigin
{
    /// <summary>How long a browser may remember what it was allowed.</summary>
    private const string MaxAgeSeconds = "86400";

    /// <summary>To be used before routing; answers OPTIONS of every path that exists.</summary>
    public static IApplicationBuilder UseCrossOrigin(this IApplicationBuilder app) =>
        app.Use(
            async (context, next) =>
            {
                context.Response.OnStarting(
                    static state =>
                    {
                        var headers = ((HttpResponse)state).Headers;
                        headers.AccessControlAllowOrigin = "*";
                        headers.AccessControlExposeHeaders = "*";
                        return Task.CompletedTask;
                    },
                    context.Response
                );
                await next(context);
                if (HttpMethods.IsOptions(context.Request.Method) && !context.Response.HasStarted)
                    Answer(context);
            }
        );

    /// <summary>What routing left as 405 with the methods of the path becomes the answer of OPTIONS; 404 stays 404.</summary>
    private static void Answer(HttpContext context)
    {
        if (context.Response.StatusCode != StatusCodes.Status405MethodNotAllowed)
            return;
        var headers = context.Response.Headers;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        headers.AccessControlAllowMethods = headers.Allow;
        headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = MaxAgeSeconds;
    }
}
