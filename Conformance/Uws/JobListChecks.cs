using System.Globalization;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Uws;

/// <summary>The list of jobs and its filters (UWS 1.1 §2.2.2.1), and who sees what (§3).</summary>
internal static class JobListChecks
{
    public static readonly Check[] All =
    [
        Must(
            "UWS-1.1-2.2.2.1-a",
            "The list is an element jobs in the namespace of UWS 1.0.",
            async subject =>
            {
                var list = await JobList.ReadAsync(subject, ("LAST", "5"));
                Require(
                    list.Root.Name.NamespaceName == JobDocument.Namespace,
                    list.Exchange,
                    $"root element in {JobDocument.Namespace}",
                    $"in {list.Root.Name.NamespaceName}"
                );
            }
        ),
        Must(
            "UWS-1.1-2.2.1.1-a",
            "The list says version=\"1.1\".",
            async subject =>
            {
                var list = await JobList.ReadAsync(subject, ("LAST", "5"));
                Require(
                    list.Root.Text("version") == "1.1",
                    list.Exchange,
                    "version=\"1.1\"",
                    $"version {list.Root.Text("version") ?? "missing"}"
                );
            }
        ),
        Must(
            "UWS-1.1-2.2.2.1-b",
            "Each entry has an id and a phase of UWS.",
            async subject =>
            {
                var list = await JobList.ReadAsync(subject);
                RequireNone(
                    list.Exchange,
                    list.Jobs.Where(job =>
                            string.IsNullOrEmpty(job.Id) || !JobDocument.Phases.Contains(job.Phase ?? "")
                        )
                        .Select(job => $"id {job.Id}, phase {job.Phase}"),
                    "jobref with attribute id and element phase"
                );
            }
        ),
        Should(
            "UWS-1.1-2.2.2.1-c",
            "Each entry links to its job.",
            async subject =>
            {
                var list = await JobList.FilteredAsync(subject);
                RequireNone(
                    list.Exchange,
                    list.Jobs.Where(job => job.Href is null).Select(job => $"{job.Id}"),
                    "xlink:href on each jobref"
                );
                var first = list.Jobs[0];
                RequireStatus(await subject.Get(new Uri(list.Exchange.Url, first.Href)), 200, $"job {first.Id}");
            }
        ),
        Must(
            "UWS-1.1-2.2.2.1-d",
            "Archived jobs are listed only when asked for.",
            async subject =>
            {
                var list = await JobList.ReadAsync(subject);
                RequireNone(
                    list.Exchange,
                    list.Jobs.Where(job => job.Phase == "ARCHIVED").Select(job => $"{job.Id}"),
                    "no job in phase ARCHIVED"
                );
            }
        ),
        Should(
            "UWS-1.1-2.2.2.1-e",
            "PHASE lists the jobs in that phase.",
            async subject =>
            {
                foreach (var phase in new[] { "PENDING", "COMPLETED", "ERROR" })
                    await OnlyAsync(subject, phase);
            }
        ),
        Should(
            "UWS-1.1-2.2.2.1-f",
            "PHASE given twice lists the jobs in either phase.",
            subject => OnlyAsync(subject, "PENDING", "COMPLETED")
        ),
        Should(
            "UWS-1.1-2.2.2.1-g",
            "Every phase of UWS may be asked for, also when no job is in it.",
            async subject =>
            {
                foreach (var phase in new[] { "HELD", "SUSPENDED", "UNKNOWN", "ARCHIVED", "ABORTED" })
                {
                    var list = await JobList.ReadAsync(subject, ("PHASE", phase));
                    RequireNone(
                        list.Exchange,
                        list.Jobs.Where(job => job.Phase != phase).Select(job => $"{job.Id} is {job.Phase}"),
                        $"jobs in phase {phase} only"
                    );
                }
            }
        ),
        Should(
            "UWS-1.1-2.2.2.1-h",
            "LAST=n lists at most n jobs, the newest first.",
            async subject =>
            {
                var list = await JobList.FilteredAsync(subject, ("LAST", "2"));
                Require(list.Jobs.Count == 2, list.Exchange, "2 jobs", $"{list.Jobs.Count} jobs");
                RequireNewestFirst(list);
                // The pending job is older than the completed one, and others are newer than both.
                var all = await JobList.ReadAsync(subject);
                var newest = all.Jobs.Max(job => job.Created);
                Require(
                    list.Jobs[0].Created == newest,
                    list.Exchange,
                    $"first the job created {newest:O}",
                    $"{list.Jobs[0].Created:O}"
                );
            }
        ),
        Should(
            "UWS-1.1-2.2.2.1-i",
            "AFTER lists the jobs created after an instant.",
            async subject =>
            {
                var all = await JobList.FilteredAsync(subject);
                var instant = NextMillisecond(
                    all.Jobs.Min(job => job.Created)
                        ?? throw Failed(all.Exchange, "creationTime of each job, with T and Z", "no creationTime")
                );
                var list = await JobList.FilteredAsync(subject, ("AFTER", Text(instant)));
                Require(list.Jobs.Count > 0, list.Exchange, $"the jobs after {Text(instant)}", "no job");
                RequireNone(
                    list.Exchange,
                    list.Jobs.Where(job => job.Created <= instant).Select(job => $"{job.Id} created {job.Created:O}"),
                    $"jobs created after {Text(instant)}"
                );
                var none = await JobList.FilteredAsync(subject, ("AFTER", Text(DateTimeOffset.UtcNow.AddDays(1))));
                Require(
                    none.Jobs.Count == 0,
                    none.Exchange,
                    "no job: tomorrow's are not made yet",
                    $"{none.Jobs.Count} jobs"
                );
            }
        ),
        Should(
            "UWS-1.1-2.2.2.1-j",
            "Filters together list what each of them leaves.",
            async subject =>
            {
                var list = await JobList.FilteredAsync(
                    subject,
                    ("PHASE", "PENDING"),
                    ("LAST", "1"),
                    ("AFTER", "2015-10-26T09:00:00Z")
                );
                Require(
                    list.Jobs is [{ Phase: "PENDING" }],
                    list.Exchange,
                    "one job, PENDING",
                    $"{list.Jobs.Count} jobs"
                );
            }
        ),
        Should(
            "UWS-1.1-2.2.2.1-k",
            "A PHASE that is none is an error.",
            subject => RefusedAsync(subject, "PHASE", "SUCCESS", "pendinggg", "1345")
        ),
        Should(
            "UWS-1.1-2.2.2.1-l",
            "A LAST that is no number above 0 is an error.",
            subject => RefusedAsync(subject, "LAST", "-1", "0", "sometext")
        ),
        Should(
            "UWS-1.1-2.2.2.1-m",
            "An AFTER that is no instant is an error.",
            subject => RefusedAsync(subject, "AFTER", "2015-26-10", "sometext")
        ),
        May(
            "UWS-1.1-3-a",
            "Nobody else's list shows the jobs of an anonymous client.",
            async subject =>
            {
                var own = (await subject.Jobs.CompletedAsync()).Id;
                using var stranger = subject.Client.Stranger();
                var answer = await stranger.FollowAsync(stranger.GetAsync(subject.Jobs.List));
                if (answer.Status != 200)
                    return;
                Require(
                    SafeXml.Root(answer).Children("jobref").All(job => job.Text("id") != own),
                    answer,
                    "a list without the judge's jobs for a client with no cookie of it",
                    $"job {own} is listed"
                );
            }
        ),
    ];

