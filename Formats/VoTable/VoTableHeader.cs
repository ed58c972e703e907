using System.Collections.Immutable;
using System.Globalization;
using System.Xml;

namespace DataLab.Formats.VoTable;

/// <summary>Walks a document up to the data of the wanted table, and from the end of the data to the end of the document.</summary>
/// <remarks>Elements are known by local name, since namespaces differ between versions and are often missing.</remarks>
internal sealed class VoTableHeader(XmlReader xml, TableReadOptions options)
{
    /// <summary>FIELD elements of all tables of a document; every one is kept.</summary>
    private const int MostFields = 50_000;

    /// <summary>INFO and PARAM elements; further ones are not kept.</summary>
    private const int MostInfos = 10_000;

    private readonly Dictionary<string, string> frames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<Field>> tablesById = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<string?>> nullsById = new(StringComparer.Ordinal);
    private readonly List<(int Depth, Info Info)> infos = [];
    private string? resourceDescription;
    private int tablesSeen;
    private int fieldsSeen;
    private string? currentId;
    private string? currentName;

    /// <summary>Name of the element in DATA; null where the table has no data.</summary>
    public string? Serialization { get; private set; }

    /// <summary>VALUES null of each field, as written.</summary>
    public ImmutableArray<string?> NullValues { get; private set; } = [];

