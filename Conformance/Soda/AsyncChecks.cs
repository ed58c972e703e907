using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.Images;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Soda;

/// <summary>Cut-outs as jobs (SODA 1.0 §2.2, §6).</summary>
internal static class AsyncChecks
{
    public static readonly Check[] All =
    [
        Must(
            "SODA-1.0-2.2-a",
            "The name of {async} is one segment: the capabilities are its sibling.",
            subject => Siblings.CapabilitiesAsync(subject, new SodaService(subject).Async)
        ),
        Must(
            "SODA-1.0-2.5-c",
            "{async} is declared as capability ivo://ivoa.net/std/SODA#async-1.0 at its URL.",
            subject => Siblings.DeclaredAsync(subject, new SodaService(subject).Async, ImageServices.SodaAsyncId)
        ),
        Must(
            "SODA-1.0-6-a",
            "A cut-out as a job ends with COMPLETED and lists its result.",
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                var job = await RunAsync(subject, service.Async, cut.Id, cut.Region);
                Require(
                    job.Phase == "COMPLETED",
                    job.Exchange,
                    "phase COMPLETED",
                    $"phase {job.Phase} {job.ErrorSummary?.Value.Trim()}"
                );
                Require(job.Results.Count > 0, job.Exchange, "one result at least", "none");
            }
        ),
        Must(
            "SODA-1.0-6-b",
            "The result of a job can be fetched.",
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                var job = await DoneAsync(subject, service.Async, cut.Id, cut.Region);
                var answer = await subject.Get(new Uri(job.Exchange.Url, job.Results[0].Href));
                RequireStatus(answer, 200, "the cut-out");
                Require(!answer.Body.IsEmpty, answer, "pixels");
            }
        ),
        Must(
            "SODA-1.0-6-c",
            "Each combination of values has a result of its own.",
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                var smaller = Around(cut, cut.Centre, cut.Radius / 2);
                var job = await DoneAsync(subject, service.Async, cut.Id, cut.Region, smaller);
                Require(
                    job.Results.Count >= 2,
                    job.Exchange,
                    "two results, one for each region",
                    $"{job.Results.Count}"
                );
            }
        ),
        Must(
            "SODA-1.0-6-d",
            "A combination without pixels has a result that says so: text/plain that begins with a label.",
            async subject =>
            {
                var (service, cut) = await CutAsync(subject);
                var away = Around(cut, SkyText.Opposite(cut.Centre), cut.Radius);
                var job = await DoneAsync(subject, service.Async, cut.Id, cut.Region, away);
                if (job.Results.Count < 2)
                    throw NotTested("there is not a result for each region (see SODA-1.0-6-c)");
                var answers = new List<Exchange>();
                foreach (var result in job.Results)
                    answers.Add(await subject.Get(new Uri(job.Exchange.Url, result.Href)));
                Require(
                    answers.Any(answer =>
                        answer.MediaType == "text/plain" && SodaService.Label(answer.Text) is not null
                    ),
                    answers[^1],
                    "a result of text/plain such as \"UsageError: no pixels in the region\""
                );
            }
        ),
    ];

    private static async Task<(SodaService Service, Cutout Cutout)> CutAsync(Subject subject)
    {
        var service = new SodaService(subject);
        _ = service.Async;
        return (service, await service.CutoutAsync());
    }

    private static Field Around(Cutout cut, (double Ra, double Dec) centre, double radius)
    {
        var circle = SkyText.Circle(centre, radius);
        return new Field(cut.Region.Name, cut.Region.Name == "POS" ? "CIRCLE " + circle : circle);
    }

    /// <summary>A job that ended well.</summary>
    /// <exception cref="Finding">NotTested: it did not, or has no results; NotApplicable: several values are not taken.</exception>
    private static async Task<JobDocument> DoneAsync(Subject subject, Uri list, params Field[] fields)
    {
        var job = await RunAsync(subject, list, fields);
        if (
            job.Phase != "COMPLETED"
            && (job.ErrorSummary?.Value.Contains("MultiValuedParamNotSupported", StringComparison.Ordinal) ?? false)
        )
            throw NotApplicable("jobs take one region only");
        return job is { Phase: "COMPLETED", Results.Count: > 0 }
            ? job
            : throw NotTested($"a job ended with {job.Phase} and {job.Results.Count} results (see SODA-1.0-6-a)");
    }

    private static Task<JobDocument> RunAsync(Subject subject, Uri list, params Field[] fields) =>
        subject.Once(
            "SODA job " + string.Join('\n', fields.Select(field => field.ToString())),
            async () =>
            {
                var answer = await subject.Jobs.CreateAtAsync(list, fields);
                if (answer.Status is 400 && SodaService.Label(answer.Text) == "MultiValuedParamNotSupported")
                    throw NotApplicable("jobs take one region only");
                Require(
                    answer is { Status: 303, Location: not null },
                    answer,
                    "status 303 with the URL of the new job in Location"
                );
                return await subject.Jobs.RunAsync(answer.Location);
            }
        );
}
