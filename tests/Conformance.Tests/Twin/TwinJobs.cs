using System.Globalization;
using System.Xml.Linq;
using DataLab.Conformance.Documents;

namespace DataLab.Conformance.Tests.Twin;

/// <summary>A job of the twin; it runs in the moment it is told to.</summary>
internal sealed class TwinJob(string id, string session, DateTime created)
{
    public string Id => id;
    public string Session => session;
    public DateTime Created => created;
    public string Phase { get; set; } = "PENDING";
    public List<(string Name, string Value)> Parameters { get; } = [];
    public Dictionary<string, byte[]> Files { get; } = [];
    public DateTime? Started { get; set; }
    public DateTime? Ended { get; set; }
    public DateTime Destruction { get; set; } = created.AddDays(1);
    public int ExecutionDuration { get; set; } = 600;
    public Reply? Result { get; set; }
    public string? Error { get; set; }

    public string? Single(string name) =>
        Parameters.LastOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public bool IsActive => Phase is "PENDING" or "QUEUED" or "EXECUTING";
}

/// <summary>The tree of jobs (UWS 1.1 §2.2.1).</summary>
/// <param name="run">Answers a query as /sync does.</param>
internal sealed class TwinJobs(Func<Ask, Reply> run)
{
    private static readonly XNamespace Uws = JobDocument.Namespace;
    private static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";
    private static readonly XNamespace Xlink = "http://www.w3.org/1999/xlink";

    private readonly Dictionary<string, TwinJob> jobs = [];
    private DateTime last = DateTime.UtcNow;
    private int count;

    public async Task<Reply> AnswerAsync(Ask ask)
    {
        var parts = ask.Path.Split('/', StringSplitOptions.RemoveEmptyEntries)[1..];
        if (parts.Length == 0)
            return ask.Method == "POST" ? Create(ask) : List(ask);
        if (!jobs.TryGetValue(parts[0], out var job))
            return Reply.NotFound;
        var url = $"{ask.BaseUrl}/async/{job.Id}";
        return (ask.Method, string.Join('/', parts[1..])) switch
        {
            ("DELETE", "") => Delete(ask, job),
            ("POST", "") => ask["ACTION"] == "DELETE" ? Delete(ask, job) : Reply.Forbidden,
            ("POST", "phase") => Order(job, ask["PHASE"], url),
            ("POST", "parameters") => Add(job, ask, url),
            ("POST", "destruction") => DateTime.TryParse(
                ask["DESTRUCTION"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal,
                out var time
            )
                ? Set(() => job.Destruction = time, url)
                : new Reply(400, "text/plain", "no time"),
            ("POST", "executionduration") => int.TryParse(ask["EXECUTIONDURATION"], out var seconds)
                ? Set(() => job.ExecutionDuration = seconds, url)
                : new Reply(400, "text/plain", "no number"),
            ("GET", "") => await WaitAsync(job, ask, url),
            ("GET", var child) => Child(job, child, url),
            _ => new Reply(405, "text/plain", "no"),
        };
    }

    private Reply Create(Ask ask)
    {
        var id = $"j{++count}";
        last = new[] { DateTime.UtcNow, last.AddMilliseconds(2) }.Max();
        var job = new TwinJob(id, ask.Session ?? Guid.NewGuid().ToString("N"), last);
        jobs[id] = job;
        Add(job, ask.Without("PHASE"), "");
        if (ask["PHASE"] == "RUN")
            Order(job, "RUN", "");
        return Reply.SeeOther($"{ask.BaseUrl}/async/{id}").With("Set-Cookie", $"twin-session={job.Session}; Path=/");
    }

    private Reply List(Ask ask)
    {
        var phases = ask.All("PHASE").ToArray();
        if (phases.Any(phase => !JobDocument.Phases.Contains(phase)))
            return new Reply(400, "text/plain", "no such phase");
        var limit = int.MaxValue;
        if (ask["LAST"] is { } text && (!int.TryParse(text, out limit) || limit <= 0))
            return new Reply(400, "text/plain", "LAST is a number");
        var after = DateTime.MinValue;
        if (
            ask["AFTER"] is { } since
            && !DateTime.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out after)
        )
            return new Reply(400, "text/plain", "AFTER is a time");
        var listed = jobs
            .Values.Where(job => job.Session == ask.Session && (phases.Length == 0 || phases.Contains(job.Phase)))
            .Where(job => Cut(job.Created) > after)
            .OrderByDescending(job => job.Created)
            .Take(limit)
            .Select(job => new XElement(
                Uws + "jobref",
                new XAttribute("id", job.Id),
                new XAttribute(Xlink + "href", $"{ask.BaseUrl}/async/{job.Id}"),
                new XElement(Uws + "phase", job.Phase),
                new XElement(Uws + "creationTime", Time(job.Created))
            ));
        return Reply.Xml(new XElement(Uws + "jobs", new XAttribute("version", "1.1"), listed).ToString());
    }

