using System.Buffers;
using System.Globalization;
using System.Text;
using DataLab.Dali;
using Microsoft.AspNetCore.Http;

namespace DataLab.Uws.Rest;

/// <summary>The job list as XML (UWS 1.1 §2.2.2.1).</summary>
/// <remarks>
/// The one document of the tree that clients read again and again and that grows with use: its few elements are written as
/// bytes, portion by portion, instead of through an XML writer.
/// </remarks>
internal sealed class JobListDocument(IReadOnlyList<ShortJobDescription> jobs, JobLinks links) : IResult
{
    /// <summary>Bytes after which a portion is sent.</summary>
    private const int Portion = 32 << 10;

    /// <summary>Bytes of a job, as a rule.</summary>
    private const int UsualJob = 384;

    /// <summary>What can neither stand as it is in a text nor in an attribute.</summary>
    private static readonly SearchValues<char> Escaped = SearchValues.Create("<>&\"\r\n\t");

    public async Task ExecuteAsync(HttpContext context)
    {
        context.Response.ContentType = "text/xml; charset=utf-8";
        context.Response.Headers.Vary = "Accept";
        var output = context.Response.BodyWriter;
        var portion = new ArrayBufferWriter<byte>(Math.Min(jobs.Count + 1, Portion / UsualJob) * UsualJob + UsualJob);
        portion.Write("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"u8);
        portion.Write("<uws:jobs xmlns:uws=\"http://www.ivoa.net/xml/UWS/v1.0\""u8);
        portion.Write(" xmlns:xlink=\"http://www.w3.org/1999/xlink\""u8);
        portion.Write(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" version=\"1.1\">\n"u8);
        foreach (var job in jobs)
        {
            Write(portion, job);
            if (portion.WrittenCount < Portion)
                continue;
            await output.WriteAsync(portion.WrittenMemory, context.RequestAborted);
            portion.ResetWrittenCount();
        }
        portion.Write("</uws:jobs>"u8);
        await output.WriteAsync(portion.WrittenMemory, context.RequestAborted);
    }

    private void Write(ArrayBufferWriter<byte> xml, ShortJobDescription job)
    {
        xml.Write("  <uws:jobref id=\""u8);
        WriteText(xml, job.JobId);
        xml.Write("\" xlink:href=\""u8);
        WriteText(xml, links.Job(job.JobId));
        xml.Write("\">\n    <uws:phase>"u8);
        WriteText(xml, job.Phase.ToWire());
        xml.Write("</uws:phase>\n"u8);
        if (job.RunId is { } run)
        {
            xml.Write("    <uws:runId>"u8);
            WriteText(xml, run);
            xml.Write("</uws:runId>\n"u8);
        }
        if (job.OwnerId is { } owner)
        {
            xml.Write("    <uws:ownerId>"u8);
            WriteText(xml, owner);
            xml.Write("</uws:ownerId>\n"u8);
        }
        else
        {
            xml.Write("    <uws:ownerId xsi:nil=\"true\" />\n"u8);
        }
        xml.Write("    <uws:creationTime>"u8);
        WriteText(xml, Wire.Time(job.CreationTime));
        xml.Write("</uws:creationTime>\n  </uws:jobref>\n"u8);
    }

    private static void WriteText(ArrayBufferWriter<byte> xml, string text)
    {
        text = XmlDocument.Clean(text);
        if (text.AsSpan().ContainsAny(Escaped))
            text = Escape(text);
        // Half a surrogate pair becomes U+FFFD here.
        Encoding.UTF8.GetBytes(text, xml);
    }

    /// <summary>As references to characters, which also keep line ends and tabs as they are (XML 1.0 §2.11, §3.3.3).</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var c in text)
            if (Escaped.Contains(c))
                escaped.Append(CultureInfo.InvariantCulture, $"&#{(int)c};");
            else
                escaped.Append(c);
        return escaped.ToString();
    }
}
