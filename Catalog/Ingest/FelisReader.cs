using System.Collections.Immutable;
using System.Globalization;
using DataLab.Formats;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataLab.Catalog.Ingest;

/// <summary>Felis YAML to <see cref="FelisDocument"/>, with the line of whatever is wrong.</summary>
internal sealed class FelisReader(string source)
{
    private readonly SortedDictionary<string, int> ignored = new(StringComparer.Ordinal);

    /// <summary>Columns by their <c>@id</c>: "#table.column" to (table, column).</summary>
    private readonly Dictionary<string, (string Table, string Column)> ids = new(StringComparer.Ordinal);

    private static readonly HashSet<string> SchemaKeys =
    [
        "name",
        "@id",
        "id",
        "description",
        "tables",
        "version",
        "votable:utype",
        "tap:schema_index",
    ];

    private static readonly HashSet<string> TableKeys =
    [
        "name",
        "@id",
        "id",
        "description",
        "columns",
        "primaryKey",
        "constraints",
        "indexes",
        "votable:utype",
        "tap:table_index",
    ];

    private static readonly HashSet<string> ColumnKeys =
    [
        "name",
        "@id",
        "id",
        "datatype",
        "length",
        "description",
        "nullable",
        "ivoa:ucd",
        "ivoa:unit",
        "fits:tunit",
        "votable:utype",
        "votable:xtype",
        "votable:arraysize",
        "votable:datatype",
        "tap:principal",
        "tap:std",
        "tap:column_index",
        "autoincrement",
        "precision",
    ];

    public FelisDocument Read(TextReader text)
    {
        YamlMappingNode root;
        try
        {
            var yaml = new YamlStream();
            yaml.Load(text);
            if (yaml.Documents.Count == 0 || yaml.Documents[0].RootNode is not YamlMappingNode mapping)
                throw new TableFormatException(
                    $"{source} is not a Felis document: it does not start with a mapping (name:, tables:)."
                );
            root = mapping;
        }
        catch (YamlException e)
        {
            throw new TableFormatException($"{source} is not YAML: {e.Message} (line {e.Start.Line}).", e)
            {
                Line = e.Start.Line,
            };
        }
        NoteOthers(root, SchemaKeys);
        var tables = Items(root, "tables").ToArray();
        foreach (var table in tables)
            CollectIds(table);
        var read = tables.Select(Table).ToImmutableArray();
        return new FelisDocument(
            Text(root, "name"),
            read,
            [
                .. ignored.Select(key =>
                    $"{source}: the key \"{key.Key}\" is not used (line {key.Value.ToString(CultureInfo.InvariantCulture)})."
                ),
            ]
        )
        {
            Description = Text(root, "description"),
            Utype = Text(root, "votable:utype"),
            Index = Integer(root, "tap:schema_index"),
        };
    }

    private void CollectIds(YamlMappingNode table)
    {
        var name = Required(table, "name", "a table");
        foreach (var column in Items(table, "columns"))
        {
            var column_ = Required(column, "name", "a column");
            ids["#" + name + "." + column_] = (name, column_);
            if ((Text(column, "@id") ?? Text(column, "id")) is { } id)
                ids[id] = (name, column_);
        }
    }

    private FelisTable Table(YamlMappingNode table)
    {
        NoteOthers(table, TableKeys);
        var name = Required(table, "name", "a table");
        return new FelisTable(name, [.. Items(table, "columns").Select(Column)])
        {
            Description = Text(table, "description"),
            Utype = Text(table, "votable:utype"),
            Index = Integer(table, "tap:table_index"),
            PrimaryKey = [.. Names(table, "primaryKey").Select(id => Resolve(id, name).Column)],
            ForeignKeys =
            [
                .. Items(table, "constraints")
                    .Where(constraint => Text(constraint, "@type") == "ForeignKey")
                    .Select((constraint, i) => ForeignKey(constraint, name, i)),
            ],
        };
    }

    private FelisForeignKey ForeignKey(YamlMappingNode constraint, string table, int i)
    {
        var from = Names(constraint, "columns").Select(id => Resolve(id, table)).ToArray();
        var target = Names(constraint, "referencedColumns").Select(id => Resolve(id, table)).ToArray();
        if (from.Length == 0 || from.Length != target.Length || target.Any(column => column.Table != target[0].Table))
            throw Wrong(constraint, "a ForeignKey needs as many columns as referencedColumns, all of one table");
        return new FelisForeignKey(
            Text(constraint, "name") ?? $"{table}_fk{(i + 1).ToString(CultureInfo.InvariantCulture)}",
            target[0].Table,
            [.. from.Zip(target, (f, t) => (f.Column, t.Column))]
        )
        {
            Description = Text(constraint, "description"),
        };
    }

