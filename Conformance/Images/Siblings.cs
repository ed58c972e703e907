using DataLab.Conformance.Documents;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.Images;

/// <summary>The capabilities beside a resource of SIA 2.0 or SODA, and what they declare.</summary>
internal static class Siblings
{
    /// <summary>Fails the check unless /capabilities is beside the resource.</summary>
    public static async Task CapabilitiesAsync(Subject subject, Uri resource)
    {
        var answer = await subject.Get(new Uri(resource, "./capabilities"));
        RequireStatus(answer, 200, $"the capabilities beside {resource.AbsolutePath}");
        Require(SafeXml.Root(answer).Name.LocalName == "capabilities", answer, "a document capabilities");
    }

    /// <summary>Fails the check unless an availability is declared and answers.</summary>
    public static async Task AvailabilityAsync(Subject subject, Uri resource)
    {
        var document = await ReadAsync(subject, resource);
        var url = document
            .Of(StandardIds.VosiAvailability)
            .Select(capability => ImageServices.Http(capability.AccessUrl))
            .FirstOrDefault();
        Require(url is not null, document.Exchange, $"a capability {StandardIds.VosiAvailability}", "none");
        var answer = await subject.Get(url);
        RequireStatus(answer, 200, "the availability");
        Require(SafeXml.Root(answer).Name.LocalName == "availability", answer, "a document availability");
    }

    /// <summary>Fails the check unless a capability with the standardID has the resource as its accessURL.</summary>
    public static async Task DeclaredAsync(Subject subject, Uri resource, string standardId)
    {
        var document = await ReadAsync(subject, resource);
        var urls = document
            .Of(standardId)
            .SelectMany(c => c.Interfaces)
            .SelectMany(face => face.AccessUrls)
            .Select(url => url.Url)
            .ToArray();
        Require(
            urls.Any(url => url.TrimEnd('?', '/') == resource.AbsoluteUri.TrimEnd('?', '/')),
            document.Exchange,
            $"a capability {standardId} with accessURL {resource}",
            urls.Length == 0 ? "none" : string.Join(", ", urls)
        );
    }

    /// <summary>Fails the check unless the capability has a ParamHTTP interface with role std.</summary>
    public static async Task StandardInterfaceAsync(Subject subject, Uri resource, string standardId)
    {
        var document = await ReadAsync(subject, resource);
        var faces = document.Of(standardId).SelectMany(capability => capability.Interfaces).ToArray();
        if (faces.Length == 0)
            throw NotTested($"no capability {standardId} is declared");
        Require(
            faces.Any(face => face is { TypeName: "ParamHTTP", Role: "std" }),
            document.Exchange,
            "an interface with xsi:type vs:ParamHTTP and role=\"std\"",
            string.Join(", ", faces.Select(face => $"{face.TypeName} role={face.Role}"))
        );
    }

    /// <exception cref="Finding">NotTested: there are none.</exception>
    public static async Task<Capabilities> ReadAsync(Subject subject, Uri resource)
    {
        var answer = await subject.Get(new Uri(resource, "./capabilities"));
        return answer is { Status: 200, IsXml: true }
            ? Capabilities.Read(answer)
            : throw NotTested("there are no capabilities beside the resource");
    }
}
