using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DataLab.Formats;
using DataLab.Sia.ObsCore;
using DataLab.Sia.Store;

namespace DataLab.Sia.Ingest;

/// <summary>What an operator says of the columns of a collection, before all that names and headers say (<c>--map FILE.yaml</c>).</summary>
/// <param name="Fingerprint">Of its text: files are read again when it changes.</param>
public sealed record ColumnMap(IReadOnlyList<ColumnSource> Sources, string Fingerprint)
{
    /// <exception cref="TableFormatException">Not YAML, or not such a map; with the line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ColumnMap Load(string path) => Parse(File.ReadAllText(path), Path.GetFileName(path));

    /// <param name="name">For messages.</param>
    /// <exception cref="TableFormatException">Not YAML, or not such a map; with the line.</exception>
    public static ColumnMap Parse(string text, string name) =>
        new(
            new ColumnMapReader(name).Read(text),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]
        );

    /// <summary>Sets the columns that the map has a value for.</summary>
    /// <param name="path">Of the file in its collection.</param>
    /// <param name="onlyMissing">Leaves columns that have a value.</param>
    internal void Apply(ColumnValues values, HeaderPair headers, string path, bool onlyMissing = false)
    {
        foreach (var source in Sources)
            if (!onlyMissing || values[source.Column.Name] is null)
                if (source.Value(headers, path) is { } value)
                    values[source.Column.Name] = value;
    }
}

/// <summary>Where the value of one column comes from.</summary>
/// <param name="Keywords">The first that the header has; empty for a constant or a piece of the path.</param>
public sealed record ColumnSource(ObsCoreColumn Column, IReadOnlyList<string> Keywords)
{
    /// <summary>What is searched in the text of the keyword, or in the path. No match, no value.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>What the match becomes: <c>$1</c>, <c>${name}</c>; the text itself of a constant.</summary>
    public string? Replacement { get; init; }

    /// <summary>The pattern is searched in the path.</summary>
    public bool IsPath { get; init; }

    /// <summary>Numbers are multiplied with it, into the column's unit.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>Where the header, or the match, has nothing.</summary>
    public string? Default { get; init; }

    internal object? Value(HeaderPair headers, string path)
    {
        var text =
            IsPath ? Matched(path)
            : Keywords.Count > 0
                ? headers.Text([.. Keywords]) is { } found ? Matched(found)
                    : null
            : Replacement;
        return Typed(text, Factor) ?? Typed(Default, 1);
    }

    private string? Matched(string text)
    {
        if (Pattern is null)
            return text;
        return Pattern.Match(text) is { Success: true } match ? match.Result(Replacement ?? "$0") : null;
    }

    internal object? Typed(string? text, double factor)
    {
        if (text is null)
            return null;
        if (Column.Field.IsText)
            return text;
        if (
            !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number)
        )
            return null;
        number *= factor;
        return Column.Field.DataType is not (DataType.Int or DataType.Long) ? number
            : Math.Abs(number) < 1L << 53 ? (long)Math.Round(number)
            : null;
    }
}
