using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Uws.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace DataLab.Tap.ConeSearch;

/// <summary>The cone searches of the archive, one for each table: <c>/scs/{schema}/{table}</c> (SCS 1.03).</summary>
public static class ConeSearchEndpoints
{
    /// <summary>A few numbers and words need no more.</summary>
    private const long LargestForm = 1 << 20;

    public static RouteGroupBuilder MapConeSearch(this IEndpointRouteBuilder routes)
    {
        var scs = routes.MapGroup("/scs").WithErrorDocument(ErrorDocument.ConeSearch).WithBodyLimit(LargestForm);
        scs.MapGet(
            "/",
            (HttpRequest request, ConeTables cones, PublicUrl url) => new ConeSearchList(cones, url.Base(request))
        );
        scs.MapMethods("/{schema}/{table}", ["GET", "POST"], Search);
        scs.MapGet("/{schema}/{table}/capabilities", Capabilities);
        scs.MapGet("/{schema}/{table}/tables", Tables).WithErrorDocument(ErrorDocument.VoTable);
        scs.MapGet("/{schema}/{table}/tables/{**name}", ChildTable).WithErrorDocument(ErrorDocument.VoTable);
        scs.MapGet("/{schema}/{table}/availability", TapEndpoints.Availability);
        return scs;
    }

    private static async Task<IResult> Search(
        string schema,
        string table,
        HttpRequest request,
        ConeTables cones,
        TapService tap,
        TableFormats formats,
        ArchiveServices services,
        ILogger<ConeTables> log,
        CancellationToken ct
    )
    {
        var cone = cones.Find(Unescape(schema), Unescape(table));
        var asked = ConeRequest.Parse(await Parameters.ReadAsync(request, ct), formats);
        var query = new ConeQuery(cone, asked);
        var wanted = asked.Radius == 0 || request.IsHead() ? 0 : asked.MaxRec;
        var run = new TapRun(QueryPurpose.Interactive, TimeSpan.FromSeconds(tap.Options.SyncSeconds))
        {
            ShareKey = Callers.Of(request.HttpContext).ShareKey,
            Facts = RequestFacts.Of(request.HttpContext),
        };
        var rows = await tap.OpenAsync(new TapRequest(query.Adql, "ADQL", asked.Format, wanted, null), run, ct);
        return new TableResult(services.WithoutServices(query.Describe(rows), request), asked.Format, log);
    }

    private static ConeSearchCapabilities Capabilities(
        string schema,
        string table,
        HttpRequest request,
        ConeTables cones,
        PublicUrl url,
        SkySamples samples,
        TapOptions options,
        ICatalogEngine engine
    )
    {
        var cone = cones.Find(Unescape(schema), Unescape(table));
        return new ConeSearchCapabilities(url.Of(request, cone.Path), cone, samples, options, engine.Snapshot);
    }

    private static async Task<IResult> Tables(
        string schema,
        string table,
        HttpRequest request,
        ConeTables cones,
        ICatalogEngine engine
    )
    {
        var cone = cones.Find(Unescape(schema), Unescape(table));
        var detail = TablesDocument.ReadDetail(request, TablesDetail.Max);
        var catalog = engine.Snapshot;
        var about = catalog.Schemas.First(published => published.Name == cone.Table.SchemaName);
        return await CachedDocument.MakeAsync(
            TablesDocument.ContentType,
            catalog.LoadedAt,
            output =>
                TablesDocument.WriteSetAsync(
                    output,
                    [about with { Tables = [cone.Published] }],
                    detail,
                    CancellationToken.None
                )
        );
    }

    /// <summary>The one table of the service as a document of its own (VOSI 1.1 §3.3).</summary>
    private static async Task<IResult> ChildTable(
        string schema,
        string table,
        string name,
        ConeTables cones,
        ICatalogEngine engine
    )
    {
        var cone = cones.Find(Unescape(schema), Unescape(table));
        return await TablesDocument.MakeAsync(cone.Named(Unescape(name)), engine.Snapshot);
    }

    /// <summary>Routing leaves an escaped slash as it is.</summary>
    private static string Unescape(string name) => name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
