using System.Globalization;
using System.Text.RegularExpressions;
using DataLab.Formats;
using DataLab.Sia.ObsCore;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataLab.Sia.Ingest;

/// <summary>YAML to the sources of a <see cref="ColumnMap"/>, with the line of whatever is wrong.</summary>
internal sealed class ColumnMapReader(string name)
{
    /// <summary>A pattern that takes longer on a name of some hundred characters is a mistake.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    private static readonly string[] Keys = ["value", "keyword", "path", "regex", "factor", "default"];

    public List<ColumnSource> Read(string text)
    {
        YamlNode? root;
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            root = yaml.Documents.Count > 0 ? yaml.Documents[0].RootNode : null;
        }
        catch (YamlException e)
        {
            throw new TableFormatException($"{name} is not YAML: {e.Message} (line {e.Start.Line}).", e)
            {
                Line = e.Start.Line,
            };
        }
        if (root is not YamlMappingNode mapping)
            throw new TableFormatException(
                $"{name} is no map of columns: it does not start with a mapping (columns:)."
            );
        var columns = mapping;
        foreach (var (key, value) in mapping.Children)
            columns =
                key is YamlScalarNode { Value: "columns" } && value is YamlMappingNode inner
                    ? inner
                    : throw Wrong(key, "the only key is \"columns\", with a mapping of columns below");
        return [.. columns.Children.Select(pair => Source(pair.Key, pair.Value))];
    }

    private ColumnSource Source(YamlNode key, YamlNode node)
    {
        var column = Column(key);
        if (node is YamlScalarNode { Value: { } constant })
            return Checked(new ColumnSource(column, []) { Replacement = constant }, node);
        if (node is not YamlMappingNode mapping)
            throw Wrong(node, $"{column.Name} takes a constant, or a mapping of {string.Join(", ", Keys)}");
        foreach (var known in mapping.Children.Keys)
            if (known is not YamlScalarNode { Value: { } word } || !Keys.Contains(word))
                throw Wrong(known, $"{column.Name} takes the keys {string.Join(", ", Keys)}");
        var (keywords, path) = (Words(mapping, "keyword"), Text(mapping, "path"));
        if (keywords.Count > 0 && path is not null)
            throw Wrong(node, $"{column.Name} comes from a keyword or from the path, not from both");
        if (keywords.Count == 0 && path is null && Text(mapping, "value") is null)
            throw Wrong(node, $"{column.Name} needs one of keyword, path and value");
        return Checked(
            new ColumnSource(column, keywords)
            {
                IsPath = path is not null,
                Pattern = (path ?? Text(mapping, "regex")) is { } pattern ? Compiled(pattern, mapping) : null,
                Replacement = Text(mapping, "value"),
                Factor = Number(mapping, "factor") ?? 1,
                Default = Text(mapping, "default"),
            },
            node
        );
    }

    private ObsCoreColumn Column(YamlNode key)
    {
        var said = (key as YamlScalarNode)?.Value ?? "";
        var column =
            ObsCoreColumns.Find(said)
            ?? throw Wrong(key, $"ivoa.ObsCore has no column \"{said}\"; docs/images.md has the list");
        if (column.IsDerived)
            throw Wrong(key, $"{column.Name} follows from the file's place and cannot be set");
        if (column.Field.IsList)
            throw Wrong(key, $"{column.Name} is a list, which comes from the coordinates of the image only");
        return column;
    }

    /// <summary>What is written out has to be of the column's type.</summary>
    private ColumnSource Checked(ColumnSource source, YamlNode node)
    {
        var constants = source is { IsPath: false, Keywords.Count: 0 }
            ? [source.Replacement, source.Default]
            : new[] { source.Default };
        foreach (var constant in constants)
            if (constant is not null && source.Typed(constant, 1) is null)
                throw Wrong(node, $"{source.Column.Name} takes a number, not \"{constant}\"");
        return source;
    }

    private Regex Compiled(string pattern, YamlNode node)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, Patience);
        }
        catch (ArgumentException e)
        {
            throw Wrong(node, $"\"{pattern}\" is no regular expression: {e.Message}");
        }
    }

    private static YamlNode? Child(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private string? Text(YamlMappingNode node, string key) =>
        Child(node, key) switch
        {
            null => null,
            YamlScalarNode scalar => scalar.Value,
            var other => throw Wrong(other, $"\"{key}\" takes one value"),
        };

    private double? Number(YamlMappingNode node, string key) =>
        Text(node, key) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
        : throw Wrong(node, $"\"{key}\" takes a number, not \"{text}\"");

    private List<string> Words(YamlMappingNode node, string key) =>
        Child(node, key) switch
        {
            null => [],
            YamlScalarNode { Value: { Length: > 0 } word } => [word.ToUpperInvariant()],
            YamlSequenceNode list =>
            [
                .. list.Select(item =>
                    (item as YamlScalarNode)?.Value?.ToUpperInvariant()
                    ?? throw Wrong(item, $"\"{key}\" takes names of keywords")
                ),
            ],
            var other => throw Wrong(other, $"\"{key}\" takes the name of a keyword, or a list of them"),
        };

    private TableFormatException Wrong(YamlNode node, string what) =>
        new($"{name}: {what} (line {node.Start.Line.ToString(CultureInfo.InvariantCulture)}).")
        {
            Line = node.Start.Line,
        };
}
