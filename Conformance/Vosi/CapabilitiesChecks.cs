using System.Globalization;
using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Vosi;

/// <summary>The capabilities document (VOSI 1.1 §2, §3.1).</summary>
internal static class CapabilitiesChecks
{
    public static readonly Check[] All =
    [
        Must(
            "VOSI-1.1-2-a",
            "GET of /capabilities works for a client without credentials.",
            async subject =>
            {
                var answer = await subject.CapabilitiesAnswer();
                RequireStatus(answer, 200, "the capabilities, without asking who is there");
            }
        ),
        Must("VOSI-1.1-2-c", "The support resources have URLs of their own.", UrlsDiffer),
        Must(
            "VOSI-1.1-3.1-a",
            "The document's root is capabilities in the namespace of VOSICapabilities 1.0.",
            async subject =>
            {
                var answer = await subject.CapabilitiesAnswer();
                RequireStatus(answer, 200, "the capabilities");
                var root = Capabilities.Read(answer).Root;
                Require(
                    root.Name.LocalName == "capabilities" && root.Name.NamespaceName == Capabilities.Namespace,
                    answer,
                    $"root element capabilities in {Capabilities.Namespace}",
                    $"root element {root.Name.LocalName} in \"{root.Name.NamespaceName}\""
                );
            }
        ),
        Must(
            "VOSI-1.1-3.1-b",
            "It holds at least one capability, without a namespace.",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                var names = document.Root.Elements().Select(child => child.Name).ToArray();
                Require(
                    names.Length > 0 && names.All(name => name.LocalName == "capability" && name.NamespaceName == ""),
                    document.Exchange,
                    "only elements capability, unqualified as VOResource has them, at least one",
                    names.Length == 0 ? "no element" : Some([.. names.Select(name => name.ToString()).Distinct()])
                );
            }
        ),
        Must(
            "VOSI-1.1-3.1-c",
            "A capability of a subtype names it with an xsi:type whose prefix is declared.",
            TypesResolve
        ),
        Must("VOSI-1.1-3.1-d", "Last-Modified tells when the capabilities last changed.", LastModified),
        Must(
            "VOSI-1.1-3.1-e",
            "The capabilities are an XML document by their Content-Type.",
            async subject =>
            {
                var answer = await subject.CapabilitiesAnswer();
                Require(answer.IsXml, answer, "Content-Type text/xml or application/xml");
            }
        ),
        Must("VOSI-1.1-3.1-f", "Each interface has a type and at least one absolute accessURL.", InterfacesAreUsable),
    ];

    private static async Task UrlsDiffer(Subject subject)
    {
        var document = await subject.CapabilitiesAsync();
        var urls = new[] { StandardIds.VosiCapabilities, StandardIds.VosiAvailability }
            .SelectMany(document.Of)
            .Append(document.Tables)
            .OfType<Capability>()
            .Select(capability => capability.AccessUrl)
            .ToArray();
        Require(
            urls.Distinct(StringComparer.Ordinal).Count() == urls.Length,
            document.Exchange,
            "a distinct accessURL for each of capabilities, availability and tables",
            string.Join(", ", urls)
        );
    }

    private static async Task TypesResolve(Subject subject)
    {
        var document = await subject.CapabilitiesAsync();
        RequireNone(
            document.Exchange,
            document
                .Root.Descendants()
                .Where(element => element.XsiTypeName() is not null && element.XsiTypeNamespace() is null)
                .Select(element => $"xsi:type of {element.Name.LocalName} has an undeclared prefix"),
            "prefixes of xsi:type that are bound to namespaces"
        );
    }

    private static async Task LastModified(Subject subject)
    {
        var answer = await subject.CapabilitiesAnswer();
        RequireStatus(answer, 200, "the capabilities");
        var header = answer.Header("last-modified");
        Require(header is not null, answer, "a Last-Modified header", "none");
        Require(
            DateTimeOffset.TryParseExact(header, "R", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            answer,
            "Last-Modified in the form of HTTP dates",
            $"Last-Modified: {header}"
        );
    }

    private static async Task InterfacesAreUsable(Subject subject)
    {
        var document = await subject.CapabilitiesAsync();
        RequireNone(
            document.Exchange,
            from capability in document.All
            from face in capability.Interfaces
            let problem = face.TypeName is null ? "an interface without xsi:type"
            : face.AccessUrls.Count == 0 ? "an interface without accessURL"
            : face.AccessUrls.Any(url => !Uri.TryCreate(url.Url, UriKind.Absolute, out _))
                ? "an accessURL that is not absolute"
            : null
            where problem is not null
            select $"{capability.StandardId}: {problem}",
            "interfaces with xsi:type and absolute accessURLs"
        );
    }
}
