using DataLab.Dali;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DataLab.Host.Observing;

/// <summary>Sends spans to a collector: requests (children of the caller's span, W3C Trace Context) and what they are made of, and runs of jobs.</summary>
internal static class Tracing
{
    private static readonly string[] Sources =
    [
        "Microsoft.AspNetCore",
        "DataLab.Dali",
        "DataLab.Tap",
        "DataLab.Catalog",
        "DataLab.Uws",
    ];

    /// <summary>The variables of the environment that switch it on, as OpenTelemetry names them.</summary>
    private static readonly string[] Switches = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    /// <returns>What sends; dispose to send the rest. Null where no collector is named.</returns>
    public static IDisposable? Start(TracingSettings settings)
    {
        if (
            settings.Url is null
            && !Array.Exists(Switches, name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })
        )
            return null;
        return Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource =>
            {
                if (Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") is not { Length: > 0 })
                    resource.AddService(settings.ServiceName, serviceVersion: ServiceIdentity.Version);
            })
            .AddSource(Sources)
            .AddOtlpExporter(exporter => Address(exporter, settings))
            .Build();
    }

    /// <summary>The package appends the path of the signal only to addresses of the environment.</summary>
    private static void Address(OtlpExporterOptions exporter, TracingSettings settings)
    {
        if (settings.Url is not { } url)
            return;
        var isHttp = settings.Protocol is TracingProtocol.HttpProtobuf;
        exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = isHttp ? new Uri(url.AbsoluteUri.TrimEnd('/') + "/v1/traces") : url;
    }
}
