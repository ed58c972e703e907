using System.Globalization;
using System.Text;

namespace DataLab.Uws.Rest;

/// <summary>A job in a browser: how it stands, what it asks, its results to download, and buttons for what can be done with it.</summary>
internal sealed class JobPage(Job job, JobLinks links) : Page("Job " + job.JobId)
{
    protected override int? Refresh => job.Phase is ExecutionPhase.Queued or ExecutionPhase.Executing ? 2 : null;

    protected override void Write(StringBuilder html)
    {
        html.Append(CultureInfo.InvariantCulture, $"<div>{PhaseMark(job.Phase)} ");
        WriteButtons(html);
        html.Append("</div>\n");
        if (job.Error is { } error)
            html.Append(CultureInfo.InvariantCulture, $"<pre>{Encode(error.Message)}</pre>\n");
        WriteResults(html);
        WriteFacts(html);
        WriteParameters(html);
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p>Keep the address of this page: it is the key to the job. <a href=\"{Encode(links.RecentJobs)}\">Your jobs</a></p>\n"
        );
    }

    private void WriteButtons(StringBuilder html)
    {
        if (job.Phase is ExecutionPhase.Pending or ExecutionPhase.Held)
            Button(html, links.Child(job.JobId, "phase"), "PHASE", "RUN", "Run");
        if (job.Phase.IsActive())
            Button(html, links.Child(job.JobId, "phase"), "PHASE", "ABORT", "Abort");
        Button(html, links.Job(job.JobId), "ACTION", "DELETE", "Delete");
    }

    private static void Button(StringBuilder html, string action, string name, string value, string label) =>
        html.Append(
            CultureInfo.InvariantCulture,
            $"<form method=\"post\" style=\"display: inline\" action=\"{Encode(action)}\"><button name=\"{name}\" value=\"{value}\">{label}</button></form> "
        );

    private void WriteResults(StringBuilder html)
    {
        if (job.Results.IsEmpty)
            return;
        html.Append("<h2>Results</h2>\n<table>\n");
        foreach (var result in ResultListDocument.InOrder(job))
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><th><a href=\"{Encode(links.Result(job.JobId, result.Id))}\">{Encode(result.FileName)}</a></th><td>{Encode(result.MediaType)}</td><td>{result.Size:N0} bytes</td></tr>\n"
            );
        html.Append("</table>\n");
    }

    private void WriteFacts(StringBuilder html)
    {
        html.Append("<h2>Progress</h2>\n<table>\n");
        foreach (var note in job.Notes)
            Row(html, note.Name, note.Value);
        Row(html, "created", Wire.Time(job.CreationTime));
        Row(html, "started", Wire.Time(job.StartTime));
        Row(html, "ended", Wire.Time(job.EndTime));
        Row(html, "expected to end", Wire.Time(job.Quote));
        Row(html, "longest execution, seconds", Wire.Seconds(job.ExecutionDuration));
        Row(html, "kept until", Wire.Time(job.Destruction));
        Row(html, "run id", job.RunId);
        Row(html, "owner", job.OwnerId);
        html.Append("</table>\n");
    }

    private void WriteParameters(StringBuilder html)
    {
        if (job.Parameters.IsEmpty)
            return;
        html.Append("<h2>Parameters</h2>\n<table>\n");
        foreach (var parameter in job.Parameters)
        {
            var value = parameter.IsFile
                ? $"<a href=\"{Encode(links.Parameter(job.JobId, parameter.Name))}\">uploaded file</a>"
                : Text(parameter.Value);
            html.Append(CultureInfo.InvariantCulture, $"<tr><th>{Encode(parameter.Name)}</th><td>{value}</td></tr>\n");
        }
        html.Append("</table>\n");
    }

    private static string Text(string value) =>
        value.Length > 60 || value.Contains('\n', StringComparison.Ordinal)
            ? $"<pre>{Encode(value)}</pre>"
            : $"<code>{Encode(value)}</code>";

    private static void Row(StringBuilder html, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            html.Append(CultureInfo.InvariantCulture, $"<tr><th>{Encode(name)}</th><td>{Encode(value)}</td></tr>\n");
    }
}

/// <summary>The caller's jobs in a browser.</summary>
internal sealed class JobListPage(IReadOnlyList<ShortJobDescription> jobs, JobLinks links) : Page("Your jobs")
{
    protected override void Write(StringBuilder html)
    {
        html.Append(
            CultureInfo.InvariantCulture,
            $"<p>Jobs of this browser, or of your account if you are signed in. <a href=\"{Encode(links.RecentJobs)}\">Newest</a>"
        );
        foreach (var phase in Enum.GetValues<ExecutionPhase>())
            html.Append(
                CultureInfo.InvariantCulture,
                $" &middot; <a href=\"{Encode(links.List)}?PHASE={phase.ToWire()}\">{phase.ToWire()}</a>"
            );
        html.Append("</p>\n");
        if (jobs.Count == 0)
        {
            html.Append("<p>There are none.</p>\n");
            return;
        }
        html.Append("<table>\n<tr><th>Job</th><th>Phase</th><th>Created</th><th>Run id</th></tr>\n");
        foreach (var job in jobs)
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td><a href=\"{Encode(links.Job(job.JobId))}\">{Encode(job.JobId)}</a></td><td>{PhaseMark(job.Phase)}</td><td>{Wire.Time(job.CreationTime)}</td><td>{Encode(job.RunId)}</td></tr>\n"
            );
        html.Append("</table>\n");
    }
}
