using DataLab.Conformance.Http;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Dali;

/// <summary>Names and repetition of parameters, and the ones every service knows (DALI 1.1 §3).</summary>
internal static class ParameterChecks
{
    public static readonly Check[] All =
    [
        Must(
            "DALI-1.1-3.1-a",
            "Parameter names may be written in any case.",
            async subject =>
            {
                var wanted = await subject.TableAsync(Queries.Tables, ("MAXREC", "2"));
                var answer = await subject.SyncAsync(("lang", "ADQL"), ("Query", Queries.Tables), ("mAxReC", "2"));
                var table = Queries.RequireTable(answer, "lang, Query and mAxReC are LANG, QUERY and MAXREC");
                Require(
                    table.Rows.Count == wanted.Rows.Count,
                    answer,
                    $"{wanted.Rows.Count} rows as with names in capitals",
                    $"{table.Rows.Count} rows"
                );
            }
        ),
        Must(
            "DALI-1.1-3.2-a",
            "QUERY given twice with different values is an error.",
            subject => TwiceAsync(subject, "QUERY", Queries.Tables)
        ),
        Must(
            "DALI-1.1-3.2-b",
            "LANG given twice with different values is an error.",
            subject => TwiceAsync(subject, "LANG", "ADQL-9.9")
        ),
        Must(
            "DALI-1.1-3.4.3-d",
            "RESPONSEFORMAT given twice with different values is an error.",
            subject => TwiceAsync(subject, "RESPONSEFORMAT", "votable", "csv")
        ),
        Must(
            "DALI-1.1-3.4.4-d",
            "MAXREC given twice with different values is an error.",
            subject => TwiceAsync(subject, "MAXREC", "1", "2")
        ),
        Should(
            "DALI-1.1-3.4.6-a",
            "RUNID is accepted, also with 64 characters.",
            async subject =>
                Queries.RequireTable(
                    await subject.QueryAsync(Queries.One, ("RUNID", new string('r', 64))),
                    "RUNID may have 64 characters"
                )
        ),
        Must(
            "DALI-1.1-3.4.6-b",
            "RUNID given twice with different values is an error.",
            subject => TwiceAsync(subject, "RUNID", "one", "two")
        ),
    ];

    /// <summary>Sends a parameter twice; LANG and QUERY are there once anyway.</summary>
    private static async Task TwiceAsync(Subject subject, string name, params string[] values) =>
        Queries.RequireError(
            await subject.QueryAsync(Queries.One, [.. values.Select(value => new Field(name, value))]),
            $"{name} takes one value"
        );
}
