using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using DataLab.Formats;
using Microsoft.Extensions.Configuration;

namespace DataLab.Host.Observing;

/// <summary>Where traces go; section <c>OpenTelemetry</c> of the configuration. The variables <c>OTEL_…</c> of the environment hold as well.</summary>
internal sealed record TracingSettings
{
    [Description(
        "Base URL of a collector that takes OTLP, such as `http://127.0.0.1:4318`; traces are sent to it. Empty: none, unless `OTEL_EXPORTER_OTLP_ENDPOINT` in the environment names one."
    )]
    public string? Endpoint { get; init; }

    [Description("How the collector is spoken to: `HttpProtobuf` (usually port 4318) or `Grpc` (4317).")]
    [EnumDataType(typeof(TracingProtocol))]
    public TracingProtocol Protocol { get; init; } = TracingProtocol.HttpProtobuf;

    [Description("What this server calls itself in traces, unless `OTEL_SERVICE_NAME` says otherwise.")]
    public string ServiceName { get; init; } = "datalab";

    /// <exception cref="ServiceException">UsageError: no URL.</exception>
    public static TracingSettings Read(IConfiguration configuration)
    {
        var settings = configuration.GetSection("OpenTelemetry").Get<TracingSettings>() ?? new TracingSettings();
        if (settings.Url is null && !string.IsNullOrEmpty(settings.Endpoint))
            throw new ServiceException(
                ErrorKind.UsageError,
                $"The server cannot start: OpenTelemetry:Endpoint takes an http or https URL, not \"{settings.Endpoint}\"."
            );
        return settings;
    }

    public Uri? Url =>
        Uri.TryCreate(Endpoint, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}

internal enum TracingProtocol
{
    HttpProtobuf,
    Grpc,
}
