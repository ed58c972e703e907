using DataLab.Dali;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DataLab.Uws.Rest;

/// <summary>Absolute addresses of the tree, as the caller reaches it.</summary>
/// <param name="List">Of the job list, without a trailing slash.</param>
internal sealed record JobLinks(string List)
{
    /// <summary>The newest jobs; where a deletion leads to, since some clients read whatever they are led to (UWS 1.1 §2.2.2.1).</summary>
    public string RecentJobs => List + "?LAST=100";

    /// <param name="depth">How many segments of the request's path are below the list.</param>
    public static JobLinks Of(HttpContext context, int depth)
    {
        var path = context.Request.Path.ToUriComponent().AsSpan().TrimEnd('/');
        for (; depth > 0; depth--)
            path = path[..path.LastIndexOf('/')];
        var url = context.RequestServices.GetRequiredService<PublicUrl>();
        return new JobLinks(url.Of(context.Request, path.ToString()));
    }

    public string Job(string jobId) => $"{List}/{Uri.EscapeDataString(jobId)}";

    public string Child(string jobId, string name) => $"{Job(jobId)}/{name}";

    public string Result(string jobId, string resultId) =>
        $"{Child(jobId, "results")}/{Uri.EscapeDataString(resultId)}";

    public string Parameter(string jobId, string name) => $"{Child(jobId, "parameters")}/{Uri.EscapeDataString(name)}";
}
