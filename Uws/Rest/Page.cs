using System.Globalization;
using System.Net;
using System.Text;
using DataLab.Dali;
using Microsoft.AspNetCore.Http;

namespace DataLab.Uws.Rest;

/// <summary>The frame of the pages that a person sees in a browser: no script, one small style sheet.</summary>
internal abstract class Page(string title) : IResult
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2733; background: #fff; }
        h1 { font-size: 1.5rem; overflow-wrap: anywhere; } h2 { margin-top: 2rem; font-size: 1.15rem; }
        pre { background: #f2f5f8; padding: .8rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; border-radius: 4px; margin: 0; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .8rem .3rem 0; vertical-align: top; border-bottom: 1px solid #dde4ea; }
        th { font-weight: 600; white-space: nowrap; } a { color: #0b5cad; } form { display: inline; }
        button { font: inherit; padding: .2rem .9rem; border: 1px solid #8fa3b5; border-radius: 4px; background: #f2f5f8; color: #1c2733; cursor: pointer; }
        .phase { display: inline-block; padding: 0 .6rem; border-radius: 4px; background: #e2e9ef; font-weight: 600; }
        .COMPLETED { background: #d3efdc; } .ERROR { background: #f9d9d6; } .EXECUTING, .QUEUED { background: #d9e8f8; }
        """;

    /// <summary>Seconds after which the browser asks again; null when there is nothing to wait for.</summary>
    protected virtual int? Refresh => null;

    public Task ExecuteAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.Vary = "Accept";
        // The address of an anonymous job is the key to it.
        headers["Referrer-Policy"] = "no-referrer";
        context.Response.ContentType = "text/html; charset=utf-8";
        var html = new StringBuilder();
        html.Append(
            CultureInfo.InvariantCulture,
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Encode(
                title
            )}</title>

            """
        );
        if (Refresh is { } seconds)
            html.Append(CultureInfo.InvariantCulture, $"<meta http-equiv=\"refresh\" content=\"{seconds}\">\n");
        html.Append(
            CultureInfo.InvariantCulture,
            $"<style>\n{Style}\n</style></head>\n<body>\n<h1>{Encode(title)}</h1>\n"
        );
        Write(html);
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p><small>{Encode(ServiceIdentity.Software)}</small></p>\n</body></html>\n"
        );
        return context.Response.WriteAsync(html.ToString(), context.RequestAborted);
    }

    protected abstract void Write(StringBuilder html);

    protected static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");

    protected static string PhaseMark(ExecutionPhase phase) =>
        $"<span class=\"phase {phase.ToWire()}\">{phase.ToWire()}</span>";
}
