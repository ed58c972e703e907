using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.Search;
using DataLab.Uws.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace DataLab.Sia.Sia2;

/// <summary>The resources of Simple Image Access 2.0: <c>/sia2/query</c> and those beside it.</summary>
public static class Sia2Endpoints
{
    /// <summary>Two hundred polygons of a thousand vertices.</summary>
    private const long LargestForm = 16 << 20;

    public static RouteGroupBuilder MapSia2(this IEndpointRouteBuilder routes)
    {
        var sia = routes.MapGroup("/sia2").WithErrorDocument(ErrorDocument.VoTableFault).WithBodyLimit(LargestForm);
        sia.MapMethods("/query", ["GET", "POST"], Query);
        sia.MapGet("/capabilities", Capabilities);
        sia.MapGet("/availability", ImageAvailability.AnswerAsync);
        sia.MapGet("/examples", Sia2Examples.AnswerAsync);
        return sia;
    }

    private static async Task<IResult> Query(HttpContext context, CancellationToken ct)
    {
        var (service, formats) = (context.Service<Sia2Service>(), context.Service<TableFormats>());
        var request = Sia2Request.Parse(await Parameters.ReadAsync(context.Request, ct), formats, service.Options);
        if (context.Request.IsHead())
            request = request with { MaxRec = 0 };
        var rows = await service.OpenAsync(
            request,
            context.Service<PublicUrl>().Base(context.Request),
            Callers.Of(context).ShareKey,
            RequestFacts.Of(context),
            ct
        );
        return new TableResult(rows, request.Format, context.Service<ILogger<Sia2Service>>());
    }

    private static Sia2Capabilities Capabilities(HttpContext context) =>
        new(context.Service<PublicUrl>().Of(context.Request, "/sia2"), context.Service<ImageSearch>().LoadedAt);
}
