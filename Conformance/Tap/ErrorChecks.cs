using DataLab.Conformance.Documents;
using DataLab.Conformance.Uws;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Tap;

/// <summary>Error documents (TAP 1.1 §3.3).</summary>
internal static class ErrorChecks
{
    public static readonly Check[] All =
    [
        Must(
            "TAP-1.1-3.3-a",
            "A query that is not ADQL is an error.",
            async subject => Queries.RequireError(await subject.QueryAsync(Queries.Duff), "that is no query")
        ),
        Must(
            "TAP-1.1-3.3-b",
            "A query of a column or table that does not exist is an error.",
            async subject =>
            {
                Queries.RequireError(await subject.QueryAsync(Queries.NoSuchColumn), "there is no such column");
                Queries.RequireError(
                    await subject.QueryAsync("SELECT TOP 1 * FROM no_such_schema.no_such_table"),
                    "there is no such table"
                );
            }
        ),
        Should(
            "TAP-1.1-3.3-c",
            "Error documents of jobs come with status 200.",
            async subject =>
            {
                var job = Jobs.UrlOf(await subject.Jobs.FailedAsync());
                RequireStatus(await subject.Jobs.GetAsync(job, "error"), 200, "the error document");
            }
        ),
        Should(
            "TAP-1.1-3.3-d",
            "To who asked for VOTable an error is told in VOTable.",
            async subject =>
            {
                var answer = await subject.QueryAsync(Queries.NoSuchColumn, ("RESPONSEFORMAT", "votable"));
                var document = VoTableDocument.TryRead(answer);
                Require(document is { IsError: true }, answer, "a VOTable with QUERY_STATUS ERROR");
            }
        ),
        Should(
            "TAP-1.1-3.3-e",
            "An error document has no table.",
            async subject =>
            {
                var answer = await subject.QueryAsync(Queries.NoSuchColumn);
                if (VoTableDocument.TryRead(answer) is not { } document)
                    throw NotApplicable("the service tells errors as text");
                Require(document.Tables.Count == 0, answer, "no TABLE beside QUERY_STATUS ERROR", "a TABLE");
            }
        ),
    ];
}