    /// <summary>"#table.column", "table.column" or "column" of the table at hand; of another schema "#schema.table.column".</summary>
    private (string Table, string Column) Resolve(YamlScalarNode reference, string table)
    {
        var id = reference.Value ?? "";
        if (ids.TryGetValue(id, out var known) || ids.TryGetValue("#" + id, out known))
            return known;
        if (ids.TryGetValue($"#{table}.{id.TrimStart('#')}", out known))
            return known;
        var parts = id.TrimStart('#').Split('.');
        return parts.Length == 3
            ? (parts[0] + "." + parts[1], parts[2])
            : throw Wrong(reference, $"\"{id}\" is not the id of a column in this document");
    }

    private FelisColumn Column(YamlMappingNode column)
    {
        NoteOthers(column, ColumnKeys);
        var (type, size) = FelisTypes.Read(
            Text(column, "votable:datatype"),
            Text(column, "datatype"),
            Text(column, "votable:arraysize"),
            Integer(column, "length"),
            message => Wrong(column, message)
        );
        var isTime = Text(column, "datatype") == "timestamp";
        return new FelisColumn(Required(column, "name", "a column"))
        {
            DataType = type,
            ArraySize = size,
            Description = Text(column, "description"),
            Unit = Text(column, "ivoa:unit") ?? Text(column, "fits:tunit"),
            Ucd = Text(column, "ivoa:ucd"),
            Utype = Text(column, "votable:utype"),
            XType = Text(column, "votable:xtype") ?? (isTime ? "timestamp" : null),
            Principal = Flag(column, "tap:principal"),
            Std = Flag(column, "tap:std"),
            Index = Integer(column, "tap:column_index"),
        };
    }

    private void NoteOthers(YamlMappingNode node, HashSet<string> keys)
    {
        foreach (var key in node.Children.Keys.OfType<YamlScalarNode>())
        {
            if (key.Value is { } name && !keys.Contains(name))
                ignored.TryAdd(name, (int)key.Start.Line);
        }
    }

    private IEnumerable<YamlMappingNode> Items(YamlMappingNode node, string key) =>
        Child(node, key) switch
        {
            null => [],
            YamlSequenceNode list => list.Select(item =>
                item as YamlMappingNode ?? throw Wrong(item, $"an item of \"{key}\" must be a mapping")
            ),
            var other => throw Wrong(other, $"\"{key}\" must be a list"),
        };

    private IEnumerable<YamlScalarNode> Names(YamlMappingNode node, string key) =>
        Child(node, key) switch
        {
            null => [],
            YamlScalarNode one => [one],
            YamlSequenceNode list => list.Select(item =>
                item as YamlScalarNode ?? throw Wrong(item, $"\"{key}\" must be a list of names")
            ),
            var other => throw Wrong(other, $"\"{key}\" must be a name or a list of names"),
        };

    private static YamlNode? Child(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var child)
        && child is not YamlScalarNode { Value: "" or "null" or "~", Style: ScalarStyle.Plain }
            ? child
            : null;

    private string? Text(YamlMappingNode node, string key) =>
        Child(node, key) switch
        {
            null => null,
            YamlScalarNode scalar => scalar.Value?.Trim(),
            var other => throw Wrong(other, $"\"{key}\" must be a text"),
        };

    private string Required(YamlMappingNode node, string key, string what) =>
        Text(node, key) is { Length: > 0 } text ? text : throw Wrong(node, $"{what} needs a \"{key}\"");

    private int? Integer(YamlMappingNode node, string key)
    {
        if (Text(node, key) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong(Child(node, key)!, $"\"{key}\" must be an integer, not \"{text}\"");
    }

    private bool? Flag(YamlMappingNode node, string key) =>
        Text(node, key)?.ToLowerInvariant() switch
        {
            null => null,
            "1" or "true" or "yes" => true,
            "0" or "false" or "no" => false,
            var text => throw Wrong(Child(node, key)!, $"\"{key}\" must be 0 or 1, not \"{text}\""),
        };

    private TableFormatException Wrong(YamlNode node, string what) =>
        new($"{source}, line {node.Start.Line.ToString(CultureInfo.InvariantCulture)}: {what}.")
        {
            Line = node.Start.Line,
        };
}
