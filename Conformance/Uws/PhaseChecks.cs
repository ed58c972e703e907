using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Uws;

/// <summary>Starting, ending and aborting jobs (UWS 1.1 §2.1.3, §2.2.3.5, §2.2.3.6) and orders out of season (§2.2).</summary>
internal static class PhaseChecks
{
    public static readonly Check[] All =
    [
        Must(
            "UWS-1.1-2.2.3.5-a",
            "PHASE=RUN posted to /phase answers 303 with the job in Location.",
            async subject =>
            {
                var (job, answer, _) = await StartedAsync(subject);
                RequireJob(job, answer);
            }
        ),
        Must(
            "UWS-1.1-2.2.3.5-b",
            "A job that was started is QUEUED or EXECUTING, or finished already.",
            async subject =>
            {
                var (_, _, document) = await StartedAsync(subject);
                Require(
                    document.Phase is "QUEUED" or "EXECUTING" or "SUSPENDED" or "HELD" or "COMPLETED",
                    document.Exchange,
                    "phase QUEUED, EXECUTING or COMPLETED",
                    $"phase {document.Phase}"
                );
            }
        ),
        Must(
            "UWS-1.1-2.1.3-c",
            "A job that goes well ends COMPLETED.",
            async subject => await subject.Jobs.CompletedAsync()
        ),
        Must(
            "UWS-1.1-2.2.2.5-a",
            "A job that goes wrong ends in ERROR.",
            async subject => await subject.Jobs.FailedAsync()
        ),
        Must(
            "UWS-1.1-2.2.2.2-e",
            "A finished job has a startTime and an endTime not before it.",
            async subject =>
            {
                var job = await subject.Jobs.CompletedAsync();
                var (start, end) = (Time(job, "startTime"), Time(job, "endTime"));
                Require(
                    start is not null && end is not null && start <= end,
                    job.Exchange,
                    "startTime and endTime in this order",
                    $"startTime {job.Root.ChildText("startTime")}, endTime {job.Root.ChildText("endTime")}"
                );
            }
        ),
        Must(
            "UWS-1.1-2.2.2.2-f",
            "A job that was not started has neither startTime nor endTime.",
            async subject =>
            {
                var job = await subject.Jobs.ReadAsync(await subject.Jobs.PendingAsync());
                Require(
                    Time(job, "startTime") is null && Time(job, "endTime") is null,
                    job.Exchange,
                    "startTime and endTime with xsi:nil",
                    $"startTime {job.Root.ChildText("startTime")}, endTime {job.Root.ChildText("endTime")}"
                );
            }
        ),
        Must(
            "UWS-1.1-2.2.3.6-a",
            "PHASE=ABORT posted to /phase answers 303 with the job in Location.",
            async subject =>
            {
                var (job, answer) = await AbortedAsync(subject);
                RequireJob(job, answer);
            }
        ),
        Must(
            "UWS-1.1-2.2.3.6-b",
            "An aborted job is ABORTED and still there.",
            async subject =>
            {
                var (job, _) = await AbortedAsync(subject);
                var document = await subject.Jobs.ReadAsync(job);
                Require(document.Phase == "ABORTED", document.Exchange, "phase ABORTED", $"phase {document.Phase}");
            }
        ),
        Should(
            "UWS-1.1-2.2-c",
            "To run a job that has run is refused with 403.",
            async subject =>
            {
                var job = Jobs.UrlOf(await subject.Jobs.CompletedAsync());
                RequireStatus(await subject.Jobs.PostAsync(job, "phase", ("PHASE", "RUN")), 403, "the job has run");
            }
        ),
        Must(
            "UWS-1.1-2.1.3-d",
            "A finished job stays as it is, whatever is ordered.",
            async subject =>
            {
                var job = Jobs.UrlOf(await subject.Jobs.CompletedAsync());
                foreach (var order in new[] { "RUN", "ABORT" })
                {
                    var answer = await subject.Jobs.PostAsync(job, "phase", ("PHASE", order));
                    var after = await subject.Jobs.ReadAsync(job);
                    Require(
                        after.Phase == "COMPLETED",
                        answer,
                        "a job that is COMPLETED still",
                        $"phase {after.Phase}"
                    );
                }
            }
        ),
        Should(
            "UWS-1.1-2.2-d",
            "An order that is none is an error and changes nothing.",
            async subject =>
            {
                var job = await subject.Jobs.PendingAsync();
                var answer = await subject.Jobs.PostAsync(job, "phase", ("PHASE", "JUMP"));
                Require(answer.Status is >= 400 and < 500, answer, "a status from 400 to 499: PHASE is RUN or ABORT");
                var after = await subject.Jobs.ReadAsync(job);
                Require(after.Phase == "PENDING", after.Exchange, "phase PENDING still", $"phase {after.Phase}");
            }
        ),
    ];

    private static DateTimeOffset? Time(JobDocument job, string name) => JobDocument.Instant(job.Root.ChildText(name));

    private static void RequireJob(Uri job, Exchange answer)
    {
        RequireStatus(answer, 303, "the job");
        Require(
            answer.Location?.GetLeftPart(UriPartial.Path).TrimEnd('/') == job.AbsoluteUri.TrimEnd('/'),
            answer,
            $"Location {job}"
        );
    }

    private static Task<(Uri Job, Exchange Answer, JobDocument After)> StartedAsync(Subject subject) =>
        subject.Once(
            "started job",
            async () =>
            {
                var job = await subject.Jobs.NewAsync(subject.Jobs.Good);
                var answer = await subject.Jobs.PostAsync(job, "phase", ("PHASE", "RUN"));
                return (job, answer, await subject.Jobs.ReadAsync(job));
            }
        );

    private static Task<(Uri Job, Exchange Answer)> AbortedAsync(Subject subject) =>
        subject.Once(
            "aborted job",
            async () =>
            {
                var job = await subject.Jobs.NewAsync(subject.Jobs.Good);
                return (job, await subject.Jobs.PostAsync(job, "phase", ("PHASE", "ABORT")));
            }
        );
}
