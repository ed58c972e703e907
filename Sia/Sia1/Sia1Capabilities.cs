using DataLab.Dali;
using DataLab.Dali.Vosi;
using DataLab.Sia.Search;
using DataLab.Sky;

namespace DataLab.Sia.Sia1;

/// <summary>The capabilities of a search of one collection, or of all (SimpleDALRegExt 1.1 §3.2 SimpleImageAccess).</summary>
/// <param name="url">Base URL of the service, as the caller reaches it.</param>
/// <param name="sample">Where there are images, for the test query; null where none is known.</param>
internal sealed class Sia1Capabilities(string url, DateTimeOffset changed, Point? sample, SiaOptions options)
    : Capabilities(url, changed)
{
    protected override (string Prefix, string Uri) Extension => ("sia", SiaCapabilityText.Namespace);

    protected override bool HasTables => false;

    // The order of the elements is that of the schema.
    protected override Task WriteServiceAsync(XmlDocument xml, CancellationToken ct)
    {
        xml.Open("capability", ("standardID", Sia1Service.StandardId), ("xsi:type", "sia:SimpleImageAccess"));
        xml.Open("interface", ("xsi:type", "vs:ParamHTTP"), ("role", "std"), ("version", "1.0"));
        xml.Element("accessURL", BaseUrl + "?", ("use", "base"));
        xml.Text("queryType", "GET");
        xml.Text("queryType", "POST");
        xml.Text("resultType", "text/xml;content=x-votable");
        foreach (var input in Sia1Inputs.All(options))
        {
            var name = input.Name["INPUT:".Length..];
            SiaCapabilityText.WriteParameter(
                xml,
                name,
                input.Description!,
                input.DataType == Formats.DataType.Char ? "string" : "integer",
                null,
                input.Unit,
                input.Ucd,
                name is "POS" or "SIZE" ? "required" : "optional"
            );
        }
        xml.End();
        xml.Text("imageServiceType", "Cutout");
        WritePair(xml, "maxQueryRegionSize", 360, 180);
        xml.Text("maxRecords", AdqlText.Number(options.HardMaxRec));
        if (sample is { } point)
        {
            xml.Start("testQuery");
            WritePair(xml, "pos", point.Ra, point.Dec);
            WritePair(xml, "size", 0.1, 0.1);
            xml.End();
        }
        xml.End();
        return Task.CompletedTask;
    }

    private static void WritePair(XmlDocument xml, string name, double longitude, double latitude)
    {
        xml.Start(name);
        xml.Text("long", AdqlText.Number(longitude));
        xml.Text("lat", AdqlText.Number(latitude));
        xml.End();
    }
}
