using System.Xml.Linq;
using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Uws;

/// <summary>The resources below a job (UWS 1.1 §2.2.1, §2.2.2).</summary>
internal static class ResourceChecks
{
    /// <summary>Resources that hold one value, with the element of the job that has it too.</summary>
    private static readonly (string Path, string Element)[] Values =
    [
        ("phase", "phase"),
        ("executionduration", "executionDuration"),
        ("destruction", "destruction"),
        ("quote", "quote"),
        ("owner", "ownerId"),
    ];

    public static readonly Check[] All =
    [
        Must("UWS-1.1-2.2.1-c", "/phase says what the job's document says.", subject => SameAsync(subject, "phase")),
        Must(
            "UWS-1.1-2.2.1-d",
            "/executionduration says what the job's document says.",
            subject => SameAsync(subject, "executionduration")
        ),
        Must(
            "UWS-1.1-2.2.1-e",
            "/destruction says what the job's document says; empty when it is not set.",
            subject => SameAsync(subject, "destruction")
        ),
        Must(
            "UWS-1.1-2.2.1-f",
            "/quote says what the job's document says; empty when there is none.",
            subject => SameAsync(subject, "quote")
        ),
        Must("UWS-1.1-2.2.1-g", "/owner says what the job's document says.", subject => SameAsync(subject, "owner")),
        Must("UWS-1.1-2.2.1-h", "/results is the element results.", subject => IsElementAsync(subject, "results")),
        Must(
            "UWS-1.1-2.2.1-i",
            "/parameters is the element parameters.",
            subject => IsElementAsync(subject, "parameters")
        ),
        Should(
            "UWS-1.1-2.2.2-c",
            "Single values come as text/plain.",
            async subject =>
            {
                var job = await subject.Jobs.PendingAsync();
                foreach (var (path, _) in Values)
                {
                    var answer = await subject.Jobs.GetAsync(job, path);
                    Require(answer.MediaType == "text/plain" || answer.Body.IsEmpty, answer, "Content-Type text/plain");
                }
            }
        ),
        Should(
            "UWS-1.1-2.2.1-j",
            "The text of /phase is the phase and nothing else, not even a line end.",
            async subject =>
            {
                var answer = await subject.Jobs.GetAsync(await subject.Jobs.PendingAsync(), "phase");
                Require(
                    answer.Text == "PENDING",
                    answer,
                    "the seven letters PENDING",
                    $"{answer.Text.Length} characters"
                );
            }
        ),
        Must(
            "UWS-1.1-2.1.6-a",
            "The quote is an instant or empty.",
            async subject =>
            {
                var answer = await subject.Jobs.GetAsync(await subject.Jobs.PendingAsync(), "quote");
                RequireStatus(answer, 200, "the quote");
                Require(
                    answer.Text.Trim().Length == 0 || JobDocument.Instant(answer.Text.Trim()) is not null,
                    answer,
                    "a time as 2024-01-31T12:00:00Z, or nothing"
                );
            }
        ),
        Should(
            "UWS-1.1-2.1.11-a",
            "A single-valued parameter posted again has the new value only.",
            async subject =>
            {
                if (!subject.IsTap)
                    throw NotTested("the judge does not know the parameters of this service's jobs");
                var job = await subject.Jobs.NewAsync([.. subject.Jobs.Good, ("MAXREC", "5")]);
                var answer = await subject.Jobs.PostAsync(job, "parameters", ("MAXREC", "6"));
                var values = (await subject.Jobs.ReadAsync(job)).Parameter("MAXREC").ToArray();
                Require(values is ["6"], answer, "one parameter MAXREC, 6", string.Join(", ", values));
            }
        ),
        Must(
            "UWS-1.1-2.2.2.4-b",
            "/parameters holds the parameters of the job's document.",
            async subject =>
            {
                var job = await subject.Jobs.PendingAsync();
                var document = await subject.Jobs.ReadAsync(job);
                var answer = await subject.Jobs.GetAsync(job, "parameters");
                RequireStatus(answer, 200, "the parameters");
                var given = SafeXml
                    .Root(answer)
                    .Children("parameter")
                    .Select(p => $"{p.Text("id")}={p.Value.Trim()}")
                    .Order(StringComparer.Ordinal)
                    .ToArray();
                var wanted = document
                    .Parameters.Select(p => $"{p.Id}={p.Value}")
                    .Order(StringComparer.Ordinal)
                    .ToArray();
                Require(given.SequenceEqual(wanted), answer, Some(wanted), Some(given));
            }
        ),
        Must(
            "UWS-1.1-2.2.2.3-a",
            "/results holds the results of the job's document, each with an id of its own.",
            async subject =>
            {
                var document = await subject.Jobs.CompletedAsync();
                var answer = await subject.Jobs.GetAsync(Jobs.UrlOf(document), "results");
                RequireStatus(answer, 200, "the results");
                var given = JobResult.Of(SafeXml.Root(answer)).Select(result => result.Id).ToArray();
                var wanted = document.Results.Select(result => result.Id).ToArray();
                Require(
                    given.SequenceEqual(wanted),
                    answer,
                    $"results {string.Join(", ", wanted)}",
                    string.Join(", ", given)
                );
                Require(
                    wanted.Distinct().Count() == wanted.Length && wanted.All(id => id.Length > 0),
                    document.Exchange,
                    "an id for each result",
                    string.Join(", ", wanted)
                );
            }
        ),
        Must(
            "UWS-1.1-2.1.10-a",
            "The results of a completed job can be fetched at the URLs in its list.",
            async subject =>
            {
                var document = await subject.Jobs.CompletedAsync();
                Require(document.Results.Count > 0, document.Exchange, "a result", "none");
                foreach (var result in document.Results)
                {
                    Require(result.Href.Length > 0, document.Exchange, "xlink:href on each result", "none");
                    RequireStatus(
                        await subject.Get(new Uri(document.Exchange.Url, result.Href)),
                        200,
                        $"the result {result.Id}"
                    );
                }
            }
        ),
        Must(
            "UWS-1.1-2.2.2.3-b",
            "size and mime-type of a result, where given, are those of the result.",
            PropertiesFit
        ),
        Should(
            "UWS-1.1-2.2.2.5-b",
            "A failed job has an errorSummary with a message.",
            async subject =>
            {
                var job = await subject.Jobs.FailedAsync();
                Require(
                    !string.IsNullOrEmpty(job.ErrorSummary?.ChildText("message")),
                    job.Exchange,
                    "errorSummary with message",
                    "none"
                );
            }
        ),
        Must(
            "UWS-1.1-2.2.2.5-c",
            "An errorSummary says whether it is transient or fatal, and whether there is more.",
            async subject =>
            {
                var job = await subject.Jobs.FailedAsync();
                if (job.ErrorSummary is not { } summary)
                    throw NotApplicable("there is no errorSummary");
                Require(
                    summary.Text("type") is "transient" or "fatal"
                        && summary.Text("hasDetail") is "true" or "false" or "1" or "0",
                    job.Exchange,
                    "type=\"transient\" or \"fatal\", hasDetail=\"true\" or \"false\"",
                    $"type={summary.Text("type")} hasDetail={summary.Text("hasDetail")}"
                );
                if (summary.Text("hasDetail") is "true" or "1")
                    RequireStatus(
                        await subject.Jobs.GetAsync(Jobs.UrlOf(job), "error"),
                        200,
                        "the detail that hasDetail promises"
                    );
            }
        ),
    ];

