using System.Xml.Linq;

namespace DataLab.Conformance.Tests.Twin;

/// <summary>The documents of the twin's metadata.</summary>
internal static class TwinDocuments
{
    public static Reply Capabilities(string url) =>
        Reply
            .Xml(
                $"""
                <?xml version="1.0" encoding="UTF-8"?>
                <vosi:capabilities xmlns:vosi="http://www.ivoa.net/xml/VOSICapabilities/v1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                  xmlns:vr="http://www.ivoa.net/xml/VOResource/v1.0" xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1" xmlns:tr="http://www.ivoa.net/xml/TAPRegExt/v1.0" xmlns:cs="http://www.ivoa.net/xml/ConeSearch/v1.0" xmlns:sia="http://www.ivoa.net/xml/SIA/v1.1">
                <capability standardID="ivo://ivoa.net/std/TAP" xsi:type="tr:TableAccess">
                  <interface xsi:type="vs:ParamHTTP" role="std" version="1.1"><accessURL use="base">{url}</accessURL></interface>
                  <dataModel ivo-id="ivo://ivoa.net/std/ObsCore#core-1.1">ObsCore</dataModel>
                  <language><name>ADQL</name><version ivo-id="ivo://ivoa.net/std/ADQL#v2.0">2.0</version>
                    <languageFeatures type="ivo://ivoa.net/std/TAPRegExt#features-udf"><feature><form>half(x DOUBLE) -&gt; DOUBLE</form></feature></languageFeatures>
                    <languageFeatures type="ivo://ivoa.net/std/TAPRegExt#features-adqlgeo"><feature><form>CIRCLE</form></feature></languageFeatures></language>
                  <outputFormat ivo-id="ivo://ivoa.net/std/TAPRegExt#output-votable-td"><mime>text/xml</mime><alias>votable/td</alias></outputFormat>
                  <outputFormat ivo-id="ivo://ivoa.net/std/TAPRegExt#output-votable-binary"><mime>application/x-votable+xml</mime><alias>votable/b</alias></outputFormat>
                  <outputFormat ivo-id="ivo://ivoa.net/std/TAPRegExt#output-votable-binary2"><mime>application/x-votable+xml</mime><alias>votable/b2</alias></outputFormat>
                  <outputFormat><mime>text/csv;header=present</mime><alias>csv</alias></outputFormat>
                  <outputFormat><mime>text/tab-separated-values</mime><alias>tsv</alias></outputFormat>
                  <uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-inline"/>
                  <uploadMethod ivo-id="ivo://ivoa.net/std/TAPRegExt#upload-http"/>
                  <retentionPeriod><default>86400</default></retentionPeriod>
                  <executionDuration><default>60</default><hard>600</hard></executionDuration>
                  <outputLimit><default unit="row">1000</default><hard unit="row">10000</hard></outputLimit>
                  <uploadLimit><hard unit="byte">1000000</hard></uploadLimit>
                </capability>
                <capability standardID="ivo://ivoa.net/std/VOSI#capabilities"><interface xsi:type="vs:ParamHTTP"><accessURL use="full">{url}/capabilities</accessURL></interface></capability>
                <capability standardID="ivo://ivoa.net/std/VOSI#availability"><interface xsi:type="vs:ParamHTTP"><accessURL use="full">{url}/availability</accessURL></interface></capability>
                <capability standardID="ivo://ivoa.net/std/VOSI#tables-1.1"><interface xsi:type="vs:ParamHTTP" version="1.1"><accessURL use="full">{url}/tables</accessURL></interface></capability>
                <capability standardID="ivo://ivoa.net/std/DALI#examples"><interface xsi:type="vr:WebBrowser"><accessURL use="full">{url}/examples</accessURL></interface></capability>
                <capability standardID="ivo://ivoa.net/std/ConeSearch" xsi:type="cs:ConeSearch">
                  <interface xsi:type="vs:ParamHTTP" role="std"><accessURL use="base">{url}/cone?</accessURL></interface>
                  <maxSR>10</maxSR><maxRecords>100</maxRecords><verbosity>true</verbosity>
                  <testQuery><ra>10.5</ra><dec>-20.25</dec><sr>0.01</sr></testQuery></capability>
                <capability standardID="ivo://ivoa.net/std/SIA" xsi:type="sia:SimpleImageAccess">
                  <interface xsi:type="vs:ParamHTTP" role="std"><accessURL use="base">{url}/sia1?</accessURL></interface>
                  <imageServiceType>Pointed</imageServiceType><testQuery><pos><long>10.5</long><lat>20.25</lat></pos><size><long>0.1</long><lat>0.1</lat></size></testQuery></capability>
                <capability standardID="ivo://ivoa.net/std/SIA#query-2.0"><interface xsi:type="vs:ParamHTTP" role="std" version="2.0"><accessURL use="full">{url}/query</accessURL></interface></capability>
                <capability standardID="ivo://ivoa.net/std/DataLink#links-1.1"><interface xsi:type="vs:ParamHTTP" role="std"><accessURL use="base">{url}/links</accessURL></interface></capability>
                <capability standardID="ivo://ivoa.net/std/SODA#sync-1.0"><interface xsi:type="vs:ParamHTTP" role="std"><accessURL use="full">{url}/cut</accessURL></interface></capability>
                <capability standardID="ivo://ivoa.net/std/SODA#async-1.0"><interface xsi:type="vs:ParamHTTP" role="std"><accessURL use="full">{url}/cutjobs</accessURL></interface></capability>
                </vosi:capabilities>
                """
            )
            .With("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT");

