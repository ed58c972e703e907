using Microsoft.AspNetCore.Http;

namespace DataLab.Dali.Vosi;

/// <summary>VOSI 1.1 §4 capabilities: the parts that every service's document has. Always anonymous.</summary>
/// <param name="baseUrl">Base URL of the service, as the caller reaches it; its resources are siblings below.</param>
/// <param name="lastModified">When what the document says last changed.</param>
public abstract class Capabilities(string baseUrl, DateTimeOffset lastModified) : IResult
{
    private const string Std = "ivo://ivoa.net/std/";

    protected string BaseUrl => baseUrl;

    /// <summary>Prefix and namespace of the service's own registry extension.</summary>
    protected abstract (string Prefix, string Uri) Extension { get; }

    /// <summary>Whether there is a resource <c>/tables</c> beside it.</summary>
    protected virtual bool HasTables => true;

    public async Task ExecuteAsync(HttpContext context)
    {
        if (Freshness.IsNotModified(context, lastModified))
            return;
        await XmlDocument.AnswerAsync(
            context,
            "text/xml; charset=utf-8",
            xml => WriteAsync(xml, context.RequestAborted)
        );
    }

    private async ValueTask WriteAsync(XmlDocument xml, CancellationToken ct)
    {
        xml.Root(
            "vosi",
            "capabilities",
            ("vosi", "http://www.ivoa.net/xml/VOSICapabilities/v1.0"),
            Extension,
            ("vr", "http://www.ivoa.net/xml/VOResource/v1.0"),
            ("vs", "http://www.ivoa.net/xml/VODataService/v1.1"),
            ("xsi", "http://www.w3.org/2001/XMLSchema-instance")
        );
        await WriteServiceAsync(xml, ct);
        WriteResource(xml, Std + "VOSI#capabilities", "/capabilities");
        WriteResource(xml, Std + "VOSI#availability", "/availability");
        if (HasTables)
            WriteResource(xml, Std + "VOSI#tables-1.1", "/tables", "1.1");
        WriteMore(xml);
    }

    /// <summary>The capability of the service itself.</summary>
    protected abstract Task WriteServiceAsync(XmlDocument xml, CancellationToken ct);

    /// <summary>Further capabilities, by <see cref="WriteResource"/>.</summary>
    protected virtual void WriteMore(XmlDocument xml) { }

    /// <summary>A capability that is one resource beside <c>/capabilities</c>.</summary>
    protected void WriteResource(XmlDocument xml, string standardId, string path, string? version = null)
    {
        xml.Open("capability", ("standardID", standardId));
        xml.Open("interface", ("xsi:type", "vs:ParamHTTP"), ("role", "std"), ("version", version));
        xml.Element("accessURL", baseUrl + path, ("use", "full"));
        xml.End();
        xml.End();
    }
}
