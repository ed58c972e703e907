using System.Collections.Immutable;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.Descriptors;

namespace DataLab.Sia.Search;

/// <summary>Tables with identifiers of images say which services take them, whoever answers: TAP, cone searches, SIA (DataLink 1.1 §4).</summary>
/// <remarks>The columns are known by their utypes, which travel from <c>ivoa.ObsCore</c> into results of queries.</remarks>
internal sealed class ImageServices : IAnswerServices
{
    private const string PublisherDid = "obscore:Curation.publisherDID";
    private const string AccessReference = "obscore:Access.reference";

    public RowSource Describe(RowSource rows, string baseUrl) =>
        Describe(rows, baseUrl, rows.Fields.FirstOrDefault(field => field.IsText && field.Utype == PublisherDid));

    public RowSource MakeWhole(RowSource rows, string baseUrl) => Describe(rows, baseUrl, null);

    private static RowSource Describe(RowSource rows, string baseUrl, Field? did)
    {
        var fields = rows.Fields;
        var urls = Enumerable
            .Range(0, fields.Length)
            .Where(i => fields[i].IsText && fields[i].Utype == AccessReference)
            .ToImmutableArray();
        if (did is null && urls.IsEmpty)
            return rows;
        var table = rows.Table;
        if (did is not null)
            table = table with { Services = [.. table.Services, .. ImageDescriptors.OfColumn(baseUrl, did.Name)] };
        return new WholeUrls(rows, table, urls, baseUrl);
    }
}
