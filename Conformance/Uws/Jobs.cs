using System.Globalization;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;

namespace DataLab.Conformance.Uws;

/// <summary>Jobs that the judge makes, shared between checks and deleted in the end.</summary>
internal sealed class Jobs(Subject subject)
{
    /// <summary>A query that every TAP service can answer quickly.</summary>
    public const string ShortQuery = "SELECT TOP 3 table_name, table_type FROM TAP_SCHEMA.tables";

    /// <summary>A query that fails when it is run.</summary>
    public const string WrongQuery = "SELECT no_such_column FROM TAP_SCHEMA.tables";

    /// <summary>How long a short query may take to finish as a job.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>How long a job may be in a phase that UWS does not have: nobody knows whether it is its last.</summary>
    private static readonly TimeSpan PatienceWithUnknown = TimeSpan.FromSeconds(5);

    private readonly List<Uri> created = [];

    private Client Client => subject.Client;

    /// <exception cref="Finding">NotApplicable: the service has no jobs.</exception>
    public Uri List => subject.JobList ?? throw Finding.NotApplicable("the service has no asynchronous jobs");

    /// <summary>The parameters of a job that ends well.</summary>
    /// <exception cref="Finding">NotTested: the judge knows no parameters of this kind of job.</exception>
    public Field[] Good => subject.IsTap ? Query(ShortQuery) : throw UnknownKind();

    /// <summary>The parameters of a job that ends in ERROR.</summary>
    /// <exception cref="Finding">NotTested: the judge knows no parameters of this kind of job.</exception>
    public Field[] Bad => subject.IsTap ? Query(WrongQuery) : throw UnknownKind();

    public static Field[] Query(string adql) => [("LANG", "ADQL"), ("QUERY", adql)];

    /// <summary>POSTs to the job list; what it makes is deleted in the end.</summary>
    public Task<Exchange> CreateAsync(params Field[] fields) => CreateAtAsync(List, fields);

    /// <summary>POSTs to any job list; what it makes is deleted in the end.</summary>
    public async Task<Exchange> CreateAtAsync(Uri list, params Field[] fields)
    {
        var answer = await Client.PostAsync(list, fields);
        if (answer is { Status: 303, Location: { } job })
            created.Add(job);
        return answer;
    }

    /// <summary>URL of a new job.</summary>
    /// <exception cref="Finding">The list does not exist, or did not make a job.</exception>
    public async Task<Uri> NewAsync(params Field[] fields)
    {
        var answer = await CreateAsync(fields);
        if (answer.Status == 404 && subject.IsTap)
            throw Finding.NotTested("there is no job list (see TAP-1.1-2-b)");
        Finding.Require(
            answer is { Status: 303, Location: not null },
            answer,
            "status 303 with the URL of the new job in Location"
        );
        return answer.Location;
    }

    public async Task<JobDocument> ReadAsync(Uri job, params Field[] query)
    {
        var answer = await Client.FollowAsync(Client.GetAsync(job, query));
        Finding.RequireStatus(answer, 200, "the job");
        return JobDocument.Read(answer);
    }

    public static Uri Child(Uri job, string path) => new($"{job.AbsoluteUri.TrimEnd('/')}/{path}");

    /// <summary>GETs a child resource of a job, redirects followed.</summary>
    public Task<Exchange> GetAsync(Uri job, string child) => Client.FollowAsync(Client.GetAsync(Child(job, child)));

    /// <summary>POSTs to a child resource of a job, redirects not followed.</summary>
    public Task<Exchange> PostAsync(Uri job, string child, params Field[] fields) =>
        Client.PostAsync(Child(job, child), fields);

    /// <summary>Tells a job to run and waits until it is finished.</summary>
    /// <exception cref="Finding">Failed: the service did not take the order, or the job did not finish.</exception>
    public async Task<JobDocument> RunAsync(Uri job)
    {
        var answer = await PostAsync(job, "phase", ("PHASE", "RUN"));
        Finding.Require(answer.Status is 303 or 200, answer, "status 303 to the job");
        return await FinishAsync(job);
    }

    public async Task<JobDocument> FinishAsync(Uri job)
    {
        var deadline = DateTimeOffset.UtcNow + Patience;
        DateTimeOffset? unknownSince = null;
        var pause = TimeSpan.FromMilliseconds(20);
        while (true)
        {
            var document = await ReadAsync(job);
            if (document.IsFinished)
                return document;
            unknownSince = JobDocument.Phases.Contains(document.Phase) ? null : unknownSince ?? DateTimeOffset.UtcNow;
            Finding.Require(
                unknownSince is not { } since || DateTimeOffset.UtcNow - since < PatienceWithUnknown,
                document.Exchange,
                "one of the phases of UWS",
                $"phase {document.Phase}"
            );
            Finding.Require(
                DateTimeOffset.UtcNow < deadline,
                document.Exchange,
                string.Create(CultureInfo.InvariantCulture, $"a finished job within {Patience.TotalSeconds} s"),
                $"phase {document.Phase}"
            );
            await Task.Delay(pause, Client.Cancelled);
            pause = pause * 2 > TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : pause * 2;
        }
    }

    /// <summary>A job that stays PENDING; nobody runs it or changes more than its parameters RUNID and DUMMY.</summary>
    public Task<Uri> PendingAsync() =>
        subject.Once("pending job", () => NewAsync([.. Good, ("RUNID", "judge-pending")]));

    /// <summary>A job that ended well.</summary>
    public Task<JobDocument> CompletedAsync() =>
        subject.Once(
            "completed job",
            async () =>
            {
                var done = await RunAsync(await NewAsync([.. Good, ("RUNID", "judge-completed")]));
                Finding.Require(
                    done.Phase == "COMPLETED",
                    done.Exchange,
                    "phase COMPLETED for " + ShortQuery,
                    $"phase {done.Phase} {done.ErrorSummary?.Value.Trim()}"
                );
                return done;
            }
        );

    /// <summary>A job that ended in ERROR because its query is wrong.</summary>
    public Task<JobDocument> FailedAsync() =>
        subject.Once(
            "failed job",
            async () =>
            {
                var done = await RunAsync(await NewAsync(Bad));
                Finding.Require(
                    done.Phase == "ERROR",
                    done.Exchange,
                    "phase ERROR for " + WrongQuery,
                    $"phase {done.Phase}"
                );
                return done;
            }
        );

    /// <summary>Where a job document was read: the URL of the job.</summary>
    public static Uri UrlOf(JobDocument job) => new(job.Exchange.Url.GetLeftPart(UriPartial.Path));

    /// <summary>Deletes what is left. What cannot be deleted is left to the destruction time of the service.</summary>
    public async Task DeleteAllAsync()
    {
        foreach (var job in created)
            try
            {
                await Client.DeleteAsync(job);
            }
            catch (Exception e) when (e is UnansweredException or OperationCanceledException)
            {
                return;
            }
    }

    private static Finding UnknownKind() =>
        Finding.NotTested("the judge does not know the parameters of this service's jobs");
}
