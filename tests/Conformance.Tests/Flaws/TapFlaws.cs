using DataLab.Conformance.Tests.Twin;
using static DataLab.Conformance.Tests.Flaws.Flaw;

namespace DataLab.Conformance.Tests.Flaws;

/// <summary>Ways to break TAP, but for TAP_SCHEMA and uploads.</summary>
internal static class TapFlaws
{
    private const string Caps = "/capabilities";
    private const string Sync = "/sync";
    private const string Examples = "/examples";

    public static readonly Flaw[] All =
    [
        Status("TAP-1.1-2-a", Sync, 404),
        Status("TAP-1.1-2-b", "/async", 404),
        Status("TAP-1.1-2-c", Caps, 403),
        Status("TAP-1.1-2-d", "/availability", 403),
        Status("TAP-1.1-2-e", "/tables", 404),
        Status("TAP-1.1-2-f", Examples, 404),
        Replies("TAP-1.1-2-g", "", _ => Reply.Text("hello")),
        new(
            "TAP-1.1-2.1-a",
            (ask, right) =>
                right(ask is { Method: "GET", Path: Sync } ? ask.Without("MAXREC").With("MAXREC", "1") : ask)
        ),
        When(
            "TAP-1.1-2.2-a",
            ask => ask is { Method: "GET", Path: "/async" },
            (_, reply) => reply with { Body = "<list/>" }
        ),
        When("TAP-1.1-2.2-b", Ends("/results/result"), (_, _) => Reply.NotFound),
        Text("TAP-1.1-2.2-c", "/async/*", "id=\"result\"", "id=\"output\""),
        When(
            "TAP-1.1-2.2-d",
            Ends("/results/result"),
            (ask, _) =>
                Reply.SeeOther($"{ask.BaseUrl}/sync?LANG=ADQL&QUERY=SELECT+table_name+FROM+TAP_SCHEMA.tables") with
                {
                    Status = 302,
                }
        ),
        When("TAP-1.1-2.2-e", Ends("/error"), (_, _) => Reply.NotFound),
        When(
            "TAP-1.1-2.2-f",
            Ends("/results/result"),
            (_, reply) => reply.Body.Contains("<TR>", StringComparison.Ordinal) ? reply : Reply.NotFound
        ),
        Text("TAP-1.1-2.2-g", "/async/*", "name=\"table_type\"", "name=\"kind\""),
        Text("TAP-1.1-2.4-a", Caps, "ivo://ivoa.net/std/ConeSearch", "ivo://ivoa.net/std/TAP"),
        Text("TAP-1.1-2.4-b", Caps, "role=\"std\" version=\"1.1\"", "role=\"std\""),
        Text("TAP-1.1-2.4-c", Caps, "<accessURL use=\"base\">", "<accessURL use=\"base\">http://elsewhere.example.org"),
        Text("TAP-1.1-2.4-d", Caps, " xsi:type=\"tr:TableAccess\"", ""),
        Text("TAP-1.1-2.4-e", Caps, "</accessURL></interface>", "</accessURL><securityMethod/></interface>"),
        Text("TAP-1.1-2.4-f", Caps, "role=\"std\" version", "version"),
        Status("TAP-1.1-2.5-a", "/tables", 501),
        Text("TAP-1.1-2.5-b", "/tables", "demo.spectra", "demo.more_spectra"),
        Text("TAP-1.1-2.5-c", "/tables", "<name>mag</name>", "<name>magnitude</name>"),
        Text("TAP-1.1-2.5-d", "/tables", ">float</dataType>", ">double</dataType>"),
        Text("TAP-1.1-2.5-e", "/tables", "<unit>mag</unit>", "<unit>magnitudes</unit>"),
        Text(
            "TAP-1.1-2.5-f",
            "/tables",
            "<foreignKey><targetTable>demo.stars",
            "<foreignKey><targetTable>demo.spectra"
        ),
        Text("TAP-1.1-2.5-g", "/tables", "vs:VOTableType", "vs:TAPType"),
        Replies("TAP-1.1-2.6-a", Examples, reply => reply with { ContentType = "text/xml" }),
        Text("TAP-1.1-2.6-b", Caps, "DALI#examples", "DALI#nothing"),
        Text("TAP-1.1-2.6-c", Examples, "property=\"query\">SELECT", "property=\"query\"><b>SELECT</b>"),
        Text("TAP-1.1-2.6-d", Examples, ">demo.stars</span>", ">stars</span>"),
        Text("TAP-1.1-2.6-e", Examples, "star_id, ra FROM", "star_id, right_ascension FROM"),
        Text("TAP-1.1-2.6-f", Examples, "typeof=\"example\"", "typeof=\"sample\""),
        When("TAP-1.1-2.7-a", ask => ask["DUMMY"] is not null, (_, _) => TwinFormats.Error(400, "What is DUMMY?")),
        When("TAP-1.1-2.7-b", ask => ask["REQUEST"] is not null, (_, _) => TwinFormats.Error(400, "What is REQUEST?")),
        When(
            "TAP-1.1-2.7-c",
            ask => ask is { Method: "POST", Path: "/async", Fields.Count: 0 },
            (_, _) => Reply.Forbidden
        ),
        When(
            "TAP-1.1-2.7-d",
            ask => ask is { Method: "POST", Path: "/async" } && ask["QUERY"] == Queries.Duff,
            (_, _) => Reply.Forbidden
        ),
        When("TAP-1.1-2.7-e", ask => ask.Method == "POST" && Ends("/parameters")(ask), (_, _) => Reply.Forbidden),
        new(
            "TAP-1.1-2.7.1-a",
            (ask, right) => right(ask["LANG"] == "ADQL" && ask.Path == Sync ? ask.With("LANG", "SQL") : ask)
        ),
        new("TAP-1.1-2.7.1-b", (ask, right) => right(ask["LANG"] == "ADQL-2.0" ? ask.With("LANG", "SQL") : ask)),
        Speaks("TAP-1.1-2.7.1-c", "OOBLECK"),
        Speaks("TAP-1.1-2.7.1-d", "ADQL-97.3"),
        Asks("TAP-1.1-2.7.1-e", ask => ask.Path == Sync && ask["LANG"] is null ? ask.With("LANG", "ADQL") : ask),
        Asks("TAP-1.1-2.7.2-a", ask => ask.Path == Sync && ask["QUERY"] is null ? ask.With("QUERY", Queries.One) : ask),
        Asks("TAP-1.1-2.7.3-a", ask => ask.Without("FORMAT")),
        Asks(
            "TAP-1.1-2.7.3-b",
            ask => ask.Path == Sync && ask["RESPONSEFORMAT"] is null ? ask.With("RESPONSEFORMAT", "csv") : ask
        ),
        When("TAP-1.1-2.7.3-c", ask => ask["RESPONSEFORMAT"] == "csv", (_, _) => TwinFormats.Error(400, "No CSV.")),
        When("TAP-1.1-2.7.3-d", ask => ask["RESPONSEFORMAT"] == "tsv", (_, _) => TwinFormats.Error(400, "No TSV.")),
        Text("TAP-1.1-2.7.4-a", Sync, "</TABLE>", "</TABLE><INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\" />"),
        Asks(
            "TAP-1.1-2.7.4-b",
            ask => ask["QUERY"]?.Contains("TOP", StringComparison.Ordinal) ?? false ? ask.Without("MAXREC") : ask
        ),
        Text("TAP-1.1-2.7.4-c", Sync, "</TABLE>", "</TABLE><INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\" />"),
        When(
            "TAP-1.1-2.7.4-d",
            ask => ask["MAXREC"] == $"{TwinTables.All.Count}",
            (_, reply) =>
                reply with
                {
                    Body = reply.Body.Replace(
                        "</TABLE>",
                        "</TABLE><INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\" />",
                        StringComparison.Ordinal
                    ),
                }
        ),
        When(
            "TAP-1.1-2.7.4-e",
            ask => ask["MAXREC"] == "0",
            (_, reply) =>
                reply with
                {
                    Body = reply.Body.Replace("name=\"utype\"", "name=\"u_type\"", StringComparison.Ordinal),
                }
        ),
        When("TAP-1.1-3.4-a", ask => ask["MAXREC"] == "2", (_, reply) => reply with { Status = 206 }),
        When(
            "TAP-1.1-3.4-b",
            ask => ask["MAXREC"] == "2",
            (_, reply) => reply with { Body = reply.Body[..(reply.Body.Length / 2)] }
        ),
        new(
            "TAP-1.1-3.3-a",
            (ask, right) => right(ask["QUERY"] == Queries.Duff ? ask.With("QUERY", Queries.One) : ask)
        ),
        new(
            "TAP-1.1-3.3-b",
            (ask, right) =>
                right(
                    ask["QUERY"]?.Contains("no_such_table", StringComparison.Ordinal) ?? false
                        ? ask.With("QUERY", Queries.One)
                        : ask
                )
        ),
        When("TAP-1.1-3.3-c", Ends("/error"), (_, reply) => reply with { Status = 400 }),
        When(
            "TAP-1.1-3.3-d",
            ask => ask["QUERY"] == Queries.NoSuchColumn,
            (_, _) => new Reply(400, "text/plain", "no such column")
        ),
        Text("TAP-1.1-3.3-e", Sync, "</RESOURCE>", "<TABLE></TABLE></RESOURCE>"),
        Text("TAP-1.1-3.1-a", Sync, "<INFO name=\"QUERY_STATUS\" value=\"OK\" />", ""),
        Text("TAP-1.1-3.2-a", Sync, "</TABLE>", "</TABLE><TABLE></TABLE>"),
        Text("TAP-1.1-3.2-b", Sync, "name=\"second_kind\"", "name=\"table_type\""),
        Text("TAP-1.1-3.2-c", Sync, "name=\"Name of It\"", "name=\"name of it\""),
        When(
            "TAP-1.1-3.2-d",
            ask => ask["MAXREC"] == "0",
            (_, reply) =>
                reply with
                {
                    Body = reply.Body.Replace("datatype=\"float\"", "datatype=\"double\"", StringComparison.Ordinal),
                }
        ),
        When(
            "TAP-1.1-3.2-e",
            ask => ask["MAXREC"] == "0",
            (_, reply) =>
                reply with
                {
                    Body = reply.Body.Replace("arraysize=\"19\"", "arraysize=\"*\"", StringComparison.Ordinal),
                }
        ),
        Text("TAP-1.1-3.2-f", Sync, "name=\"max_table_name\"", "name=\"min_table_name\""),
        Text("TAP-1.1-3.2-g", Sync, "name=\"max_table_name\"", "name=\"max(table_name)\""),
        When("TAP-1.1-3.2-h", Wants("csv"), (_, reply) => reply with { ContentType = "text/plain;header=present" }),
        When(
            "TAP-1.1-3.2-i",
            Wants("csv"),
            (_, reply) => reply with { Body = reply.Body[(reply.Body.IndexOf('\n', StringComparison.Ordinal) + 1)..] }
        ),
        When("TAP-1.1-3.2-j", Wants("csv"), (_, reply) => reply with { ContentType = "text/csv" }),
        When("TAP-1.1-3.2-k", Wants("csv"), (_, reply) => reply with { Body = reply.Body + "and one\nmore\n" }),
        When(
            "TAP-1.1-3.2-l",
            Wants("csv"),
            (_, reply) => reply with { Body = reply.Body.Replace("\"", "", StringComparison.Ordinal) }
        ),
        When("TAP-1.1-3.2-m", Wants("tsv"), (_, reply) => reply with { ContentType = "text/plain" }),
        When(
            "TAP-1.1-3.2-n",
            Wants("tsv"),
            (_, reply) => reply with { Body = reply.Body.Replace("one, two", "one,\ttwo", StringComparison.Ordinal) }
        ),
    ];

    private static Func<Ask, bool> Ends(string path) => ask => ask.Path.EndsWith(path, StringComparison.Ordinal);

    private static Func<Ask, bool> Wants(string format) => ask => ask["RESPONSEFORMAT"] == format;

    private static Flaw Speaks(string clause, string language) =>
        Asks(clause, ask => ask["LANG"] == language ? ask.With("LANG", "ADQL") : ask);
}
