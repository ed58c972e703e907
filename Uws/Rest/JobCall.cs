using DataLab.Dali;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DataLab.Uws.Rest;

/// <summary>One request somewhere on the tree: who asks, for which job, and where the tree is.</summary>
internal sealed class JobCall
{
    /// <param name="depth">Segments of the path below the job list.</param>
    public JobCall(HttpContext context, JobKind kind, int depth)
    {
        Context = context;
        Kind = kind;
        Jobs = context.RequestServices.GetRequiredService<JobService>();
        Caller = Callers.Of(context);
        Links = JobLinks.Of(context, depth);
    }

    public HttpContext Context { get; }
    public HttpRequest Request => Context.Request;
    public JobKind Kind { get; }
    public JobService Jobs { get; }
    public Caller Caller { get; }
    public JobLinks Links { get; }
    public CancellationToken Ct => Context.RequestAborted;
    public string JobId => Segment("jobId");

    /// <summary>Value of a part of the route; a slash in it comes escaped.</summary>
    public string Segment(string name) =>
        Context.GetRouteValue(name)!.ToString()!.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    public Task<Parameters> ReadParametersAsync() => Parameters.ReadAsync(Request, Ct);

    /// <exception cref="Formats.ServiceException">NotFound.</exception>
    public Task<Job> FindAsync() => Jobs.FindAsync(Kind, JobId, Caller, Ct);

    /// <summary>What follows every change of a job (UWS 1.1 §2.2.3).</summary>
    public IResult ToJob(Job job)
    {
        RequestFacts.Of(Context).JobId = job.JobId;
        return new SeeOther(Links.Job(job.JobId));
    }
}

/// <summary>303 with an absolute Location.</summary>
internal sealed record SeeOther(string Location) : IResult
{
    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = Location;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }
}

/// <summary>A leaf of the tree: its value as text, without a line end (UWS 1.1 §2.2.2).</summary>
internal sealed record Leaf(string Value) : IResult
{
    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(Value, context.RequestAborted);
    }
}
