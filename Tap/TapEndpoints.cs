using System.Diagnostics;
using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Dali.Vosi;
using DataLab.Formats;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
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
        services.AddSingleton<TapService>();
        return services;
    }

    public static RouteGroupBuilder MapTap(this IEndpointRouteBuilder routes)
    {
        var tap = routes.MapGroup("/tap").WithErrorDocument(ErrorDocument.VoTable);
        tap.MapMethods("/sync", ["GET", "POST"], Sync);
        tap.MapGet("/capabilities", Capabilities);
        tap.MapGet("/availability", Availability);
        tap.MapGet("/tables", Tables);
        tap.MapGet("/tables/{**name}", ChildTable);
        return tap;
    }

    private static async Task<IResult> Sync(
        HttpRequest request,
        TapService tap,
        TableFormats formats,
        ILogger<TapService> log,
        CancellationToken ct
    )
    {
        var query = TapRequest.Parse(await Parameters.ReadAsync(request, ct), formats);
        var run = new TapRun(QueryPurpose.Interactive, TimeSpan.FromSeconds(tap.Options.SyncSeconds));
        return new TableResult(await tap.OpenAsync(query, run, ct), query.Format, log) { FileName = query.RunId };
    }

    private static TapCapabilities Capabilities(
        HttpRequest request,
        PublicUrl url,
        TapOptions options,
        TableFormats formats
    ) => new(url.Of(request, "/tap"), options, formats);

    private static async Task<IResult> Availability(ICatalogEngine engine, CancellationToken ct)
    {
        try
        {
            await engine.CheckAsync(ct);
            return new Availability(true, UpSince, null);
        }
        catch (ServiceException e)
        {
            return new Availability(false, UpSince, e.Message);
        }
    }

    private static TablesDocument Tables(HttpRequest request, ICatalogEngine engine, TapOptions options)
    {
        var catalog = engine.Snapshot;
        var detail = request.Query["detail"].ToString().ToLowerInvariant() switch
        {
            "min" => TablesDetail.Min,
            "max" => TablesDetail.Max,
            "" => catalog.Tables.Count() <= options.FullTablesUpTo ? TablesDetail.Max : TablesDetail.Min,
            var other => throw new ServiceException(ErrorKind.UsageError, $"detail is min or max, not \"{other}\"."),
        };
        return new TablesDocument(catalog, detail);
    }

    private static TablesDocument.Child ChildTable(string name, ICatalogEngine engine)
    {
        var catalog = engine.Snapshot;
        // Routing leaves an escaped slash as it is.
        name = name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var table =
            catalog.Tables.FirstOrDefault(table => table.QualifiedName == name)
            ?? catalog.Tables.FirstOrDefault(table =>
                table.QualifiedName.Equals(name, StringComparison.OrdinalIgnoreCase)
            )
            ?? throw new ServiceException(
                ErrorKind.NotFound,
                $"There is no table \"{(name.Length <= 100 ? name : name[..100] + "...")}\"; names are schema.table, as /tables lists them."
            );
        return new TablesDocument.Child(catalog, table);
    }
}
