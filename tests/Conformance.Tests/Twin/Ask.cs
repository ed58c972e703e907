using System.Text;

namespace DataLab.Conformance.Tests.Twin;

/// <summary>A request as the twin sees it: query string and form together.</summary>
/// <param name="Path">Below the twin's base URL, with a leading slash and none at its end.</param>
/// <param name="Files">Parts of a multipart form that are files, by name.</param>
/// <param name="Session">What our cookie says; null without one.</param>
internal sealed record Ask(
    string Method,
    string BaseUrl,
    string Path,
    IReadOnlyList<(string Name, string Value)> Fields,
    IReadOnlyDictionary<string, byte[]> Files,
    string? Session
)
{
    public string? this[string name] => All(name).LastOrDefault();

    public IEnumerable<string> All(string name) =>
        Fields.Where(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(f => f.Value);

    /// <summary>The same request without a parameter.</summary>
    public Ask Without(string name) =>
        this with
        {
            Fields = [.. Fields.Where(f => !f.Name.Equals(name, StringComparison.OrdinalIgnoreCase))],
        };

    /// <summary>The same request with one value for a parameter.</summary>
    public Ask With(string name, string value) =>
        Without(name) with
        {
            Fields = [.. Without(name).Fields, (name, value)],
        };
}

/// <summary>An answer of the twin.</summary>
internal sealed record Reply(int Status, string? ContentType, string Body)
{
    /// <summary>Further headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static Reply Xml(string body) => new(200, "text/xml", body);

    public static Reply Text(string body) => new(200, "text/plain", body);

    public static Reply NotFound => new(404, "text/plain", "Not here.");

    public static Reply Forbidden => new(403, "text/plain", "Not now.");

    public static Reply SeeOther(string url) =>
        new(303, null, "") { Headers = new Dictionary<string, string> { ["Location"] = url } };

    public Reply With(string header, string value) =>
        this with
        {
            Headers = new Dictionary<string, string>(Headers) { [header] = value },
        };

    public Reply Without(string header) => this with { Headers = Headers.Where(h => h.Key != header).ToDictionary() };

    public byte[] Bytes => Encoding.UTF8.GetBytes(Body);
}
