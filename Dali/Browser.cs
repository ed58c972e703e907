using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace DataLab.Dali;

/// <summary>Tells people with a browser from programs: XML is what everybody gets who does not clearly want HTML (UWS 1.1 §2.2.2).</summary>
public static class Browser
{
    /// <summary>True if the Accept header wants HTML more than XML.</summary>
    /// <remarks>
    /// Java's URL connections, on which STILTS and TOPCAT stand, send <c>text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2</c> and
    /// mean nothing by it. Browsers also name <c>application/xhtml+xml</c>; who asks for HTML and accepts nothing else is served too.
    /// </remarks>
    public static bool Asks(HttpRequest request)
    {
        double html = 0,
            xml = 0;
        bool xhtml = false,
            anything = false;
        foreach (var item in request.Headers.Accept.SelectMany(line => (line ?? "").Split(',')))
        {
            var parts = item.Split(';', StringSplitOptions.TrimEntries);
            var quality = Quality(parts);
            switch (parts[0].ToLowerInvariant())
            {
                case "text/html":
                    html = quality;
                    break;
                case "application/xhtml+xml":
                    xhtml = quality > 0;
                    break;
                case "application/xml" or "text/xml":
                    xml = Math.Max(xml, quality);
                    break;
                case "*/*" or "*":
                    anything = true;
                    break;
            }
        }
        return html > xml && (xhtml || !anything);
    }

    private static double Quality(string[] parts)
    {
        foreach (var part in parts.AsSpan(1))
            if (part.StartsWith("q=", StringComparison.OrdinalIgnoreCase))
                return double.TryParse(part.AsSpan(2), CultureInfo.InvariantCulture, out var quality) ? quality : 0;
        return 1;
    }
}
