using System.Globalization;
using System.Xml.Linq;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;

namespace DataLab.Conformance.Scs;

/// <summary>The cone search under judgement and the answers that checks share.</summary>
internal sealed class Cone(Subject subject)
{
    public Uri Url =>
        subject.Cones.Count > 0 ? subject.Cones[0] : throw Finding.NotApplicable("the service has no cone search");

    /// <summary>A request with these parameters, by GET.</summary>
    public Task<Exchange> AskAsync(params Field[] query) => subject.Get(Url, query);

    /// <summary>The request that asks for the columns only (SCS 1.03 §2.3).</summary>
    public Task<Exchange> EmptyAsync(params Field[] more) =>
        AskAsync([("RA", "0"), ("DEC", "90"), ("SR", "0"), .. more]);

    /// <summary>The table of columns only.</summary>
    public async Task<VoTableData> ColumnsAsync(params Field[] more) => Table(await EmptyAsync(more));

    /// <summary>The request that the service itself names as one that finds something.</summary>
    /// <exception cref="Finding">NotTested: it names none.</exception>
    public async Task<(Exchange Answer, double Ra, double Dec, double Radius)> FoundAsync()
    {
        var test = (await CapabilityAsync())?.Element.Child("testQuery");
        if (
            test is null
            || !Number(test.ChildText("ra"), out var ra)
            || !Number(test.ChildText("dec"), out var dec)
            || !Number(test.ChildText("sr"), out var radius)
        )
            throw Finding.NotTested(
                "the capabilities name no testQuery, so the judge knows no cone with sources in it"
            );
        var answer = await AskAsync(("RA", Text(ra)), ("DEC", Text(dec)), ("SR", Text(radius)));
        return (answer, ra, dec, radius);
    }

    /// <summary>How the service declares itself, or null.</summary>
    public Task<Capability?> CapabilityAsync() => subject.CapabilityAsync(Url, StandardIds.ConeSearch);

    /// <summary>The one table of an answer.</summary>
    public static VoTableData Table(Exchange answer)
    {
        Finding.RequireStatus(answer, 200, "a VOTable");
        var document = VoTableDocument.Read(answer);
        Finding.Require(
            Errors(document).Count == 0,
            answer,
            "a table",
            "an error: " + string.Join(", ", Errors(document).Select(e => e.Text("value")))
        );
        return document.Table;
    }

    /// <summary>Every INFO and PARAM called Error at a place where SCS 1.03 §2.3 allows it.</summary>
    public static IReadOnlyList<XElement> Errors(VoTableDocument document)
    {
        var resources = document.Root.Children("RESOURCE").ToArray();
        return
        [
            .. Named(document.Root, "INFO"),
            .. resources.SelectMany(resource => Named(resource, "INFO").Concat(Named(resource, "PARAM"))),
            .. document.Root.Children("DEFINITIONS").SelectMany(definitions => Named(definitions, "PARAM")),
        ];
    }

    /// <summary>Columns with a UCD, in its old form and in that of UCD1+.</summary>
    public static int[] WithUcd(VoTableData table, params string[] ucds) =>
        table
            .Fields.Select((field, index) => (field, index))
            .Where(pair => ucds.Contains(pair.field.Ucd, StringComparer.OrdinalIgnoreCase))
            .Select(pair => pair.index)
            .ToArray();

    private static IEnumerable<XElement> Named(XElement parent, string element) =>
        parent.Children(element).Where(child => child.Text("name") == "Error");

    private static bool Number(string? text, out double number) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
