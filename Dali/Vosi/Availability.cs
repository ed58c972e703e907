using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace DataLab.Dali.Vosi;

/// <summary>VOSI 1.1 §5 availability: is the service usable now, as a real check of what it stands on found.</summary>
/// <param name="UpSince">When this process started serving.</param>
/// <param name="Note">For people: why it is not available, or what to know.</param>
public sealed record Availability(bool Available, DateTimeOffset UpSince, string? Note) : IResult
{
    public Task ExecuteAsync(HttpContext context) => XmlDocument.AnswerAsync(context, "text/xml; charset=utf-8", Write);

    private void Write(XmlDocument xml)
    {
        xml.Root("vosi", "availability", ("vosi", "http://www.ivoa.net/xml/VOSIAvailability/v1.0"));
        // The schema of availability has qualified local elements, unlike its siblings.
        xml.Qualified("vosi", "available", Available ? "true" : "false");
        xml.Qualified(
            "vosi",
            "upSince",
            UpSince.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
        );
        if (Note is not null)
            xml.Qualified("vosi", "note", Note);
    }
}
