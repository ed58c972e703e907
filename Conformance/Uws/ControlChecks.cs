using System.Globalization;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Uws;

/// <summary>Changing how long a job may run and live (UWS 1.1 §2.2.3.3, §2.2.3.4).</summary>
internal static class ControlChecks
{
    public static readonly Check[] All =
    [
        Must(
            "UWS-1.1-2.2.3.3-a",
            "DESTRUCTION posted to /destruction answers 303 with the job in Location.",
            subject => PostedAsync(subject, "destruction", "DESTRUCTION", Instant(DateTimeOffset.UtcNow.AddHours(1)))
        ),
        Must(
            "UWS-1.1-2.2.3.4-a",
            "EXECUTIONDURATION posted to /executionduration answers 303 with the job in Location.",
            subject => PostedAsync(subject, "executionduration", "EXECUTIONDURATION", "30")
        ),
        May(
            "UWS-1.1-2.2.3.3-b",
            "An earlier destruction time is taken.",
            async subject =>
            {
                var wanted = Instant(DateTimeOffset.UtcNow.AddHours(1));
                var (answer, document) = await ChangedAsync(subject, "destruction", "DESTRUCTION", wanted);
                var given = JobDocument.Instant(document.Root.ChildText("destruction"));
                Require(
                    given is not null
                        && (given.Value - JobDocument.Instant(wanted)!.Value).Duration() < TimeSpan.FromSeconds(3),
                    answer,
                    $"destruction {wanted}",
                    $"destruction {document.Root.ChildText("destruction")}"
                );
            }
        ),
        May(
            "UWS-1.1-2.2.3.4-b",
            "A shorter execution duration is taken.",
            async subject =>
            {
                var (answer, document) = await ChangedAsync(subject, "executionduration", "EXECUTIONDURATION", "30");
                var given = document.Root.ChildText("executionDuration");
                Require(given == "30", answer, "executionDuration 30", $"executionDuration {given}");
            }
        ),
        Should(
            "UWS-1.1-2.2.3.3-c",
            "A destruction time that is no time is refused and changes nothing.",
            subject => RefusedAsync(subject, "destruction", "DESTRUCTION", "destruction", "soon")
        ),
        Should(
            "UWS-1.1-2.2.3.4-c",
            "An execution duration that is no number is refused and changes nothing.",
            subject => RefusedAsync(subject, "executionduration", "EXECUTIONDURATION", "executionDuration", "long")
        ),
    ];

    private static async Task PostedAsync(Subject subject, string path, string name, string value)
    {
        var job = await subject.Jobs.NewAsync(subject.Jobs.Good);
        var answer = await subject.Jobs.PostAsync(job, path, (name, value));
        // The service may forbid changes (UWS 1.1 §2.1.4, §2.1.5).
        if (answer.Status is 403 or 405)
            throw NotApplicable($"the service does not let clients change the {path}");
        RequireStatus(answer, 303, "the job, with the value that the service has set");
        Require(
            answer.Location?.GetLeftPart(UriPartial.Path).TrimEnd('/') == job.AbsoluteUri.TrimEnd('/'),
            answer,
            $"Location {job}"
        );
    }

    private static async Task<(Exchange Answer, JobDocument Document)> ChangedAsync(
        Subject subject,
        string path,
        string name,
        string value
    )
    {
        var job = await subject.Jobs.NewAsync(subject.Jobs.Good);
        var answer = await subject.Jobs.PostAsync(job, path, (name, value));
        return (answer, await subject.Jobs.ReadAsync(job));
    }

    private static async Task RefusedAsync(Subject subject, string path, string name, string element, string value)
    {
        var job = await subject.Jobs.NewAsync(subject.Jobs.Good);
        var before = (await subject.Jobs.ReadAsync(job)).Root.ChildText(element);
        var answer = await subject.Jobs.PostAsync(job, path, (name, value));
        Require(answer.Status is >= 400 and < 500, answer, $"a status from 400 to 499 for {name}={value}");
        var after = (await subject.Jobs.ReadAsync(job)).Root.ChildText(element);
        Require(before == after, answer, $"{element} {before} as before", $"{element} {after}");
    }

    private static string Instant(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
