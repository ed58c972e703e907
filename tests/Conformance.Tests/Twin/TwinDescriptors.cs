using System.Xml.Linq;

namespace DataLab.Conformance.Tests.Twin;

/// <summary>Descriptors of the twin's services (DataLink 1.1 §4).</summary>
internal static class TwinDescriptors
{
    private static readonly string[] Search =
    [
        "POS",
        "BAND",
        "TIME",
        "POL",
        "FOV",
        "SPATRES",
        "SPECRP",
        "EXPTIME",
        "TIMERES",
        "ID",
        "COLLECTION",
        "FACILITY",
        "INSTRUMENT",
        "DPTYPE",
        "CALIB",
        "TARGET",
        "FORMAT",
    ];

    public static XElement Links(string url, string idField) =>
        Parse(
            $"""
            <RESOURCE type="meta" utype="adhoc:service" ID="linked">{Service(
                "ivo://ivoa.net/std/DataLink#links-1.1",
                url + "/links"
            )}
            <GROUP name="inputParams"><PARAM name="ID" datatype="char" arraysize="*" value="" ref="{idField}"/></GROUP></RESOURCE>
            """
        );

    /// <param name="row">The image that it is for; null for any.</param>
    public static XElement Soda(string url, string idField, string?[]? row)
    {
        string Of(string column) => row?[TwinImages.Index(column)] ?? "0";
        string Values(string content) => row is null ? "" : $"<VALUES>{content}</VALUES>";
        return Parse(
            $"""
            <RESOURCE type="meta" utype="adhoc:service" ID="soda">{Service(
                "ivo://ivoa.net/std/SODA#sync-1.0",
                url + "/cut"
            )}
            <GROUP name="inputParams">
            <PARAM name="ID" ucd="meta.ref.url;meta.curation" datatype="char" arraysize="*" value="" ref="{idField}"/>
            <PARAM name="POS" ucd="pos.outline;obs" datatype="char" arraysize="*" value=""/>
            <PARAM name="CIRCLE" ucd="pos.outline;obs" unit="deg" datatype="double" arraysize="3" xtype="circle" value="">{Values(
                $"<MAX value=\"{Of("s_ra")} {Of("s_dec")} 0.5\"/>"
            )}</PARAM>
            <PARAM name="POLYGON" ucd="pos.outline;obs" unit="deg" datatype="double" arraysize="*" xtype="polygon" value="">{Values(
                $"<MAX value=\"{Of("s_region")}\"/>"
            )}</PARAM>
            <PARAM name="BAND" ucd="em.wl;stat.interval" unit="m" datatype="double" arraysize="2" xtype="interval" value="">{Values(
                $"<MIN value=\"{Of("em_min")}\"/><MAX value=\"{Of("em_max")}\"/>"
            )}</PARAM>
            <PARAM name="TIME" ucd="time.interval;obs.exposure" unit="d" datatype="double" arraysize="2" xtype="interval" value="">{Values(
                $"<MIN value=\"{Of("t_min")}\"/><MAX value=\"{Of("t_max")}\"/>"
            )}</PARAM>
            <PARAM name="POL" ucd="meta.code;phys.polarization" datatype="char" arraysize="*" value="">{Values(
                "<OPTION value=\"I\"/>"
            )}</PARAM>
            </GROUP></RESOURCE>
            """
        );
    }

    public static XElement Self(string url) =>
        Parse(
            $"""
            <RESOURCE type="meta" utype="adhoc:service" name="this">{Service(
                "ivo://ivoa.net/std/SIA#query-2.0",
                url + "/query"
            )}
            <GROUP name="inputParams">{string.Concat(
                Search.Select(name =>
                    $"<PARAM name=\"{name}\" datatype=\"char\" arraysize=\"*\" value=\"\">{(name == "COLLECTION" ? "<VALUES><OPTION value=\"Wide\"/></VALUES>" : "")}</PARAM>"
                )
            )}</GROUP></RESOURCE>
            """
        );

    public static XElement LinksSelf(string url) =>
        Parse(
            $"""
            <RESOURCE type="meta" utype="adhoc:this">{Service("ivo://ivoa.net/std/DataLink#links-1.1", url + "/links")}
            <GROUP name="inputParams"><PARAM name="ID" datatype="char" arraysize="*" value=""/></GROUP></RESOURCE>
            """
        );

    private static string Service(string standardId, string url) =>
        $"""<PARAM name="standardID" datatype="char" arraysize="*" value="{standardId}"/><PARAM name="accessURL" datatype="char" arraysize="*" value="{url}"/>""";

    private static XElement Parse(string xml)
    {
        var element = XElement.Parse(xml);
        foreach (var each in element.DescendantsAndSelf())
            each.Name = XName.Get(each.Name.LocalName, "http://www.ivoa.net/xml/VOTable/v1.3");
        return element;
    }
}
