using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using DataLab.Dali;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DataLab.Host.Observing;

/// <summary>Counts, times, traces and logs every request at its end, by the <see cref="RequestFacts"/> that were gathered on the way.</summary>
internal static class RequestWatch
{
    /// <summary>Category of the one line that a request gets in the log.</summary>
    public const string Category = "DataLab.Requests";

    private static readonly Meter Meter = new("DataLab.Host");
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "datalab.requests",
        null,
        "Requests that ended, by resource, method, status and format"
    );
    private static readonly UpDownCounter<int> Active = Meter.CreateUpDownCounter<int>(
        "datalab.requests.active",
        null,
        "Requests that are being served now"
    );
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "datalab.request.duration",
        "s",
        "From the headers of the request to the last byte of the answer, by resource and format"
    );
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>(
        "datalab.response.rows",
        null,
        "Rows of tables that were answered, by resource and format"
    );
    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>(
        "datalab.response.size",
        "By",
        "Bytes of bodies that were sent and whose size is known, by resource and format"
    );

    private static readonly string[] Methods = ["GET", "POST", "HEAD", "DELETE", "OPTIONS", "PUT"];
    private static readonly string[] Statuses =
    [
        .. Enumerable.Range(0, 600).Select(status => status.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>To be used before everything that answers.</summary>
    public static void UseRequestWatch(this IApplicationBuilder app)
    {
        var log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(Category);
        app.Use(
            async (context, next) =>
            {
                var since = Stopwatch.GetTimestamp();
                var method = context.Request.Method;
                Mute(context);
                Active.Add(1);
                try
                {
                    await next(context);
                }
                finally
                {
                    Active.Add(-1);
                    End(context, method, Stopwatch.GetElapsedTime(since), log);
                }
            }
        );
    }

    /// <summary>To be used after routing: an error forgets which endpoint it was.</summary>
    public static void UseResourceNames(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                var facts = RequestFacts.Of(context);
                facts.Resource ??= (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
                facts.JobId ??= context.Request.RouteValues.GetValueOrDefault("jobId") as string;
                return next(context);
            }
        );

    /// <summary>Those who look after us ask every few seconds; nobody wants to see it.</summary>
    private static bool IsRoutine(HttpContext context) =>
        context.Request.Path == MetricsEndpoint.Path || context.Request.Path == "/healthz";

    private static void Mute(HttpContext context)
    {
        if (Activity.Current is not { } span || !IsRoutine(context))
            return;
        span.IsAllDataRequested = false;
        span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    private static void End(HttpContext context, string method, TimeSpan took, ILogger log)
    {
        var facts = RequestFacts.Of(context);
        facts.Bytes ??= context.Response.ContentLength;
        var resource = Tag("resource", facts.Resource ?? "none");
        var format = Tag("format", facts.Format ?? "none");
        var status = Math.Clamp(context.Response.StatusCode, 0, Statuses.Length - 1);
        Requests.Add(
            1,
            new TagList
            {
                resource,
                Tag("method", Methods.Contains(method) ? method : "other"),
                Tag("status", Statuses[status]),
                format,
            }
        );
        Duration.Record(took.TotalSeconds, resource, format);
        if (facts.Rows is > 0 and var rows)
            Rows.Add(rows, resource, format);
        if (facts.Bytes is > 0 and var bytes)
            Bytes.Add(bytes, resource, format);
        if (Activity.Current is { IsAllDataRequested: true } span)
            Describe(span, context, method, facts);
        if (log.IsEnabled(LogLevel.Information) && !IsRoutine(context))
            RequestEntry.Write(log, context, method, took, facts);
    }

    /// <summary>No text of the user is in it: the query of the address holds theirs.</summary>
    private static void Describe(Activity span, HttpContext context, string method, RequestFacts facts)
    {
        span.DisplayName = $"{method} {facts.Resource ?? "none"}";
        span.SetTag("url.query", null).SetTag("http.url", null).SetTag("http.target", null);
        span.SetTag("http.route", facts.Resource).SetTag("http.response.status_code", context.Response.StatusCode);
        span.SetTag("datalab.request_id", context.TraceIdentifier).SetTag("datalab.job_id", facts.JobId);
        span.SetTag("datalab.format", facts.Format).SetTag("datalab.engine", facts.Engine);
        span.SetTag("datalab.rows", facts.Rows).SetTag("datalab.bytes", facts.Bytes).SetTag("error.type", facts.Error);
        if (context.Response.StatusCode >= 500)
            span.SetStatus(ActivityStatusCode.Error);
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
