using DataLab.Conformance.Documents;
using DataLab.Conformance.Uws;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Tap;

/// <summary>Parameters of a query (TAP 1.1 §2.7 to §2.7.3).</summary>
internal static class ParameterChecks
{
    public static readonly Check[] All =
    [
        Must("TAP-1.1-2.7-a", "Parameters nobody knows are ignored.", SpuriousIsIgnored),
        Must(
            "TAP-1.1-2.7-b",
            "REQUEST=doQuery of TAP 1.0 does no harm.",
            async subject =>
                Queries.RequireTable(
                    await subject.QueryAsync(Queries.One, ("REQUEST", "doQuery")),
                    "REQUEST is a parameter to ignore"
                )
        ),
        Must(
            "TAP-1.1-2.7-c",
            "A job may be created without any parameter.",
            async subject => await subject.Jobs.NewAsync()
        ),
        Must(
            "TAP-1.1-2.7-d",
            "What a job lacks or has wrong is told when it is run, not when it is created.",
            async subject =>
            {
                var job = await subject.Jobs.NewAsync(("LANG", "ADQL"), ("QUERY", Queries.Duff), ("MAXREC", "3"));
                var created = await subject.Jobs.ReadAsync(job);
                Require(created.Phase == "PENDING", created.Exchange, "phase PENDING", $"phase {created.Phase}");
                var done = await subject.Jobs.RunAsync(job);
                Require(done.Phase == "ERROR", done.Exchange, "phase ERROR when it is run", $"phase {done.Phase}");
            }
        ),
        Must("TAP-1.1-2.7-e", "Parameters may be posted to a job one after another before it is run.", PostedLater),
        Must(
            "TAP-1.1-2.7-f",
            "A query may be sent as multipart/form-data.",
            async subject =>
                Queries.RequireTable(
                    await subject.Client.FollowAsync(
                        subject.Client.PostMultipartAsync(subject.Sync, ("LANG", "ADQL"), ("QUERY", Queries.One))
                    ),
                    "the form has LANG and QUERY"
                )
        ),
        Must(
            "TAP-1.1-2.7.1-a",
            "LANG=ADQL is known.",
            async subject => Queries.RequireTable(await subject.QueryAsync(Queries.One), "LANG=ADQL")
        ),
        Must("TAP-1.1-2.7.1-b", "Every declared version of ADQL is known as ADQL-version.", DeclaredVersionsWork),
        Should(
            "TAP-1.1-2.7.1-c",
            "A language that the service does not speak is an error.",
            async subject =>
                Queries.RequireError(
                    await subject.SyncAsync(("LANG", "OOBLECK"), ("QUERY", Queries.One)),
                    "nobody speaks OOBLECK"
                )
        ),
        Should(
            "TAP-1.1-2.7.1-d",
            "A version of ADQL that the service does not speak is an error.",
            async subject =>
                Queries.RequireError(
                    await subject.SyncAsync(("LANG", "ADQL-97.3"), ("QUERY", Queries.One)),
                    "there is no ADQL 97.3"
                )
        ),
        Should(
            "TAP-1.1-2.7.1-e",
            "A request without LANG is an error.",
            async subject => Queries.RequireError(await subject.SyncAsync(("QUERY", Queries.One)), "LANG is missing")
        ),
        Must(
            "TAP-1.1-2.7.2-a",
            "A request without QUERY is an error.",
            async subject => Queries.RequireError(await subject.SyncAsync(("LANG", "ADQL")), "QUERY is missing")
        ),
        Must(
            "TAP-1.1-2.7.3-a",
            "FORMAT means the same as RESPONSEFORMAT.",
            async subject =>
            {
                var answer = await subject.QueryAsync(Queries.One, ("FORMAT", "text/xml"));
                Queries.RequireTable(answer, "FORMAT=text/xml is VOTable");
                Require(answer.MediaType == "text/xml", answer, "Content-Type text/xml, as FORMAT asks");
            }
        ),
        Must(
            "TAP-1.1-2.7.3-b",
            "Without a format the answer is VOTable.",
            async subject =>
            {
                var answer = await subject.QueryAsync(Queries.One);
                VoTableDocument.Read(answer);
                Require(
                    answer.MediaType is "application/x-votable+xml" or "text/xml",
                    answer,
                    "Content-Type application/x-votable+xml or text/xml"
                );
            }
        ),
        Should(
            "TAP-1.1-2.7.3-c",
            "CSV can be had.",
            async subject =>
                RequireStatus(await subject.QueryAsync(Queries.One, ("RESPONSEFORMAT", "csv")), 200, "the table as CSV")
        ),
        Should(
            "TAP-1.1-2.7.3-d",
            "TSV can be had.",
            async subject =>
                RequireStatus(await subject.QueryAsync(Queries.One, ("RESPONSEFORMAT", "tsv")), 200, "the table as TSV")
        ),
    ];

    private static async Task SpuriousIsIgnored(Subject subject)
    {
        var plain = await subject.TableAsync(Queries.Tables, ("MAXREC", "3"));
        var answer = await subject.QueryAsync(
            Queries.Tables,
            ("MAXREC", "3"),
            ("DUMMY", "ignore-me"),
            ("POS", "12 34")
        );
        var table = Queries.RequireTable(answer, "DUMMY and POS are to be ignored");
        Require(
            table.Rows.Count == plain.Rows.Count,
            answer,
            $"{plain.Rows.Count} rows as without them",
            $"{table.Rows.Count} rows"
        );
    }

    private static async Task PostedLater(Subject subject)
    {
        var job = await subject.Jobs.NewAsync();
        foreach (var field in Jobs.Query(Jobs.ShortQuery).Reverse())
        {
            var answer = await subject.Jobs.PostAsync(job, "parameters", field);
            RequireStatus(answer, 303, $"{field.Name} is now a parameter of the job");
        }
        var done = await subject.Jobs.RunAsync(job);
        Require(done.Phase == "COMPLETED", done.Exchange, "phase COMPLETED", $"phase {done.Phase}");
    }

    private static async Task DeclaredVersionsWork(Subject subject)
    {
        var tap = (await subject.CapabilitiesAsync()).Tap;
        var versions = (
            from language in tap.Element.Children("language")
            where language.ChildText("name") == "ADQL"
            from version in language.Children("version")
            select version.Value.Trim()
        ).ToArray();
        if (versions.Length == 0)
            throw NotTested("the capabilities declare no version of ADQL");
        foreach (var version in versions)
            Queries.RequireTable(
                await subject.SyncAsync(("LANG", $"ADQL-{version}"), ("QUERY", Queries.One)),
                $"the capabilities declare ADQL {version}"
            );
    }
}
