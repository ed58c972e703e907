using static DataLab.Conformance.Tests.Flaws.Flaw;

namespace DataLab.Conformance.Tests.Flaws;

/// <summary>Ways to break VOSI and TAPRegExt.</summary>
internal static class VosiFlaws
{
    private const string Caps = "/capabilities";

    public static readonly Flaw[] All =
    [
        When("VOSI-1.1-2-a", ask => ask.Path == Caps, (_, reply) => reply with { Status = 401 }),
        Status("VOSI-1.1-2-b", "/availability", 401),
        Text("VOSI-1.1-2-c", Caps, "/availability</accessURL>", "/capabilities</accessURL>"),
        Text("VOSI-1.1-3.1-a", Caps, "VOSICapabilities/v1.0", "VOSICapabilities/v0.9"),
        Text("VOSI-1.1-3.1-b", Caps, "<capability standardID", "<vosi:capability xmlns:vosi=\"urn:x\" standardID")
            .Then("</capability>", "</vosi:capability>"),
        Text("VOSI-1.1-3.1-c", Caps, "xmlns:cs=\"http://www.ivoa.net/xml/ConeSearch/v1.0\"", ""),
        Replies("VOSI-1.1-3.1-d", Caps, reply => reply.Without("Last-Modified")),
        Replies("VOSI-1.1-3.1-e", Caps, reply => reply with { ContentType = "text/plain" }),
        Text(
            "VOSI-1.1-3.1-f",
            Caps,
            "<interface xsi:type=\"vs:ParamHTTP\" version=\"1.1\">",
            "<interface version=\"1.1\">"
        ),
        Text("VOSI-1.1-3.2-a", "/availability", "VOSIAvailability/v1.0", "VOSIAvailability/v9"),
        Text("VOSI-1.1-3.2-b", "/availability", ">true<", ">yes<"),
        Text("VOSI-1.1-3.2-c", "/availability", "2024-01-01T00:00:00Z", "yesterday"),
        Text("VOSI-1.1-3.2-d", "/availability", "<a:available>", "<a:note>first</a:note><a:available>"),
        Text("VOSI-1.1-3.2-e", "/availability", ">true<", ">false<"),
        Text("VOSI-1.1-3.3-a", "/tables", "VOSITables/v1.0", "VOSITables/v0.1"),
        Status("VOSI-1.1-3.3-b", "/tables/*", 404),
        Text("VOSI-1.1-3.3-c", "/tables/*", "<name xmlns=\"\">", "<name xmlns=\"\">x"),
        When("VOSI-1.1-3.3-d", ask => ask["detail"] == "max", (_, reply) => reply with { Status = 400 }),
        Asks("VOSI-1.1-3.3-e", ask => ask.Without("detail")),
        Text("VOSI-1.1-3.3-f", "/tables", "<name>demo.stars</name>", "<name>demo.spectra</name>"),
        Text("VOSI-1.1-3.3-g", "/tables", "<description>a table</description><column>", "<column>")
            .Then("</table>", "<description>late</description></table>"),
        When(
            "VOSI-1.1-3.3-h",
            ask => ask.Path.Contains("no_such", StringComparison.Ordinal),
            (_, reply) => reply with { Status = 200 }
        ),
        Text(
            "VOSI-1.1-3.3-i",
            "/tables",
            "<targetTable>demo.stars</targetTable>",
            "<targetTable>demo.nowhere</targetTable>"
        ),
        Text("VOSI-1.1-4-a", Caps, "VOSI#availability", "VOSI#nothing"),
        Text("VOSI-1.1-4-b", Caps, "VOSI#capabilities", "VOSI#nothing"),
        Text("VOSI-1.1-4-c", Caps, "VOSI#tables-1.1", "VOSI#nothing"),
        Text("VOSI-1.1-4-d", Caps, "/tables</accessURL>", "/elsewhere</accessURL>"),
        Text("VOSI-1.1-4-e", Caps, "use=\"full\"", "use=\"base\""),
        Text(
            "VOSI-1.1-4-f",
            Caps,
            "xsi:type=\"vs:ParamHTTP\" version=\"1.1\"><accessURL use=\"full\"",
            "xsi:type=\"vr:WebBrowser\" version=\"1.1\"><accessURL use=\"full\""
        ),
        Text("VOSI-1.1-4-g", Caps, "/availability</accessURL>", "/availability</accessURL><securityMethod/>"),
        Text("VOSI-1.1-4-h", Caps, "<accessURL use=\"full\">", "<url>")
            .Then("</accessURL></interface></capability>", "</url></interface></capability>"),
        Text("TAPRegExt-1.0-2.1-a", Caps, "xml/TAPRegExt/v1.0", "xml/TAPRegExt/v9"),
        Text("TAPRegExt-1.0-2.2-a", Caps, "ivo://ivoa.net/std/ObsCore", "http://ivoa.net/std/ObsCore"),
        Text("TAPRegExt-1.0-2.3-a", Caps, "<name>ADQL</name>", "<name>SQL</name>"),
        Text("TAPRegExt-1.0-2.3-b", Caps, "ADQL#v2.0", "ADQL-2.0"),
        Text("TAPRegExt-1.0-2.3-c", Caps, "type=\"ivo://ivoa.net/std/TAPRegExt#features-udf\"", "type=\"functions\""),
        Text("TAPRegExt-1.0-2.3-d", Caps, "half(x DOUBLE) -&gt; DOUBLE", "half of x"),
        Text("TAPRegExt-1.0-2.3-e", Caps, "<form>CIRCLE</form>", "<form>CIRCLE(ra, dec, r)</form>"),
        Text("TAPRegExt-1.0-2.4-a", Caps, "<mime>text/xml</mime>", ""),
        Text("TAPRegExt-1.0-2.4-b", Caps, "#output-votable-td", "#output-votable-text"),
        Text("TAPRegExt-1.0-2.4-c", Caps, "<alias>tsv</alias>", "<alias>tabs</alias>"),
        Text("TAPRegExt-1.0-2.5-a", Caps, "#upload-inline", "#upload-post"),
        Text("TAPRegExt-1.0-2.6-a", Caps, "<default>60</default>", "<default>6000</default>"),
        Text("TAPRegExt-1.0-2.6-b", Caps, "<hard unit=\"byte\">", "<hard unit=\"MB\">"),
        Text("TAPRegExt-1.0-2.7-a", Caps, "<dataModel", "<outputFormat><mime>text/xml</mime></outputFormat><dataModel"),
    ];
}