    private static async Task SameAsync(Subject subject, string path)
    {
        var job = await subject.Jobs.PendingAsync();
        var answer = await subject.Jobs.GetAsync(job, path);
        RequireStatus(answer, [200, 204], $"the job's {path}");
        var document = await subject.Jobs.ReadAsync(job);
        var element = Values.First(value => value.Path == path).Element;
        var wanted = document.Root.ChildText(element) ?? "";
        Require(
            answer.Text.Trim() == wanted,
            answer,
            $"\"{wanted}\", as {element} in the job",
            $"\"{answer.Text.Trim()}\""
        );
    }

    private static async Task IsElementAsync(Subject subject, string path)
    {
        var answer = await subject.Jobs.GetAsync(await subject.Jobs.PendingAsync(), path);
        RequireStatus(answer, 200, $"the job's {path}");
        var root = SafeXml.Root(answer);
        Require(
            root.Name == XName.Get(path, JobDocument.Namespace),
            answer,
            $"root element {path} in {JobDocument.Namespace}",
            $"root element {root.Name.LocalName} in \"{root.Name.NamespaceName}\""
        );
    }

    private static async Task PropertiesFit(Subject subject)
    {
        var document = await subject.Jobs.CompletedAsync();
        var described = document.Results.Where(result => (result.Size ?? result.MimeType) is not null).ToArray();
        if (described.Length == 0)
            throw NotApplicable("no result has size or mime-type");
        foreach (var result in described)
        {
            var answer = await subject.Get(new Uri(document.Exchange.Url, result.Href));
            Require(
                result.Size is null || result.Size == $"{answer.Body.Length}",
                answer,
                $"{result.Size} bytes, as the list says",
                $"{answer.Body.Length} bytes"
            );
            Require(
                result.MimeType is null
                    || result
                        .MimeType.Split(';')[0]
                        .Trim()
                        .Equals(answer.MediaType, StringComparison.OrdinalIgnoreCase),
                answer,
                $"Content-Type {result.MimeType}, as the list says"
            );
        }
    }
}
