using System.Diagnostics;
using DataLab.Catalog;
using DataLab.Dali.Vosi;
using DataLab.Formats;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DataLab.Sia.Search;

/// <summary><c>/availability</c> of the searches, which stand on the catalogue (VOSI 1.1 §5).</summary>
internal static class ImageAvailability
{
    private static readonly DateTimeOffset UpSince = Process.GetCurrentProcess().StartTime;

    public static async Task<IResult> AnswerAsync(ICatalogEngine engine, CancellationToken ct)
    {
        try
        {
            await engine.CheckAsync(ct);
            return new Availability(true, UpSince, engine.Notice);
        }
        catch (ServiceException e)
        {
            return new Availability(false, UpSince, e.Message);
        }
    }
}

/// <summary>Services of the room are internal, which parameters of public handlers cannot be.</summary>
internal static class RequestServices
{
    public static T Service<T>(this HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();
}
