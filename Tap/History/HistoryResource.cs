using DataLab.Dali;
using DataLab.Formats;
using DataLab.Uws.History;
using DataLab.Uws.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DataLab.Tap.History;

/// <summary><c>/history</c>: the caller's own finished queries, sync and async, also when their jobs are gone.</summary>
/// <remarks>LAST and AFTER choose as in the job list; RESPONSEFORMAT as for any table.</remarks>
internal static class HistoryResource
{
    /// <summary>Entries in one answer.</summary>
    private const int Most = 10_000;

    private const string OverflowReason =
        "Only the newest 10000 queries are here. Ask for fewer with LAST, or only for those after a time with AFTER.";

    public static async Task<IResult> Show(
        HttpContext context,
        QueryHistory history,
        TableFormats formats,
        ILogger<TapService> log,
        CancellationToken ct
    )
    {
        var parameters = await Parameters.ReadAsync(context.Request, ct);
        var format = TapRequest.ReadFormat(parameters, formats);
        var last = Wire.ReadCount(parameters, "LAST") ?? int.MaxValue;
        var after = Wire.ReadTime(parameters, "AFTER");
        // One more than may be shown tells whether there is more.
        var wanted = last <= Most ? last : Most + 1;
        var entries = await history.ListAsync("tap", Callers.Of(context), after, wanted, ct);
        context.Response.Headers.CacheControl = "private, no-cache";
        return new TableResult(new LimitedRowSource(new HistoryTable(entries), Most, OverflowReason), format, log);
    }
}
