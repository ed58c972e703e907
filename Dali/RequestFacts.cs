using Microsoft.AspNetCore.Http;

namespace DataLab.Dali;

/// <summary>What is learned about a request while it is served: told by those who know it, read once at its end for log, metrics and trace.</summary>
/// <remarks>Written by one at a time. Null where nobody had anything to tell.</remarks>
public sealed class RequestFacts
{
    /// <summary>Template of the path, such as <c>/scs/{schema}/{table}</c>: one of few, whatever callers send.</summary>
    public string? Resource { get; set; }

    /// <summary>Short name of the table format of the answer.</summary>
    public string? Format { get; set; }

    /// <summary>Rows of the table that was answered.</summary>
    public long? Rows { get; set; }

    /// <summary>Bytes of the body, as sent.</summary>
    public long? Bytes { get; set; }

    /// <summary>What went wrong, as one of few words.</summary>
    public string? Error { get; set; }

    /// <summary>The job that the request is about.</summary>
    public string? JobId { get; set; }

    /// <summary>Which engine ran the query.</summary>
    public string? Engine { get; set; }

    /// <summary>How long it has worked on the query so far.</summary>
    public Func<TimeSpan>? EngineTime { get; set; }

    /// <summary>From text to SQL.</summary>
    public TimeSpan? Translated { get; set; }

    /// <summary>For a place.</summary>
    public TimeSpan? Waited { get; set; }

    /// <summary>Those of a request; the same at any time.</summary>
    public static RequestFacts Of(HttpContext context)
    {
        if (context.Features.Get<RequestFacts>() is { } known)
            return known;
        var facts = new RequestFacts();
        context.Features.Set(facts);
        return facts;
    }
}
