using System.Collections.Immutable;
using System.Text.RegularExpressions;
using DataLab.Catalog;
using DataLab.Dali;
using DataLab.Formats;

namespace DataLab.Tap.Uploads;

/// <summary>One table that a query brings: a pair of the UPLOAD parameter (TAP 1.1 §2.7.5).</summary>
/// <param name="Name">The table is <c>TAP_UPLOAD.Name</c>.</param>
/// <param name="Url">Where it is; null for an inline one.</param>
/// <param name="Part">Name of the part of the request that holds it; null for a URL.</param>
public sealed record TapUpload(string Name, Uri? Url, string? Part)
{
    /// <summary>The table itself, where the part is a plain field of the form and not a file.</summary>
    public string? Text { get; init; }
}

/// <summary>Reads UPLOAD: repeated, or joined with semicolons as TAP 1.0 has it, each <c>name,uri</c>.</summary>
internal static partial class UploadParameter
{
    private const int MostTables = 20;
    private const int LongestName = 64;
    private const string Example = "UPLOAD=mytable,param:part1 or UPLOAD=mytable,https://example.org/stars.vot";

    /// <exception cref="ServiceException">UsageError saying which pair is wrong and how one looks.</exception>
    public static ImmutableArray<TapUpload> Read(Parameters parameters)
    {
        var uploads = ImmutableArray.CreateBuilder<TapUpload>();
        foreach (var pair in parameters.Multiple("UPLOAD").SelectMany(value => Separator().Split(value)))
        {
            if (string.IsNullOrWhiteSpace(pair))
                continue;
            var upload = ReadPair(pair.Trim(), parameters);
            if (uploads.FirstOrDefault(other => Same(other.Name, upload.Name)) is { } clash)
                throw Wrong(
                    clash.Name == upload.Name
                        ? $"two tables are called \"{upload.Name}\""
                        : $"the names \"{clash.Name}\" and \"{upload.Name}\" differ by case only, which queries do not see"
                );
            uploads.Add(upload);
            if (uploads.Count > MostTables)
                throw Wrong($"one query may bring {MostTables} tables");
        }
        return uploads.ToImmutable();
    }

    private static TapUpload ReadPair(string pair, Parameters parameters)
    {
        var comma = pair.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0)
            throw Wrong($"\"{Shorten(pair)}\" has no comma between name and URI");
        var (name, uri) = (pair[..comma].Trim(), pair[(comma + 1)..].Trim());
        if (name.StartsWith(QuerySession.SchemaName + ".", StringComparison.OrdinalIgnoreCase))
            throw Wrong($"\"{Shorten(name)}\" is named with its schema; write the table's name alone");
        if (!TableName().IsMatch(name) || name.Length > LongestName)
            throw Wrong(
                $"\"{Shorten(name)}\" cannot be the name of a table: a letter, then letters, digits and underscores, at most {LongestName} in all"
            );
        if (uri.StartsWith("param:", StringComparison.OrdinalIgnoreCase))
        {
            var part = uri["param:".Length..];
            return part.Length > 0
                ? new TapUpload(name, null, part) { Text = parameters.Multiple(part).FirstOrDefault(t => t.Length > 0) }
                : throw Wrong($"\"{Shorten(pair)}\" does not say which part of the request holds the table");
        }
        return new TapUpload(name, ReadUrl(uri), null);
    }

    private static Uri ReadUrl(string text)
    {
        var scheme = Scheme().Match(text).Value.ToLowerInvariant();
        if (scheme is not ("" or "http:" or "https:"))
            throw Wrong(
                $"the scheme {Shorten(scheme)} is not supported; tables come with the request (param:) or from http: and https: URLs"
            );
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && scheme.Length > 0
            ? url
            : throw Wrong($"\"{Shorten(text)}\" is not a URI");
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    private static ServiceException Wrong(string what) =>
        new(ErrorKind.UsageError, $"Wrong UPLOAD: {what}. It looks like {Example}.");

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..80] + "...";

    // A semicolon may be part of a URL; it parts pairs where another pair, or the end, follows.
    [GeneratedRegex(@";(?=[^,;]*,\s*[A-Za-z][A-Za-z0-9+.\-]*:|\s*$)")]
    private static partial Regex Separator();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.\-]*:")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]*\z")]
    private static partial Regex TableName();
}
