using System.Text;
using System.Xml;
using DataLab.Formats.VoTable;
using Microsoft.AspNetCore.Http;

namespace DataLab.Dali;

/// <summary>How a cone search says no: an INFO named Error directly under VOTABLE (SCS 1.03 §2.3), and DALI's status in the RESOURCE.</summary>
internal static class ConeSearchError
{
    public const string MediaType = "text/xml;content=x-votable";

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(false),
        Indent = true,
        CheckCharacters = false,
    };

    /// <summary>Writes the document; status 400 becomes 200, as SCS 1.03 has it and its clients expect.</summary>
    public static async Task WriteAsync(HttpResponse response, string message, CancellationToken ct)
    {
        if (response.StatusCode == StatusCodes.Status400BadRequest)
            response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = MediaType;
        message = XmlDocument.Clean(message);
        using (var xml = XmlWriter.Create(response.BodyWriter.AsStream(leaveOpen: true), Settings))
        {
            xml.WriteStartElement("VOTABLE", VoTableNames.Namespace);
            xml.WriteAttributeString("version", VoTableNames.Version);
            WriteInfo(xml, "Error", message, null);
            xml.WriteStartElement("RESOURCE");
            xml.WriteAttributeString("type", "results");
            WriteInfo(xml, VoTableNames.QueryStatus, "ERROR", message);
        }
        await response.BodyWriter.FlushAsync(ct);
    }

    private static void WriteInfo(XmlWriter xml, string name, string value, string? text)
    {
        xml.WriteStartElement("INFO");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("value", value);
        xml.WriteString(text);
        xml.WriteEndElement();
    }
}
