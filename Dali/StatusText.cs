using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace DataLab.Dali;

/// <summary>Gives the refusals that no endpoint sees (unknown address, wrong method) a sentence to read.</summary>
public static class StatusText
{
    public static IApplicationBuilder UseStatusText(this IApplicationBuilder app) => app.UseStatusCodePages(WriteAsync);

    private static Task WriteAsync(StatusCodeContext context)
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        var message = response.StatusCode switch
        {
            StatusCodes.Status404NotFound => $"There is nothing at {Shorten(request.Path.ToUriComponent())}.",
            StatusCodes.Status405MethodNotAllowed =>
                $"{request.Method} is not possible here; {Shorten(request.Path.ToUriComponent())} takes {response.Headers.Allow}.",
            _ => null,
        };
        return message is null
            ? Task.CompletedTask
            : ErrorAnswer.WriteAsync(
                response,
                response.StatusCode,
                message,
                ErrorDocument.Text,
                context.HttpContext.RequestAborted
            );
    }

    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "...";
}
