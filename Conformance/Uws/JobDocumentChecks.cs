using System.Globalization;
using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Uws;

/// <summary>The document of a job, in each of its phases (UWS 1.1 §2.2.2.2 and the schema).</summary>
internal static class JobDocumentChecks
{
    private static readonly string[] Order =
    [
        "jobId",
        "runId",
        "ownerId",
        "phase",
        "quote",
        "creationTime",
        "startTime",
        "endTime",
        "executionDuration",
        "destruction",
        "parameters",
        "results",
        "errorSummary",
        "jobInfo",
    ];

    private static readonly string[] Required =
    [
        "jobId",
        "ownerId",
        "phase",
        "startTime",
        "endTime",
        "executionDuration",
        "destruction",
        "results",
    ];

    private static readonly string[] Times = ["quote", "creationTime", "startTime", "endTime", "destruction"];

    public static readonly Check[] All =
    [
        Must(
            "UWS-1.1-2.2.2.2-a",
            "A job is an element job in the namespace of UWS 1.0, its children too.",
            subject =>
                EachAsync(
                    subject,
                    job =>
                        job.Root.Elements()
                            .Append(job.Root)
                            .Where(e => e.Name.NamespaceName != JobDocument.Namespace)
                            .Select(e => e.Name.ToString()),
                    "elements in " + JobDocument.Namespace
                )
        ),
        Must(
            "UWS-1.1-2.2.1.1-b",
            "A job says version=\"1.1\".",
            subject =>
                EachAsync(
                    subject,
                    job =>
                        job.Root.Text("version") == "1.1" ? [] : [$"version {job.Root.Text("version") ?? "missing"}"],
                    "version=\"1.1\""
                )
        ),
        Must(
            "UWS-1.1-2.2.2.2-b",
            "The elements of a job come once each, in the order of the schema.",
            subject => EachAsync(subject, OutOfOrder, string.Join(", ", Order))
        ),
        Must(
            "UWS-1.1-2.2.2.2-c",
            "A job has all mandatory elements.",
            subject =>
                EachAsync(
                    subject,
                    job => Required.Where(name => job.Root.Child(name) is null).Select(name => $"no {name}"),
                    string.Join(", ", Required)
                )
        ),
        Must(
            "UWS-1.1-2.2.2.2-d",
            "A job has its creationTime.",
            subject =>
                EachAsync(
                    subject,
                    job =>
                        JobDocument.Instant(job.Root.ChildText("creationTime")) is null
                            ? [$"creationTime {job.Root.ChildText("creationTime") ?? "missing"}"]
                            : [],
                    "creationTime as 2024-01-31T12:00:00Z"
                )
        ),
        Must(
            "UWS-1.1-2.2.1-a",
            "jobId is the last part of the job's URL.",
            subject =>
                EachAsync(
                    subject,
                    job => Jobs.UrlOf(job).Segments[^1].Trim('/') == job.Id ? [] : [$"jobId {job.Id}"],
                    "the last part of the URL"
                )
        ),
        Must(
            "UWS-1.1-2.2.1-b",
            "Times are ISO 8601 with T, in UTC with Z.",
            subject => EachAsync(subject, BadTimes, "times as 2024-01-31T12:00:00Z")
        ),
        Must(
            "UWS-1.1-2.1.5-a",
            "A time that is not set is an element with xsi:nil.",
            subject =>
                EachAsync(
                    subject,
                    job =>
                        Times
                            .Where(name => job.Root.Child(name) is { } time && time.Value.Length == 0 && !time.IsNil())
                            .Select(name => $"an empty {name}"),
                    "xsi:nil=\"true\""
                )
        ),
        Must(
            "UWS-1.1-2.1.4-a",
            "executionDuration is a whole number of seconds, 0 for no limit.",
            subject =>
                EachAsync(
                    subject,
                    job =>
                        IsSeconds(job.Root.ChildText("executionDuration"))
                            ? []
                            : [$"executionDuration {job.Root.ChildText("executionDuration")}"],
                    "a whole number, 0 or more"
                )
        ),
        Must(
            "UWS-1.1-2.1.3-b",
            "The phase is one of UWS's ten.",
            subject =>
                EachAsync(
                    subject,
                    job => JobDocument.Phases.Contains(job.Phase) ? [] : [$"phase {job.Phase}"],
                    string.Join(", ", JobDocument.Phases)
                )
        ),
        Must(
            "UWS-1.1-2.2.2-a",
            "Jobs are XML by their Content-Type.",
            subject =>
                EachAsync(
                    subject,
                    job => job.Exchange.IsXml ? [] : [job.Exchange.MediaType],
                    "text/xml or application/xml"
                )
        ),
        Must(
            "UWS-1.1-2.2.2-b",
            "To clients that accept XML, or anything, a job is XML.",
            async subject =>
            {
                var job = await subject.Jobs.PendingAsync();
                foreach (var accept in new[] { "application/xml,text/plain", "*/*" })
                {
                    var answer = await subject.Client.GetWithHeadersAsync(job, ("Accept", accept));
                    RequireStatus(answer, 200, "the job");
                    Require(answer.IsXml, answer, $"XML for Accept: {accept}");
                }
            }
        ),
        Should(
            "UWS-1.1-2.1.5-b",
            "The destruction time of a new job is in the future, or not set.",
            async subject =>
            {
                var job = await subject.Jobs.ReadAsync(await subject.Jobs.PendingAsync());
                var destruction = JobDocument.Instant(job.Root.ChildText("destruction"));
                Require(
                    destruction is null || destruction > DateTimeOffset.UtcNow,
                    job.Exchange,
                    "a time in the future",
                    $"destruction {destruction:O}"
                );
            }
        ),
        Must(
            "UWS-1.1-2.2.2.4-a",
            "Parameters of a job are elements parameter with an id, the ones that were sent among them.",
            async subject =>
            {
                var job = await subject.Jobs.ReadAsync(await subject.Jobs.PendingAsync());
                RequireNone(
                    job.Exchange,
                    subject
                        .Jobs.Good.Where(sent => !job.Parameter(sent.Name).Contains(sent.Value))
                        .Select(sent =>
                            $"{sent.Name} is {string.Join(", ", job.Parameter(sent.Name).DefaultIfEmpty("missing"))}"
                        ),
                    "the parameters of the POST that made the job"
                );
            }
        ),
    ];

    /// <summary>A pending, a completed and a failed job.</summary>
    private static async Task EachAsync(
        Subject subject,
        Func<JobDocument, IEnumerable<string>> offenders,
        string expected
    )
    {
        var pending = await subject.Jobs.PendingAsync();
        var answer = await subject.Get(pending);
        RequireStatus(answer, 200, "the job");
        foreach (
            var job in new[]
            {
                JobDocument.Read(answer),
                await subject.Jobs.CompletedAsync(),
                await subject.Jobs.FailedAsync(),
            }
        )
            RequireNone(job.Exchange, offenders(job), expected);
    }

    private static IEnumerable<string> OutOfOrder(JobDocument job)
    {
        var names = job.Root.Elements().Select(element => element.Name.LocalName).ToArray();
        var places = names.Select(name => Array.IndexOf(Order, name)).ToArray();
        return places.All(place => place >= 0) && places.Zip(places.Skip(1)).All(pair => pair.First < pair.Second)
            ? []
            : [string.Join(", ", names)];
    }

    private static IEnumerable<string> BadTimes(JobDocument job) =>
        from name in Times
        let time = job.Root.ChildText(name)
        where !string.IsNullOrEmpty(time) && JobDocument.Instant(time) is null
        select $"{name} {time}";

    private static bool IsSeconds(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
