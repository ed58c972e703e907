using System.Text.RegularExpressions;
using DataLab.Conformance.Tests.Twin;
using static DataLab.Conformance.Tests.Flaws.Flaw;
using static DataLab.Conformance.Tests.Flaws.ImageFlaw;

namespace DataLab.Conformance.Tests.Flaws;

/// <summary>Ways to break DataLink and SODA.</summary>
internal static partial class AccessFlaws
{
    private const string Links = "/links";
    private const string Cut = "/cut";

    public static readonly Flaw[] All =
    [
        Refuses("DataLink-1.1-2-a", Links, ask => ask is { Method: "GET" } && ask["ID"] is not null),
        Refuses("DataLink-1.1-2-b", Links, ask => ask.Method == "POST", 405),
        Capitals("DataLink-1.1-2-c", Links),
        Once("DataLink-1.1-2.1.1-a", Links, "ID"),
        Refuses("DataLink-1.1-2.1.1-b", Links, ask => ask["ID"] is null && ask.Fields.Count == 0, 400),
        Refuses(
            "DataLink-1.1-2.1.2-a",
            Links,
            ask => ask["RESPONSEFORMAT"]?.Contains(';', StringComparison.Ordinal) ?? false,
            400
        ),
        Text("DataLink-1.1-3.2-a", Links, "name=\"description\"", "name=\"about\""),
        Text("DataLink-1.1-3.2-b", Links, "meta.note", "meta.id"),
        Text(
            "DataLink-1.1-3.2-c",
            Links,
            "name=\"description\" datatype=\"char\" arraysize=\"*\"",
            "name=\"description\" datatype=\"char\""
        ),
        Text(
            "DataLink-1.1-3.2.8-b",
            Links,
            "name=\"content_length\" datatype=\"long\"",
            "name=\"content_length\" datatype=\"int\""
        ),
        Text("DataLink-1.1-3.2.8-c", Links, "unit=\"byte\"", "unit=\"kbyte\""),
        Text(
            "DataLink-1.1-3.2.12-a",
            Links,
            "name=\"link_authorized\" datatype=\"boolean\"",
            "name=\"link_authorized\" datatype=\"char\" arraysize=\"*\""
        ),
        Type("DataLink-1.1-3.3-a", Links, "text/html"),
        Type("DataLink-1.1-3.3-b", Links, "application/x-votable+xml"),
        Text("DataLink-1.1-3.3.1-a", Links, "type=\"results\"", "type=\"result\""),
        Asks("DataLink-1.1-3.3.1-b", ask => ask.Path == Links ? ask.With("SERIALIZATION", "BINARY2") : ask),
        Text("DataLink-1.1-3.3.1-c", Links, "<INFO name=\"standardID\"", "<INFO name=\"standard\""),
        Text("DataLink-1.1-4.1-a", Links, "type=\"meta\" utype=\"adhoc:service\"", "utype=\"adhoc:service\""),
        Text("DataLink-1.1-4.2-a", Links, "name=\"accessURL\"", "name=\"url\""),
        Text("DataLink-1.1-4.3-a", Links, "name=\"inputParams\"", "name=\"inputs\""),
        Text("DataLink-1.1-4.3-b", Links, "ref=\"link_id\"", "ref=\"nothing\""),
        TextWhen("DataLink-1.1-4.4-a", Links, ask => ask["ID"] is null, "adhoc:this", "adhoc:that"),
        TextWhen(
            "DataLink-1.1-4.4-b",
            Links,
            ask => ask["ID"] is null,
            "</VOTABLE>",
            "<RESOURCE type=\"meta\" utype=\"adhoc:this\" /></VOTABLE>"
        ),
        Text("DataLink-1.1-3.2-e", Links, "<TD>soda</TD>", "<TD />"),
        When(
            "DataLink-1.1-3.2-f",
            ask => ask.Path == Links && ask.All("ID").Count() > 1,
            (_, reply) =>
                reply with
                {
                    Body = reply.Body.Replace(
                        "</TABLEDATA>",
                        Row().Match(reply.Body).Value + "</TABLEDATA>",
                        StringComparison.Ordinal
                    ),
                }
        ),
        TextWhen(
            "DataLink-1.1-3.2.1-a",
            Links,
            ask => ask.All("ID").Count() == 1,
            "<TD>ivo://twin.example/img",
            "<TD>IVO://twin.example/img"
        ),
        Text("DataLink-1.1-3.2.2-a", Links, "<TD>http://127", "<TD>127"),
        Text("DataLink-1.1-3.2.3-a", Links, "<TD>soda</TD>", "<TD>sodas</TD>"),
        When("DataLink-1.1-3.2.4-a", IsUnknown, (_, reply) => reply with { Body = Row().Replace(reply.Body, "") }),
        TextWhen("DataLink-1.1-3.2.4-b", Links, IsUnknown, "<TD>#this</TD>", "<TD />"),
        Text("DataLink-1.1-3.4-a", Links, "NotFoundFault: ", "Sorry: "),
        Text("DataLink-1.1-3.4-b", Links, "NotFoundFault: ", "DefaultFault: "),
        Text("DataLink-1.1-3.2.5-a", Links, "<TD>The image</TD>", "<TD />"),
        Text("DataLink-1.1-3.2.6-a", Links, "<TD>#cutout</TD>", "<TD />"),
        Text("DataLink-1.1-3.2.6-b", Links, "<TD>http://twin.example/terms#more</TD>", "<TD>more</TD>"),
        Text("DataLink-1.1-3.2.6-c", Links, "<TD>#cutout</TD>", "<TD>#cut</TD>"),
        Text("DataLink-1.1-3.2.7-a", Links, "<TD>text/html</TD>", "<TD>html</TD>"),
        Type("DataLink-1.1-3.2.7-b", "/file/*", "text/plain"),
        Text("DataLink-1.1-3.2.8-a", Links, "<TD>30</TD>", "<TD>-30</TD>"),
        Text("DataLink-1.1-3.2.11-a", Links, "<TD>false</TD>", "<TD>no</TD>"),
        Deeper("SODA-1.0-2.1-a", Cut),
        Refuses("SODA-1.0-2.1-b", Cut, ask => ask.Method == "POST", 405),
        Capitals("SODA-1.0-2.1-c", Cut),
        Status("SODA-1.0-2.3-a", "/examples", 404),
        Text("SODA-1.0-2.3-b", "/examples", ">ID<", ">IDENTIFIER<"),
        Text("SODA-1.0-2.4-a", Caps, "VOSI#availability", "VOSI#nothing"),
        Text("SODA-1.0-2.5-a", Caps, "SODA#sync-1.0\"", "SODA#sync-1.1\""),
        Text(
            "SODA-1.0-2.5-b",
            Caps,
            "#sync-1.0\"><interface xsi:type=\"vs:ParamHTTP\" role=\"std\">",
            "#sync-1.0\"><interface xsi:type=\"vs:ParamHTTP\">"
        ),
        Text("SODA-1.0-3.5-a", Links, "ucd=\"em.wl;stat.interval\"", "ucd=\"em.wl\""),
        Text("SODA-1.0-3.5-b", Links, "xtype=\"circle\"", "xtype=\"ring\""),
        Text("SODA-1.0-4-a", Links, "/cut\"", "/other\""),
        Text("SODA-1.0-4.2-a", Links, "<MIN value=\"4e-07\" />", ""),
        Text("SODA-1.0-4.2-b", Links, "<OPTION value=\"I\" />", ""),
        Text("SODA-1.0-4.2-c", Links, "20.25 0.5\"", "20.25\""),
        Text(
            "SODA-1.0-4.2-d",
            Links,
            "<MAX value=\"10.25 20 10.75 20 10.75 20.5 10.25 20.5\"",
            "<MAX value=\"10.25 20\""
        ),
        Type("SODA-1.0-5.1-a", Cut, "text/plain", reply => reply.Status == 200),
        Replies("SODA-1.0-5.1-b", Cut, reply => reply.Status == 204 ? reply with { Status = 200 } : reply),
        Type("SODA-1.0-5.2-a", Cut, "application/xml", reply => reply.Status == 400),
        Text("SODA-1.0-5.2-b", Cut, "UsageError", "Oops"),
        Text("SODA-1.0-5.2-c", Cut, "UsageError", "Error"),
        Refuses("SODA-1.0-3.1-a", Cut, ask => ask.All("CIRCLE").Count() > 1, 400),
        Text("SODA-1.0-3.1-b", Cut, "MultiValuedParamNotSupported", "UsageError"),
        Sees("SODA-1.0-3.2.1-a", Cut, "ID", null, "ivo://twin.example/img?w1"),
        Sees("SODA-1.0-3.2.1-b", Cut, "ID", DataLink.Links.Unknown, "ivo://twin.example/img?w1"),
        Refuses(
            "SODA-1.0-3.3.1-a",
            Cut,
            ask => ask["POS"]?.StartsWith("CIRCLE 10.5", StringComparison.Ordinal) ?? false,
            400
        ),
        Refuses(
            "SODA-1.0-3.3.1-b",
            Cut,
            ask => ask["POS"]?.StartsWith("RANGE", StringComparison.Ordinal) ?? false,
            400
        ),
        Refuses(
            "SODA-1.0-3.3.1-c",
            Cut,
            ask => ask["POS"]?.StartsWith("POLYGON", StringComparison.Ordinal) ?? false,
            400
        ),
        Blind("SODA-1.0-3.3.1-d", Cut, "POS", "CIRCLE 1 2"),
        Refuses("SODA-1.0-3.3.2-a", Cut, ask => ask["CIRCLE"] is not null, 400),
        Blind("SODA-1.0-3.3.2-b", Cut, "CIRCLE", "1 2"),
        Refuses("SODA-1.0-3.3.3-a", Cut, ask => ask["POLYGON"] is not null, 400),
        Blind("SODA-1.0-3.3.3-b", Cut, "POLYGON", "1 2 3 4"),
        Refuses("SODA-1.0-3.3.4-a", Cut, ask => ask["BAND"] == "-Inf +Inf", 400),
        Blind("SODA-1.0-3.3.4-b", Cut, "BAND", "red"),
        Refuses("SODA-1.0-3.3.5-a", Cut, ask => ask["TIME"] == "-Inf +Inf", 400),
        Blind("SODA-1.0-3.3.5-b", Cut, "TIME", "yesterday"),
        When(
            "SODA-1.0-3.3.6-a",
            ask => ask.All("POL").Count() > 1,
            (_, _) => new Reply(400, "text/plain", "MultiValuedParamNotSupported: POL")
        ),
        Refuses(
            "SODA-1.0-3.3-a",
            Cut,
            ask => ask["CIRCLE"]?.StartsWith("10.25 20 ", StringComparison.Ordinal) ?? false,
            400
        ),
        Deeper("SODA-1.0-2.2-a", "/cutjobs"),
        Text("SODA-1.0-2.5-c", Caps, "SODA#async-1.0\"", "SODA#async-1.1\""),
        Text("SODA-1.0-6-a", "/cutjobs/*", "<phase>COMPLETED", "<phase>ERROR"),
        When(
            "SODA-1.0-6-b",
            ask => ask.Path.EndsWith("/results/0", StringComparison.Ordinal),
            (_, _) => Reply.NotFound
        ),
        Replies("SODA-1.0-6-c", "/cutjobs/*", reply => reply with { Body = Second().Replace(reply.Body, "") }),
        Text("SODA-1.0-6-d", "/cutjobs/*", "UsageError: no pixels there", "nothing"),
    ];

    private static bool IsUnknown(Ask ask) => ask.Path == Links && ask["ID"] == DataLink.Links.Unknown;

    [GeneratedRegex("<TR>.*?</TR>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<result id=\"r1\"[^>]*/>")]
    private static partial Regex Second();
}