    public static Reply Availability { get; } =
        Reply.Xml(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <a:availability xmlns:a="http://www.ivoa.net/xml/VOSIAvailability/v1.0"><a:available>true</a:available><a:upSince>2024-01-01T00:00:00Z</a:upSince><a:note>well</a:note></a:availability>
            """
        );

    public static Reply Examples { get; } =
        new(
            200,
            "application/xhtml+xml",
            """
            <html xmlns="http://www.w3.org/1999/xhtml"><head><title>Examples</title></head><body>
            <div vocab="http://www.ivoa.net/rdf/examples#">
            <div id="stars" resource="#stars" typeof="example"><h2 property="name">All stars</h2>
              <p>Of <span property="table">demo.stars</span>.</p><pre property="query">SELECT TOP 5 star_id, ra FROM demo.stars</pre>
              <span property="generic-parameter" typeof="keyval"><span property="key">LANG</span><span property="value">ADQL</span></span>
              <span property="generic-parameter" typeof="keyval"><span property="key">ID</span><span property="value">ivo://twin.example/img?w1</span></span></div>
            <a property="continuation" resource="" href="examples?more=1">more</a>
            </div></body></html>
            """
        );

    public static Reply Page { get; } = new(200, "text/html", "<html><body>The twin.</body></html>");

    public static Reply Tables(bool columns)
    {
        var schemas = TwinTables
            .All.GroupBy(table => table.Schema)
            .Select(group => new XElement(
                "schema",
                new XElement("name", group.Key),
                group.Select(t => Table("table", t, columns))
            ));
        XNamespace vosi = "http://www.ivoa.net/xml/VOSITables/v1.0";
        return Reply.Xml(Declared(new XElement(vosi + "tableset", schemas)));
    }

    public static Reply? OneTable(string name)
    {
        XNamespace vosi = "http://www.ivoa.net/xml/VOSITables/v1.0";
        return TwinTables.Find(name) is { } table ? Reply.Xml(Declared(Table(vosi + "table", table, true))) : null;
    }

    private static XElement Table(XName element, TwinTable table, bool columns) =>
        new(
            element,
            new XAttribute("type", "table"),
            new XElement("name", table.Name),
            new XElement("description", "a table"),
            columns ? table.Columns.Select(Column) : null,
            columns ? TwinTables.Keys.Where(key => key[1] == table.Name).Select(Key) : null
        );

    private static XElement Column(TwinColumn column)
    {
        XNamespace xsi = "http://www.w3.org/2001/XMLSchema-instance";
        var type = new XElement("dataType", new XAttribute(xsi + "type", "vs:VOTableType"), column.Datatype);
        if (column.ArraySize is not null)
            type.SetAttributeValue("arraysize", column.ArraySize);
        if (column.XType is not null)
            type.SetAttributeValue("extendedType", column.XType);
        return new XElement(
            "column",
            new XElement("name", column.AdqlName),
            new XElement("description", "a column"),
            column.Unit is null ? null : new XElement("unit", column.Unit),
            column.Ucd is null ? null : new XElement("ucd", column.Ucd),
            column.Utype is null ? null : new XElement("utype", column.Utype),
            type
        );
    }

    private static XElement Key(string[] key) =>
        new(
            "foreignKey",
            new XElement("targetTable", key[3]),
            new XElement("fkColumn", new XElement("fromColumn", key[2]), new XElement("targetColumn", key[4]))
        );

    /// <summary>Declares the prefixes that xsi:type uses.</summary>
    private static string Declared(XElement root)
    {
        root.SetAttributeValue(XNamespace.Xmlns + "xsi", "http://www.w3.org/2001/XMLSchema-instance");
        root.SetAttributeValue(XNamespace.Xmlns + "vs", "http://www.ivoa.net/xml/VODataService/v1.1");
        return root.ToString(SaveOptions.DisableFormatting);
    }
}