    private static async Task OnlyAsync(Subject subject, params string[] phases)
    {
        var list = await JobList.FilteredAsync(subject, [.. phases.Select(phase => new Field("PHASE", phase))]);
        RequireNone(
            list.Exchange,
            list.Jobs.Where(job => !phases.Contains(job.Phase)).Select(job => $"{job.Id} is {job.Phase}"),
            $"jobs in phase {string.Join(" or ", phases)} only"
        );
        RequireNone(
            list.Exchange,
            phases.Where(phase => list.Jobs.All(job => job.Phase != phase)).Select(phase => $"no job in phase {phase}"),
            "the judge's own jobs in that phase"
        );
    }

    private static async Task RefusedAsync(Subject subject, string name, params string[] values)
    {
        foreach (var value in values)
        {
            var answer = await subject.Get(subject.Jobs.List, (name, value));
            if (answer.Status is 401 or 403)
                throw NotTested("the service does not show its list of jobs");
            Require(answer.Status != 200, answer, $"an error: {name}={value} means nothing");
        }
    }

    private static void RequireNewestFirst(JobList list)
    {
        var times = list.Jobs.Select(job => job.Created).ToArray();
        Require(
            times.All(time => time is not null),
            list.Exchange,
            "creationTime of each job, with T and Z",
            "a job without it"
        );
        Require(
            times.SequenceEqual(times.OrderDescending()),
            list.Exchange,
            "the newest job first",
            string.Join(", ", times.Select(time => $"{time:O}"))
        );
    }

    /// <summary>Times are sent with three decimals; a service may keep more.</summary>
    private static DateTimeOffset NextMillisecond(DateTimeOffset instant) =>
        instant.Ticks % TimeSpan.TicksPerMillisecond == 0
            ? instant
            : new(
                ((instant.UtcTicks / TimeSpan.TicksPerMillisecond) + 1) * TimeSpan.TicksPerMillisecond,
                TimeSpan.Zero
            );

    private static string Text(DateTimeOffset instant) =>
        instant.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
