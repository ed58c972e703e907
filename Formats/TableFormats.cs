using System.Collections.Immutable;
using DataLab.Formats.Arrow;
using DataLab.Formats.Csv;
using DataLab.Formats.FitsTable;
using DataLab.Formats.Html;
using DataLab.Formats.Json;
using DataLab.Formats.Parquet;
using DataLab.Formats.Text;
using DataLab.Formats.VoTable;

namespace DataLab.Formats;

/// <summary>An output format as a service declares it (TAPRegExt 1.0 §2.4 outputFormat).</summary>
/// <param name="MediaType">Element mime.</param>
/// <param name="Aliases">Elements alias: what RESPONSEFORMAT may say beside the media type.</param>
/// <param name="IvoId">Attribute ivo-id; null where the standard has none.</param>
public sealed record OutputFormat(string MediaType, ImmutableArray<string> Aliases, string? IvoId);

/// <summary>The formats that a table can be asked for, by RESPONSEFORMAT (DALI 1.1 §3.4.3).</summary>
/// <param name="voTable">What a VOTable is written as when the request leaves it open.</param>
public sealed class TableFormats(VoTableSerialization voTable = VoTableSerialization.Binary2)
{
    private const string VoTableGzip = "application/x-votable+gzip";
    private const string IvoIdStem = "ivo://ivoa.net/std/TAPRegExt#output-votable-";

    /// <summary>What the service declares; the first is the default.</summary>
    public ImmutableArray<OutputFormat> Outputs { get; } =
    [
        new(VoTableNames.MediaType, ["votable"], null),
        new("application/x-votable+xml;serialization=TABLEDATA", ["votable/td", "votable_plain"], IvoIdStem + "td"),
        new("application/x-votable+xml;serialization=BINARY", ["votable/b"], IvoIdStem + "binary"),
        new("application/x-votable+xml;serialization=BINARY2", ["votable/b2"], IvoIdStem + "binary2"),
        new("text/xml", [], null),
        new("text/csv;header=present", ["csv", "text/csv"], null),
        new("text/csv;header=absent", [], null),
        new("text/tab-separated-values", ["tsv"], null),
        new("application/fits", ["fits"], null),
        new("application/json", ["json"], null),
        new("application/x-ndjson", ["jsonl", "ndjson"], null),
        new("text/html", ["html"], null),
        new("text/plain", ["text"], null),
        new(VoTableGzip, ["votable_gzip"], null),
        new("application/vnd.apache.parquet", ["parquet"], null),
        new("application/vnd.apache.arrow.stream", ["arrow"], null),
    ];

    /// <summary>What to tell somebody whose format was not found.</summary>
    public IEnumerable<string> Names => Outputs.SelectMany(output => output.Aliases).Distinct();

    /// <summary>VOTable, as the service prefers it.</summary>
    public ITableFormat Default => new VoTableFormat(voTable) { MediaType = VoTableNames.MediaType };

    /// <summary>The format of a short name or media type, in any case; null when there is none.</summary>
    /// <param name="responseFormat">
    /// <c>votable</c>, <c>csv</c>, <c>application/x-votable+xml;serialization=binary2</c>, <c>text/csv;header=absent</c>, ...
    /// Parameters other than these two are ignored.
    /// </param>
    /// <remarks>The <see cref="ITableFormat.MediaType"/> of the answer is the one asked for (TAP 1.1 §2.7.3).</remarks>
    public ITableFormat? Find(string responseFormat)
    {
        var parts = responseFormat.Split(';', StringSplitOptions.TrimEntries);
        // A plus sign that was not escaped in a URL arrives as a blank.
        var name = parts[0].ToLowerInvariant().Replace("x-votable ", "x-votable+", StringComparison.Ordinal);
        return name switch
        {
            "votable" => Default,
            "votable/td" or "votable_plain" => new VoTableFormat(VoTableSerialization.TableData),
            "votable/b" => new VoTableFormat(VoTableSerialization.Binary),
            "votable/b2" => new VoTableFormat(VoTableSerialization.Binary2),
            VoTableNames.MediaType => FindSerialization(Parameter(parts, "serialization")),
            // Asked for by browsers and plain XML tools, to which binary says nothing.
            "text/xml" => new VoTableFormat(VoTableSerialization.TableData) { MediaType = "text/xml" },
            "csv" or "text/csv" => Parameter(parts, "header") switch
            {
                null or "present" => new CsvFormat(),
                "absent" => new CsvFormat(header: false),
                _ => null,
            },
            "tsv" or "text/tab-separated-values" => new TsvFormat(),
            "fits" or "application/fits" => new FitsTableFormat(),
            "json" or "application/json" => new JsonFormat(),
            "jsonl" or "ndjson" or "application/x-ndjson" => new JsonLinesFormat(),
            "html" or "text/html" => new HtmlFormat(),
            "text" or "text/plain" => new TextFormat(),
            // Gaia's name for its default, which astroquery asks for.
            "votable_gzip" or VoTableGzip => new GzipFormat(Default, VoTableGzip, "votable_gzip"),
            "parquet" or "application/vnd.apache.parquet" => new ParquetFormat(),
            "arrow" or "application/vnd.apache.arrow.stream" => new ArrowFormat(),
            _ => null,
        };
    }

    private ITableFormat? FindSerialization(string? serialization) =>
        serialization switch
        {
            null => Default,
            "tabledata" => new VoTableFormat(VoTableSerialization.TableData),
            "binary" => new VoTableFormat(VoTableSerialization.Binary),
            "binary2" => new VoTableFormat(VoTableSerialization.Binary2),
            _ => null,
        };

    /// <summary>Value of a media type's parameter, without quotes, in lower case.</summary>
    private static string? Parameter(string[] parts, string name)
    {
        foreach (var part in parts.AsSpan(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && part[..equals].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return part[(equals + 1)..].Trim().Trim('"').ToLowerInvariant();
        }
        return null;
    }
}
