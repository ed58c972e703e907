using System.Globalization;
using System.Text;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.VoTable;

/// <summary>The XML around the rows: everything up to the first row, and everything after the last (VOTable 1.4 §3, §4).</summary>
internal sealed class VoTableDocument(VoTableSerialization serialization)
{
    private readonly StringBuilder xml = new();

    /// <summary>From the XML declaration to where the first row starts.</summary>
    public static string Head(TableDescription table, VoTableSerialization serialization)
    {
        var document = new VoTableDocument(serialization);
        document.WriteHead(table);
        return document.xml.ToString();
    }

    /// <summary>From the end of the last row to the end.</summary>
    /// <param name="trailing">The INFO after the table, if any (DALI 1.1 §4.4.1).</param>
    public static string Tail(TableDescription table, VoTableSerialization serialization, Info? trailing)
    {
        var document = new VoTableDocument(serialization);
        document.WriteTail(table, trailing);
        return document.xml.ToString();
    }

    /// <summary>A whole document about a table whose rows are elsewhere: its TABLE has no DATA.</summary>
    /// <param name="trailing">The INFO after the table, if any.</param>
    public static string WithoutData(TableDescription table, Info? trailing)
    {
        var document = new VoTableDocument(VoTableSerialization.TableData);
        document.WriteColumns(table);
        document.WriteTableEnd(trailing);
        document.WriteEnd();
        return document.xml.ToString();
    }

    /// <summary>A whole document that says why there is no table (DALI 1.1 §4.4).</summary>
    public static string Error(string message, IEnumerable<Info> infos)
    {
        var document = new VoTableDocument(VoTableSerialization.TableData);
        document.WriteStart();
        document.WriteInfo(new Info(VoTableNames.QueryStatus, "ERROR") { Text = message });
        foreach (var info in infos)
            document.WriteInfo(info);
        document.WriteEnd();
        return document.xml.ToString();
    }

    private void WriteHead(TableDescription table)
    {
        WriteColumns(table);
        xml.Append("<DATA>\n");
        if (serialization == VoTableSerialization.TableData)
            xml.Append("<TABLEDATA>\n");
        else
            xml.Append($"<{VoTableNames.Of(serialization)}>\n<STREAM encoding=\"base64\">\n");
    }

    /// <summary>From the XML declaration to the last FIELD.</summary>
    private void WriteColumns(TableDescription table)
    {
        WriteStart();
        WriteText("DESCRIPTION", table.Description, "");
        if (!table.Infos.Any(info => info.Name == VoTableNames.QueryStatus))
            WriteInfo(new Info(VoTableNames.QueryStatus, "OK"));
        foreach (var info in table.Infos)
            WriteInfo(info);

        var ids = new XmlIds(table.Fields);
        if (!table.Parameters.IsEmpty)
        {
            var inputs = new VoTableServices(xml, table, ids.Fields, ids.Unique);
            foreach (var parameter in table.Parameters)
                inputs.WriteParameter(parameter);
        }
        var systems = new Dictionary<(string, string?), string>();
        foreach (var frame in table.Fields.Select(field => field.Frame).OfType<string>())
        {
            if (VoTableNames.CoordinateSystem(frame) is not { } system || systems.ContainsKey(system))
                continue;
            systems[system] = ids.Unique($"sys_{system.System}");
            xml.Append("<COOSYS");
            WriteAttribute("ID", systems[system]);
            WriteAttribute("system", system.System);
            WriteAttribute("equinox", system.Equinox);
            xml.Append("/>\n");
        }

        xml.Append("<TABLE");
        WriteAttribute("name", table.Name);
        xml.Append(">\n");
        for (var i = 0; i < table.Fields.Length; i++)
        {
            var field = table.Fields[i];
            var system = field.Frame is { } frame ? VoTableNames.CoordinateSystem(frame) : null;
            WriteField(field, ids.Fields[i], system is { } known ? systems[known] : null);
        }
    }

