using System.Xml;
using System.Xml.Linq;
using DataLab.Conformance.Http;

namespace DataLab.Conformance.Documents;

/// <summary>An answer cannot be read as the document it should be; the message says why and where.</summary>
internal sealed class UnreadableException(Exchange exchange, string reason) : Exception(reason)
{
    public Exchange Exchange => exchange;
}

/// <summary>XML of somebody else's: nothing is fetched, nothing is expanded. A DOCTYPE, which old VOTables carry, is skipped unread.</summary>
internal static class SafeXml
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        MaxCharactersInDocument = 256 << 20,
    };

    /// <exception cref="UnreadableException">The body is not well-formed XML.</exception>
    public static XElement Root(Exchange exchange)
    {
        try
        {
            using var stream = new MemoryStream(exchange.Body.ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, Settings);
            return XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root!;
        }
        catch (XmlException e)
        {
            throw new UnreadableException(exchange, $"not well-formed XML: {e.Message}");
        }
    }

    public static IEnumerable<XElement> Children(this XElement element, string localName) =>
        element.Elements().Where(child => child.Name.LocalName == localName);

    public static XElement? Child(this XElement element, string localName) =>
        element.Children(localName).FirstOrDefault();

    public static IEnumerable<XElement> All(this XElement element, string localName) =>
        element.DescendantsAndSelf().Where(child => child.Name.LocalName == localName);

    /// <summary>Value of an attribute without namespace, or null.</summary>
    public static string? Text(this XElement element, string attribute) => element.Attribute(attribute)?.Value;

    /// <summary>Trimmed text of a child element, or null when there is none.</summary>
    public static string? ChildText(this XElement element, string localName) => element.Child(localName)?.Value.Trim();

    public static bool IsNil(this XElement element) => element.Attribute(XsiNil)?.Value is "true" or "1";

    /// <summary>Local part of xsi:type, or null.</summary>
    public static string? XsiTypeName(this XElement element) => element.Attribute(Xsi + "type")?.Value.Split(':')[^1];

    /// <summary>Namespace that the prefix of xsi:type stands for, or null.</summary>
    public static string? XsiTypeNamespace(this XElement element)
    {
        if (element.Attribute(Xsi + "type")?.Value is not { } type)
            return null;
        var colon = type.IndexOf(':', StringComparison.Ordinal);
        return colon <= 0
            ? element.GetDefaultNamespace().NamespaceName
            : element.GetNamespaceOfPrefix(type[..colon])?.NamespaceName;
    }

    private static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";
    private static readonly XName XsiNil = Xsi + "nil";
}
