using System.Globalization;
using System.Net;
using System.Text;
using DataLab.Catalog;
using DataLab.Dali;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DataLab.Host.Serving;

/// <summary>The page at <c>/</c> that tells a person what this is and how to use it, and <c>/healthz</c> for machines.</summary>
internal static class HomePage
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

    private const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2733; background: #fff; }
        h1 { font-size: 1.8rem; margin-bottom: 0; } h2 { margin-top: 2rem; font-size: 1.2rem; }
        pre { background: #f2f5f8; padding: .8rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; border-radius: 4px; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .8rem .3rem 0; vertical-align: top; border-bottom: 1px solid #dde4ea; }
        td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; } code { font-size: .95em; } a { color: #0b5cad; }
        """;

    public static void MapHome(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", Home);
        routes.MapGet("/tap", Home);
        routes.MapGet("/healthz", Health);
    }

    private static async Task<IResult> Health(ICatalogEngine engine, CancellationToken ct)
    {
        await engine.CheckAsync(ct);
        return Results.Text("ok\n");
    }

    private static IResult Home(HttpContext context, ICatalogEngine engine, PublicUrl url)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        return Results.Content(Html(engine.Snapshot, url.Base(context.Request)), "text/html; charset=utf-8");
    }

    private static string Html(CatalogSnapshot catalog, string baseUrl)
    {
        var tap = WebUtility.HtmlEncode(baseUrl + "/tap");
        var html = new StringBuilder();
        html.Append(
            CultureInfo.InvariantCulture,
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Data Lab</title>
            <style>
            {Style}
            </style></head>
            <body>
            <h1>Data Lab</h1>
            <p>An archive of survey catalogues that you query with <a href="https://www.ivoa.net/documents/ADQL/">ADQL</a>
            through the IVOA Table Access Protocol.</p>
            <h2>Use it</h2>
            <p>The TAP service is <code>{tap}</code>. In TOPCAT: <em>VO &rarr; Table Access Protocol (TAP) Query</em>, paste this address as TAP URL.</p>
            <pre>{Samples(catalog, tap)}</pre>
            <p>For programs: <a href="{tap}/capabilities">capabilities</a> &middot; <a href="{tap}/tables">tables</a> &middot; <a href="{tap}/availability">availability</a></p>

            """
        );
        foreach (var schema in catalog.Schemas)
            WriteSchema(html, schema, tap);
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p><small>{ServiceIdentity.Software}</small></p>\n</body></html>\n"
        );
        return html.ToString();
    }

    private static string Samples(CatalogSnapshot catalog, string tap)
    {
        var table = catalog.Tables.First().QualifiedName;
        return WebUtility.HtmlEncode(
            $"""
            # Python
            import pyvo
            tap = pyvo.dal.TAPService("{tap}")
            tap.search('SELECT TOP 10 * FROM {table}').to_table()

            # STILTS
            stilts tapquery tapurl={tap} sync=true ofmt=ascii \
              adql='SELECT TOP 10 * FROM {table}'

            # curl
            curl {tap}/sync -d LANG=ADQL -d FORMAT=csv \
              --data-urlencode 'QUERY=SELECT TOP 10 * FROM {table}'
            """
        );
    }

    private static void WriteSchema(StringBuilder html, SchemaMetadata schema, string tap)
    {
        html.Append(
            CultureInfo.InvariantCulture,
            $"<h2>{Encode(schema.Name)}</h2>\n<p>{Encode(schema.Description)}</p>\n"
        );
        html.Append("<table><tr><th>Table</th><th>Rows</th><th>What it holds</th></tr>\n");
        foreach (var table in schema.Tables)
        {
            var href = $"{tap}/tables/{Uri.EscapeDataString(table.QualifiedName)}";
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td><a href=\"{href}\"><code>{Encode(table.QualifiedName)}</code></a></td><td class=\"n\">{table.Rows:N0}</td><td>{Encode(table.Description)}</td></tr>\n"
            );
        }
        html.Append("</table>\n");
    }

    private static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");
}
