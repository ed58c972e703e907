using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace DataLab.Conformance.Http;

/// <summary>One request and its answer, body included.</summary>
/// <param name="Fields">Parameters that were sent, for messages.</param>
/// <param name="Headers">Header names in lower case.</param>
/// <param name="Before">The redirect that led here; null for the first request.</param>
internal sealed record Exchange(
    string Method,
    Uri Url,
    ImmutableArray<Field> Fields,
    int Status,
    ILookup<string, string> Headers,
    ReadOnlyMemory<byte> Body,
    TimeSpan Elapsed,
    Exchange? Before
)
{
    private const int LongestExcerpt = 200;
    private string? text;

    /// <summary>The request in one line.</summary>
    public string Sent => Describe(First.Method, First.Url, First.Fields);

    /// <summary>The answer in one line: status, type, length and how it begins.</summary>
    public string Came => Body.IsEmpty ? $"{StatusLine}, empty" : $"{StatusLine}: {Excerpt}";

    public string StatusLine
    {
        get
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{Status} {ContentType ?? "without Content-Type"}");
            return Header("location") is { } location ? $"{line}, Location {location}" : line;
        }
    }

    public string? ContentType => Header("content-type");

    /// <summary>Content-Type without parameters, lower case; empty if there is none.</summary>
    public string MediaType => (ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant();

    public string Text => text ??= Encoding.UTF8.GetString(Body.Span);

    public bool IsXml =>
        MediaType.EndsWith("/xml", StringComparison.Ordinal) || MediaType.EndsWith("+xml", StringComparison.Ordinal);

    /// <summary>The request before any redirect.</summary>
    public Exchange First => Before?.First ?? this;

    /// <summary>Where a redirect leads, made absolute; null without a usable Location.</summary>
    public Uri? Location =>
        Header("location") is { } location && Uri.TryCreate(Url, location, out var target) ? target : null;

    public string? Header(string name) => Headers[name].FirstOrDefault();

    public static string Describe(string method, Uri url, IEnumerable<Field> fields) =>
        string.Join(' ', [method, url.AbsoluteUri, .. fields.Select(field => field.ToString())]);

    private string Excerpt
    {
        get
        {
            var start = Text.Length > 4 * LongestExcerpt ? Text[..(4 * LongestExcerpt)] : Text;
            var line = string.Join(' ', start.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return line.Length > LongestExcerpt ? line[..LongestExcerpt] + "..." : line;
        }
    }
}

/// <summary>One parameter of a request, or a file of a multipart form.</summary>
/// <param name="File">Content of a file part; null for a plain parameter.</param>
internal sealed record Field(string Name, string Value, ReadOnlyMemory<byte>? File = null, string? FileType = null)
{
    private const int LongestShown = 300;

    public static implicit operator Field((string Name, string Value) pair) => new(pair.Name, pair.Value);

    public override string ToString() =>
        File is { } file ? string.Create(CultureInfo.InvariantCulture, $"{Name}=[{FileType}, {file.Length} bytes]")
        : Value.Length > LongestShown ? $"{Name}={Value[..LongestShown]}..."
        : $"{Name}={Value}";
}

/// <summary>The service gave no answer that can be judged: no connection, too slow, too long.</summary>
internal sealed class UnansweredException(string sent, string reason) : Exception(reason)
{
    public string Sent => sent;
}
