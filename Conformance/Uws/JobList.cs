using System.Xml.Linq;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;

namespace DataLab.Conformance.Uws;

/// <summary>A job in the list of jobs.</summary>
internal sealed record JobReference(string? Id, string? Phase, string? Href, DateTimeOffset? Created);

/// <summary>The list of jobs (UWS 1.1 §2.2.2.1).</summary>
internal sealed record JobList(IReadOnlyList<JobReference> Jobs, XElement Root, Exchange Exchange)
{
    private static readonly XName XlinkHref = XName.Get("href", "http://www.w3.org/1999/xlink");

    /// <exception cref="Finding">NotTested: the service keeps its list to itself.</exception>
    public static async Task<JobList> ReadAsync(Subject subject, params Field[] filters)
    {
        var answer = await subject.Client.FollowAsync(subject.Client.GetAsync(subject.Jobs.List, filters));
        if (answer.Status is 401 or 403)
            throw Finding.NotTested("the service does not show its list of jobs");
        Finding.RequireStatus(answer, 200, "the list of jobs");
        var root = SafeXml.Root(answer);
        Finding.Require(
            root.Name.LocalName == "jobs",
            answer,
            "root element jobs",
            $"root element {root.Name.LocalName}"
        );
        return new JobList(root.Children("jobref").Select(Reference).ToArray(), root, answer);
    }

    /// <summary>The list with these filters, when it shows the judge's own jobs: else there is nothing to filter.</summary>
    /// <exception cref="Finding">NotTested: the list does not show them.</exception>
    public static async Task<JobList> FilteredAsync(Subject subject, params Field[] filters)
    {
        var own = (await subject.Jobs.CompletedAsync()).Id;
        await subject.Jobs.PendingAsync();
        await subject.Jobs.FailedAsync();
        var all = await subject.Once("job list", () => ReadAsync(subject));
        if (all.Jobs.All(job => job.Id != own))
            throw Finding.NotTested("the list does not show the judge its own jobs");
        return await ReadAsync(subject, filters);
    }

    private static JobReference Reference(XElement element) =>
        new(
            element.Text("id"),
            element.ChildText("phase"),
            element.Attribute(XlinkHref)?.Value,
            JobDocument.Instant(element.ChildText("creationTime"))
        );
}
