using System.Diagnostics;
using DataLab.Dali;
using DataLab.Dali.Vosi;
using DataLab.Formats;
using DataLab.Sia.Store;
using DataLab.Uws.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DataLab.Sia.Soda;

/// <summary>The resources of the cut-out service at <c>/soda</c> (SODA 1.0 §2).</summary>
public static class SodaEndpoints
{
    /// <summary>Identifiers and shapes need no more.</summary>
    private const long LargestForm = 4 << 20;

    private static readonly DateTimeOffset UpSince = Process.GetCurrentProcess().StartTime;

    public static RouteGroupBuilder MapSoda(this IEndpointRouteBuilder routes)
    {
        var soda = routes.MapGroup("/soda").WithErrorDocument(ErrorDocument.LabelledText).WithBodyLimit(LargestForm);
        soda.MapMethods("/sync", ["GET", "POST"], Sync);
        soda.MapUws<SodaJobs>("/async");
        soda.MapGet("/capabilities", Capabilities);
        soda.MapGet("/availability", Availability);
        soda.MapGet("/examples", SodaExamples.AnswerAsync);
        return soda;
    }

    private static async Task Sync(HttpContext context, SodaService soda, CancellationToken ct)
    {
        var parameters = await Parameters.ReadAsync(context.Request, ct);
        await soda.AnswerAsync(context, SodaRequest.Parse(parameters, soda.Options, isJob: false), ct);
    }

    private static SodaCapabilities Capabilities(HttpRequest request, PublicUrl url, SodaService soda) =>
        new(url.Base(request), soda.Options, UpSince);

    private static async Task<Availability> Availability(ImageStore store, CancellationToken ct)
    {
        try
        {
            await store.CollectionsAsync(ct);
            return new Availability(true, UpSince, null);
        }
        catch (ServiceException e)
        {
            return new Availability(false, UpSince, e.Message);
        }
    }
}
