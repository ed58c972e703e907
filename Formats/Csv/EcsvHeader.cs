using System.Collections.Immutable;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataLab.Formats.Csv;

/// <summary>The YAML header of an ECSV file (Astropy Proposal for Enhancement 6, ECSV 1.0): types, units and descriptions of the columns.</summary>
/// <remarks>
/// Columns are read as their plain datatype. Those with a subtype (JSON arrays and objects), complex numbers and
/// <c>object</c> stay text; the mixin objects of <c>__serialized_columns__</c> are the plain columns they were stored as.
/// </remarks>
internal sealed record EcsvHeader(ImmutableArray<Field> Fields, CsvDialect Dialect)
{
    private const int MaxDepth = 32;

    /// <summary>Whether a comment line, without its <c>#</c>, opens an ECSV file.</summary>
    public static bool Opens(string comment) => comment.TrimStart().StartsWith("%ECSV", StringComparison.Ordinal);

    /// <param name="comments">The comment lines at the top without their <c>#</c>, the <c>%ECSV</c> line first.</param>
    /// <exception cref="TableFormatException">No YAML, or without the list of columns.</exception>
    public static EcsvHeader Parse(IReadOnlyList<string> comments)
    {
        var yaml = new StringBuilder();
        foreach (var line in comments.Skip(1))
            yaml.Append(line is [' ', ..] ? line.AsSpan(1) : line).Append('\n');
        try
        {
            CheckDepth(yaml.ToString());
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml.ToString()));
            if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is not YamlMappingNode root)
                throw new TableFormatException("The ECSV header holds no YAML mapping.");
            if (Child(root, "datatype") is not YamlSequenceNode { Children.Count: > 0 } columns)
                throw new TableFormatException("The ECSV header has no list \"datatype\" of columns.");
            return new EcsvHeader([.. columns.Children.Select(ToField)], Delimiter(root));
        }
        catch (YamlException e)
        {
            // The %ECSV line is line 1 of the file, the YAML begins on line 2.
            throw new TableFormatException($"Line {e.Start.Line + 1}: the ECSV header is no valid YAML: {e.Message}", e)
            {
                Line = e.Start.Line + 1,
            };
        }
    }

    /// <summary>The YAML library recurses into nested nodes; a hostile file must not exhaust the stack.</summary>
    private static void CheckDepth(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current?.NestingIncrease ?? 0;
            if (depth > MaxDepth)
                throw new TableFormatException($"The ECSV header is nested deeper than {MaxDepth} levels.");
        }
    }

    private static CsvDialect Delimiter(YamlMappingNode root) =>
        Scalar(root, "delimiter") switch
        {
            null or " " or "" => new CsvDialect((byte)' '),
            "," => new CsvDialect((byte)','),
            var other => throw new TableFormatException(
                $"The ECSV delimiter is \"{other}\"; it may be a blank or a comma."
            ),
        };

    private static Field ToField(YamlNode node)
    {
        if (node is not YamlMappingNode column || Scalar(column, "name") is not { } name)
            throw new TableFormatException("A column of the ECSV header has no name.");
        var type = TypeOf(column);
        return new Field(name, type)
        {
            ArraySize = type == DataType.Char ? ArraySize.Any : null,
            Unit = Unit(column),
            Description = Scalar(column, "description"),
            Ucd = Meta(column, "ucd"),
            Utype = Meta(column, "utype"),
            XType = type == DataType.Char ? Meta(column, "xtype") : null,
        };
    }

    private static DataType TypeOf(YamlMappingNode column) =>
        Child(column, "subtype") is not null
            ? DataType.Char
            : Scalar(column, "datatype") switch
            {
                "bool" => DataType.Boolean,
                "uint8" => DataType.UnsignedByte,
                "int8" or "int16" => DataType.Short,
                "uint16" or "int32" => DataType.Int,
                "uint32" or "int64" or "uint64" => DataType.Long,
                "float16" or "float32" => DataType.Float,
                "float64" or "float128" => DataType.Double,
                _ => DataType.Char,
            };

    /// <summary>A string, or the mapping that astropy writes with a tag.</summary>
    private static string? Unit(YamlMappingNode column) =>
        Child(column, "unit") is YamlMappingNode unit ? Scalar(unit, "unit") : Scalar(column, "unit");

    /// <summary>An entry of the column's metadata, which is a mapping or a list of mappings.</summary>
    private static string? Meta(YamlMappingNode column, string key) =>
        Child(column, "meta") switch
        {
            YamlMappingNode map => Scalar(map, key),
            YamlSequenceNode list => list
                .Children.OfType<YamlMappingNode>()
                .Select(map => Scalar(map, key))
                .FirstOrDefault(value => value is not null),
            _ => null,
        };

    private static YamlNode? Child(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static string? Scalar(YamlMappingNode map, string key) =>
        Child(map, key) is YamlScalarNode { Value: { } value } && (value.Length > 0 || key == "delimiter")
            ? value
            : null;
}
