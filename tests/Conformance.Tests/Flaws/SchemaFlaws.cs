using DataLab.Conformance.Tests.Twin;
using static DataLab.Conformance.Tests.Flaws.Flaw;

namespace DataLab.Conformance.Tests.Flaws;

/// <summary>Ways to break TAP_SCHEMA, uploads and cone searches.</summary>
internal static class SchemaFlaws
{
    private const string Sync = "/sync";

    public static readonly Flaw[] All =
    [
        Schema("TAP-1.1-4.1-a", "schemas", "name=\"schema_index\"", "name=\"index\""),
        Schema("TAP-1.1-4.2-a", "tables", "name=\"table_index\"", "name=\"index\""),
        Schema("TAP-1.1-4.3-a", "columns", "name=\"xtype\"", "name=\"x_type\""),
        Schema("TAP-1.1-4.4-a", "keys", "name=\"target_table\"", "name=\"to_table\""),
        Schema("TAP-1.1-4.4-b", "key_columns", "name=\"target_column\"", "name=\"to_column\""),
        Schema("TAP-1.1-4.1-b", "schemas", "<TD>demo</TD>", "<TD />"),
        Schema("TAP-1.1-4.2-b", "tables", "<TD>table</TD>", "<TD />"),
        Schema("TAP-1.1-4.3-b", "columns", "<TD>float</TD>", "<TD />"),
        Schema("TAP-1.1-4.4-c", "key_columns", "<TD>star_id</TD>", "<TD />"),
        Schema("TAP-1.1-4-a", "columns", "name=\"std\" datatype=\"int\"", "name=\"std\" datatype=\"double\""),
        Schema("TAP-1.1-4-b", "tables", "<TD>TAP_SCHEMA.key_columns</TD>", "<TD>TAP_SCHEMA.pairs</TD>"),
        When(
            "TAP-1.1-4-c",
            ask =>
                ask["QUERY"]?.StartsWith("SELECT column_name FROM TAP_SCHEMA.columns WHERE", StringComparison.Ordinal)
                ?? false,
            (_, reply) =>
                reply with
                {
                    Body = reply.Body.Replace("<TD>principal</TD>", "<TD>main</TD>", StringComparison.Ordinal),
                }
        ),
        Status("TAP-1.1-4-d", "/async/*", 500),
        When(
            "TAP-1.1-4.3-c",
            ask => ask["QUERY"]?.Contains("\"size\"", StringComparison.Ordinal) ?? false,
            (_, _) => TwinFormats.Error(400, "no \"size\"")
        ),
        Schema("TAP-1.1-4.1-c", "schemas", "<TD>TAP_SCHEMA</TD>", "<TD>demo</TD>"),
        Schema("TAP-1.1-4.2-c", "tables", "<TD>demo.stars</TD>", "<TD>demo.spectra</TD>"),
        Schema("TAP-1.1-4.2-d", "tables", "<TD>table</TD>", "<TD>base_table</TD>"),
        Schema("TAP-1.1-4.2-e", "tables", "<TD>demo.stars</TD>", "<TD>stars</TD>"),
        Schema("TAP-1.1-4.3-d", "columns", "<TD>dec</TD>", "<TD>ra</TD>"),
        Schema("TAP-1.1-4.3-e", "columns", "<TD>float</TD>", "<TD>REAL</TD>"),
        Schema("TAP-1.1-4.3-f", "columns", "<TD>8*</TD>", "<TD>*8</TD>"),
        Schema("TAP-1.1-4.3-g", "columns", "<TD>8</TD>", "<TD>9</TD>"),
        Schema("TAP-1.1-4.3-h", "columns", "<TD>0</TD><TD>1</TD><TD>0</TD>", "<TD>0</TD><TD>2</TD><TD>0</TD>"),
        Schema("TAP-1.1-4.3-i", "columns", "<TD>\"seen at\"</TD>", "<TD>seen at</TD>"),
        Schema("TAP-1.1-4.3-j", "columns", "<TD>mag</TD><TD>float</TD>", "<TD>magnitude</TD><TD>float</TD>"),
        Schema("TAP-1.1-4.3-k", "columns", "<TD>0</TD><TD>1</TD><TD>1</TD>", "<TD>0</TD><TD>1</TD><TD>0</TD>"),
        Schema("TAP-1.1-4.4-d", "keys", "<TD>k2</TD>", "<TD>k1</TD>"),
        Schema("TAP-1.1-4.4-e", "schemas", "<TD>demo</TD>", "<TD>another</TD>"),
        Schema("TAP-1.1-4.4-f", "key_columns", "<TD>schema_name</TD>", "<TD>schema</TD>"),
        Schema("TAP-1.1-4.4-g", "key_columns", "<TD>star_id</TD>", "<TD>id</TD>"),
        Schema("TAP-1.1-4.4-h", "key_columns", "<TD>k6</TD>", "<TD>k5</TD>"),
        Text("TAP-1.1-2.7.6-a", "/capabilities", "uploadMethod", "dataModel"),
        Asks("TAP-1.1-2.7.6-b", ask => ask.Without("UPLOAD")),
        Broken("TAP-1.1-2.7.6-c", "<BINARY>"),
        Broken("TAP-1.1-2.7.6-d", "<BINARY2>"),
        Asks("TAP-1.1-2.7.6-e", ask => ask.All("UPLOAD").Count() > 1 ? ask.With("UPLOAD", ask["UPLOAD"]!) : ask),
        Asks(
            "TAP-1.1-2.7.6-f",
            ask =>
                ask["QUERY"]?.Contains("\"MixedCase\"", StringComparison.Ordinal) ?? false
                    ? ask.With("QUERY", ask["QUERY"]!.Replace("MixedCase", "mixedcase", StringComparison.Ordinal))
                    : ask
        ),
        When(
            "TAP-1.1-2.7.6-g",
            ask =>
                ask["UPLOAD"] is not null && (ask["QUERY"]?.Contains("TAP_SCHEMA", StringComparison.Ordinal) ?? false),
            (_, reply) =>
                reply with
                {
                    Body = reply.Body.Replace(
                        "<TD>demo.stars</TD>",
                        "<TD>TAP_UPLOAD.judge_table</TD>",
                        StringComparison.Ordinal
                    ),
                }
        ),
        new(
            "TAP-1.1-2.7.6-h",
            (ask, right) =>
                right(
                    ask["UPLOAD"] is null && (ask["QUERY"]?.Contains("TAP_UPLOAD", StringComparison.Ordinal) ?? false)
                        ? ask.With("QUERY", Queries.One)
                        : ask
                )
        ),
        new("TAP-1.1-2.7.6-i", (ask, right) => right(ask.Path == "/async" ? ask.Without("UPLOAD") : ask)),
        new(
            "TAP-1.1-2.7.6-j",
            (ask, right) =>
                right(ask.Path.EndsWith("/parameters", StringComparison.Ordinal) ? ask.Without("UPLOAD") : ask)
        ),
        new(
            "TAP-1.1-2.7.6-k",
            (ask, right) =>
                right(ask.Path.EndsWith("/parameters", StringComparison.Ordinal) ? ask.Without("UPLOAD") : ask)
        ),
        Text("TAP-1.1-3.5-a", Sync, "<TD>-9007199254740993</TD>", "<TD>-9007199254740992</TD>"),
        Text("TAP-1.1-3.5-b", Sync, "<TD>255</TD>", "<TD>0</TD>"),
        Text("TAP-1.1-3.5-c", Sync, "\u03b1", "?"),
        Text("TAP-1.1-3.5-d", Sync, " xtype=\"timestamp\"", ""),
        Text("TAP-1.1-3.5-e", Sync, "<TD>1 2 3 4</TD>", "<TD>1 2 3</TD>"),
        Text("TAP-1.1-3.5-f", Sync, " xtype=\"circle\"", ""),
        Text("TAP-1.1-3.5-g", Sync, "<TD></TD>", "<TD>0</TD>"),
        Text("TAP-1.1-3.5-h", Sync, "name=\"d_short\" datatype=\"short\"", "name=\"d_short\" datatype=\"int\""),
        Status("SCS-1.03-2.1-a", "/cone", 500),
        new(
            "SCS-1.03-2.1-b",
            (ask, right) => right(ask.Path == "/cone" && ask.Fields[0].Name == "SR" ? ask.Without("RA") : ask)
        ),
        When("SCS-1.03-2.1-c", ask => ask["DUMMY"] is not null, (_, reply) => reply with { Status = 400 }),
        new("SCS-1.03-2.1-d", (ask, right) => right(ask["VERB"] is "1" ? ask.With("VERB", "3") : ask)),
        Asks("SCS-1.03-2.1-e", ask => ask.Path == "/cone" && ask["VERB"] is null ? ask.With("VERB", "3") : ask),
        Text("SCS-1.03-2.1-f", "/capabilities", "/cone?<", "/cone<"),
        Text("SCS-1.03-2.2-a", "/cone", "</RESOURCE>", "</RESOURCE><RESOURCE />"),
        Text("SCS-1.03-2.2-b", "/cone", "ucd=\"ID_MAIN\"", "ucd=\"meta.id;meta.main\""),
        Text("SCS-1.03-2.2-c", "/cone", "name=\"ra\" datatype=\"double\"", "name=\"ra\" datatype=\"float\""),
        Text("SCS-1.03-2.2-d", "/cone", "ucd=\"POS_EQ_RA_MAIN\"", "ucd=\"POS_EQ_DEC_MAIN\""),
        Text("SCS-1.03-2.2-e", "/cone", "<TD>s2</TD>", "<TD>s1</TD>"),
        Replies("SCS-1.03-2.2-f", "/cone", reply => reply with { ContentType = "application/x-votable+xml" }),
        new(
            "SCS-1.03-2.2-g",
            (ask, right) => right(ask.Path == "/cone" && ask["SR"] is not "0" ? ask.With("DEC", "80") : ask)
        ),
        Text("SCS-1.03-2.2-h", "/cone", "<TD>-20.251</TD>", "<TD>-19</TD>"),
        Text("SCS-1.03-2.2-i", "/cone", "ucd=\"PHOT_MAG\"", ""),
        Asks("SCS-1.03-2.3-a", ask => ask.Path == "/cone" && ask["SR"] is null ? ask.With("SR", "0.1") : ask),
        Asks("SCS-1.03-2.3-b", ask => ask["DEC"] == "north" ? ask.With("DEC", "0") : ask),
        Asks("SCS-1.03-2.3-c", ask => ask["DEC"] == "91.0" ? ask.With("DEC", "90") : ask),
        Asks("SCS-1.03-2.3-d", ask => ask["SR"] == "-1" ? ask.With("SR", "1") : ask),
        Text(
            "SCS-1.03-2.3-e",
            "/cone",
            "<INFO name=\"Error\"",
            "<INFO name=\"Error\" value=\"twice\" /><INFO name=\"Error\""
        ),
        Text("SCS-1.03-2.3-f", "/cone", "<INFO name=\"Error\"", "<RESOURCE><INFO name=\"Error\"")
            .Then("degrees\" />", "degrees\" /></RESOURCE>"),
        When(
            "SCS-1.03-2.3-g",
            ask => ask["SR"] == "0",
            (_, _) => new Reply(200, "text/xml", TwinFormats.Document(TwinFormats.Info("Error", "SR is 0")))
        ),
        When("SCS-1.03-2.3-h", ask => ask["DEC"] == "-90", (_, _) => Reply.NotFound),
        Asks("SCS-1.03-2.3-i", ask => ask["SR"] == "11" ? ask.With("SR", "10") : ask),
    ];

    /// <summary>Changes what one table of TAP_SCHEMA says.</summary>
    private static Flaw Schema(string clause, string table, string old, string @new) =>
        When(
            clause,
            ask => ask["QUERY"]?.EndsWith(" * FROM TAP_SCHEMA." + table, StringComparison.Ordinal) ?? false,
            (_, reply) => reply with { Body = reply.Body.Replace(old, @new, StringComparison.Ordinal) }
        );

    /// <summary>Cannot read uploads that hold an element.</summary>
    private static Flaw Broken(string clause, string element) =>
        When(
            clause,
            ask =>
                ask.Files.Values.Any(file =>
                    System.Text.Encoding.UTF8.GetString(file).Contains(element, StringComparison.Ordinal)
                ),
            (_, _) => TwinFormats.Error(400, $"What is {element}?")
        );
}
