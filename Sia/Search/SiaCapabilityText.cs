using DataLab.Dali;

namespace DataLab.Sia.Search;

/// <summary>What the capabilities of both versions of SIA have alike.</summary>
internal static class SiaCapabilityText
{
    /// <summary>SimpleDALRegExt 1.1 §3.2.</summary>
    public const string Namespace = "http://www.ivoa.net/xml/SIA/v1.1";

    /// <summary>An optional input of an interface (VODataService 1.1 §3.4.2 param).</summary>
    public static void WriteParameter(
        XmlDocument xml,
        string name,
        string description,
        string type,
        string? arraySize,
        string? unit,
        string? ucd,
        string use = "optional"
    )
    {
        xml.Open("param", ("use", use), ("std", "true"));
        xml.Text("name", name);
        xml.Text("description", description);
        xml.Text("unit", string.IsNullOrEmpty(unit) ? null : unit);
        xml.Text("ucd", ucd);
        xml.Element("dataType", type, ("arraysize", arraySize));
        xml.End();
    }
}
