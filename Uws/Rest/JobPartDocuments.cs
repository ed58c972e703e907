using XmlDocument = DataLab.Dali.XmlDocument;

namespace DataLab.Uws.Rest;

/// <summary>The parameters of a job as XML (UWS 1.1 §2.2.2.4).</summary>
internal sealed class ParameterListDocument(Job job, JobLinks links) : UwsDocument("parameters")
{
    public static void Write(XmlDocument xml, Job job, JobLinks links)
    {
        foreach (var parameter in JobDocument.ParametersOf(job))
        {
            xml.OpenIn(Uws, "parameter", ("id", parameter.Name), ("byReference", parameter.IsFile ? "true" : null));
            xml.Value(parameter.IsFile ? links.Parameter(job.JobId, parameter.Name) : parameter.Value);
            xml.End();
        }
    }

    protected override void Write(XmlDocument xml) => Write(xml, job, links);
}

/// <summary>The results of a job as XML (UWS 1.1 §2.2.2.3).</summary>
internal sealed class ResultListDocument(Job job, JobLinks links) : UwsDocument("results")
{
    /// <summary>The result called <c>result</c> goes first: some clients take the first one whatever it is.</summary>
    public static IEnumerable<JobResult> InOrder(Job job) => job.Results.OrderBy(result => result.Id != "result");

    public static void Write(XmlDocument xml, Job job, JobLinks links)
    {
        foreach (var result in InOrder(job))
        {
            xml.OpenIn(
                Uws,
                "result",
                ("id", result.Id),
                ("xlink:href", links.Result(job.JobId, result.Id)),
                ("size", Wire.Number(result.Size)),
                ("mime-type", result.MediaType)
            );
            xml.End();
        }
    }

    protected override void Write(XmlDocument xml) => Write(xml, job, links);
}
