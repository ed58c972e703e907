using System.Collections.Immutable;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.Search;

namespace DataLab.Sia.Sia1;

/// <summary>Answers queries of SIA 1.0 from <c>ivoa.ObsCore</c>: a row for each image HDU, whose address gives the piece that was asked for.</summary>
internal sealed class Sia1Service(ImageSearch search, ArchiveFactsReader reader, IAnswerServices services)
{
    public const string StandardId = "ivo://ivoa.net/std/SIA";

    /// <summary>The name of a collection as the table has it.</summary>
    /// <param name="asked">In any case.</param>
    /// <exception cref="ServiceException">NotFound, telling which there are.</exception>
    public async Task<string> FindCollectionAsync(string asked, CancellationToken ct)
    {
        var facts = await reader.GetAsync(ct);
        if (facts.FindCollection(asked) is { } known)
            return known;
        // It may have been published just now.
        facts = await reader.GetCurrentAsync(ct);
        return facts.FindCollection(asked)
            ?? throw new ServiceException(
                ErrorKind.NotFound,
                $"There is no collection of images \"{Usage.Shorten(asked)}\" in this archive. "
                    + (
                        facts.Collections.IsEmpty
                            ? "It has no images yet."
                            : $"There are {string.Join(", ", facts.Collections.Keys.Take(100))}; /sia searches all of them."
                    )
            );
    }

    /// <param name="collection">As the table has it; null for all.</param>
    /// <param name="baseUrl">Of the archive, as the caller reaches it.</param>
    /// <exception cref="ServiceException">As <see cref="ImageSearch.OpenAsync"/>.</exception>
    public async Task<RowSource> OpenAsync(
        Sia1Request request,
        string? collection,
        string baseUrl,
        string shareKey,
        RequestFacts facts,
        CancellationToken ct
    )
    {
        var table = search.Table;
        var columns = Sia1Column.Of(table, request.Verbosity);
        var described = Describe(request, collection, columns);
        var mediaTypes = request.MediaTypes;
        if (mediaTypes.IsEmpty || table.Table is null || !Sia1Column.Hidden.All(table.Has))
            return services.Describe(new NoRows(described), baseUrl);
        var query = new ImageQuery(
            [
                .. columns.Where(column => column.Source is not null).Select((column, i) => $"{column.Source} AS c{i}"),
                .. Sia1Column.Hidden.Select(name => $"{AdqlText.Name(name)} AS h_{name}"),
            ],
            Conditions(request, collection),
            request.MaxRec
        );
        var urls = new CutoutUrls(baseUrl + "/svc/cutout", Region(request));
        var rows = await search.OpenAsync(
            query,
            shareKey,
            facts,
            found => new Sia1Rows(found, described, columns, mediaTypes, urls),
            ct
        );
        return services.Describe(rows, baseUrl);
    }

    private static ImmutableArray<string> Conditions(Sia1Request request, string? collection)
    {
        var conditions = ImmutableArray.Create("hdu IS NOT NULL");
        if (collection is not null)
            conditions = conditions.Add($"obs_collection = {AdqlText.Literal("collection", collection)}");
        return request.Condition is { } condition ? conditions.Add(condition) : conditions;
    }

    /// <summary>A search for a point gives whole images.</summary>
    private static string Region(Sia1Request request)
    {
        if (request.Centre is not { } centre)
            return "cutout=f";
        var position = $"POS={AdqlText.Number(centre.Ra)},{AdqlText.Number(centre.Dec)}";
        return request is { Width: 0, Height: 0 }
            ? position + "&cutout=f"
            : $"{position}&SIZE={AdqlText.Number(request.Width)},{AdqlText.Number(request.Height)}";
    }

    private TableDescription Describe(Sia1Request request, string? collection, ImmutableArray<Sia1Column> columns) =>
        new([.. columns.Select(column => ImageTable.Lists(column.Field))])
        {
            Name = "images",
            Description = collection is null
                ? "Images that were found, with the addresses of cut-outs"
                : $"Images of {collection} that were found, with the addresses of cut-outs",
            Infos =
            [
                new Info("QUERY_STATUS", "OK"),
                new Info("SERVICE_PROTOCOL", "1.0") { Text = "SIAP" },
                new Info("standardID", StandardId) { Text = "Simple Image Access 1.0" },
                new Info("server_software", ServiceIdentity.Software),
            ],
            Parameters = request.IsMetadata ? Sia1Inputs.All(search.Options) : [],
        };
}
