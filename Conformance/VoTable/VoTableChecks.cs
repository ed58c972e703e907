using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.VoTable;

/// <summary>VOTables as the service writes them (VOTable 1.4), in every serialisation that it declares.</summary>
internal static partial class VoTableChecks
{
    private const string Query = "SELECT TOP 50 * FROM TAP_SCHEMA.columns";

    public static readonly Check[] All =
    [
        Must(
            "VOTable-1.4-3.3-a",
            "The root is VOTABLE with a version attribute.",
            subject =>
                EachAsync(
                    subject,
                    document => document.Version.Length > 0 ? [] : ["no version"],
                    "VOTABLE version=\"1.4\""
                )
        ),
        Must(
            "VOTable-1.4-3.3-b",
            "The namespace of the root is that of its version.",
            subject =>
                EachAsync(
                    subject,
                    document =>
                        NamespaceFits(document)
                            ? []
                            : [$"version {document.Version} in {document.Root.Name.NamespaceName}"],
                    "http://www.ivoa.net/xml/VOTable/v1.3 for VOTable 1.3 and later"
                )
        ),
        Must(
            "VOTable-1.4-3.2-a",
            "IDs are XML names and unique in the document.",
            subject => EachAsync(subject, BadIds, "each ID an XML name, used once")
        ),
        Must(
            "VOTable-1.4-3.2-b",
            "Every ref leads to an ID.",
            subject => EachAsync(subject, DanglingRefs, "an element with that ID")
        ),
        Must(
            "VOTable-1.4-4.1-a",
            "Every FIELD has a name.",
            subject =>
                EachAsync(
                    subject,
                    document =>
                        document.Table.Fields.Where(f => f.Name.Length == 0).Select(_ => "a FIELD without name"),
                    "name on each FIELD"
                )
        ),
        Must(
            "VOTable-1.4-2.1-a",
            "Every FIELD has a datatype of VOTable.",
            subject =>
                EachAsync(
                    subject,
                    document =>
                        document
                            .Table.Fields.Where(f => !VoField.Datatypes.Contains(f.Datatype))
                            .Select(f => f.ToString()),
                    "boolean, short, int, long, float, double, char and so on"
                )
        ),
        Must(
            "VOTable-1.4-2.2-a",
            "arraysize is numbers joined by x, the last one with * where it varies.",
            subject =>
                EachAsync(
                    subject,
                    document =>
                        document
                            .Table.Fields.Where(f => f.ArraySize is { } size && !ArraySize().IsMatch(size))
                            .Select(f => f.ToString()),
                    "as 3, *, 10* or 2x3*"
                )
        ),
        Must(
            "VOTable-1.4-5.1-a",
            "In TABLEDATA every row has a TD for each FIELD, with a value of its type.",
            subject => ReadsAsync(subject, "TABLEDATA")
        ),
        Must(
            "VOTable-1.4-5.3-a",
            "BINARY holds whole rows: big-endian values in the order of the FIELDs, in base64.",
            subject => ReadsAsync(subject, "BINARY")
        ),
        Must(
            "VOTable-1.4-5.4-a",
            "BINARY2 holds whole rows with flags for nulls, in base64.",
            subject => ReadsAsync(subject, "BINARY2")
        ),
        Must("VOTable-1.4-5-a", "All serialisations hold the same table.", SerializationsAgree),
        Must(
            "VOTable-1.4-3.8-a",
            "nrows, where it is given, is the number of rows.",
            subject => EachAsync(subject, WrongCount, "the number of rows")
        ),
        Must(
            "VOTable-1.4-4.8-a",
            "Every INFO has a name and a value.",
            subject =>
                EachAsync(
                    subject,
                    document =>
                        document
                            .Root.All("INFO")
                            .Where(i => i.Text("name") is null || i.Text("value") is null)
                            .Select(i => $"INFO {i.Text("name")}"),
                    "name and value on each INFO"
                )
        ),
        Should(
            "VOTable-1.4-8-a",
            "VOTables come as application/x-votable+xml or text/xml.",
            subject =>
                EachAsync(
                    subject,
                    document =>
                        document.Exchange.MediaType is "application/x-votable+xml" or "text/xml"
                            ? []
                            : [document.Exchange.MediaType],
                    "application/x-votable+xml or text/xml"
                )
        ),
    ];

