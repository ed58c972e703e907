using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Vosi;

/// <summary>How the support resources are declared among the capabilities (VOSI 1.1 §4).</summary>
internal static class RegistrationChecks
{
    public static readonly Check[] All =
    [
        Must(
            "VOSI-1.1-4-a",
            "The availability is declared as capability ivo://ivoa.net/std/VOSI#availability.",
            subject =>
                DeclaredAsync(
                    subject,
                    document => document.Of(StandardIds.VosiAvailability).Any(),
                    StandardIds.VosiAvailability
                )
        ),
        Should(
            "VOSI-1.1-4-b",
            "The capabilities declare themselves as ivo://ivoa.net/std/VOSI#capabilities.",
            subject =>
                DeclaredAsync(
                    subject,
                    document => document.Of(StandardIds.VosiCapabilities).Any(),
                    StandardIds.VosiCapabilities
                )
        ),
        Should(
            "VOSI-1.1-4-c",
            "The tables are declared as ivo://ivoa.net/std/VOSI#tables-1.1 or #tables.",
            async subject =>
            {
                await subject.TablesAsync();
                await DeclaredAsync(subject, document => document.Tables is not null, StandardIds.VosiTables11);
            }
        ),
        Must(
            "VOSI-1.1-4-d",
            "A declared tables resource is there.",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                if (document.Tables?.AccessUrl is not { } url)
                    throw NotApplicable("no tables resource is declared");
                Require(
                    Uri.TryCreate(url, UriKind.Absolute, out var tables),
                    document.Exchange,
                    "an absolute accessURL",
                    url
                );
                RequireStatus(await subject.Get(tables), 200, "the tables at the declared accessURL");
            }
        ),
        Must(
            "VOSI-1.1-4-e",
            "accessURLs of the support resources say use=\"full\".",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                RequireNone(
                    document.Exchange,
                    from capability in Vosi(document)
                    from face in capability.Interfaces
                    from url in face.AccessUrls
                    where url.Use != "full"
                    select $"{capability.StandardId}: use {(url.Use is null ? "is missing" : $"is {url.Use}")}",
                    "use=\"full\""
                );
            }
        ),
        Should(
            "VOSI-1.1-4-f",
            "Interfaces of the support resources are of type ParamHTTP of VODataService.",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                RequireNone(
                    document.Exchange,
                    from capability in Vosi(document)
                    from face in capability.Interfaces
                    where face.TypeName != "ParamHTTP"
                    select $"{capability.StandardId} has an interface of type {face.TypeName}",
                    "xsi:type vs:ParamHTTP"
                );
            }
        ),
        Must(
            "VOSI-1.1-4-g",
            "Interfaces of capabilities and availability name no securityMethod.",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                RequireNone(
                    document.Exchange,
                    from capability in document
                        .Of(StandardIds.VosiCapabilities)
                        .Concat(document.Of(StandardIds.VosiAvailability))
                    where capability.Element.All("securityMethod").Any()
                    select $"{capability.StandardId} has a securityMethod",
                    "no securityMethod: these resources are open to all"
                );
            }
        ),
        Must(
            "VOSI-1.1-4-h",
            "The capability of each support resource holds an interface with an accessURL.",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                RequireNone(
                    document.Exchange,
                    from capability in Vosi(document)
                    where capability.AccessUrl is null
                    select $"{capability.StandardId} has no accessURL",
                    "an interface with an accessURL"
                );
            }
        ),
    ];

    private static IEnumerable<Capability> Vosi(Capabilities document) =>
        document.All.Where(capability =>
            capability.StandardId?.StartsWith("ivo://ivoa.net/std/VOSI#", StringComparison.OrdinalIgnoreCase) ?? false
        );

    private static async Task DeclaredAsync(Subject subject, Func<Capabilities, bool> declared, string standardId)
    {
        var document = await subject.CapabilitiesAsync();
        Require(
            declared(document),
            document.Exchange,
            $"a capability {standardId}",
            "only " + string.Join(", ", document.All.Select(capability => capability.StandardId))
        );
    }
}