    private Reply Delete(Ask ask, TwinJob job)
    {
        jobs.Remove(job.Id);
        return Reply.SeeOther($"{ask.BaseUrl}/async");
    }

    private static Reply Set(Action change, string url)
    {
        change();
        return Reply.SeeOther(url);
    }

    private static Reply Add(TwinJob job, Ask ask, string url)
    {
        if (job.Phase != "PENDING")
            return Reply.Forbidden;
        foreach (var (name, value) in ask.Fields)
        {
            if (!name.Equals("UPLOAD", StringComparison.OrdinalIgnoreCase))
                job.Parameters.RemoveAll(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            job.Parameters.Add((name, value));
        }
        foreach (var (name, content) in ask.Files)
            job.Files[name] = content;
        return Reply.SeeOther(url);
    }

    private Reply Order(TwinJob job, string? order, string url)
    {
        if (order is not ("RUN" or "ABORT"))
            return new Reply(400, "text/plain", "PHASE is RUN or ABORT");
        if (!job.IsActive)
            return Reply.Forbidden;
        if (order == "ABORT")
        {
            job.Phase = "ABORTED";
            job.Ended = DateTime.UtcNow;
            return Reply.SeeOther(url);
        }
        job.Started = DateTime.UtcNow;
        var reply = run(new Ask("POST", "", "/sync", job.Parameters, job.Files, null));
        (job.Phase, job.Result) = reply.Status == 200 ? ("COMPLETED", reply) : ("ERROR", null);
        job.Error = reply.Status == 200 ? null : reply.Body;
        job.Ended = DateTime.UtcNow;
        return Reply.SeeOther(url);
    }

    private static async Task<Reply> WaitAsync(TwinJob job, Ask ask, string url)
    {
        var phase = job.Phase;
        if (int.TryParse(ask["WAIT"], out var seconds) && job.IsActive && (ask["PHASE"] ?? phase) == phase)
            for (var end = DateTime.UtcNow.AddSeconds(seconds); DateTime.UtcNow < end && job.Phase == phase; )
                await Task.Delay(10);
        return Reply.Xml(Document(job, url).ToString(SaveOptions.DisableFormatting));
    }

    private static Reply Child(TwinJob job, string child, string url) =>
        child switch
        {
            "phase" => Reply.Text(job.Phase),
            "executionduration" => Reply.Text(job.ExecutionDuration.ToString(CultureInfo.InvariantCulture)),
            "destruction" => Reply.Text(Time(job.Destruction)),
            "quote" or "owner" => Reply.Text(""),
            "parameters" => Reply.Xml(Parameters(job).ToString()),
            "results" => Reply.Xml(Results(job, url).ToString()),
            "results/result" => job.Result ?? Reply.NotFound,
            "error" => job.Error is null ? Reply.NotFound : new Reply(200, "application/x-votable+xml", job.Error),
            _ => Reply.NotFound,
        };

    private static XElement Document(TwinJob job, string url) =>
        new(
            Uws + "job",
            new XAttribute("version", "1.1"),
            new XElement(Uws + "jobId", job.Id),
            job.Single("RUNID") is { } runId ? new XElement(Uws + "runId", runId) : null,
            new XElement(Uws + "ownerId", new XAttribute(Xsi + "nil", "true")),
            new XElement(Uws + "phase", job.Phase),
            new XElement(Uws + "quote", new XAttribute(Xsi + "nil", "true")),
            new XElement(Uws + "creationTime", Time(job.Created)),
            Instant("startTime", job.Started),
            Instant("endTime", job.Ended),
            new XElement(Uws + "executionDuration", job.ExecutionDuration),
            Instant("destruction", job.Destruction),
            Parameters(job),
            Results(job, url),
            job.Error is null
                ? null
                : new XElement(
                    Uws + "errorSummary",
                    new XAttribute("type", "fatal"),
                    new XAttribute("hasDetail", "true"),
                    new XElement(
                        Uws + "message",
                        XElement.Parse(job.Error[job.Error.IndexOf("<VOTABLE", StringComparison.Ordinal)..]).Value
                    )
                )
        );

    private static XElement Parameters(TwinJob job) =>
        new(
            Uws + "parameters",
            job.Parameters.Select(p => new XElement(Uws + "parameter", new XAttribute("id", p.Name), p.Value))
        );

    private static XElement Results(TwinJob job, string url) =>
        new(
            Uws + "results",
            job.Result is null
                ? null
                : new XElement(
                    Uws + "result",
                    new XAttribute("id", "result"),
                    new XAttribute(Xlink + "href", $"{url}/results/result"),
                    new XAttribute("size", job.Result.Bytes.Length),
                    new XAttribute("mime-type", job.Result.ContentType!)
                )
        );

    private static XElement Instant(string name, DateTime? time) =>
        time is { } given
            ? new XElement(Uws + name, Time(given))
            : new XElement(Uws + name, new XAttribute(Xsi + "nil", "true"));

    private static DateTime Cut(DateTime time) => new(time.Ticks / 10_000 * 10_000, DateTimeKind.Utc);

    private static string Time(DateTime time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
