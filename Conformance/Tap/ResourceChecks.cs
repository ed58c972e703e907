using DataLab.Conformance.Documents;
using DataLab.Conformance.Uws;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Tap;

/// <summary>Which resources a TAP service has (TAP 1.1 §2 to §2.2).</summary>
internal static class ResourceChecks
{
    public static readonly Check[] All =
    [
        Must(
            "TAP-1.1-2-a",
            "There is /sync, which answers queries.",
            async subject => Queries.RequireTable(await subject.QueryAsync(Queries.One), "the query is right")
        ),
        Must(
            "TAP-1.1-2-b",
            "There is /async, which takes jobs.",
            async subject =>
            {
                var answer = await subject.Jobs.CreateAsync(subject.Jobs.Good);
                RequireStatus(answer, 303, "the new job");
            }
        ),
        Must(
            "TAP-1.1-2-c",
            "There is /capabilities, open to all.",
            async subject => RequireStatus(await subject.CapabilitiesAnswer(), 200, "the capabilities")
        ),
        Must(
            "TAP-1.1-2-d",
            "There is a VOSI availability, open to all.",
            async subject => RequireStatus(await subject.AvailabilityAnswer(), 200, "the availability")
        ),
        Should(
            "TAP-1.1-2-e",
            "There is /tables.",
            async subject => RequireStatus(await subject.TablesAnswer(), 200, "the tables of the service")
        ),
        Should(
            "TAP-1.1-2-f",
            "There is /examples.",
            async subject => RequireStatus(await subject.Get(subject.Resource("examples")), 200, "the examples")
        ),
        Should(
            "TAP-1.1-2-g",
            "The base URL shows people a page about the service.",
            async subject =>
            {
                var answer = await subject.Get(subject.Base);
                RequireStatus(answer, 200, "a page for people");
                Require(answer.MediaType is "text/html" or "application/xhtml+xml", answer, "HTML");
            }
        ),
        Must(
            "TAP-1.1-2.1-a",
            "A query gives the same table by GET and by POST.",
            async subject =>
            {
                var get = await subject.Get(
                    subject.Sync,
                    ("LANG", "ADQL"),
                    ("QUERY", Queries.Tables),
                    ("MAXREC", "50")
                );
                var post = await subject.TableAsync(Queries.Tables, ("MAXREC", "50"));
                var table = Queries.RequireTable(get, "the query is right");
                Require(
                    table.Rows.Count == post.Rows.Count && table.Fields.Count == post.Fields.Count,
                    get,
                    $"{post.Rows.Count} rows of {post.Fields.Count} columns as by POST",
                    $"{table.Rows.Count} rows of {table.Fields.Count} columns"
                );
            }
        ),
        Must(
            "TAP-1.1-2.2-a",
            "/async is a list of UWS jobs.",
            async subject =>
            {
                var answer = await subject.Get(subject.Jobs.List, ("LAST", "5"));
                // A service may keep its list to itself (UWS 1.1 §3).
                RequireStatus(answer, [200, 401, 403], "the list of jobs");
                if (answer.Status != 200)
                    throw NotTested("the service does not show its list of jobs");
                Require(SafeXml.Root(answer).Name.LocalName == "jobs", answer, "root element jobs");
            }
        ),
        Must(
            "TAP-1.1-2.2-b",
            "The result of a job is at /results/result.",
            async subject =>
            {
                var job = await subject.Jobs.CompletedAsync();
                var answer = await subject.Jobs.GetAsync(Jobs.UrlOf(job), "results/result");
                Queries.RequireTable(answer, "the result of the job");
            }
        ),
        Must(
            "TAP-1.1-2.2-c",
            "The list of results names it result.",
            async subject =>
            {
                var job = await subject.Jobs.CompletedAsync();
                Require(
                    job.Results is [{ Id: "result" }],
                    job.Exchange,
                    "one result with id=\"result\"",
                    job.Results.Count == 0
                        ? "no result"
                        : "id " + string.Join(", ", job.Results.Select(result => result.Id))
                );
            }
        ),
        Must(
            "TAP-1.1-2.2-d",
            "A redirect of /results/result has status 303 and leads to the result.",
            async subject =>
            {
                var job = await subject.Jobs.CompletedAsync();
                var answer = await subject.Jobs.GetAsync(Jobs.UrlOf(job), "results/result");
                if (answer.Before is not { } redirect)
                    throw NotApplicable("the service answers without redirect");
                RequireStatus(redirect, 303, "the redirect to the result");
                RequireStatus(answer, 200, "the result");
            }
        ),
        Must(
            "TAP-1.1-2.2-e",
            "The error document of a job is at /error.",
            async subject =>
            {
                var job = await subject.Jobs.FailedAsync();
                var answer = await subject.Jobs.GetAsync(Jobs.UrlOf(job), "error");
                RequireStatus(answer, 200, "the error document");
                Require(!answer.Body.IsEmpty, answer, "a document that says what was wrong");
            }
        ),
        Must(
            "TAP-1.1-2.2-f",
            "A query that finds nothing has a result without rows.",
            async subject =>
            {
                var job = await subject.Jobs.RunAsync(
                    await subject.Jobs.NewAsync(
                        Jobs.Query("SELECT table_name FROM TAP_SCHEMA.tables WHERE table_name = 'no such table'")
                    )
                );
                var answer = await subject.Jobs.GetAsync(Jobs.UrlOf(job), "results/result");
                var table = Queries.RequireTable(answer, "a result without rows");
                Require(table.Rows.Count == 0, answer, "no rows", $"{table.Rows.Count} rows");
            }
        ),
        Must(
            "TAP-1.1-2.2-g",
            "A job gives the same table as the synchronous query.",
            async subject =>
            {
                var job = await subject.Jobs.CompletedAsync();
                var answer = await subject.Jobs.GetAsync(Jobs.UrlOf(job), "results/result");
                var asynchronous = Queries.RequireTable(answer, "the result of the job");
                var synchronous = await subject.TableAsync(Jobs.ShortQuery);
                Require(
                    asynchronous
                        .Fields.Select(f => f.ToString())
                        .SequenceEqual(synchronous.Fields.Select(f => f.ToString()))
                        && asynchronous.Rows.Count == synchronous.Rows.Count,
                    answer,
                    $"{synchronous.Rows.Count} rows of {string.Join(", ", synchronous.Fields)}",
                    $"{asynchronous.Rows.Count} rows of {string.Join(", ", asynchronous.Fields)}"
                );
            }
        ),
    ];
}
