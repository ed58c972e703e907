using DataLab.Conformance.Tests.Twin;
using static DataLab.Conformance.Tests.Flaws.Flaw;

namespace DataLab.Conformance.Tests.Flaws;

/// <summary>Ways to break DALI and VOTable.</summary>
internal static class DaliFlaws
{
    private const string Caps = "/capabilities";
    private const string Sync = "/sync";
    private const string Examples = "/examples";

    public static readonly Flaw[] All =
    [
        Status("DALI-1.1-2.1-a", "/async", 200),
        new("DALI-1.1-2.1-b", (ask, right) => right(AtJob(ask) ? ask with { Path = ask.Path + "/parameters" } : ask)),
        new(
            "DALI-1.1-2.1-c",
            (ask, right) =>
                right(ask.Path.EndsWith("/parameters", StringComparison.Ordinal) ? ask.Without("DUMMY_ADDED") : ask)
        ),
        When(
            "DALI-1.1-2.1-d",
            ask => ask.Method == "GET" && ask.Path.StartsWith("/async/", StringComparison.Ordinal),
            (_, reply) =>
                reply with
                {
                    Body = reply.Body.Replace(
                        "</parameters>",
                        "<parameter id=\"DUMMY_LATE\">late</parameter></parameters>",
                        StringComparison.Ordinal
                    ),
                }
        ),
        When("DALI-1.1-2.2-a", ask => ask is { Method: "GET", Path: Sync }, (_, reply) => reply with { Status = 405 }),
        When("DALI-1.1-2.2-b", ask => ask is { Method: "POST", Path: Sync }, (_, reply) => reply with { Status = 405 }),
        new(
            "DALI-1.1-2.2-c",
            async (ask, right) =>
                ask is { Method: "POST", Path: Sync }
                    ? Reply.SeeOther(
                        $"{ask.BaseUrl}/sync?LANG=ADQL&QUERY={Uri.EscapeDataString(ask["QUERY"] ?? "")}"
                    ) with
                    {
                        Status = 301,
                    }
                    : await right(ask)
        ),
        Text("DALI-1.1-2.4-a", Caps, "VOSI#availability", "VOSI#nothing"),
        Status("DALI-1.1-2.5-a", Caps, 404),
        Text("DALI-1.1-2.5-b", Caps, "DALI#examples", "DALI#nothing"),
        Text("DALI-1.1-2-a", Caps, "/tables</accessURL>", "/deeper/tables</accessURL>"),
        Status("DALI-1.1-2.3-a", Examples, 500),
        Text("DALI-1.1-2.3-b", Examples, "</h2>", ""),
        Text("DALI-1.1-2.3-c", Examples, " vocab=\"http://www.ivoa.net/rdf/examples#\"", ""),
        Text(
            "DALI-1.1-2.3-d",
            Examples,
            "<div vocab=\"http://www.ivoa.net/rdf/examples#\">",
            "<div vocab=\"http://www.ivoa.net/rdf/examples#\"></div><div>"
        ),
        Text("DALI-1.1-2.3-e", Examples, "resource=\"#stars\"", "resource=\"#galaxies\""),
        Text("DALI-1.1-2.3-f", Examples, "property=\"name\"", "property=\"title\""),
        Text("DALI-1.1-2.3.1-a", Examples, "All stars", "All <b>stars</b>"),
        Text("DALI-1.1-2.3-g", Examples, "<span property=\"table\">", "<span property=\"table\" href=\"tables\">"),
        Text("DALI-1.1-2.3.3-a", Examples, "typeof=\"keyval\"", "typeof=\"pair\""),
        Text("DALI-1.1-2.3.4-a", Examples, "href=\"examples?more=1\"", "href=\"nowhere\""),
        Asks("DALI-1.1-3.1-a", ask => ask with { Fields = [.. ask.Fields.Where(f => f.Name.All(char.IsUpper))] }),
        Asks("DALI-1.1-3.2-a", Once("QUERY")),
        Asks("DALI-1.1-3.2-b", ask => ask.All("LANG").Count() > 1 ? ask.With("LANG", "ADQL") : ask),
        Asks("DALI-1.1-3.4.3-d", Once("RESPONSEFORMAT")),
        Asks("DALI-1.1-3.4.4-d", Once("MAXREC")),
        When(
            "DALI-1.1-3.4.6-a",
            ask => ask["RUNID"] is { Length: > 20 },
            (_, _) => TwinFormats.Error(400, "RUNID is too long.")
        ),
        Asks("DALI-1.1-3.4.6-b", Once("RUNID")),
        When(
            "DALI-1.1-3.4.3-a",
            ask => ask["RESPONSEFORMAT"] == "text/xml",
            (_, reply) => reply with { ContentType = "application/x-votable+xml" }
        ),
        When(
            "DALI-1.1-3.4.3-b",
            ask => ask["RESPONSEFORMAT"] == "votable",
            (_, reply) => reply with { ContentType = "application/octet-stream" }
        ),
        Asks(
            "DALI-1.1-3.4.3-c",
            ask => ask["RESPONSEFORMAT"] == "application/x-no-such-format" ? ask.Without("RESPONSEFORMAT") : ask
        ),
        Text("DALI-1.1-3.4.3-e", Caps, "<mime>text/tab-separated-values</mime>", "<mime>application/fits</mime>"),
        When(
            "DALI-1.1-3.4.3-f",
            ask => ask["RESPONSEFORMAT"] == "csv",
            (_, reply) => reply with { ContentType = "text/plain" }
        ),
        Asks("DALI-1.1-3.4.4-a", ask => ask.Without("MAXREC")),
        Asks("DALI-1.1-3.4.4-b", ask => ask["MAXREC"] == "0" ? ask.Without("MAXREC") : ask),
        Asks("DALI-1.1-3.4.4-c", ask => ask["MAXREC"] == "-2" ? ask.Without("MAXREC") : ask),
        Text("DALI-1.1-4.4.1-a", Sync, "<INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\" />", ""),
        Text(
            "DALI-1.1-4.4.1-b",
            Sync,
            "<INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\" />",
            "<INFO name=\"QUERY_STATUS\" value=\"OK\" /><INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\" />"
        ),
        Asks("DALI-1.1-4.4.1-c", ask => ask["MAXREC"] == "2" ? ask.With("MAXREC", "1") : ask),
        Status("DALI-1.1-4.1-a", Sync, 202),
        Replies("DALI-1.1-4.1-b", Sync, reply => reply with { ContentType = null }),
        Status("DALI-1.1-4.1-c", "/async/*", 410),
        new(
            "DALI-1.1-4.2-a",
            (ask, right) => right(ask["QUERY"] == "DUFF QUERY" ? ask.With("QUERY", Queries.One) : ask)
        ),
        When(
            "DALI-1.1-4.2-b",
            ask => ask["QUERY"] == "DUFF QUERY",
            (_, _) => new Reply(400, "text/html", "<html>wrong</html>")
        ),
        When("DALI-1.1-4.2-c", ask => ask["QUERY"] == "DUFF QUERY", (_, reply) => reply with { Status = 200 }),
        When(
            "DALI-1.1-4.2-d",
            ask => ask.Path.StartsWith("/async/no-such", StringComparison.Ordinal),
            (_, _) => Reply.Text("none")
        ),
        When("DALI-1.1-4.2-e", Ends("/error"), (_, reply) => reply.Status == 404 ? Reply.Text("no error") : reply),
        When("DALI-1.1-4.2-f", Ends("/results/no_such_result"), (_, _) => Reply.Text("")),
        When("DALI-1.1-4.2-g", Ends("/error"), (_, reply) => reply.Status == 200 ? reply with { Status = 400 } : reply),
        When(
            "DALI-1.1-4.2-h",
            Ends("/error"),
            (_, reply) =>
                reply.Status == 200 ? reply with { Body = TwinFormats.Error(200, "Something else.").Body } : reply
        ),
        Text("DALI-1.1-4.4-a", Sync, "version=\"1.4\"", "version=\"1.1\""),
        Text("DALI-1.1-4.4-b", Sync, "</RESOURCE>", "</RESOURCE><RESOURCE type=\"results\" />"),
        Text("DALI-1.1-4.4-c", Sync, "<INFO name=\"QUERY_STATUS\" value=\"OK\" />", ""),
        Text("DALI-1.1-4.4-d", Sync, "value=\"OK\"", "value=\"Okay\""),
        Text("DALI-1.1-4.4.2-a", Sync, "value=\"ERROR\"", "value=\"OK\""),
        Text("DALI-1.1-4.4.2-b", Sync, "This is no query: DUFF QUERY", ""),
        Text("DALI-1.1-4.4.3-a", Sync, "<INFO name=\"standardID\" value=\"ivo://ivoa.net/std/TAP\" />", ""),
        Text("DALI-1.1-3.4.5-a", Caps, "#upload-http\"", "#upload-ftp\""),
        Text("DALI-1.1-3.4.5-b", Caps, "#upload-inline\"", "#upload-https\""),
        new(
            "DALI-1.1-3.4.5-d",
            (ask, right) =>
                right(
                    ask.Files.ContainsKey("another_name") ? ask with { Files = new Dictionary<string, byte[]>() } : ask
                )
        ),
        Asks(
            "DALI-1.1-3.4.5-e",
            ask =>
                ask.All("UPLOAD").Any(u => u.StartsWith("my-table", StringComparison.Ordinal))
                    ? ask.Without("UPLOAD")
                    : ask
        ),
        Unrefused("DALI-1.1-3.4.5-f", "param:nothing"),
        Unrefused("DALI-1.1-3.4.5-g", "http://127.0.0.1"),
        Unrefused("DALI-1.1-3.4.5-h", "param:part"),
        Unrefused("DALI-1.1-3.4.5-i", "gopherx"),
        Text("VOTable-1.4-3.3-a", Sync, " version=\"1.4\"", ""),
        Text("VOTable-1.4-3.3-b", Sync, "VOTable/v1.3", "VOTable/v1.4"),
        Text("VOTable-1.4-3.2-a", Sync, "<FIELD ", "<FIELD ID=\"col\" "),
        Text("VOTable-1.4-3.2-b", Sync, "<FIELD ", "<FIELD ref=\"nowhere\" "),
        Text("VOTable-1.4-4.1-a", Sync, "<FIELD name=\"datatype\"", "<FIELD"),
        Text("VOTable-1.4-2.1-a", Sync, "name=\"datatype\" datatype=\"char\"", "name=\"datatype\" datatype=\"string\""),
        Text("VOTable-1.4-2.2-a", Sync, "arraysize=\"*\"", "arraysize=\"*10\""),
        Text("VOTable-1.4-5.1-a", Sync, "</TD></TR>", "</TD><TD>more</TD></TR>"),
        Text("VOTable-1.4-5.3-a", Sync, "</STREAM></BINARY>", "AAAA</STREAM></BINARY>"),
        Text("VOTable-1.4-5.4-a", Sync, "</STREAM></BINARY2>", "AAAA</STREAM></BINARY2>"),
        Text("VOTable-1.4-5-a", Sync, "<TD>datatype</TD>", "<TD>data type</TD>"),
        Text("VOTable-1.4-3.8-a", Sync, "nrows=\"", "nrows=\"1"),
        Text("VOTable-1.4-4.8-a", Sync, "<INFO name=\"standardID\"", "<INFO"),
        Replies("VOTable-1.4-8-a", Sync, reply => reply with { ContentType = "application/xml" }),
    ];

    private static bool AtJob(Ask ask) =>
        ask.Method == "POST"
        && ask["ACTION"] is null
        && ask.Path.StartsWith("/async/", StringComparison.Ordinal)
        && ask.Path.Count(c => c == '/') == 2;

    private static Func<Ask, bool> Ends(string path) => ask => ask.Path.EndsWith(path, StringComparison.Ordinal);

    /// <summary>Takes the last of several values.</summary>
    private static Func<Ask, Ask> Once(string name) => ask => ask[name] is { } value ? ask.With(name, value) : ask;

    /// <summary>Answers with a table in spite of a wrong upload.</summary>
    private static Flaw Unrefused(string clause, string uri) =>
        Asks(
            clause,
            ask =>
                ask.All("UPLOAD").Any(upload => upload.Contains(uri, StringComparison.Ordinal))
                    ? ask.Without("UPLOAD").With("QUERY", Queries.One)
                    : ask
        );
}
