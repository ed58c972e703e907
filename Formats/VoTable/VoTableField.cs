using System.Text;
using System.Xml;

namespace DataLab.Formats.VoTable;

/// <summary>Reads FIELD elements (VOTable 1.4 §4.1).</summary>
internal sealed class VoTableField(XmlReader xml, Dictionary<string, string> frames)
{
    /// <summary>Longest text of a description or INFO that is kept, characters.</summary>
    private const int MaxText = 1 << 20;

    /// <summary>The field the reader is at, and its VALUES null; the reader is then at its end.</summary>
    public (Field Field, string? NullValue) Read(int index)
    {
        var id = xml.GetAttribute("ID");
        var name = xml.GetAttribute("name") ?? id ?? $"col{index + 1}";
        var typeName = xml.GetAttribute("datatype");
        var type = typeName is null ? DataType.Char : VoTableNames.DataTypeOf(typeName);
        if (type is not { } dataType)
            throw Error(name, $"datatype \"{typeName}\" is not one of VOTable");
        var field = new Field(name, dataType)
        {
            Id = id,
            ArraySize = typeName is null ? ArraySize.Any : ReadArraySize(name),
            Unit = NullIfEmpty(xml.GetAttribute("unit")),
            Ucd = NullIfEmpty(xml.GetAttribute("ucd")),
            Utype = NullIfEmpty(xml.GetAttribute("utype")),
            XType = NullIfEmpty(xml.GetAttribute("xtype")),
            Frame = xml.GetAttribute("ref") is { } reference ? frames.GetValueOrDefault(reference) : null,
        };
        string? nullValue = null;
        if (xml.IsEmptyElement)
            return (field, nullValue);
        var depth = xml.Depth;
        while (VoTableXml.Next(xml) && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.LocalName == "DESCRIPTION")
            {
                field = field with { Description = ReadText(xml) };
                continue;
            }
            if (xml.LocalName == "VALUES")
                nullValue = xml.GetAttribute("null") ?? nullValue;
            SkipContent(xml);
        }
        return (field, nullValue);
    }

    private ArraySize? ReadArraySize(string name)
    {
        var text = xml.GetAttribute("arraysize")?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        // VOTable 1.0 let a separator of strings follow: 10*s,
        var separator = text.IndexOf('s', StringComparison.Ordinal);
        if (!ArraySize.TryParse(separator > 0 ? text[..separator] : text, out var size))
            throw Error(name, $"arraysize \"{text}\" is not like 5, *, 10* or 3x2");
        // One of anything is a single value (VOTable 1.3 Erratum 3).
        return size.FixedLength == 1 && size.Dimensions.Length == 1 ? null : size;
    }

    private TableFormatException Error(string name, string what) =>
        new($"Field \"{name}\": {what}.") { Line = VoTableXml.Line(xml), Field = name };

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>The text inside the element, trimmed, null if there is none; the reader is then at the element's end.</summary>
    public static string? ReadText(XmlReader xml)
    {
        if (xml.IsEmptyElement)
            return null;
        var text = new StringBuilder();
        var depth = xml.Depth;
        while (VoTableXml.Next(xml) && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && text.Length < MaxText)
                text.Append(xml.Value);
        }
        return NullIfEmpty(text.ToString());
    }

    /// <summary>Reads on to the end of the element.</summary>
    public static void SkipContent(XmlReader xml)
    {
        if (xml.IsEmptyElement)
            return;
        var depth = xml.Depth;
        while (VoTableXml.Next(xml) && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth)) { }
    }
}
