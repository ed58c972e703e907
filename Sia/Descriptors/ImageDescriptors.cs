using System.Collections.Immutable;
using System.Globalization;
using DataLab.Formats;
using DataLab.Sia.Store;

namespace DataLab.Sia.Descriptors;

/// <summary>The services that take an identifier of an image, as descriptors beside tables (DataLink 1.1 §4). The one place that declares them.</summary>
/// <remarks>Clients look for SODA in the answer of the search itself, so each table with identifiers tells of it, not only <c>/links</c>.</remarks>
public static class ImageDescriptors
{
    public const string LinksStandard = "ivo://ivoa.net/std/DataLink#links-1.1";
    public const string LinksContentType = "application/x-votable+xml;content=datalink";
    public const string SodaSyncStandard = "ivo://ivoa.net/std/SODA#sync-1.0";
    public const string SodaAsyncStandard = "ivo://ivoa.net/std/SODA#async-1.0";

    /// <summary>What takes the identifiers in a column: links and cut-outs.</summary>
    /// <param name="baseUrl">Of the archive, without a trailing slash.</param>
    /// <param name="column">Name of the field.</param>
    public static ImmutableArray<ServiceDescriptor> OfColumn(string baseUrl, string column) =>
        [
            Links(baseUrl, Identifier() with { Column = column }),
            Soda(baseUrl, "soda-sync", Identifier() with { Column = column }, SodaParameters.All),
            SodaAsync(baseUrl, Identifier() with { Column = column }),
        ];

    /// <summary>Links themselves, for an answer of theirs (DataLink 1.1 §4.4).</summary>
    public static ServiceDescriptor SelfLinks(string baseUrl) =>
        Links(baseUrl, Identifier()) with
        {
            Id = "this",
            Name = "this",
        };

    /// <summary>Cut-outs of one file or image, with what it holds (DataLink 1.1 §4.2).</summary>
    /// <param name="id">XML id that links refer to.</param>
    public static ServiceDescriptor Cutout(
        string baseUrl,
        string id,
        string did,
        StoredFile file,
        StoredImage? image
    ) =>
        Soda(baseUrl, id, Identifier() with { Value = did }, Inputs(file, image)) with
        {
            Description =
                $"Cut-outs of {file.Name}{(image is null ? "" : string.Create(CultureInfo.InvariantCulture, $", HDU {image.Hdu}"))}",
        };

    private static ServiceParameter Identifier() =>
        new(SodaParameters.Id, DataType.Char)
        {
            ArraySize = ArraySize.Any,
            Ucd = "meta.ref.url;meta.curation",
            Description = "Identifier of a file or of an image in it, obs_publisher_did",
        };

    private static ServiceDescriptor Links(string baseUrl, ServiceParameter id) =>
        new("datalink", baseUrl + "/links", [id with { Ucd = "meta.id;meta.main" }])
        {
            Description = "Links of an image: the file, pictures, weights and masks, cut-outs",
            StandardId = LinksStandard,
            ContentType = LinksContentType,
        };

    private static ServiceDescriptor Soda(
        string baseUrl,
        string id,
        ServiceParameter identifier,
        ImmutableArray<ServiceParameter> inputs
    ) =>
        new(id, baseUrl + "/soda/sync", [identifier, .. inputs])
        {
            Description = "Cut-outs of images",
            StandardId = SodaSyncStandard,
            ContentType = SodaParameters.Formats[0],
        };

    private static ServiceDescriptor SodaAsync(string baseUrl, ServiceParameter identifier) =>
        new("soda-async", baseUrl + "/soda/async", [identifier, .. SodaParameters.All])
        {
            Description = "Cut-outs of images as jobs, each in a file of its own",
            StandardId = SodaAsyncStandard,
        };

    /// <summary>The parameters that apply to a file, with their bounds; BAND, TIME and POL only where something is known of them.</summary>
    private static ImmutableArray<ServiceParameter> Inputs(StoredFile file, StoredImage? image)
    {
        var facts = image?.Facts ?? file.Facts;
        var inputs = ImmutableArray.CreateBuilder<ServiceParameter>();
        foreach (var parameter in SodaParameters.All)
            if (Narrowed(parameter, facts) is { } known)
                inputs.Add(known);
        return inputs.ToImmutable();
    }

    private static ServiceParameter? Narrowed(ServiceParameter parameter, ColumnValues facts) =>
        parameter.Name switch
        {
            SodaParameters.Pos => facts.Reals("s_region") is null ? null : parameter,
            SodaParameters.Circle => BoundingCircle(facts) is { } circle ? parameter with { Maximum = circle } : null,
            SodaParameters.Polygon => facts.Reals("s_region") is { } outline
                ? parameter with
                {
                    Maximum = string.Join(' ', outline.Select(Number)),
                }
                : null,
            SodaParameters.Mask => facts.Reals("s_region") is null ? null : parameter,
            SodaParameters.Band => Between(parameter, facts.Real("em_min"), facts.Real("em_max")),
            SodaParameters.Time => Between(parameter, facts.Real("t_min"), facts.Real("t_max")),
            SodaParameters.Pol => facts.Text("pol_states") is { } states
                ? parameter with
                {
                    Options = [.. states.Split('/', StringSplitOptions.RemoveEmptyEntries)],
                }
                : null,
            _ => parameter,
        };

    private static ServiceParameter? Between(ServiceParameter parameter, double? least, double? greatest) =>
        least is { } low && greatest is { } high
            ? parameter with
            {
                Minimum = Number(low),
                Maximum = Number(high),
            }
            : null;

    /// <summary>A circle around the image (SODA 1.0 §3.3.2): its centre, and half of its extent.</summary>
    private static string? BoundingCircle(ColumnValues facts) =>
        facts.Real("s_ra") is { } ra && facts.Real("s_dec") is { } dec && facts.Real("s_fov") is { } extent
            ? $"{Number(ra)} {Number(dec)} {Number(extent / 2)}"
            : null;

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
