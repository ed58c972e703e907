using DataLab.Dali;
using Microsoft.AspNetCore.Http;

namespace DataLab.Uws.Rest;

/// <summary>A document of the UWS schema (UWS 1.1 appendix B).</summary>
/// <param name="root">Name of the root element.</param>
internal abstract class UwsDocument(string root) : IResult
{
    protected const string Uws = "uws";

    public async Task ExecuteAsync(HttpContext context)
    {
        context.Response.ContentType = "text/xml; charset=utf-8";
        context.Response.Headers.Vary = "Accept";
        using var xml = new XmlDocument(context.Response.BodyWriter);
        xml.Root(
            Uws,
            root,
            (Uws, "http://www.ivoa.net/xml/UWS/v1.0"),
            ("xlink", "http://www.w3.org/1999/xlink"),
            ("xsi", "http://www.w3.org/2001/XMLSchema-instance")
        );
        if (root is "job" or "jobs")
            xml.Attribute("version", "1.1");
        Write(xml);
        await xml.FinishAsync(context.RequestAborted);
    }

    protected abstract void Write(XmlDocument xml);

    protected static void WriteTime(XmlDocument xml, string name, DateTimeOffset? time) =>
        WriteNillable(xml, name, time is null ? null : Wire.Time(time));

    protected static void WriteNillable(XmlDocument xml, string name, string? value)
    {
        if (value is not null)
        {
            xml.Qualified(Uws, name, value);
            return;
        }
        xml.OpenIn(Uws, name, ("xsi:nil", "true"));
        xml.End();
    }
}
