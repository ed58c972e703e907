using DataLab.Dali;
using DataLab.Dali.Vosi;
using DataLab.Sia.Search;

namespace DataLab.Sia.Sia2;

/// <summary>The capabilities of the service (SIA 2.0 §3.1; SimpleDALRegExt 1.1 has no type for it).</summary>
/// <param name="url">Base URL of the service, as the caller reaches it.</param>
internal sealed class Sia2Capabilities(string url, DateTimeOffset changed) : Capabilities(url, changed)
{
    protected override (string Prefix, string Uri) Extension => ("sia", SiaCapabilityText.Namespace);

    protected override bool HasTables => false;

    // The inputs are told by the service itself (MAXREC=0), with what they find; here pyvo warns of every one of them.
    protected override Task WriteServiceAsync(XmlDocument xml, CancellationToken ct)
    {
        xml.Open("capability", ("standardID", Sia2Service.StandardId));
        xml.Text("description", "Search of images and cubes by place, wavelength, time and other facts");
        xml.Open("interface", ("xsi:type", "vs:ParamHTTP"), ("role", "std"), ("version", "2.0"));
        xml.Element("accessURL", BaseUrl + "/query", ("use", "base"));
        xml.Text("queryType", "GET");
        xml.Text("resultType", "application/x-votable+xml");
        xml.Text("testQuery", "MAXREC=1");
        xml.End();
        xml.End();
        return Task.CompletedTask;
    }

    protected override void WriteMore(XmlDocument xml) =>
        WriteResource(xml, "ivo://ivoa.net/std/DALI#examples", "/examples");
}
