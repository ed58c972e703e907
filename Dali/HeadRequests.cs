using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DataLab.Dali;

/// <summary>HEAD works wherever GET does: it is routed as GET, and the web server drops the body (RFC 9110 §9.3.2).</summary>
/// <remarks>A handler whose body costs much asks <see cref="IsHead"/> and saves the work.</remarks>
public static class HeadRequests
{
    private static readonly object Mark = new();

    /// <summary>To be used before routing.</summary>
    public static IApplicationBuilder UseHeadRequests(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (HttpMethods.IsHead(context.Request.Method))
                {
                    context.Items[Mark] = Mark;
                    context.Request.Method = HttpMethods.Get;
                }
                return next(context);
            }
        );

    /// <summary>Whether the client wants the headers only.</summary>
    public static bool IsHead(this HttpRequest request) =>
        HttpMethods.IsHead(request.Method) || request.HttpContext.Items.ContainsKey(Mark);
}
