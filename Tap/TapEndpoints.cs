using System.Diagnostics;
using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Dali.Fetching;
using DataLab.Dali.Vosi;
using DataLab.Formats;
using DataLab.Tap.Async;
using DataLab.Tap.ConeSearch;
using DataLab.Tap.Examples;
using DataLab.Tap.History;
using DataLab.Tap.Uploads;
using DataLab.Uws;
using DataLab.Uws.History;
using DataLab.Uws.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DataLab.Tap;

/// <summary>The resources of a TAP service (TAP 1.1 §2).</summary>
public static class TapEndpoints
{
    // Not the clock: a static field may get its value as late as the first question.
    private static readonly DateTimeOffset UpSince = Process.GetCurrentProcess().StartTime;

    public static IServiceCollection AddTap(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<TapOptions>()
            .Bind(configuration.GetSection("Tap"))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<TapOptions>>().Value);
        services.AddSingleton(provider => new TableFormats(provider.GetRequiredService<TapOptions>().VoTable));
        services.AddFetching(configuration);
        services.TryAddSingleton<ArchiveServices>();
        services.AddSingleton<TapUploads>();
        services.AddSingleton<TapService>();
        services.AddSingleton<TapJobs>();
        services.AddSingleton<JobKind>(provider => provider.GetRequiredService<TapJobs>());
        services.AddSingleton<PublishedTables>();
        services.AddSingleton<SkySamples>();
        services.AddSingleton<ConeTables>();
        services.AddSingleton<ExampleFiles>();
        services.AddSingleton<PublishedExamples>();
        services.TryAddSingleton(new ExampleFolder(null));
        return services;
    }

    public static RouteGroupBuilder MapTap(this IEndpointRouteBuilder routes)
    {
        var options = routes.ServiceProvider.GetRequiredService<TapOptions>();
        var tap = routes
            .MapGroup("/tap")
            .WithErrorDocument(ErrorDocument.VoTable)
            .WithBodyLimit(options.HardUploadBytes + TapOptions.RestOfBody);
        tap.MapMethods("/sync", ["GET", "POST"], Sync).WithBodyLimit(options.UploadBytes + TapOptions.RestOfBody);
        tap.MapUws<TapJobs>("/async");
        tap.MapGet("/history", HistoryResource.Show);
        tap.MapGet("/capabilities", Capabilities);
        tap.MapGet("/availability", Availability);
        tap.MapGet("/examples", Examples);
        tap.MapGet("/tables", Tables);
        tap.MapGet("/tables/{**name}", ChildTable);
        return tap;
    }

    private static async Task<IResult> Sync(
        HttpRequest request,
        TapService tap,
        TableFormats formats,
        QueryHistory history,
        ArchiveServices services,
        ILogger<TapService> log,
        CancellationToken ct
    )
    {
        var parameters = await Parameters.ReadAsync(request, ct);
        var query = TapRequest.Parse(parameters, formats);
        // HEAD is answered like a query whose rows nobody reads: checked, but not run.
        if (request.IsHead())
            query = query with { MaxRec = 0 };
        // An answer to GET may be kept by caches (TAP 1.1 §2.1), so it carries no cookie.
        var caller = HttpMethods.IsPost(request.Method)
            ? Callers.OfWithSession(request.HttpContext)
            : Callers.Of(request.HttpContext);
        var run = new TapRun(QueryPurpose.Interactive, TimeSpan.FromSeconds(tap.Options.SyncSeconds))
        {
            ShareKey = caller.ShareKey,
            Facts = RequestFacts.Of(request.HttpContext),
            OpenPart = parameters.OpenFile,
        };
        var opening = services.OfAsync(tap.OpenAsync(query, run, ct), request);
        if (request.IsHead())
            return new TableResult(await opening, query.Format, log) { FileName = query.RunId };
        var record = new SyncRecord(history, caller, query);
        return new TableResult(await record.FollowAsync(opening), query.Format, log)
        {
            FileName = query.RunId,
            OnFinished = outcome => record.Finish(outcome, abandoned: ct.IsCancellationRequested),
        };
    }

    private static TapCapabilities Capabilities(
        HttpRequest request,
        PublicUrl url,
        TapOptions options,
        IEnumerable<JobKind> kinds,
        TableFormats formats,
        ICatalogEngine engine
    ) =>
        new(
            url.Of(request, "/tap"),
            options,
            kinds.FirstOrDefault(kind => kind.Name == "tap")?.Options,
            formats,
            engine.Snapshot
        );

    internal static async Task<IResult> Availability(ICatalogEngine engine, CancellationToken ct)
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

    private static async Task<IResult> Tables(
        HttpRequest request,
        ICatalogEngine engine,
        PublishedTables tables,
        TapOptions options
    )
    {
        var usual = engine.Snapshot.Tables.Count() <= options.FullTablesUpTo ? TablesDetail.Max : TablesDetail.Min;
        return await tables.DocumentAsync(TablesDocument.ReadDetail(request, usual));
    }

    private static Task<IResult> Examples(
        HttpRequest request,
        PublishedExamples examples,
        PublicUrl url,
        CancellationToken ct
    ) => examples.DocumentAsync(url.Of(request, "/tap"), ct);

    private static async Task<IResult> ChildTable(string name, PublishedTables tables) =>
        // Routing leaves an escaped slash as it is.
        await tables.ChildAsync(name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));
}
