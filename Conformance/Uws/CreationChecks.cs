using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Uws;

/// <summary>Making and deleting jobs (UWS 1.1 §2.2.3.1, §2.2.3.2), and jobs that are not there (§2.2).</summary>
internal static class CreationChecks
{
    public static readonly Check[] All =
    [
        Must(
            "UWS-1.1-2.2.3.1-a",
            "POST to the job list makes a job: 303 with its URL in Location.",
            async subject =>
            {
                var answer = await subject.Jobs.CreateAsync(subject.Jobs.Good);
                RequireStatus(answer, 303, "the new job");
                Require(answer.Location is not null, answer, "Location with the URL of the job");
            }
        ),
        Must(
            "UWS-1.1-2.2.3.1-b",
            "That URL is a child of the job list, and a job is there.",
            async subject =>
            {
                var job = await subject.Jobs.PendingAsync();
                var document = await subject.Jobs.ReadAsync(job);
                var list = subject.Jobs.List.AbsolutePath.TrimEnd('/');
                Require(
                    new Uri(job, ".").AbsolutePath.TrimEnd('/') == list,
                    document.Exchange,
                    $"a URL directly below {subject.Jobs.List}",
                    job.AbsoluteUri
                );
            }
        ),
        Must(
            "UWS-1.1-2.1.3-a",
            "A new job is PENDING.",
            async subject =>
            {
                var document = await subject.Jobs.ReadAsync(await subject.Jobs.PendingAsync());
                Require(document.Phase == "PENDING", document.Exchange, "phase PENDING", $"phase {document.Phase}");
            }
        ),
        Must(
            "UWS-1.1-2.1.9-a",
            "The run identifier comes back as it was given.",
            async subject =>
            {
                var document = await subject.Jobs.ReadAsync(await subject.Jobs.PendingAsync());
                var runId = document.Root.ChildText("runId");
                Require(
                    runId == "judge-pending",
                    document.Exchange,
                    "runId judge-pending",
                    $"runId {runId ?? "missing"}"
                );
            }
        ),
        May(
            "UWS-1.1-2.2.3.1-c",
            "PHASE=RUN in the POST that makes the job starts it.",
            async subject =>
            {
                var job = await subject.Jobs.NewAsync([.. subject.Jobs.Good, ("PHASE", "RUN")]);
                var document = await subject.Jobs.ReadAsync(job);
                Require(
                    document.Phase is not ("PENDING" or "HELD"),
                    document.Exchange,
                    "a job that is QUEUED, EXECUTING or finished",
                    $"phase {document.Phase}"
                );
            }
        ),
        Must(
            "UWS-1.1-2.2.3.2-a",
            "DELETE of a job answers 303 with the job list in Location.",
            async subject => RequireList(subject, (await DeletedAsync(subject)).Answer)
        ),
        Must(
            "UWS-1.1-2.2.3.2-b",
            "A deleted job is gone.",
            async subject => await RequireGoneAsync(subject, (await DeletedAsync(subject)).Job)
        ),
        Must(
            "UWS-1.1-2.2.3.2-c",
            "POST of ACTION=DELETE to a job answers 303 with the job list in Location.",
            async subject => RequireList(subject, (await DeletedByActionAsync(subject)).Answer)
        ),
        Must(
            "UWS-1.1-2.2.3.2-d",
            "A job deleted by ACTION=DELETE is gone.",
            async subject => await RequireGoneAsync(subject, (await DeletedByActionAsync(subject)).Job)
        ),
        Must(
            "UWS-1.1-2.1.1-a",
            "A deleted job is not in the list any more.",
            async subject =>
            {
                var (job, _) = await DeletedAsync(subject);
                var list = await JobList.ReadAsync(subject);
                var id = job.Segments[^1].Trim('/');
                Require(list.Jobs.All(other => other.Id != id), list.Exchange, $"a list without {id}", "it is listed");
            }
        ),
        Should(
            "UWS-1.1-2.2-a",
            "Below a job that does not exist everything is answered with 404.",
            async subject =>
            {
                var job = Jobs.Child(subject.Jobs.List, "no-such-job-0000");
                RequireStatus(await subject.Get(job), 404, "there is no such job");
                foreach (var child in new[] { "phase", "results", "parameters", "error" })
                    RequireStatus(await subject.Get(Jobs.Child(job, child)), 404, "there is no such job");
                RequireStatus(
                    await subject.Jobs.PostAsync(job, "phase", ("PHASE", "RUN")),
                    404,
                    "there is no such job"
                );
                RequireStatus(await subject.Client.DeleteAsync(job), 404, "there is no such job");
            }
        ),
        Should(
            "UWS-1.1-2.2-b",
            "A resource that a job does not have is answered with 404.",
            async subject =>
            {
                var job = await subject.Jobs.PendingAsync();
                RequireStatus(await subject.Jobs.GetAsync(job, "no_such_resource"), 404, "jobs have no such resource");
            }
        ),
    ];

    private static Task<(Uri Job, Http.Exchange Answer)> DeletedAsync(Subject subject) =>
        subject.Once(
            "deleted job",
            async () =>
            {
                var job = await subject.Jobs.NewAsync(subject.Jobs.Good);
                return (job, await subject.Client.DeleteAsync(job));
            }
        );

    private static Task<(Uri Job, Http.Exchange Answer)> DeletedByActionAsync(Subject subject) =>
        subject.Once(
            "job deleted by action",
            async () =>
            {
                var job = await subject.Jobs.NewAsync(subject.Jobs.Good);
                return (job, await subject.Client.PostAsync(job, ("ACTION", "DELETE")));
            }
        );

    private static void RequireList(Subject subject, Http.Exchange answer)
    {
        RequireStatus(answer, 303, "the job list");
        Require(
            answer.Location?.GetLeftPart(UriPartial.Path).TrimEnd('/') == subject.Jobs.List.AbsoluteUri.TrimEnd('/'),
            answer,
            $"Location {subject.Jobs.List}"
        );
    }

    private static async Task RequireGoneAsync(Subject subject, Uri job)
    {
        var answer = await subject.Client.GetAsync(job);
        if (answer.Status == 200 && JobDocument.Read(answer).Phase == "ARCHIVED")
            return;
        RequireStatus(answer, 404, "the job was deleted");
    }
}
