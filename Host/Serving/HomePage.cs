using System.Globalization;
using System.Net;
using System.Text;
using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Sia.Hips;
using DataLab.Sia.Previews;
using DataLab.Tap.ConeSearch;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DataLab.Host.Serving;

/// <summary>The page at <c>/</c> that tells a person what this is and how to use it, and <c>/healthz</c> for machines.</summary>
internal static class HomePage
{
    /// <summary>An archive of up to so many tables is listed whole; of a larger one some of each schema, the rest a click away.</summary>
    private const int TablesListed = 500;
    private const int TablesShown = 10;

    public static void MapHome(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", Home);
        // TAP 1.1 §2: the base URL of the service itself is for people.
        routes.MapGet("/tap", Home);
        routes.MapGet("/healthz", Health);
    }

    private static async Task<IResult> Health(ICatalogEngine engine, Draining draining, CancellationToken ct)
    {
        if (draining.Begun)
            return Results.Text("stopping\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        await engine.CheckAsync(ct);
        return Results.Text("ok\n");
    }

    private static async Task<HtmlPage> Home(
        HttpRequest request,
        ICatalogEngine engine,
        ConeTables cones,
        ImageShowcase showcase,
        HipsFolder hips,
        PublicUrl url,
        CancellationToken ct
    )
    {
        var root = url.Base(request);
        var images = HasImages(engine.Snapshot) ? HomeImages.Html(await showcase.GetAsync(ct), hips.Names, root) : null;
        return new HtmlPage("Data Lab", Html(engine.Snapshot, cones, images, root));
    }

    private static string Html(CatalogSnapshot catalog, ConeTables cones, string? images, string baseUrl)
    {
        var (root, tap) = (WebUtility.HtmlEncode(baseUrl), WebUtility.HtmlEncode(baseUrl + "/tap"));
        var html = new StringBuilder();
        html.Append(
            CultureInfo.InvariantCulture,
            $"""
            <h1>Data Lab</h1>
            <p>An archive of survey catalogues{(
                images is null ? "" : " and <a href=\"#images\">images</a>"
            )} that you query with <a href="https://www.ivoa.net/documents/ADQL/">ADQL</a>
            through the IVOA Table Access Protocol.</p>
            <h2>Use it</h2>
            <p>The TAP service is <code>{tap}</code>. In TOPCAT: <em>VO &rarr; Table Access Protocol (TAP) Query</em>, paste this address as TAP URL.
            Start from the <a href="{tap}/examples">example queries</a>.</p>
            <pre>{Samples(catalog, tap)}</pre>
            <p>Tables with positions can be searched without ADQL, too: the <a href="{root}/scs">cone searches</a> take RA, DEC and SR.</p>
            <p>For programs: <a href="{tap}/capabilities">capabilities</a> &middot; <a href="{tap}/tables">tables</a> &middot;
            <a href="{tap}/availability">availability</a> &middot; <a href="{tap}/async">asynchronous jobs</a></p>

            """
        );
        html.Append(images);
        var shown = catalog.Tables.Count() <= TablesListed ? TablesListed : TablesShown;
        foreach (var schema in catalog.Schemas)
            WriteSchema(html, schema, shown, cones, baseUrl);
        html.Append(CultureInfo.InvariantCulture, $"<p><small>{ServiceIdentity.Software}</small></p>");
        return html.ToString();
    }

    private static bool HasImages(CatalogSnapshot catalog) =>
        catalog.Tables.Any(table => table is { SchemaName: "ivoa", Name: "ObsCore", Rows: > 0 });

    private static string Samples(CatalogSnapshot catalog, string tap)
    {
        // A table of the archive's own says more than those that every archive has.
        var table = (
            catalog.Tables.FirstOrDefault(one => one.SchemaName != "ivoa") ?? catalog.Tables.First()
        ).QualifiedName;
        return WebUtility.HtmlEncode(
            $"""
            # Python
            import pyvo
            tap = pyvo.dal.TAPService("{tap}")
            tap.search('SELECT TOP 10 * FROM {table}').to_table()

            # Long queries: as a job that you can leave alone and fetch later
            job = tap.submit_job('SELECT TOP 10 * FROM {table}').run()

            # STILTS
            stilts tapquery tapurl={tap} sync=true ofmt=ascii \
              adql='SELECT TOP 10 * FROM {table}'

            # curl
            curl {tap}/sync -d LANG=ADQL -d FORMAT=csv \
              --data-urlencode 'QUERY=SELECT TOP 10 * FROM {table}'
            """
        );
    }

    private static void WriteSchema(
        StringBuilder html,
        SchemaMetadata schema,
        int shown,
        ConeTables cones,
        string baseUrl
    )
    {
        html.Append(
            CultureInfo.InvariantCulture,
            $"<h2>{Encode(schema.Name)}</h2>\n<p>{Encode(schema.Description)}</p>\n"
        );
        html.Append("<table><tr><th>Table</th><th>Rows</th><th>What it holds</th><th>Cone search</th></tr>\n");
        foreach (var table in schema.Tables.Take(shown))
        {
            var href = Encode($"{baseUrl}/tap/tables/{Uri.EscapeDataString(table.QualifiedName)}");
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td><a href=\"{href}\"><code>{Encode(table.QualifiedName)}</code></a></td><td class=\"n\" data-label=\"Rows\">{table.Rows:N0}</td><td>{Encode(table.Description)}</td><td data-label=\"Cone search\">{ConeSearch(table, cones, baseUrl)}</td></tr>\n"
            );
        }
        html.Append("</table>\n");
        if (schema.Tables.Length > shown)
            html.Append(
                CultureInfo.InvariantCulture,
                $"<p>These are {shown} of {schema.Tables.Length:N0} tables; <a href=\"{Encode(baseUrl)}/tap/tables?detail=min\">all of them</a>.</p>\n"
            );
    }

    private static string ConeSearch(TableMetadata table, ConeTables cones, string baseUrl) =>
        cones.Has(table)
            ? $"<a href=\"{Encode(baseUrl + ConeTable.PathOf(table))}/capabilities\">yes</a>"
            : Encode(cones.ReasonAgainst(table) is { } reason ? "no: " + reason : "");

    private static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");
}
