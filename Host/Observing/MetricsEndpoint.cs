using System.Globalization;
using System.Net;
using DataLab.Formats;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DataLab.Host.Observing;

/// <summary><c>/metrics</c>, for those who may read it, on the public port or one of its own.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/metrics";

    /// <summary>What a proxy adds to a request it passes on.</summary>
    private static readonly string[] SignsOfProxy =
    [
        "X-Forwarded-For",
        "X-Original-For",
        "Forwarded",
        "Via",
        "X-Real-IP",
    ];

    public static void Listen(KestrelServerOptions kestrel, MetricsSettings settings)
    {
        if (settings is { Enabled: true, Port: { } port })
            kestrel.Listen(IPAddress.Parse(settings.Bind), port);
    }

    public static void MapMetrics(this IEndpointRouteBuilder routes, MetricsSettings settings)
    {
        if (settings.Enabled)
            routes.MapGet(
                Path,
                async (HttpContext context, MetricStore metrics, ServerMeter server) =>
                {
                    if (!MayRead(context, settings))
                        throw new ServiceException(
                            ErrorKind.PermissionDenied,
                            "The metrics are for the operators of this service."
                        );
                    await server.LookAsync(context.RequestAborted);
                    return Results.Text(metrics.Write(), PrometheusText.ContentType);
                }
            );
    }

    /// <summary>The port of its own has nothing else, and the public one no metrics then.</summary>
    public static void UseMetricsPort(this IApplicationBuilder app, MetricsSettings settings)
    {
        if (settings is not { Enabled: true, Port: { } port })
            return;
        app.Use(
            (context, next) =>
            {
                var isOurs = context.Connection.LocalPort == port;
                var isMetrics = context.Request.Path == Path;
                if (isOurs ? isMetrics || context.Request.Path == "/healthz" : !isMetrics)
                    return next(context);
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return context.Response.WriteAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"There is nothing at {(isMetrics ? Path : "this path")} on this port.\n"
                    )
                );
            }
        );
    }

    /// <summary>Whoever comes through a proxy on this machine comes from anywhere, and has to be allowed by address.</summary>
    private static bool MayRead(HttpContext context, MetricsSettings settings)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is null || !settings.Allows(address))
            return false;
        var isLocal = IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
        return !isLocal || !Array.Exists(SignsOfProxy, context.Request.Headers.ContainsKey);
    }
}
