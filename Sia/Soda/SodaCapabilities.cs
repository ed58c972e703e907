using System.Globalization;
using DataLab.Dali;
using DataLab.Dali.Vosi;
using DataLab.Formats;
using DataLab.Sia.Descriptors;

namespace DataLab.Sia.Soda;

/// <summary>The capabilities of the cut-out service, with its parameters and limits (SODA 1.0 §2.4), and of the links (DataLink 1.1 §2.2).</summary>
/// <param name="root">Base URL of the archive.</param>
internal sealed class SodaCapabilities(string root, SodaOptions options, DateTimeOffset since)
    : Capabilities(root + "/soda", since)
{
    protected override (string Prefix, string Uri) Extension => ("ri", "http://www.ivoa.net/xml/RegistryInterface/v1.0");

    protected override bool HasTables => false;

    protected override Task WriteServiceAsync(XmlDocument xml, CancellationToken ct)
    {
        Write(
            xml,
            ImageDescriptors.SodaSyncStandard,
            "/sync",
            $"Cut-outs of up to {options.MaxIds} identifiers, {options.MaxFiles} pieces and {options.MaxPixels} pixels, within {options.Seconds} s; {options.ConcurrencyPerUser} requests of one user at once",
            SodaParameters.Formats[0]
        );
        Write(
            xml,
            ImageDescriptors.SodaAsyncStandard,
            "/async",
            $"Cut-outs as jobs of up to {options.MaxIds} identifiers, {options.AsyncMaxFiles} pieces, and {options.AsyncMaxPixels} pixels a piece",
            null
        );
        xml.Open("capability", ("standardID", ImageDescriptors.LinksStandard));
        xml.Open("interface", ("xsi:type", "vs:ParamHTTP"), ("role", "std"), ("version", "1.1"));
        xml.Element("accessURL", root + "/links", ("use", "full"));
        xml.Text("queryType", "GET");
        xml.Text("queryType", "POST");
        xml.Text("resultType", ImageDescriptors.LinksContentType);
        WriteIdentifier(xml);
        xml.End();
        xml.End();
        return Task.CompletedTask;
    }

    protected override void WriteMore(XmlDocument xml) =>
        WriteResource(xml, "ivo://ivoa.net/std/DALI#examples", "/examples");

    private void Write(XmlDocument xml, string standardId, string path, FormattableString limits, string? resultType)
    {
        xml.Open("capability", ("standardID", standardId));
        xml.Text("description", limits.ToString(CultureInfo.InvariantCulture));
        xml.Open("interface", ("xsi:type", "vs:ParamHTTP"), ("role", "std"), ("version", "1.0"));
        xml.Element("accessURL", BaseUrl + path, ("use", "full"));
        if (resultType is not null)
        {
            xml.Text("queryType", "GET");
            xml.Text("queryType", "POST");
            xml.Text("resultType", resultType);
        }
        WriteIdentifier(xml);
        foreach (var parameter in SodaParameters.All)
            WriteParameter(xml, parameter, "optional");
        xml.End();
        xml.End();
    }

    private static void WriteIdentifier(XmlDocument xml) =>
        WriteParameter(
            xml,
            new ServiceParameter(SodaParameters.Id, DataType.Char)
            {
                ArraySize = ArraySize.Any,
                Ucd = "meta.ref.url;meta.curation",
                Description = "Identifier of a file or of an image in it, obs_publisher_did; may be repeated",
            },
            "required"
        );

    private static void WriteParameter(XmlDocument xml, ServiceParameter parameter, string use)
    {
        var isText = parameter.DataType == DataType.Char;
        xml.Open("param", ("use", use), ("std", "true"));
        xml.Text("name", parameter.Name);
        xml.Text("description", parameter.Description);
        xml.Text("unit", parameter.Unit);
        xml.Text("ucd", parameter.Ucd);
        xml.Element("dataType", isText ? "string" : "real", ("arraysize", isText ? null : parameter.ArraySize?.ToString()));
        xml.End();
    }
}
