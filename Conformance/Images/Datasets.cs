using DataLab.Conformance.Documents;
using DataLab.Conformance.ObsCore;
using DataLab.Conformance.Sia2;

namespace DataLab.Conformance.Images;

/// <summary>A data set that services can be asked about.</summary>
/// <param name="Id">What the service takes as ID.</param>
/// <param name="Row">Its record, or null when only the identifier is known.</param>
internal sealed record Dataset(string Id, ObsCoreRow? Row);

/// <summary>Identifiers for DataLink and SODA, as a client finds them: in the archive's search, its ObsCore, or examples.</summary>
internal static class Datasets
{
    /// <param name="standard">How the standardID of the service begins, <c>ivo://ivoa.net/std/SODA#sync-1</c>.</param>
    /// <param name="service">URL of the service; examples are looked for beside it.</param>
    /// <exception cref="Finding">NotTested: no identifier is known.</exception>
    public static async Task<IReadOnlyList<Dataset>> ForAsync(Subject subject, string standard, Uri service)
    {
        foreach (
            var source in new Func<Task<VoTableDocument?>>[] { () => SearchAsync(subject), () => TapAsync(subject) }
        )
            if (await source() is { } document && Of(document, standard) is { Count: > 0 } found)
                return found;
        var examples = await ExamplesAsync(subject, service);
        return examples.Count > 0
            ? examples
            : throw Finding.NotTested(
                "the judge knows no identifier: neither a search of SIA 2.0, nor ivoa.ObsCore, nor an example names one"
            );
    }

    private static async Task<VoTableDocument?> SearchAsync(Subject subject) =>
        subject.Images.Sia2 is null ? null : await TryAsync(() => new Sia2Query(subject).SampleAsync());

    private static async Task<VoTableDocument?> TapAsync(Subject subject) =>
        subject is { IsTap: true, Images.ObsCore: true }
            ? await TryAsync(() => subject.DocumentAsync("SELECT TOP 100 * FROM ivoa.ObsCore"))
            : null;

    /// <summary>A source that does not answer is none; the family it belongs to says why.</summary>
    private static async Task<VoTableDocument?> TryAsync(Func<Task<VoTableDocument>> source)
    {
        try
        {
            var document = await source();
            return document.Table.Rows.Count > 0 ? document : null;
        }
        catch (Finding)
        {
            return null;
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    private static List<Dataset> Of(VoTableDocument document, string standard)
    {
        var table = document.Table;
        var column = ServiceDescriptor
            .All(document)
            .Where(d => !d.IsSelf && (d.StandardId?.StartsWith(standard, StringComparison.OrdinalIgnoreCase) ?? false))
            .Select(descriptor => descriptor.Input("ID")?.Ref)
            .OfType<string>()
            .Select(id => table.Fields.ToList().FindIndex(field => field.Element.Text("ID") == id))
            .Append(table.Index("obs_publisher_did"))
            .FirstOrDefault(index => index >= 0, -1);
        return column < 0
            ? []
            :
            [
                .. ObsCoreRow
                    .Of(table)
                    .Where(row => row.Cells[column] is not null)
                    .Select(row => new Dataset(row.Cells[column]!, row))
                    .DistinctBy(dataset => dataset.Id),
            ];
    }

    /// <summary>Generic parameters called ID in the examples beside a service (DALI 1.1 §2.3.3).</summary>
    private static async Task<IReadOnlyList<Dataset>> ExamplesAsync(Subject subject, Uri service)
    {
        var answer = await subject.Get(new Uri(service, "./examples"));
        if (answer.Status != 200)
            return [];
        try
        {
            return Values(answer).Select(id => new Dataset(id, null)).ToArray();
        }
        catch (UnreadableException)
        {
            return [];
        }
    }

    /// <summary>Values of the generic parameter ID in examples.</summary>
    public static IEnumerable<string> Values(Http.Exchange examples) =>
        SafeXml
            .Root(examples)
            .DescendantsAndSelf()
            .Where(element => element.Text("property") == "generic-parameter")
            .Where(pair => Part(pair, "key") == "ID")
            .Select(pair => Part(pair, "value"))
            .OfType<string>();

    private static string? Part(System.Xml.Linq.XElement pair, string property) =>
        pair.Descendants().FirstOrDefault(element => element.Text("property") == property)?.Value.Trim();
}
