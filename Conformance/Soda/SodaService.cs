using DataLab.Conformance.DataLink;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.Images;
using DataLab.Conformance.Sia2;

namespace DataLab.Conformance.Soda;

/// <summary>The SODA service under judgement, a data set to cut, and the answers that checks share.</summary>
internal sealed class SodaService(Subject subject)
{
    private const string Standard = "ivo://ivoa.net/std/SODA#sync-1";

    /// <summary>Radii to try, degrees: small, since answers are whole files; larger where there is a gap between detectors.</summary>
    private static readonly double[] Radii = [0.005, 0.05, 0.2];

    /// <summary>Beginnings of error texts (SODA 1.0 §5.2).</summary>
    public static readonly string[] Labels =
    [
        "Error",
        "AuthenticationError",
        "AuthorizationError",
        "ServiceUnavailable",
        "UsageError",
        "MultiValuedParamNotSupported",
    ];

    /// <exception cref="Finding">NotApplicable: there is none.</exception>
    public Uri Sync =>
        subject.Images.SodaSync ?? throw Finding.NotApplicable("the service has no {sync} resource of SODA");

    /// <exception cref="Finding">NotApplicable: there is none.</exception>
    public Uri Async =>
        subject.Images.SodaAsync ?? throw Finding.NotApplicable("the service has no {async} resource of SODA");

    public Task<Exchange> AskAsync(params Field[] query) => subject.Get(Sync, query);

    public async Task<IReadOnlyList<Dataset>> DatasetsAsync() =>
        await Datasets.ForAsync(subject, Standard, subject.Images.SodaSync ?? Async);

    /// <summary>A data set with a position, a cut-out of it that has pixels, and its answer.</summary>
    /// <exception cref="Finding">NotTested: none was found.</exception>
    public Task<Cutout> CutoutAsync() => subject.Once("cut-out of SODA", FindCutoutAsync);

    /// <summary>The descriptor of the service for a data set: that among its links, else that of the search; null if there is none.</summary>
    public async Task<(VoTableDocument Document, ServiceDescriptor Descriptor)?> DescriptorAsync(string id) =>
        await LinksDescriptorAsync(id) ?? await SearchDescriptorAsync();

    /// <summary>The descriptor among the links of a data set; null if there is none.</summary>
    public async Task<(VoTableDocument Document, ServiceDescriptor Descriptor)?> LinksDescriptorAsync(string id)
    {
        if (subject.Images.Links is null)
            return null;
        var answer = await new Links(subject).AskAsync(("ID", id));
        return answer.Status == 200 && VoTableDocument.TryRead(answer) is { } document ? Find(document) : null;
    }

    /// <summary>Whether the service says that it takes a parameter, or does not say what it takes.</summary>
    public async Task<bool> TakesAsync(string parameter) =>
        await DescriptorAsync((await DatasetsAsync())[0].Id) is not var (_, descriptor)
        || descriptor.Input(parameter) is not null;

    public async Task RequireTakenAsync(string parameter)
    {
        if (!await TakesAsync(parameter))
            throw Finding.NotApplicable($"the service does not describe {parameter} among its parameters");
    }

    /// <summary>Fails the check unless the answer is an error with a status from 400.</summary>
    public static void RequireError(Exchange answer, string why) =>
        Finding.Require(answer.Status >= 400, answer, $"an error: {why}");

    /// <summary>The label that an error text begins with; null if it has none.</summary>
    public static string? Label(string text) =>
        Labels.Where(label => text.StartsWith(label, StringComparison.Ordinal)).MaxBy(label => label.Length);

    private async Task<(VoTableDocument, ServiceDescriptor)?> SearchDescriptorAsync()
    {
        if (subject.Images.Sia2 is null)
            return null;
        try
        {
            return Find(await new Sia2Query(subject).SampleAsync());
        }
        catch (Finding)
        {
            return null;
        }
    }

    private static (VoTableDocument, ServiceDescriptor)? Find(VoTableDocument document) =>
        ServiceDescriptor
            .All(document)
            .FirstOrDefault(d =>
                !d.IsSelf && (d.StandardId?.StartsWith(Standard, StringComparison.OrdinalIgnoreCase) ?? false)
            )
            is { } found
            ? (document, found)
            : null;

    private async Task<Cutout> FindCutoutAsync()
    {
        var datasets = await DatasetsAsync();
        foreach (
            var dataset in datasets
                .Where(d => d.Row is { HasCentre: true } row && Math.Abs(row.Centre.Dec) < 89)
                .DistinctBy(d => d.Row!.Centre)
                .Take(8)
        )
        foreach (var radius in Radii)
        foreach (
            var region in new Field[]
            {
                ("CIRCLE", SkyText.Circle(dataset.Row!.Centre, radius)),
                ("POS", "CIRCLE " + SkyText.Circle(dataset.Row!.Centre, radius)),
            }
        )
        {
            var answer = await AskAsync(("ID", dataset.Id), region);
            if (answer is { Status: 200, Body.IsEmpty: false })
                return new Cutout(dataset, radius, region, answer);
        }
        throw Finding.NotTested(
            "no small circle around a position of the archive gave pixels (see SODA-1.0-3.3.1-a, SODA-1.0-3.3.2-a)"
        );
    }
}

/// <summary>A request that has pixels.</summary>
/// <param name="Radius">Of the circle around the data set's position, degrees.</param>
internal sealed record Cutout(Dataset Dataset, double Radius, Field Region, Exchange Answer)
{
    public (double Ra, double Dec) Centre => Dataset.Row!.Centre;

    public Field Id => new("ID", Dataset.Id);
}
