using System.Globalization;
using System.Xml.Linq;
using DataLab.Conformance.Http;

namespace DataLab.Conformance.Documents;

/// <summary>The XML of one job (UWS 1.1 §2.2.2.2).</summary>
internal sealed record JobDocument(XElement Root, Exchange Exchange)
{
    public const string Namespace = "http://www.ivoa.net/xml/UWS/v1.0";

    public static readonly IReadOnlySet<string> Phases = new HashSet<string>
    {
        "PENDING",
        "QUEUED",
        "EXECUTING",
        "COMPLETED",
        "ERROR",
        "UNKNOWN",
        "HELD",
        "SUSPENDED",
        "ABORTED",
        "ARCHIVED",
    };

    /// <summary>Phases in which nothing will happen any more.</summary>
    public static readonly IReadOnlySet<string> Final = new HashSet<string>
    {
        "COMPLETED",
        "ERROR",
        "ABORTED",
        "ARCHIVED",
    };

    public string Id => Root.ChildText("jobId") ?? "";

    public string Phase => Root.ChildText("phase") ?? "";

    public bool IsFinished => Final.Contains(Phase);

    public IReadOnlyList<(string Id, string Value)> Parameters =>
        (Root.Child("parameters")?.Children("parameter") ?? [])
            .Select(parameter => (parameter.Text("id") ?? "", parameter.Value.Trim()))
            .ToArray();

    public IReadOnlyList<JobResult> Results => JobResult.Of(Root.Child("results"));

    public XElement? ErrorSummary => Root.Child("errorSummary");

    /// <summary>Values of a parameter by name, case-insensitive.</summary>
    public IEnumerable<string> Parameter(string name) =>
        Parameters.Where(p => p.Id.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(p => p.Value);

    /// <exception cref="UnreadableException">The answer is not a UWS job.</exception>
    public static JobDocument Read(Exchange exchange)
    {
        var root = SafeXml.Root(exchange);
        return root.Name.LocalName == "job"
            ? new JobDocument(root, exchange)
            : throw new UnreadableException(exchange, $"the root element is {root.Name.LocalName}, not job");
    }

    /// <summary>An instant as UWS 1.1 §2.2.1 wants it: ISO 8601 with T and Z; null when it is written otherwise.</summary>
    public static DateTimeOffset? Instant(string? text) =>
        text is not null
        && text.Contains('T', StringComparison.Ordinal)
        && text.EndsWith('Z')
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : null;
}

/// <summary>One result of a job.</summary>
internal sealed record JobResult(string Id, string Href, string? Size, string? MimeType)
{
    private static readonly XName XlinkHref = XName.Get("href", "http://www.w3.org/1999/xlink");

    public static IReadOnlyList<JobResult> Of(XElement? results) =>
        (results?.Children("result") ?? [])
            .Select(result => new JobResult(
                result.Text("id") ?? "",
                result.Attribute(XlinkHref)?.Value ?? "",
                result.Text("size"),
                result.Text("mime-type")
            ))
            .ToArray();
}
