using DataLab.Conformance.Tests.Twin;
using static DataLab.Conformance.Tests.Flaws.Flaw;
using static DataLab.Conformance.Tests.Flaws.ImageFlaw;

namespace DataLab.Conformance.Tests.Flaws;

/// <summary>Ways to break SIA 2.0.</summary>
internal static class Sia2Flaws
{
    private const string Query = "/query";

    public static readonly Flaw[] All =
    [
        Refuses("SIA-2.0-2.1-a", Query, ask => ask.Method == "GET"),
        Refuses("SIA-2.0-2.1-b", Query, ask => ask.Method == "POST", 405),
        Capitals("SIA-2.0-2.1-c", Query),
        Once("SIA-2.0-2.1-d", Query, "ID"),
        Asks("SIA-2.0-2.1-e", ask => ask.Path == Query && ask["CALIB"] is not null ? ask.Without("ID") : ask),
        Asks(
            "SIA-2.0-2.1-f",
            ask => ask.Path == Query ? ask with { Fields = [.. ask.Fields.Where(f => f.Value != "-Inf +Inf")] } : ask
        ),
        Refuses(
            "SIA-2.0-2.1-g",
            Query,
            ask =>
                ask.Fields.Any(f =>
                    f.Name != "POS" && f.Value != "-Inf +Inf" && f.Value.Contains("Inf", StringComparison.Ordinal)
                ),
            400
        ),
        Loses("SIA-2.0-2.1-h", ask => ask["ID"] is not null && ask["FOV"] is not null),
        Sees("SIA-2.0-2.1-i", Query, "COLLECTION", "wIDE", "Wide"),
        Asks(
            "SIA-2.0-2.1.18-a",
            ask => ask.Path == Query && ask.Fields.Contains(("MAXREC", "0")) ? ask.With("MAXREC", "1") : ask
        ),
        Text("SIA-2.0-2.1.18-b", Query, "<INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\" />", ""),
        Sees("SIA-2.0-2.1.18-c", Query, "MAXREC", "2", "1"),
        Loses("SIA-2.0-2.1.1-a", ask => Starts(ask, "CIRCLE")),
        Loses("SIA-2.0-2.1.1-b", ask => Starts(ask, "RANGE") && !Starts(ask, "RANGE -Inf")),
        Loses("SIA-2.0-2.1.1-c", ask => Starts(ask, "POLYGON") && !IsBackwards(ask)),
        Loses("SIA-2.0-2.1.1-d", IsBackwards),
        Loses("SIA-2.0-2.1.1-e", ask => Starts(ask, "RANGE -Inf")),
        Blind("SIA-2.0-2.1.1-f", Query, "POS", "CIRCLE 1 2"),
        Blind("SIA-2.0-2.1.1-g", Query, "POS", "CIRCLE 10 91 1"),
        Interval("SIA-2.0-2.1.2-a", "BAND"),
        Loses("SIA-2.0-2.1.2-b", ask => ask["BAND"] is { } band && !band.Contains(' ', StringComparison.Ordinal)),
        Interval("SIA-2.0-2.1.3-a", "TIME"),
        Loses("SIA-2.0-2.1.3-b", ask => ask["TIME"] is { } time && !time.Contains(' ', StringComparison.Ordinal)),
        Loses("SIA-2.0-2.1.4-a", ask => ask["POL"] is not null),
        Interval("SIA-2.0-2.1.5-a", "FOV"),
        Interval("SIA-2.0-2.1.6-a", "SPATRES"),
        Interval("SIA-2.0-2.1.7-a", "SPECRP"),
        Interval("SIA-2.0-2.1.8-a", "EXPTIME"),
        Interval("SIA-2.0-2.1.9-a", "TIMERES"),
        Loses(
            "SIA-2.0-2.1.10-a",
            ask => ask.All("ID").Count() == 1 && ask["MAXREC"] is not null && ask["CALIB"] is null
        ),
        Loses("SIA-2.0-2.1.10-b", ask => ask["ID"]?.StartsWith("IVO", StringComparison.Ordinal) ?? false),
        Loses("SIA-2.0-2.1.11-a", ask => ask["COLLECTION"] is not null),
        Loses("SIA-2.0-2.1.12-a", ask => ask["FACILITY"] is not null),
        Loses("SIA-2.0-2.1.13-a", ask => ask["INSTRUMENT"] is not null),
        Loses("SIA-2.0-2.1.14-a", ask => ask["DPTYPE"] is not null),
        Text("SIA-2.0-2.1.14-b", Query, "<TD>cube</TD>", "<TD>spectrum</TD>"),
        Loses("SIA-2.0-2.1.15-a", ask => ask["CALIB"] is not null && ask["ID"] is null),
        Sees("SIA-2.0-2.1.16-a", Query, "TARGET", "M31", "M32"),
        Loses("SIA-2.0-2.1.17-a", ask => ask["FORMAT"] is not null),
        Text("SIA-2.0-3.1-a", Query, "name=\"em_xel\"", "name=\"em_xels\""),
        Text(
            "SIA-2.0-3.1-b",
            Query,
            "name=\"calib_level\" datatype=\"int\"",
            "name=\"calib_level\" datatype=\"double\""
        ),
        Text("SIA-2.0-3.1-c", Query, "unit=\"arcsec\"", "unit=\"deg\""),
        Text("SIA-2.0-3.1-d", Query, "obscore:Curation.publisherDID", "Curation.publisherDID"),
        Text("SIA-2.0-3.1-e", Query, "em.wl;stat.min", "em.wl"),
        Text("SIA-2.0-3.1-f", Query, "<TD>w1</TD>", "<TD />"),
        Text("SIA-2.0-3.1-g", Query, "<TD>/I/</TD>", "<TD>I</TD>"),
        Type(
            "SIA-2.0-3.1-h",
            Query,
            "text/html",
            reply => reply.Status == 200 && reply.ContentType != "text/csv;header=present"
        ),
        Refuses("SIA-2.0-3.1-i", Query, ask => ask["RESPONSEFORMAT"] == "votable", 400),
        Blind("SIA-2.0-3.2-a", Query, "CALIB", "high"),
        Refuses("SIA-2.0-3.2-b", Query, ask => ask["BAND"] == "red" && ask["RESPONSEFORMAT"] is null, 400),
        Text("SIA-2.0-3.2-c", Query, "UsageFault: BAND", "Sorry: BAND"),
        When(
            "SIA-2.0-3.2-d",
            ask => ask["BAND"] == "red" && ask["RESPONSEFORMAT"] is null,
            (_, reply) => reply with { Status = 200 }
        ),
        Type("SIA-2.0-3.2-e", Query, "text/html", reply => reply.ContentType == "text/plain"),
        Deeper("SIA-2.0-2-a", Query),
        Text("SIA-2.0-2.2-a", Caps, "VOSI#availability", "VOSI#nothing"),
        Text("SIA-2.0-2.3-a", Caps, "SIA#query-2.0\"", "SIA#query-2.1\""),
        Text("SIA-2.0-2.3-b", Caps, "role=\"std\" version=\"2.0\"", "version=\"2.0\""),
        Text("SIA-2.0-3.1.1-a", Query, "ref=\"did\"", "ref=\"nothing\""),
        Text("SIA-2.0-3.1.1-b", Query, "std/SODA#sync-1.0", "std/Other"),
        TextWhen("SIA-2.0-3.1.2-a", Query, ask => ask.Fields is [("MAXREC", "100")], "name=\"this\"", "name=\"that\""),
        TextWhen("SIA-2.0-3.1.2-b", Query, ask => ask["MAXREC"] == "0", "name=\"this\"", "name=\"that\""),
        Text("SIA-2.0-2.1.20-a", Query, "<PARAM name=\"SPECRP\"", "<PARAM name=\"SPEC\""),
        Text("SIA-2.0-2.1.20-b", Query, "<OPTION value=\"Wide\" />", ""),
        Text("SIA-2.0-3.1.2-c", Query, "std/SIA#query-2.0", "std/SIA"),
        Text("SIA-2.0-3.1.3-a", "/links", "name=\"semantics\"", "name=\"term\""),
    ];

    private static bool Starts(Ask ask, string start) =>
        ask["POS"]?.StartsWith(start, StringComparison.Ordinal) ?? false;

    private static bool IsBackwards(Ask ask) =>
        Starts(ask, "POLYGON") && ask["POS"]!.Split(' ') is [_, var west, _, var second, ..] && west == second;

    /// <summary>Finds nothing.</summary>
    private static Flaw Loses(string clause, Func<Ask, bool> when) =>
        Asks(clause, ask => ask.Path == Query && when(ask) ? ask.With("TARGET", "nothing") : ask);

    private static Flaw Interval(string clause, string name) =>
        Loses(
            clause,
            ask =>
                ask["ID"] is null
                && ask[name] is { } value
                && value.Contains(' ', StringComparison.Ordinal)
                && !value.Contains("Inf", StringComparison.Ordinal)
        );
}
