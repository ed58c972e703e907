using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DataLab.Dali;

/// <summary>An error as people see it in a browser, which would only offer the VOTable for download.</summary>
internal static class ErrorPage
{
    public static Task WriteAsync(HttpContext context, int status, string message)
    {
        var title = Title(status);
        var home = context.RequestServices.GetRequiredService<PublicUrl>().Of(context.Request, "/");
        context.Response.Headers.Vary = "Accept";
        return new HtmlPage(
            title,
            $"<h1>{title}</h1>\n<pre>{WebUtility.HtmlEncode(message)}</pre>\n"
                + $"<p><a href=\"{WebUtility.HtmlEncode(home)}\">What this archive has</a></p>"
        ).ExecuteAsync(context);
    }

    private static string Title(int status) =>
        status switch
        {
            StatusCodes.Status403Forbidden => "This is not allowed",
            StatusCodes.Status404NotFound => "There is nothing here",
            StatusCodes.Status413PayloadTooLarge => "This is too large",
            StatusCodes.Status503ServiceUnavailable => "Not now, please try again",
            >= 500 => "Something went wrong",
            _ => "This cannot be answered",
        };
}
