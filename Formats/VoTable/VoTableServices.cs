// PARAM elements of inputs, and the RESOURCEs that describe services beside a table (DataLink 1.1 §4).
using System.Collections.Immutable;
using System.Text;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.VoTable;

/// <param name="fieldIds">XML ids of the table's fields, in their order.</param>
internal sealed class VoTableServices(
    StringBuilder xml,
    TableDescription table,
    ImmutableArray<string> fieldIds,
    Func<string, string> uniqueId
)
{
    public void WriteServices()
    {
        foreach (var service in table.Services)
            WriteService(service);
    }

    public void WriteParameter(ServiceParameter parameter)
    {
        xml.Append("<PARAM");
        Write("name", parameter.Name);
        Write("datatype", VoTableNames.Of(parameter.DataType));
        Write("arraysize", parameter.ArraySize?.ToString());
        Write("unit", parameter.Unit);
        Write("ucd", parameter.Ucd is { } ucd && VoTableNames.Ucd.IsMatch(ucd) ? ucd : null);
        Write("utype", parameter.Utype);
        Write("xtype", parameter.XType);
        Write("ref", parameter.Column is { } column ? IdOf(column) : null);
        Write("value", parameter.Value);
        xml.Append('>');
        if (parameter.Description is { } description)
            xml.Append("<DESCRIPTION>").Append(Utf8Text.EscapeXml(description)).Append("</DESCRIPTION>");
        WriteValues(parameter);
        xml.Append("</PARAM>\n");
    }

    private void WriteService(ServiceDescriptor service)
    {
        xml.Append("<RESOURCE type=\"meta\" utype=\"adhoc:service\"");
        Write("ID", uniqueId(service.Id));
        Write("name", service.Name);
        xml.Append(">\n");
        if (service.Description is { } description)
            xml.Append("<DESCRIPTION>").Append(Utf8Text.EscapeXml(description)).Append("</DESCRIPTION>\n");
        WriteFixed("accessURL", service.AccessUrl);
        WriteFixed("standardID", service.StandardId);
        WriteFixed("contentType", service.ContentType);
        xml.Append("<GROUP name=\"inputParams\">\n");
        foreach (var parameter in service.Inputs)
            WriteParameter(parameter);
        xml.Append("</GROUP>\n</RESOURCE>\n");
    }

    private void WriteFixed(string name, string? value)
    {
        if (value is not null)
            xml.Append($"<PARAM name=\"{name}\" datatype=\"char\" arraysize=\"*\" value=\"")
                .Append(Utf8Text.EscapeXml(value))
                .Append("\"/>\n");
    }

    private void WriteValues(ServiceParameter parameter)
    {
        if (parameter is { Minimum: null, Maximum: null, Options: [] })
            return;
        xml.Append("<VALUES>");
        WriteValue("MIN", parameter.Minimum);
        WriteValue("MAX", parameter.Maximum);
        foreach (var option in parameter.Options)
            WriteValue("OPTION", option);
        xml.Append("</VALUES>");
    }

    private void WriteValue(string element, string? value)
    {
        if (value is null)
            return;
        xml.Append('<').Append(element);
        Write("value", value);
        xml.Append("/>");
    }

    private string IdOf(string column)
    {
        for (var i = 0; i < table.Fields.Length; i++)
            if (table.Fields[i].Name.Equals(column, StringComparison.OrdinalIgnoreCase))
                return fieldIds[i];
        throw new ArgumentException($"The table has no field {column}, which a service takes.");
    }

    private void Write(string name, string? value)
    {
        if (value is not null)
            xml.Append(' ').Append(name).Append("=\"").Append(VoTableDocument.EscapeAttribute(value)).Append('"');
    }
}
