using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.Search;
using DataLab.Uws.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace DataLab.Sia.Sia1;

/// <summary>Simple Image Access 1.0: <c>/sia</c> searches all collections, <c>/sia/{collection}</c> one of them.</summary>
public static class Sia1Endpoints
{
    /// <summary>A few numbers and words need no more.</summary>
    private const long LargestForm = 1 << 20;

    public static RouteGroupBuilder MapSia1(this IEndpointRouteBuilder routes)
    {
        var sia = routes.MapGroup("/sia").WithErrorDocument(ErrorDocument.ImageAccess).WithBodyLimit(LargestForm);
        sia.MapMethods("/", ["GET", "POST"], (HttpContext context, CancellationToken ct) => Query(context, null, ct));
        sia.MapGet("/capabilities", (HttpContext context, CancellationToken ct) => Capabilities(context, null, ct));
        sia.MapGet("/availability", ImageAvailability.AnswerAsync);
        sia.MapMethods(
            "/{collection}",
            ["GET", "POST"],
            (string collection, HttpContext context, CancellationToken ct) => Query(context, collection, ct)
        );
        sia.MapGet(
            "/{collection}/capabilities",
            (string collection, HttpContext context, CancellationToken ct) => Capabilities(context, collection, ct)
        );
        sia.MapGet("/{collection}/availability", ImageAvailability.AnswerAsync);
        return sia;
    }

    private static async Task<IResult> Query(HttpContext context, string? asked, CancellationToken ct)
    {
        var service = context.Service<Sia1Service>();
        var collection = asked is null ? null : await service.FindCollectionAsync(asked, ct);
        var request = Sia1Request.Parse(
            await Parameters.ReadAsync(context.Request, ct),
            context.Service<TableFormats>()
        );
        if (context.Request.IsHead())
            request = request with { MaxRec = 0 };
        var rows = await service.OpenAsync(
            request,
            collection,
            context.Service<PublicUrl>().Base(context.Request),
            Callers.Of(context).ShareKey,
            RequestFacts.Of(context),
            ct
        );
        return new TableResult(rows, request.Format, context.Service<ILogger<Sia1Service>>());
    }

    private static async Task<IResult> Capabilities(HttpContext context, string? asked, CancellationToken ct)
    {
        var collection = asked is null ? null : await context.Service<Sia1Service>().FindCollectionAsync(asked, ct);
        var facts = await context.Service<ArchiveFactsReader>().GetAsync(ct);
        var search = context.Service<ImageSearch>();
        var sample = collection is null
            ? facts.Collections.Values.FirstOrDefault(point => point is not null)
            : facts.Collections.GetValueOrDefault(collection);
        var path = collection is null ? "/sia" : "/sia/" + Uri.EscapeDataString(collection);
        return new Sia1Capabilities(
            context.Service<PublicUrl>().Of(context.Request, path),
            search.LoadedAt,
            sample,
            search.Options
        );
    }
}
