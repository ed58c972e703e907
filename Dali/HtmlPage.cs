using System.Net;
using Microsoft.AspNetCore.Http;

namespace DataLab.Dali;

/// <summary>A page for people, in the one style that all pages of the archive have; runs no script and loads nothing but pictures of the archive.</summary>
/// <param name="title">Plain text.</param>
/// <param name="body">HTML, escaped by the caller where need be.</param>
public sealed class HtmlPage(string title, string body) : IResult
{
    public const string ContentSecurityPolicy =
        "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2733; background: #fff; }
        h1 { font-size: 1.8rem; margin-bottom: 0; overflow-wrap: anywhere; } h2 { margin-top: 2rem; font-size: 1.2rem; }
        pre { background: #f2f5f8; padding: .8rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; border-radius: 4px; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .8rem .3rem 0; vertical-align: top; border-bottom: 1px solid #dde4ea; }
        td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; } code { font-size: .95em; } a { color: #0b5cad; }
        .pictures { display: flex; flex-wrap: wrap; gap: 1rem; } .pictures a { text-align: center; } .pictures img { background: #f2f5f8; border-radius: 4px; }
        @media (max-width: 40rem) {
          tr { display: block; padding: .4rem 0; border-bottom: 1px solid #dde4ea; } tr:not(:has(td)) { display: none; }
          th, td, td.n { display: block; padding: 0; border: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
          td[data-label]:not(:empty)::before { content: attr(data-label) ": "; color: #5a6b7b; }
        }
        """;

    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{WebUtility.HtmlEncode(
                title
            )}</title>
            <style>
            {Style}
            </style></head>
            <body>
            {body}
            </body></html>

            """,
            context.RequestAborted
        );
    }
}
