using DataLab.Conformance.Documents;
using DataLab.Conformance.Uws;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Dali;

/// <summary>Resources for jobs and metadata (DALI 1.1 §2.1, §2.2, §2.4, §2.5).</summary>
internal static class ResourceChecks
{
    public static readonly Check[] All =
    [
        Must(
            "DALI-1.1-2.1-a",
            "POST to the job list creates a job: 303 with its URL in Location.",
            async subject => await subject.Jobs.NewAsync(subject.Jobs.Good)
        ),
        Must(
            "DALI-1.1-2.1-b",
            "Parameters are not accepted at the URL of a job.",
            async subject =>
            {
                var job = await subject.Jobs.PendingAsync();
                var answer = await subject.Client.PostAsync(job, ("DUMMY_AT_JOB", "1"));
                var document = await subject.Jobs.ReadAsync(job);
                Require(
                    !document.Parameter("DUMMY_AT_JOB").Any(),
                    answer,
                    "a refusal: parameters belong to /parameters",
                    "the parameter is in the job"
                );
            }
        ),
        Must(
            "DALI-1.1-2.1-c",
            "Parameters can be added by POST to /parameters while the job is PENDING.",
            async subject =>
            {
                var job = await subject.Jobs.PendingAsync();
                var answer = await subject.Jobs.PostAsync(job, "parameters", ("DUMMY_ADDED", "added"));
                var document = await subject.Jobs.ReadAsync(job);
                Require(
                    document.Parameter("DUMMY_ADDED").SequenceEqual(["added"]),
                    answer,
                    "the parameter among those of the job",
                    "it is not there"
                );
            }
        ),
        Must(
            "DALI-1.1-2.1-d",
            "Once a job was started its parameters do not change any more.",
            async subject =>
            {
                var job = Jobs.UrlOf(await subject.Jobs.CompletedAsync());
                var answer = await subject.Jobs.PostAsync(job, "parameters", ("DUMMY_LATE", "late"));
                var document = await subject.Jobs.ReadAsync(job);
                Require(
                    !document.Parameter("DUMMY_LATE").Any(),
                    answer,
                    "a refusal: the job has run",
                    "the parameter is in the job"
                );
            }
        ),
        Must(
            "DALI-1.1-2.2-a",
            "A synchronous request works by GET.",
            async subject =>
                Queries.RequireTable(
                    await subject.Get(subject.Sync, ("LANG", "ADQL"), ("QUERY", Queries.One)),
                    "the query is right"
                )
        ),
        Must(
            "DALI-1.1-2.2-b",
            "A synchronous request works by POST.",
            async subject => Queries.RequireTable(await subject.QueryAsync(Queries.One), "the query is right")
        ),
        Must(
            "DALI-1.1-2.2-c",
            "Redirects of a synchronous request have status 302 or 303 and lead to the answer.",
            async subject =>
            {
                var answer = await subject.QueryAsync(Queries.One);
                if (answer.Before is not { } redirect)
                    throw NotApplicable("the service answers without redirect");
                RequireStatus(redirect, [302, 303], "the redirect to the result");
                RequireStatus(answer, 200, "the result behind the redirect");
            }
        ),
        Must(
            "DALI-1.1-2.4-a",
            "The availability is declared in the capabilities.",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                Require(
                    document.Of(StandardIds.VosiAvailability).Any(),
                    document.Exchange,
                    "a capability " + StandardIds.VosiAvailability,
                    "none"
                );
            }
        ),
        Must(
            "DALI-1.1-2.5-a",
            "The capabilities are a child of the base URL named capabilities.",
            async subject => RequireStatus(await subject.CapabilitiesAnswer(), 200, "the capabilities")
        ),
        Should(
            "DALI-1.1-2.5-b",
            "The capabilities describe every resource that is there: tables and examples too.",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                foreach (
                    var (path, standard) in new[]
                    {
                        ("tables", StandardIds.VosiTables11),
                        ("examples", StandardIds.DaliExamples),
                    }
                )
                {
                    var answer = await subject.Get(subject.Resource(path));
                    var declared = path == "tables" ? document.Tables is not null : document.Of(standard).Any();
                    Require(
                        answer.Status != 200 || declared,
                        document.Exchange,
                        $"a capability {standard}: /{path} is there",
                        "none"
                    );
                }
            }
        ),
        Must(
            "DALI-1.1-2-a",
            "Declared tables and examples are siblings of the capabilities.",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                var parent = new Uri(subject.Resource("capabilities"), ".").AbsolutePath;
                RequireNone(
                    document.Exchange,
                    from capability in document
                        .Of(StandardIds.DaliExamples)
                        .Append(document.Tables)
                        .OfType<Capability>()
                    where Uri.TryCreate(capability.AccessUrl, UriKind.Absolute, out _)
                    where new Uri(new Uri(capability.AccessUrl!), ".").AbsolutePath != parent
                    select $"{capability.StandardId} is at {capability.AccessUrl}",
                    $"URLs directly below {subject.Base}"
                );
            }
        ),
    ];
}
