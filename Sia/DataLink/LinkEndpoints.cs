using System.Collections.Immutable;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Formats.VoTable;
using DataLab.Sia.Descriptors;
using DataLab.Sia.Search;
using DataLab.Sia.Soda;
using DataLab.Sia.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace DataLab.Sia.DataLink;

/// <summary><c>/links</c>: what belongs to images (DataLink 1.1 §2.1).</summary>
public static class LinkEndpoints
{
    private const long LargestForm = 4 << 20;

    private static readonly ITableFormat Usual = new VoTableFormat(VoTableSerialization.TableData)
    {
        MediaType = ImageDescriptors.LinksContentType,
    };

    public static RouteGroupBuilder MapLinks(this IEndpointRouteBuilder routes)
    {
        var links = routes.MapGroup("/links").WithErrorDocument(ErrorDocument.VoTableFault).WithBodyLimit(LargestForm);
        links.MapMethods("/", ["GET", "POST"], AnswerAsync);
        return links;
    }

    private static async Task<IResult> AnswerAsync(
        HttpRequest request,
        ImageStore store,
        VisibleImages images,
        SodaOptions options,
        TableFormats formats,
        PublicUrl url,
        ILogger<VisibleImages> log,
        CancellationToken ct
    )
    {
        var parameters = await Parameters.ReadAsync(request, ct);
        var format = Format(parameters.Single("RESPONSEFORMAT"), formats);
        var ids = parameters.Multiple("ID").Where(id => id.Length > 0).Distinct().ToList();
        var asked = ids.Take(options.MaxLinks).ToList();
        var baseUrl = url.Base(request);
        var maker = new LinkMaker(store, baseUrl, DateTimeOffset.UtcNow);
        var rows = ImmutableArray.CreateBuilder<Link>();
        var services = ImmutableArray.CreateBuilder<ServiceDescriptor>();
        foreach (var visible in await images.FindAsync(asked, ct))
        {
            var (links, cutout) = maker.Of(visible, services.Count);
            rows.AddRange(links);
            if (cutout is not null)
                services.Add(cutout);
        }
        services.Add(ImageDescriptors.SelfLinks(baseUrl));
        var leftOut =
            asked.Count < ids.Count
                ? FormattableString.Invariant(
                    $"{ids.Count} identifiers were asked for; the limit of one request is {options.MaxLinks} (Soda:MaxLinks). Ask for the others in another."
                )
                : null;
        var table = new LinkTable(rows.ToImmutable(), services.ToImmutable(), leftOut);
        return new TableResult(table, format, log) { FileName = "links" };
    }

    private static ITableFormat Format(string? asked, TableFormats formats)
    {
        var bare = asked?.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        if (bare is null or "votable" or VoTableNames.MediaType or ImageDescriptors.LinksContentType)
            return Usual;
        return formats.Find(asked!)
            ?? throw Usage.Wrong("RESPONSEFORMAT", asked!, "one of " + string.Join(", ", formats.Names));
    }
}
