using DataLab.Conformance.Documents;

namespace DataLab.Conformance.Images;

/// <summary>Where a service or archive has what serves images; null for what it has not.</summary>
/// <param name="Sia1">Base URL of a SIA 1.0 service.</param>
/// <param name="Sia2">The {query} resource of SIA 2.0.</param>
/// <param name="SodaSync">The {sync} resource of SODA.</param>
/// <param name="SodaAsync">The {async} resource of SODA.</param>
/// <param name="Links">The {links} endpoint of DataLink.</param>
/// <param name="ObsCore">Whether the TAP service says that it has ivoa.ObsCore.</param>
internal sealed record ImageServices(
    Uri? Sia1 = null,
    Uri? Sia2 = null,
    Uri? SodaSync = null,
    Uri? SodaAsync = null,
    Uri? Links = null,
    bool ObsCore = false
)
{
    public const string Sia1Id = "ivo://ivoa.net/std/SIA";
    public const string Sia2Id = "ivo://ivoa.net/std/SIA#query-2.0";
    public const string SodaSyncId = "ivo://ivoa.net/std/SODA#sync-1.0";
    public const string SodaAsyncId = "ivo://ivoa.net/std/SODA#async-1.0";
    public const string LinksId = "ivo://ivoa.net/std/DataLink#links-1.1";
    private const string ObsCoreId = "ivo://ivoa.net/std/ObsCore";

    public static ImageServices None { get; } = new();

    public bool Any => Sia1 is not null || Sia2 is not null || Links is not null || HasSoda;

    public bool HasSoda => SodaSync is not null || SodaAsync is not null;

    /// <summary>What capabilities declare.</summary>
    public static ImageServices Of(Capabilities capabilities) =>
        new(
            Find(capabilities, id => StandardIds.Same(id, Sia1Id) || StandardIds.Same(id, Sia1Id + "#query-1.0")),
            Find(capabilities, id => StartsWith(id, "ivo://ivoa.net/std/SIA#query-2")),
            Find(capabilities, id => StartsWith(id, "ivo://ivoa.net/std/SODA#sync-1")),
            Find(capabilities, id => StartsWith(id, "ivo://ivoa.net/std/SODA#async-1")),
            Find(capabilities, id => StartsWith(id, "ivo://ivoa.net/std/DataLink#links-1")),
            capabilities
                .Of(StandardIds.Tap)
                .SelectMany(tap => tap.Element.Children("dataModel"))
                .Any(model => StartsWith(model.Text("ivo-id"), ObsCoreId))
        );

    /// <summary>What the service descriptors of an answer name.</summary>
    public static ImageServices Of(VoTableDocument answer)
    {
        var described = ServiceDescriptor.All(answer).Where(descriptor => !descriptor.IsSelf).ToArray();
        return new ImageServices(
            SodaSync: Find("ivo://ivoa.net/std/SODA#sync-1"),
            SodaAsync: Find("ivo://ivoa.net/std/SODA#async-1"),
            Links: Find("ivo://ivoa.net/std/DataLink#links-1")
        );

        Uri? Find(string id) =>
            described
                .Where(descriptor => StartsWith(descriptor.StandardId, id))
                .Select(descriptor => Http(descriptor.AccessUrl))
                .FirstOrDefault(url => url is not null);
    }

    /// <summary>A URL taken for what the names of families say.</summary>
    public static ImageServices Named(IReadOnlyCollection<string> families, Uri url) =>
        new(
            families.Contains("sia1") ? url : null,
            families.Contains("sia2") ? url : null,
            families.Contains("soda") ? url : null,
            null,
            families.Contains("datalink") ? url : null
        );

    /// <summary>These services, and of the others what is missing here.</summary>
    public ImageServices Or(ImageServices others) =>
        new(
            Sia1 ?? others.Sia1,
            Sia2 ?? others.Sia2,
            SodaSync ?? others.SodaSync,
            SodaAsync ?? others.SodaAsync,
            Links ?? others.Links,
            ObsCore || others.ObsCore
        );

    /// <summary>An absolute URL of http or https, or null.</summary>
    public static Uri? Http(string? text) =>
        Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;

    /// <summary>Whether a text is an absolute URL; a path alone, which the platform takes for one of a file, is none.</summary>
    public static bool IsUrl(string? text) =>
        text?.Contains(':', StringComparison.Ordinal) == true && Uri.TryCreate(text, UriKind.Absolute, out _);

    /// <summary>The first interface that needs no credentials.</summary>
    private static Uri? Find(Capabilities capabilities, Func<string?, bool> isMeant) =>
        capabilities
            .All.Where(capability => isMeant(capability.StandardId))
            .SelectMany(capability => capability.Interfaces)
            .OrderBy(face => face.Element.Child("securityMethod")?.HasAttributes ?? false)
            .SelectMany(face => face.AccessUrls)
            .Select(url => Http(url.Url))
            .FirstOrDefault(url => url is not null);

    private static bool StartsWith(string? id, string start) =>
        id?.Trim().StartsWith(start, StringComparison.OrdinalIgnoreCase) ?? false;
}
