using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.Images;
using DataLab.Conformance.ObsCore;

namespace DataLab.Conformance.Sia1;

/// <summary>The SIA 1.0 service under judgement and the answers that checks share.</summary>
internal sealed class Sia1Search(Subject subject)
{
    public const string Title = "VOX:Image_Title";
    public const string Ra = "POS_EQ_RA_MAIN";
    public const string Dec = "POS_EQ_DEC_MAIN";
    public const string Naxes = "VOX:Image_Naxes";
    public const string Naxis = "VOX:Image_Naxis";
    public const string Scale = "VOX:Image_Scale";
    public const string Format = "VOX:Image_Format";
    public const string Reference = "VOX:Image_AccessReference";

    /// <summary>Size of searches, degrees.</summary>
    public const double Size = 0.2;

    public Uri Url => subject.Images.Sia1 ?? throw Finding.NotApplicable("the service has no image search of SIA 1.0");

    /// <summary>A request with these parameters, by GET.</summary>
    public Task<Exchange> AskAsync(params Field[] query) => subject.Get(Url, query);

    /// <summary>A search around a position.</summary>
    public Task<Exchange> AroundAsync((double Ra, double Dec) centre, double size, params Field[] more) =>
        AskAsync([("POS", Position(centre)), ("SIZE", SkyText.Number(size)), .. more]);

    /// <summary>A search that finds images, with where it looked.</summary>
    /// <exception cref="Finding">NotTested: none is known.</exception>
    public async Task<Found> FoundAsync()
    {
        foreach (var centre in await PlacesAsync())
        {
            var answer = await AroundAsync(centre, Size);
            if (
                answer.Status == 200
                && VoTableDocument.TryRead(answer) is { IsError: false, Tables.Count: > 0 } document
                && document.Table.Rows.Count > 0
            )
                return new Found(centre, document);
        }
        throw Finding.NotTested("no search that the judge knows of finds an image (see SIA-1.0-4.1-a, SIA-1.0-7.2-b)");
    }

    /// <summary>The answer to a search, without an error.</summary>
    public static VoTableDocument RequireResults(Exchange answer)
    {
        Finding.RequireStatus(answer, 200, "a VOTable");
        var document = VoTableDocument.Read(answer);
        Finding.Require(!document.IsError, answer, "a table", $"{document.StatusText}: {document.ErrorText}");
        return document;
    }

    /// <summary>How the service declares itself, or null.</summary>
    public Task<Capability?> CapabilityAsync() => subject.CapabilityAsync(Url, ImageServices.Sia1Id);

    public static string Position((double Ra, double Dec) centre) =>
        $"{SkyText.Number(centre.Ra)},{SkyText.Number(centre.Dec)}";

    /// <summary>Positions of columns with a UCD.</summary>
    public static int[] WithUcd(VoTableData table, string ucd) =>
        table
            .Fields.Select((field, index) => (field, index))
            .Where(pair => string.Equals(pair.field.Ucd, ucd, StringComparison.OrdinalIgnoreCase))
            .Select(pair => pair.index)
            .ToArray();

    /// <summary>Values of the column with a UCD.</summary>
    /// <exception cref="Finding">NotTested: there is not one such column.</exception>
    public static string?[] Values(VoTableData table, string ucd) =>
        WithUcd(table, ucd) is [var index]
            ? table.Rows.Select(row => row[index]).ToArray()
            : throw Finding.NotTested($"there is not one column {ucd} (see SIA-1.0-4.2)");

    /// <summary>Where images may be: what the service names as its test query, then what the archive's other services know.</summary>
    private async Task<List<(double Ra, double Dec)>> PlacesAsync()
    {
        var places = new List<(double, double)>();
        var position = (await CapabilityAsync())?.Element.Child("testQuery")?.Child("pos");
        if (
            ObsCoreRow.ParseNumber(position?.ChildText("long")) is { } ra
            && ObsCoreRow.ParseNumber(position?.ChildText("lat")) is { } dec
        )
            places.Add((ra, dec));
        try
        {
            var known = await Datasets.ForAsync(subject, "ivo://ivoa.net/std/SODA#sync-1", Url);
            places.AddRange(
                known.Where(d => d.Row is { HasCentre: true }).Select(d => d.Row!.Centre).Distinct().Take(3)
            );
        }
        catch (Finding)
        {
            // Nothing else is known: the test query has to do.
        }
        return places;
    }
}

/// <summary>A search that found images.</summary>
internal sealed record Found((double Ra, double Dec) Centre, VoTableDocument Document)
{
    public VoTableData Table => Document.Table;
}