    /// <summary>The wanted table; the XML reader is then at its TABLEDATA, BINARY, BINARY2 or FITS, or at the end.</summary>
    public TableDescription ReadToData()
    {
        if (xml.MoveToContent() != XmlNodeType.Element || xml.LocalName != "VOTABLE")
            throw new TableFormatException($"The document element is {xml.Name}, expected VOTABLE.");
        (TableDescription Table, ImmutableArray<string?> Nulls)? withoutData = null;
        while (VoTableXml.Next(xml))
        {
            if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "RESOURCE")
            {
                infos.RemoveAll(info => info.Depth > xml.Depth);
                resourceDescription = null;
            }
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            switch (xml.LocalName)
            {
                case "INFO":
                    var depth = xml.Depth;
                    var info = ReadInfo();
                    ThrowIfError(info);
                    if (infos.Count < MostInfos)
                        infos.Add((depth, info));
                    break;
                case "COOSYS":
                    ReadFrame();
                    break;
                case "DESCRIPTION":
                    resourceDescription = ReadText();
                    break;
                case "TABLE":
                    if (ReadTable() is { } table)
                    {
                        if (Serialization is not null)
                            return table;
                        withoutData ??= (table, NullValues);
                    }
                    break;
            }
        }
        if (withoutData is not { } found)
            throw new TableFormatException(Missing());
        NullValues = found.Nulls;
        Serialization = null;
        return found.Table;
    }

    /// <summary>The INFO elements from here to the end of the RESOURCE that the reader is in; reads on to the end.</summary>
    public ImmutableArray<Info> ReadTrailingInfos()
    {
        var found = ImmutableArray.CreateBuilder<Info>();
        var inside = true;
        while (!xml.EOF && VoTableXml.Next(xml))
        {
            if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "RESOURCE")
                inside = false;
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName is "RESOURCE" or "TABLE")
                SkipContent();
            else if (inside && xml.NodeType == XmlNodeType.Element && xml.LocalName == "INFO")
                Keep(found, ReadInfo());
        }
        return found.ToImmutable();
    }

    /// <exception cref="TableFormatException">The INFO says that the service failed (DALI 1.1 §4.4).</exception>
    public static void ThrowIfError(Info info)
    {
        if (info.Name == VoTableNames.QueryStatus && info.Value.Equals("ERROR", StringComparison.OrdinalIgnoreCase))
            throw new TableFormatException(
                $"The VOTable says that its service failed: {info.Text ?? "no reason given"}"
            );
    }

    private bool IsWanted =>
        options.TableName is { } name ? currentName == name || currentId == name
        : options.TableIndex is { } index ? tablesSeen - 1 == index
        : true;

    /// <summary>From TABLE to its data element, or to its end; null when another table is wanted.</summary>
    private TableDescription? ReadTable()
    {
        Serialization = null;
        (currentId, currentName) = (xml.GetAttribute("ID"), xml.GetAttribute("name"));
        var reference = xml.GetAttribute("ref");
        var fields = ImmutableArray.CreateBuilder<Field>();
        var nulls = ImmutableArray.CreateBuilder<string?>();
        if (reference is not null && tablesById.TryGetValue(reference, out var known))
        {
            fields.AddRange(known);
            nulls.AddRange(nullsById[reference]);
        }
        var ownInfos = infos.Select(entry => entry.Info).ToList();
        string? description = null;
        var hasData = false;
        var tableDepth = xml.Depth;
        if (!xml.IsEmptyElement)
        {
            while (
                !hasData && VoTableXml.Next(xml) && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == tableDepth)
            )
            {
                if (xml.NodeType != XmlNodeType.Element)
                    continue;
                switch (xml.LocalName)
                {
                    case "DESCRIPTION":
                        description = ReadText();
                        break;
                    case "FIELD":
                        if (++fieldsSeen > MostFields)
                            throw new InvalidDataException($"it has more than {MostFields} FIELD elements.");
                        var (field, nullValue) = new VoTableField(xml, frames).Read(fields.Count);
                        fields.Add(field);
                        nulls.Add(nullValue);
                        break;
                    case "INFO":
                        Keep(ownInfos, ReadInfo());
                        break;
                    case "PARAM":
                        Keep(ownInfos, new Info(xml.GetAttribute("name") ?? "", xml.GetAttribute("value") ?? ""));
                        SkipContent();
                        break;
                    case "DATA":
                        hasData = true;
                        break;
                    default:
                        SkipContent();
                        break;
                }
            }
        }
        if (hasData)
            FindSerialization();
        if (fields.Count > 0)
            tablesSeen++;
        NullValues = nulls.ToImmutable();
        var table = new TableDescription(fields.ToImmutable())
        {
            Name = currentName ?? currentId,
            Description = description ?? resourceDescription,
            Infos = [.. ownInfos],
        };
        if (currentId is not null)
        {
            tablesById[currentId] = table.Fields;
            nullsById[currentId] = NullValues;
        }
        if (Serialization is not null && fields.Count == 0 && Serialization != "FITS")
            throw new TableFormatException("The TABLE has data but no FIELD.") { Line = VoTableXml.Line(xml) };
        if (IsWanted && (fields.Count > 0 || Serialization is not null))
            return table;
        if (Serialization is not null)
            SkipContent();
        Serialization = null;
        return null;
    }

    private static void Keep(ICollection<Info> kept, Info info)
    {
        if (kept.Count < MostInfos)
            kept.Add(info);
    }

    private void FindSerialization()
    {
        if (xml.IsEmptyElement)
            return;
        while (VoTableXml.Next(xml) && xml.NodeType != XmlNodeType.EndElement)
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.LocalName is "TABLEDATA" or "BINARY" or "BINARY2" or "FITS")
            {
                Serialization = xml.LocalName;
                return;
            }
            throw new TableFormatException($"DATA holds {xml.Name}, expected TABLEDATA, BINARY, BINARY2 or FITS.")
            {
                Line = VoTableXml.Line(xml),
            };
        }
    }

    private Info ReadInfo()
    {
        var (name, value, ucd) = (xml.GetAttribute("name"), xml.GetAttribute("value"), xml.GetAttribute("ucd"));
        var text = ReadText();
        return new Info(name ?? "", value ?? "") { Ucd = ucd, Text = text };
    }

    private void ReadFrame()
    {
        if (xml.GetAttribute("ID") is { } id && VoTableNames.Frame(xml.GetAttribute("system")) is { } frame)
            frames[id] = frame;
        SkipContent();
    }

    /// <summary>The text inside the element, trimmed, null if there is none; the reader is then at its end.</summary>
    private string? ReadText() => VoTableField.ReadText(xml);

    private void SkipContent() => VoTableField.SkipContent(xml);

    private string Missing() =>
        options.TableName is { } name ? $"The VOTable has no TABLE called \"{name}\"."
        : options.TableIndex is { } index
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The VOTable has {tablesSeen} tables; number {index}, counted from 0, was asked for."
            )
        : "The VOTable has no TABLE.";
}