    /// <summary>Answers in the default form and in each serialisation that the service declares.</summary>
    private static async Task<IReadOnlyList<VoTableDocument>> DocumentsAsync(Subject subject)
    {
        var documents = new List<VoTableDocument> { await subject.DocumentAsync(Query) };
        var capabilities = await subject.CapabilitiesAnswer();
        if (capabilities.Status != 200 || !capabilities.IsXml)
            return documents;
        var formats = Capabilities
            .Read(capabilities)
            .Of(StandardIds.Tap)
            .SelectMany(tap => tap.Element.Children("outputFormat"))
            .Where(format =>
                format.Text("ivo-id")?.Contains("#output-votable", StringComparison.OrdinalIgnoreCase) ?? false
            );
        foreach (var format in formats)
            if ((format.ChildText("alias") ?? format.ChildText("mime")) is { } name)
                documents.Add(await subject.DocumentAsync(Query, new Field("RESPONSEFORMAT", name)));
        return documents;
    }

    private static async Task EachAsync(
        Subject subject,
        Func<VoTableDocument, IEnumerable<string>> offenders,
        string expected
    )
    {
        foreach (var document in await DocumentsAsync(subject))
            RequireNone(document.Exchange, offenders(document), expected);
    }

    private static async Task ReadsAsync(Subject subject, string serialization)
    {
        var read = 0;
        foreach (var document in await DocumentsAsync(subject))
        {
            if (!document.Root.All(serialization).Any())
                continue;
            read++;
            Require(document.Table.Rows.Count > 0, document.Exchange, "the rows of TAP_SCHEMA.columns", "no rows");
        }
        if (read == 0)
            throw NotTested($"no answer came in {serialization}");
    }

    private static async Task SerializationsAgree(Subject subject)
    {
        var documents = await DocumentsAsync(subject);
        if (documents.Select(document => document.Table.Serialization).Distinct().Count() < 2)
            throw NotTested("the service shows one serialisation only");
        foreach (var document in documents.Skip(1))
        {
            var (one, other) = (documents[0].Table, document.Table);
            Require(
                one.Fields.Select(field => field.Name).SequenceEqual(other.Fields.Select(field => field.Name)),
                document.Exchange,
                $"the columns that {one.Serialization} has",
                string.Join(", ", other.Fields)
            );
            // BINARY has no flags for nulls: what stands for one there is the service's choice.
            var comparable = Enumerable
                .Range(0, one.Fields.Count)
                .Where(column => other.Serialization != "BINARY" || one.Rows.All(row => row[column] is not null))
                .Where(column => one.Serialization != "BINARY" || other.Rows.All(row => row[column] is not null))
                .ToArray();
            Require(
                Queries.SameRows(one, other, comparable),
                document.Exchange,
                $"the {one.Rows.Count} rows that {one.Serialization} has",
                $"other rows in {other.Serialization}"
            );
        }
    }

    private static bool NamespaceFits(VoTableDocument document) =>
        document.Root.Name.NamespaceName
        == (
            document.VersionNumber >= 1.3
                ? "http://www.ivoa.net/xml/VOTable/v1.3"
                : $"http://www.ivoa.net/xml/VOTable/v{document.Version}"
        );

    private static IEnumerable<string> BadIds(VoTableDocument document) =>
        document
            .Root.DescendantsAndSelf()
            .Select(element => element.Text("ID"))
            .OfType<string>()
            .GroupBy(id => id, StringComparer.Ordinal)
            .Where(group => group.Count() > 1 || !IsXmlName(group.Key))
            .Select(group => $"ID \"{group.Key}\" {group.Count()} times");

    private static bool IsXmlName(string text) =>
        text.Length > 0 && XmlConvert.IsStartNCNameChar(text[0]) && text.All(XmlConvert.IsNCNameChar);

    private static IEnumerable<string> DanglingRefs(VoTableDocument document)
    {
        var ids = document.Root.DescendantsAndSelf().Select(element => element.Text("ID")).OfType<string>().ToHashSet();
        return document
            .Root.DescendantsAndSelf()
            .Select(element => element.Text("ref"))
            .OfType<string>()
            .Where(target => !ids.Contains(target))
            .Distinct();
    }

    private static IEnumerable<string> WrongCount(VoTableDocument document)
    {
        if (
            document.Table.Element.Text("nrows") is { } given
            && given != document.Table.Rows.Count.ToString(CultureInfo.InvariantCulture)
        )
            yield return $"nrows {given} for {document.Table.Rows.Count} rows";
    }

    [GeneratedRegex(@"^(\d+x)*(\d+\*?|\*)$")]
    private static partial Regex ArraySize();
}
