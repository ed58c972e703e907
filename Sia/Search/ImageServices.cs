using System.Collections.Immutable;
using DataLab.Dali;
using DataLab.Formats;

namespace DataLab.Sia.Search;

/// <summary>Tables with identifiers of images say which services take them, whoever answers: TAP, cone searches, SIA (DataLink 1.1 §4).</summary>
/// <remarks>The columns are known by their utypes, which travel from <c>ivoa.ObsCore</c> into results of queries.</remarks>
internal sealed class ImageServices : IAnswerServices
{
    private const string PublisherDid = "obscore:Curation.publisherDID";
    private const string AccessReference = "obscore:Access.reference";

    public RowSource Describe(RowSource rows, string baseUrl)
    {
        var fields = rows.Fields;
        var did = fields.FirstOrDefault(field => field.IsText && field.Utype == PublisherDid);
        var urls = Enumerable
            .Range(0, fields.Length)
            .Where(i => fields[i].IsText && fields[i].Utype == AccessReference)
            .ToImmutableArray();
        if (did is null && urls.IsEmpty)
            return rows;
        var table = rows.Table;
        if (did is not null)
            table = table with { Services = [.. table.Services, .. Of(did.Name, baseUrl)] };
        return new WholeUrls(rows, table, urls, baseUrl);
    }

    /// <summary>What takes an identifier in a column.</summary>
    public static ImmutableArray<ServiceDescriptor> Of(string column, string baseUrl) =>
        [
            new ServiceDescriptor(
                "datalink",
                baseUrl + "/links",
                [
                    new ServiceParameter("ID", DataType.Char)
                    {
                        ArraySize = ArraySize.Any,
                        Ucd = "meta.id;meta.main",
                        Column = column,
                        Description = "Identifier of a file or an image",
                    },
                ]
            )
            {
                Description = "Links of an image: the file, previews, weights and masks, cut-outs",
                StandardId = "ivo://ivoa.net/std/DataLink#links-1.1",
                ContentType = "application/x-votable+xml;content=datalink",
            },
        ];
}
