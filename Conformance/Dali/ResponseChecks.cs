using DataLab.Conformance.Documents;
using DataLab.Conformance.Uws;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Dali;

/// <summary>Answers and errors (DALI 1.1 §4.1 to §4.3).</summary>
internal static class ResponseChecks
{
    public static readonly Check[] All =
    [
        Must(
            "DALI-1.1-4.1-a",
            "A request that is right ends, after any redirects, with status 200.",
            async subject => RequireStatus(await subject.QueryAsync(Queries.One), 200, "the result")
        ),
        Should(
            "DALI-1.1-4.1-b",
            "Answers carry a Content-Type.",
            async subject =>
            {
                var answer = await subject.QueryAsync(Queries.One);
                Require(answer.ContentType is not null, answer, "a Content-Type header");
            }
        ),
        Must(
            "DALI-1.1-4.1-c",
            "The result of an asynchronous job can be fetched from its list of results.",
            async subject =>
            {
                var job = await subject.Jobs.CompletedAsync();
                Require(job.Results.Count > 0, job.Exchange, "a result in the job's list", "none");
                RequireStatus(await subject.Get(new Uri(job.Exchange.Url, job.Results[0].Href)), 200, "the result");
            }
        ),
        Must(
            "DALI-1.1-4.2-a",
            "A request that is wrong is answered with an error document.",
            async subject =>
            {
                var answer = await subject.QueryAsync(Queries.Duff);
                Queries.RequireError(answer, $"\"{Queries.Duff}\" is not a query");
                Require(!answer.Body.IsEmpty, answer, "a document that says what is wrong");
            }
        ),
        Must(
            "DALI-1.1-4.2-b",
            "Error documents are VOTable or plain text.",
            async subject =>
            {
                var answer = await subject.QueryAsync(Queries.Duff);
                if (!Queries.IsError(answer))
                    throw NotTested("no error was told (see DALI-1.1-4.2-a)");
                Require(
                    answer.MediaType == "text/plain" || VoTableDocument.TryRead(answer) is not null,
                    answer,
                    "a VOTable, or text/plain"
                );
            }
        ),
        Should(
            "DALI-1.1-4.2-c",
            "The status of an error tells whose it is: 400 to 499 for the client's.",
            async subject =>
            {
                foreach (var query in new[] { Queries.Duff, Queries.NoSuchColumn })
                {
                    var answer = await subject.QueryAsync(query);
                    Require(answer.Status is >= 400 and < 500, answer, "a status from 400 to 499");
                }
            }
        ),
        Must(
            "DALI-1.1-4.2-d",
            "A job that does not exist is answered with 404.",
            async subject =>
            {
                var job = Jobs.Child(subject.Jobs.List, "no-such-job-0000");
                RequireStatus(await subject.Get(job), 404, "there is no such job");
                RequireStatus(await subject.Get(Jobs.Child(job, "phase")), 404, "there is no such job");
            }
        ),
        Must(
            "DALI-1.1-4.2-e",
            "The error of a job that did not fail is answered with 404.",
            async subject =>
            {
                var job = Jobs.UrlOf(await subject.Jobs.CompletedAsync());
                RequireStatus(await subject.Jobs.GetAsync(job, "error"), 404, "the job has no error");
            }
        ),
        Must(
            "DALI-1.1-4.2-f",
            "A result that a job does not have is answered with 404.",
            async subject =>
            {
                var job = Jobs.UrlOf(await subject.Jobs.CompletedAsync());
                RequireStatus(
                    await subject.Jobs.GetAsync(job, "results/no_such_result"),
                    404,
                    "there is no such result"
                );
            }
        ),
        Must(
            "DALI-1.1-4.2-g",
            "The error document of a failed job is at its /error, with status 200.",
            async subject =>
            {
                var job = Jobs.UrlOf(await subject.Jobs.FailedAsync());
                var answer = await subject.Jobs.GetAsync(job, "error");
                RequireStatus(answer, 200, "the error document of the job");
                Require(!answer.Body.IsEmpty, answer, "a document that says what was wrong");
            }
        ),
        Should(
            "DALI-1.1-4.2-h",
            "The error summary of a failed job says what the error document says.",
            async subject =>
            {
                var job = await subject.Jobs.FailedAsync();
                var message = job.ErrorSummary?.ChildText("message");
                Require(!string.IsNullOrEmpty(message), job.Exchange, "errorSummary with a message", "none");
                var answer = await subject.Jobs.GetAsync(Jobs.UrlOf(job), "error");
                if (answer.Status != 200)
                    throw NotTested("there is no error document (see DALI-1.1-4.2-g)");
                var text = VoTableDocument.TryRead(answer)?.ErrorText ?? answer.Text;
                Require(
                    Words(text).Contains(Words(message), StringComparison.Ordinal)
                        || Words(message).Contains(Words(text), StringComparison.Ordinal),
                    answer,
                    $"the text of the summary: {message}"
                );
            }
        ),
    ];

    private static string Words(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
