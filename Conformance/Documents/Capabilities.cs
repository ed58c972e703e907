using System.Xml.Linq;
using DataLab.Conformance.Http;

namespace DataLab.Conformance.Documents;

/// <summary>Identifiers of the standards that capabilities name.</summary>
internal static class StandardIds
{
    public const string Tap = "ivo://ivoa.net/std/TAP";
    public const string ConeSearch = "ivo://ivoa.net/std/ConeSearch";
    public const string VosiCapabilities = "ivo://ivoa.net/std/VOSI#capabilities";
    public const string VosiAvailability = "ivo://ivoa.net/std/VOSI#availability";
    public const string VosiTables = "ivo://ivoa.net/std/VOSI#tables";
    public const string VosiTables11 = "ivo://ivoa.net/std/VOSI#tables-1.1";
    public const string DaliExamples = "ivo://ivoa.net/std/DALI#examples";

    /// <summary>IVOA identifiers compare without case (IVOA Identifiers 2.0 §2.2).</summary>
    public static bool Same(string? one, string other) =>
        string.Equals(one?.Trim(), other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>One capability of a service.</summary>
/// <param name="TypeName">Local part of xsi:type, or null.</param>
internal sealed record Capability(
    string? StandardId,
    string? TypeName,
    string? TypeNamespace,
    IReadOnlyList<ServiceInterface> Interfaces,
    XElement Element
)
{
    public string? AccessUrl => Interfaces.SelectMany(i => i.AccessUrls).FirstOrDefault().Url;
}

/// <summary>One interface of a capability.</summary>
internal sealed record ServiceInterface(
    string? TypeName,
    string? Role,
    string? Version,
    IReadOnlyList<(string Url, string? Use)> AccessUrls,
    XElement Element
);

/// <summary>The document at /capabilities (VOSI 1.1 §3.1).</summary>
internal sealed record Capabilities(IReadOnlyList<Capability> All, XElement Root, Exchange Exchange)
{
    public const string Namespace = "http://www.ivoa.net/xml/VOSICapabilities/v1.0";

    public IEnumerable<Capability> Of(string standardId) =>
        All.Where(capability => StandardIds.Same(capability.StandardId, standardId));

    /// <summary>The capability of the TAP service.</summary>
    /// <exception cref="Finding">NotTested: there is none.</exception>
    public Capability Tap =>
        Of(StandardIds.Tap).FirstOrDefault()
        ?? throw Finding.NotTested("the capabilities declare no TAP service (see TAP-1.1-2.4-a)");

    /// <summary>Either version of the tables resource, or null.</summary>
    public Capability? Tables => Of(StandardIds.VosiTables11).Concat(Of(StandardIds.VosiTables)).FirstOrDefault();

    /// <exception cref="UnreadableException">The answer is not XML.</exception>
    public static Capabilities Read(Exchange exchange)
    {
        var root = SafeXml.Root(exchange);
        return new Capabilities(root.Children("capability").Select(Capability).ToArray(), root, exchange);
    }

    private static Capability Capability(XElement element) =>
        new(
            element.Text("standardID"),
            element.XsiTypeName(),
            element.XsiTypeNamespace(),
            element.Children("interface").Select(Interface).ToArray(),
            element
        );

    private static ServiceInterface Interface(XElement element) =>
        new(
            element.XsiTypeName(),
            element.Text("role"),
            element.Text("version"),
            element.Children("accessURL").Select(url => (url.Value.Trim(), url.Text("use"))).ToArray(),
            element
        );
}
