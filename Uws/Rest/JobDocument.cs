using System.Xml;
using XmlDocument = DataLab.Dali.XmlDocument;

namespace DataLab.Uws.Rest;

/// <summary>A job as XML, in the order of the schema (UWS 1.1 §2.2.2.2, appendix B).</summary>
internal sealed class JobDocument(Job job, JobLinks links) : UwsDocument("job")
{
    /// <summary>The parameters with RUNID, which is one of them to the world.</summary>
    public static IEnumerable<JobParameter> ParametersOf(Job job) =>
        job.RunId is null ? job.Parameters : job.Parameters.Append(new JobParameter("RUNID", job.RunId));

    protected override void Write(XmlDocument xml)
    {
        xml.Qualified(Uws, "jobId", job.JobId);
        if (job.RunId is not null)
            xml.Qualified(Uws, "runId", job.RunId);
        WriteNillable(xml, "ownerId", job.OwnerId);
        xml.Qualified(Uws, "phase", job.Phase.ToWire());
        WriteTime(xml, "quote", job.Quote);
        xml.Qualified(Uws, "creationTime", Wire.Time(job.CreationTime));
        WriteTime(xml, "startTime", job.StartTime);
        WriteTime(xml, "endTime", job.EndTime);
        xml.Qualified(Uws, "executionDuration", Wire.Seconds(job.ExecutionDuration));
        WriteTime(xml, "destruction", job.Destruction);
        xml.OpenIn(Uws, "parameters");
        ParameterListDocument.Write(xml, job, links);
        xml.End();
        xml.OpenIn(Uws, "results");
        ResultListDocument.Write(xml, job, links);
        xml.End();
        if (job.Error is { } error)
        {
            xml.OpenIn(Uws, "errorSummary", ("type", error.IsTransient ? "transient" : "fatal"), ("hasDetail", "true"));
            xml.Qualified(Uws, "message", error.Message);
            xml.End();
        }
        WriteNotes(xml);
    }

    // Without a namespace, as in the example of UWS 1.1 §2.2.2.2: validators warn of one whose schema they do not know.
    private void WriteNotes(XmlDocument xml)
    {
        if (job.Notes.IsEmpty)
            return;
        xml.OpenIn(Uws, "jobInfo");
        foreach (var note in job.Notes)
            xml.Text(XmlConvert.EncodeLocalName(note.Name), note.Value);
        xml.End();
    }
}
