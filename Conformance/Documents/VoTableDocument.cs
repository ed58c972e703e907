using System.Globalization;
using System.Xml.Linq;
using DataLab.Conformance.Http;

namespace DataLab.Conformance.Documents;

/// <summary>A VOTable as DAL services answer with it: the resource of the results, what its INFOs say, its table.</summary>
internal sealed class VoTableDocument
{
    private VoTableData? table;

    private VoTableDocument(Exchange exchange, XElement root) => (Exchange, Root) = (exchange, root);

    public Exchange Exchange { get; }

    public XElement Root { get; }

    /// <summary>Attribute version of the root, empty when there is none.</summary>
    public string Version => Root.Text("version") ?? "";

    /// <summary>Version as a number that compares; 0 when it is none.</summary>
    public double VersionNumber =>
        double.TryParse(Version, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public IReadOnlyList<XElement> ResultResources =>
        Root.All("RESOURCE").Where(resource => resource.Text("type") == "results").ToArray();

    /// <summary>The resource of the results, or null.</summary>
    public XElement? Results => ResultResources.Count > 0 ? ResultResources[0] : null;

    public IReadOnlyList<XElement> Tables => (Results ?? Root).All("TABLE").ToArray();

    /// <summary>Values of QUERY_STATUS before the table.</summary>
    public IReadOnlyList<XElement> StatusBefore => Status(before: true);

    /// <summary>Values of QUERY_STATUS after the table.</summary>
    public IReadOnlyList<XElement> StatusAfter => Status(before: false);

    public bool IsError => StatusBefore.Concat(StatusAfter).Any(info => info.Text("value") == "ERROR");

    public bool IsOverflow => StatusBefore.Concat(StatusAfter).Any(info => info.Text("value") == "OVERFLOW");

    /// <summary>Content of the INFO that says ERROR.</summary>
    public string? ErrorText =>
        StatusBefore.Concat(StatusAfter).FirstOrDefault(info => info.Text("value") == "ERROR")?.Value.Trim();

    /// <summary>What QUERY_STATUS says, for messages.</summary>
    public string StatusText
    {
        get
        {
            var all = StatusBefore.Concat(StatusAfter).Select(info => info.Text("value")).ToArray();
            return all.Length == 0 ? "no QUERY_STATUS" : "QUERY_STATUS " + string.Join(", then ", all);
        }
    }

    /// <summary>The first table, decoded.</summary>
    /// <exception cref="UnreadableException">There is no table, or its data does not fit its fields.</exception>
    public VoTableData Table =>
        table ??=
            Tables.Count > 0
                ? VoTableData.Of(Tables[0], Exchange)
                : throw new UnreadableException(
                    Exchange,
                    $"a VOTable without TABLE, {StatusText} {ErrorText}".TrimEnd()
                );

    /// <exception cref="UnreadableException">The answer is not a VOTable.</exception>
    public static VoTableDocument Read(Exchange exchange)
    {
        var root = SafeXml.Root(exchange);
        return root.Name.LocalName == "VOTABLE"
            ? new VoTableDocument(exchange, root)
            : throw new UnreadableException(exchange, $"the root element is {root.Name.LocalName}, not VOTABLE");
    }

    /// <summary>The answer as a VOTable, or null when it is none.</summary>
    public static VoTableDocument? TryRead(Exchange exchange)
    {
        try
        {
            return Read(exchange);
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    private XElement[] Status(bool before)
    {
        if (Results is not { } results)
            return [];
        var table = results.Child("TABLE");
        return results
            .Children("INFO")
            .Where(info => info.Text("name") == "QUERY_STATUS")
            .Where(info => before == (table is null || info.IsBefore(table)))
            .ToArray();
    }
}
