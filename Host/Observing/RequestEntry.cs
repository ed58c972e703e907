using System.Collections;
using System.Globalization;
using DataLab.Dali;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DataLab.Host.Observing;

/// <summary>What the log has of one request: its path, but never its query, which may hold SQL and secrets.</summary>
internal sealed class RequestEntry : IReadOnlyList<KeyValuePair<string, object?>>
{
    private const int LongestPath = 300;

    private readonly List<KeyValuePair<string, object?>> facts = [];
    private readonly string text;

    private RequestEntry(HttpContext context, string method, TimeSpan took, RequestFacts told)
    {
        var path = (context.Request.PathBase + context.Request.Path).ToString();
        path = path.Length <= LongestPath ? path : path[..LongestPath] + "...";
        Add("RequestId", context.TraceIdentifier);
        Add("Method", method);
        Add("Path", path);
        Add("Resource", told.Resource);
        Add("Status", context.Response.StatusCode);
        Add("Seconds", Seconds(took));
        Add("User", context.User.Identity is { IsAuthenticated: true, Name: { } name } ? name : null);
        Add("Address", context.Connection.RemoteIpAddress?.ToString());
        Add("JobId", told.JobId);
        Add("Format", told.Format);
        Add("Rows", told.Rows);
        Add("Bytes", told.Bytes);
        Add("Engine", told.Engine);
        Add("EngineSeconds", told.EngineTime is { } engine ? Seconds(engine()) : null);
        Add("TranslateSeconds", told.Translated is { } translated ? Seconds(translated) : null);
        Add("WaitSeconds", told.Waited is { } waited ? Seconds(waited) : null);
        Add("Error", told.Error);
        text = string.Create(
            CultureInfo.InvariantCulture,
            $"{method} {path} {context.Response.StatusCode} in {took.TotalSeconds:0.000} s"
        );
        if (told.Rows is { } rows)
            text += string.Create(CultureInfo.InvariantCulture, $", {rows} rows");
        if (told.Bytes is { } bytes)
            text += string.Create(CultureInfo.InvariantCulture, $", {bytes} bytes");
    }

    public int Count => facts.Count;

    public KeyValuePair<string, object?> this[int index] => facts[index];

    public static void Write(ILogger log, HttpContext context, string method, TimeSpan took, RequestFacts facts) =>
        log.Log(
            LogLevel.Information,
            default,
            new RequestEntry(context, method, took, facts),
            null,
            static (entry, _) => entry.ToString()
        );

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => facts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => text;

    private void Add(string name, object? value)
    {
        if (value is not null)
            facts.Add(new(name, value));
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 6);
}
