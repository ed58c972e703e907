using System.Globalization;
using System.Net;
using System.Text;
using DataLab.Dali;
using Microsoft.AspNetCore.Http;

namespace DataLab.Uws.Rest;

/// <summary>What a person sees of jobs in a browser, with forms instead of scripts (UWS 1.1 §2.2.2).</summary>
internal abstract class Page(string title) : IResult
{
    /// <summary>Seconds after which the browser asks again; null when there is nothing to wait for.</summary>
    protected virtual int? Refresh => null;

    public Task ExecuteAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Vary = "Accept";
        // The address of an anonymous job is the key to it.
        headers["Referrer-Policy"] = "no-referrer";
        if (Refresh is { } seconds)
            headers["Refresh"] = seconds.ToString(CultureInfo.InvariantCulture);
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<h1>{Encode(title)}</h1>\n");
        Write(html);
        html.Append(CultureInfo.InvariantCulture, $"<p><small>{Encode(ServiceIdentity.Software)}</small></p>");
        return new HtmlPage(title, html.ToString()).ExecuteAsync(context);
    }

    protected abstract void Write(StringBuilder html);

    protected static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");

    protected static string PhaseMark(ExecutionPhase phase) => $"<strong>{phase.ToWire()}</strong>";
}
