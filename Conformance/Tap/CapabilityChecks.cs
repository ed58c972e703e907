using DataLab.Conformance.Documents;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Tap;

/// <summary>How the service declares itself (TAP 1.1 §2.4).</summary>
internal static class CapabilityChecks
{
    public static readonly Check[] All =
    [
        Must(
            "TAP-1.1-2.4-a",
            "Exactly one capability is that of TAP.",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                var count = document.Of(StandardIds.Tap).Count();
                Require(count == 1, document.Exchange, "one capability " + StandardIds.Tap, $"{count} of them");
            }
        ),
        Must(
            "TAP-1.1-2.4-b",
            "Its interface says version=\"1.1\".",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                var faces = document.Tap.Interfaces;
                Require(
                    faces.Any(face => face.Version == "1.1"),
                    document.Exchange,
                    "an interface with version=\"1.1\"",
                    "version " + string.Join(", ", faces.Select(face => face.Version ?? "missing"))
                );
            }
        ),
        Must(
            "TAP-1.1-2.4-c",
            "The accessURL of its interface is the base URL of the service.",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                var urls = document.Tap.Interfaces.SelectMany(face => face.AccessUrls).Select(url => url.Url).ToArray();
                Require(
                    urls.Any(url => Same(url, subject.Base)),
                    document.Exchange,
                    $"accessURL {subject.Base}",
                    urls.Length == 0 ? "none" : string.Join(", ", urls)
                );
            }
        ),
        Should(
            "TAP-1.1-2.4-d",
            "The capability is a TableAccess of TAPRegExt.",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                Require(
                    document.Tap.TypeName == "TableAccess",
                    document.Exchange,
                    "xsi:type tr:TableAccess",
                    $"xsi:type {document.Tap.TypeName ?? "missing"}"
                );
            }
        ),
        Should(
            "TAP-1.1-2.4-e",
            "A securityMethod without standardID stands only beside others.",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                RequireNone(
                    document.Exchange,
                    from face in document.Tap.Interfaces
                    let methods = face.Element.Children("securityMethod").ToArray()
                    where methods.Length > 0 && methods.All(method => method.Text("standardID") is null)
                    select "an interface whose only securityMethod is empty",
                    "no securityMethod at all where everybody may enter"
                );
            }
        ),
        Should(
            "TAP-1.1-2.4-f",
            "The interface of the service has role=\"std\".",
            async subject =>
            {
                var document = await subject.CapabilitiesAsync();
                Require(
                    document.Tap.Interfaces.Any(face => face.Role == "std"),
                    document.Exchange,
                    "role=\"std\" on the interface",
                    "none has it"
                );
            }
        ),
    ];

    private static bool Same(string url, Uri wanted) =>
        Uri.TryCreate(url, UriKind.Absolute, out var given)
        && given.AbsoluteUri.TrimEnd('/') == wanted.AbsoluteUri.TrimEnd('/');
}