    private void WriteField(Field field, string id, string? system)
    {
        xml.Append("<FIELD");
        WriteAttribute("ID", id);
        WriteAttribute("name", field.Name);
        WriteAttribute("datatype", VoTableNames.Of(field.DataType));
        WriteAttribute("arraysize", WrittenSize(field)?.ToString());
        WriteAttribute("unit", field.Unit);
        WriteAttribute("ucd", field.Ucd is { } ucd && VoTableNames.Ucd.IsMatch(ucd) ? ucd : null);
        WriteAttribute("utype", field.Utype);
        WriteAttribute("xtype", field.XType);
        WriteAttribute("ref", system);
        var nullValue = NeedsNullValue(field, serialization) ? NullValue.Of(field.DataType) : null;
        if (nullValue is null && string.IsNullOrWhiteSpace(field.Description))
        {
            xml.Append("/>\n");
            return;
        }
        xml.Append('>');
        WriteText("DESCRIPTION", field.Description, "");
        if (nullValue is not null)
        {
            xml.Append("<VALUES");
            WriteAttribute("null", nullValue);
            xml.Append("/>");
        }
        xml.Append("</FIELD>\n");
    }

    /// <summary>
    /// The size, without the bound of bounded text in binary: astropy before 7.1 took 10* there for exactly 10. A single character
    /// has none (VOTable 1.3 erratum 3).
    /// </summary>
    private ArraySize? WrittenSize(Field field) =>
        field switch
        {
            { IsText: true, ArraySize: { IsVariable: false, Dimensions: [1] } } => null,
            { IsText: true, ArraySize.IsVariable: true } when serialization != VoTableSerialization.TableData =>
                ArraySize.Any,
            _ => field.ArraySize,
        };

    /// <summary>BINARY needs a null value for every integer; elsewhere only elements of arrays do. Arrays of bytes are blobs, and whole.</summary>
    internal static bool NeedsNullValue(Field field, VoTableSerialization serialization) =>
        NullValue.Of(field.DataType) is not null
        && (field.IsList ? field.DataType != DataType.UnsignedByte : serialization == VoTableSerialization.Binary);

    private void WriteTail(TableDescription table, Info? trailing)
    {
        if (serialization == VoTableSerialization.TableData)
            xml.Append("</TABLEDATA>\n");
        else
            xml.Append($"\n</STREAM>\n</{VoTableNames.Of(serialization)}>\n");
        xml.Append("</DATA>\n");
        WriteTableEnd(trailing);
        xml.Append("</RESOURCE>\n");
        if (!table.Services.IsEmpty)
        {
            var ids = new XmlIds(table.Fields);
            new VoTableServices(xml, table, ids.Fields, wish => ids.Unique("svc_" + wish)).WriteServices();
        }
        xml.Append("</VOTABLE>\n");
    }

    private void WriteTableEnd(Info? trailing)
    {
        xml.Append("</TABLE>\n");
        if (trailing is not null)
            WriteInfo(trailing);
    }

    private void WriteStart() =>
        xml.Append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
            .Append($"<VOTABLE version=\"{VoTableNames.Version}\" xmlns=\"{VoTableNames.Namespace}\">\n")
            .Append("<RESOURCE type=\"results\">\n");

    private void WriteEnd() => xml.Append("</RESOURCE>\n</VOTABLE>\n");

    private void WriteInfo(Info info)
    {
        xml.Append("<INFO");
        WriteAttribute("name", info.Name);
        WriteAttribute("value", info.Value);
        WriteAttribute("ucd", info.Ucd is { } ucd && VoTableNames.Ucd.IsMatch(ucd) ? ucd : null);
        if (string.IsNullOrEmpty(info.Text))
            xml.Append("/>\n");
        else
            xml.Append('>').Append(EscapeContent(info.Text)).Append("</INFO>\n");
    }

    /// <summary>Quotes stay as they are, which content may have: clients that cut the message out of the document (astroquery) show it raw.</summary>
    private static string EscapeContent(string text) =>
        Utf8Text.EscapeXml(text).Replace("&quot;", "\"", StringComparison.Ordinal);

    private void WriteText(string element, string? text, string end)
    {
        if (!string.IsNullOrWhiteSpace(text))
            xml.Append(CultureInfo.InvariantCulture, $"<{element}>{Utf8Text.EscapeXml(text)}</{element}>{end}");
    }

    private void WriteAttribute(string name, string? value)
    {
        if (value is not null)
            xml.Append(' ').Append(name).Append("=\"").Append(EscapeAttribute(value)).Append('"');
    }

    /// <summary>Line ends and tabs are written as references, else a parser would make blanks of them (XML 1.0 §3.3.3).</summary>
    internal static string EscapeAttribute(string value) =>
        Utf8Text
            .EscapeXml(value)
            .Replace("\n", "&#10;", StringComparison.Ordinal)
            .Replace("\t", "&#9;", StringComparison.Ordinal);
}
