using System.Globalization;
using DataLab.Adql;
using DataLab.Dali;
using DataLab.Formats;
using Microsoft.AspNetCore.Http;

namespace DataLab.Tap;

/// <summary>The capabilities of the TAP service (VOSI 1.1 §4, TAPRegExt 1.0), always anonymous.</summary>
/// <param name="tapUrl">Base URL of the service, as the caller reaches it.</param>
public sealed class TapCapabilities(string tapUrl, TapOptions options, TableFormats formats) : IResult
{
    private const string ParamHttp = "vs:ParamHTTP";

    public Task ExecuteAsync(HttpContext context) => XmlDocument.AnswerAsync(context, "text/xml; charset=utf-8", Write);

    private void Write(XmlDocument xml)
    {
        xml.Root(
            "vosi",
            "capabilities",
            ("vosi", "http://www.ivoa.net/xml/VOSICapabilities/v1.0"),
            ("tr", "http://www.ivoa.net/xml/TAPRegExt/v1.0"),
            ("vr", "http://www.ivoa.net/xml/VOResource/v1.0"),
            ("vs", "http://www.ivoa.net/xml/VODataService/v1.1"),
            ("xsi", "http://www.w3.org/2001/XMLSchema-instance")
        );
        WriteTap(xml);
        WriteVosi(xml, "ivo://ivoa.net/std/VOSI#capabilities", "/capabilities", null);
        WriteVosi(xml, "ivo://ivoa.net/std/VOSI#availability", "/availability", null);
        WriteVosi(xml, "ivo://ivoa.net/std/VOSI#tables-1.1", "/tables", "1.1");
    }

    private void WriteTap(XmlDocument xml)
    {
        xml.Open("capability", ("standardID", "ivo://ivoa.net/std/TAP"), ("xsi:type", "tr:TableAccess"));
        xml.Open("interface", ("xsi:type", ParamHttp), ("role", "std"), ("version", "1.1"));
        xml.Element("accessURL", tapUrl, ("use", "base"));
        xml.End();
        WriteLanguage(xml);
        foreach (var format in formats.Outputs)
        {
            xml.Open("outputFormat", ("ivo-id", format.IvoId));
            xml.Text("mime", format.MediaType);
            foreach (var alias in format.Aliases)
                xml.Text("alias", alias);
            xml.End();
        }
        xml.Start("executionDuration");
        xml.Text("default", Number(options.SyncSeconds));
        xml.Text("hard", Number(options.SyncSeconds));
        xml.End();
        xml.Start("outputLimit");
        xml.Element("default", Number(options.DefaultMaxRec), ("unit", "row"));
        xml.Element("hard", Number(options.HardMaxRec), ("unit", "row"));
        xml.End();
        xml.End();
    }

    private void WriteLanguage(XmlDocument xml)
    {
        xml.Start("language");
        xml.Text("name", "ADQL");
        xml.Element("version", "2.0", ("ivo-id", "ivo://ivoa.net/std/ADQL#v2.0"));
        xml.Element("version", "2.1", ("ivo-id", "ivo://ivoa.net/std/ADQL#v2.1"));
        xml.Text("description", "ADQL 2.1; ADQL 2.0 queries run unchanged");
        WriteFeatures(xml, "features-adqlgeo", AdqlFeatures.Geometry.Select(name => (name, (string?)null)));
        foreach (var (type, forms) in AdqlFeatures.Optional)
            WriteFeatures(xml, type, forms.Select(form => (form, (string?)null)));
        WriteFeatures(
            xml,
            "features-udf",
            AdqlFeatures.UserDefined.Select(function => (function.Signature, (string?)function.Description))
        );
        xml.End();
    }

    private void WriteFeatures(XmlDocument xml, string type, IEnumerable<(string Form, string? Description)> features)
    {
        xml.Open("languageFeatures", ("type", FeatureType(type)));
        foreach (var (form, description) in features)
        {
            xml.Start("feature");
            xml.Text("form", form);
            xml.Text("description", description);
            xml.End();
        }
        xml.End();
    }

    private void WriteVosi(XmlDocument xml, string standardId, string path, string? version)
    {
        xml.Open("capability", ("standardID", standardId));
        xml.Open("interface", ("xsi:type", ParamHttp), ("role", "std"), ("version", version));
        xml.Element("accessURL", tapUrl + path, ("use", "full"));
        xml.End();
        xml.End();
    }

    // ADQL 2.1 §2.1 writes these ids in lower case; TAPRegExt 1.0 and every deployed service write "TAPRegExt#",
    // and released clients compare case-sensitively. features-adql-conditional is unknown to them in that spelling.
    private string FeatureType(string name) =>
        options.LowerCaseFeatureIds || name == "features-adql-conditional"
            ? "ivo://ivoa.net/std/tapregext#" + name
            : "ivo://ivoa.net/std/TAPRegExt#" + name;

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
