using System.Xml;
using System.Xml.Linq;
using DataLab.Catalog.DuckDb;
using DataLab.Formats;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataLab.Catalog.Ingest;

/// <summary>Units, UCDs and descriptions kept in a Parquet file's key-value metadata.</summary>
/// <remarks>
/// VOParquet 1.0 (IVOA Note): the key <c>IVOA.VOTable-Parquet.content</c> holds a data-less VOTable whose FIELDs describe the
/// columns in order. astropy's writer keeps an ECSV header in <c>table_meta_yaml</c>.
/// </remarks>
internal sealed class ParquetMetadata
{
    private readonly Dictionary<string, Field> fields = new(StringComparer.Ordinal);

    public string? Name { get; private set; }

    public string? Description { get; private set; }

    /// <param name="file">SQL literal of the file's path.</param>
    public static ParquetMetadata Read(EngineConnection connection, string file, Action<string> note)
    {
        var metadata = new ParquetMetadata();
        try
        {
            if (Value(connection, file, "IVOA.VOTable-Parquet.content") is { } voTable)
                metadata.ReadVoTable(voTable);
            else if (Value(connection, file, "table_meta_yaml") is { } header)
                metadata.ReadAstropy(header);
        }
        catch (Exception e) when (e is XmlException or YamlException)
        {
            note($"The metadata inside the Parquet file cannot be read and are ignored: {e.Message}");
        }
        return metadata;
    }

    private static string? Value(EngineConnection connection, string file, string key) =>
        connection.SelectText(
            $"SELECT decode(value) FROM parquet_kv_metadata({file}) WHERE decode(key) = {EngineTypes.Literal(key)}"
        );

    /// <summary>The field as the file describes it. Its datatype counts only where the stored values are of it.</summary>
    public Field Over(Field stored)
    {
        if (!fields.TryGetValue(stored.Name, out var said))
            return stored;
        var same =
            said.IsList == stored.IsList
            && said.IsText == stored.IsText
            && EngineTypes.Element(said.DataType) == EngineTypes.Element(stored.DataType);
        return stored with
        {
            DataType = same ? said.DataType : stored.DataType,
            ArraySize = same ? said.ArraySize ?? stored.ArraySize : stored.ArraySize,
            Unit = said.Unit ?? stored.Unit,
            Ucd = said.Ucd ?? stored.Ucd,
            Utype = said.Utype ?? stored.Utype,
            XType = said.XType ?? stored.XType,
            Description = said.Description ?? stored.Description,
            Frame = said.Frame ?? stored.Frame,
        };
    }

    private void ReadVoTable(string xml)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        using var reader = XmlReader.Create(new StringReader(xml), settings);
        var document = XDocument.Load(reader);
        var systems = document
            .Descendants()
            .Where(e => e.Name.LocalName == "COOSYS" && e.Attribute("ID") is not null)
            .ToLookup(e => e.Attribute("ID")!.Value, e => e.Attribute("system")?.Value);
        var table = document.Descendants().FirstOrDefault(e => e.Name.LocalName == "TABLE");
        if (table is null)
            return;
        Name = table.Attribute("name")?.Value;
        Description = DescriptionOf(table);
        foreach (var field in table.Elements().Where(e => e.Name.LocalName == "FIELD"))
        {
            if (
                field.Attribute("name")?.Value is not { } name
                || !VoTableTypes.TryParse(field.Attribute("datatype")?.Value ?? "", out var type)
            )
                continue;
            fields.TryAdd(
                name,
                new Field(name, type)
                {
                    ArraySize = ArraySize.TryParse(field.Attribute("arraysize")?.Value ?? "", out var size)
                        ? size
                        : null,
                    Unit = Said(field.Attribute("unit")?.Value),
                    Ucd = Said(field.Attribute("ucd")?.Value),
                    Utype = Said(field.Attribute("utype")?.Value),
                    XType = Said(field.Attribute("xtype")?.Value),
                    Description = DescriptionOf(field),
                    Frame = systems[field.Attribute("ref")?.Value ?? ""].FirstOrDefault(),
                }
            );
        }
    }

    private static string? DescriptionOf(XElement element) =>
        Said(element.Elements().FirstOrDefault(e => e.Name.LocalName == "DESCRIPTION")?.Value);

    private void ReadAstropy(string header)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(header));
        if (
            yaml.Documents.Count == 0
            || yaml.Documents[0].RootNode is not YamlMappingNode root
            || !root.Children.TryGetValue("datatype", out var list)
            || list is not YamlSequenceNode columns
        )
            return;
        foreach (var column in columns.OfType<YamlMappingNode>())
        {
            if (Scalar(column, "name") is not { } name)
                continue;
            // The datatype is known from the file itself; a field needs one, but an impossible list never matches it.
            fields.TryAdd(
                name,
                new Field(name, DataType.DoubleComplex)
                {
                    Unit = Scalar(column, "unit"),
                    Description = Scalar(column, "description"),
                }
            );
        }
    }

    private static string? Scalar(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value)
            ? value switch
            {
                YamlScalarNode scalar => Said(scalar.Value),
                // !astropy.units.Unit {unit: deg}
                YamlMappingNode unit => Scalar(unit, "unit"),
                _ => null,
            }
            : null;

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
