using System.Collections.Immutable;
using DataLab.Dali;
using DataLab.Formats;
using DataLab.Sia.Search;

namespace DataLab.Sia.Sia2;

/// <summary>Answers queries of SIA 2.0 from <c>ivoa.ObsCore</c>.</summary>
internal sealed class Sia2Service(ImageSearch search, ArchiveFactsReader reader, IAnswerServices services)
{
    public const string StandardId = "ivo://ivoa.net/std/SIA#query-2.0";

    private const string Did = "obs_publisher_did";

    public SiaOptions Options => search.Options;

    /// <param name="baseUrl">Of the archive, as the caller reaches it.</param>
    /// <exception cref="ServiceException">As <see cref="ImageSearch.OpenAsync"/>.</exception>
    public async Task<RowSource> OpenAsync(
        Sia2Request request,
        string baseUrl,
        string shareKey,
        RequestFacts facts,
        CancellationToken ct
    )
    {
        var table = search.Table;
        var conditions = request.Conditions;
        // What the table does not tell of any image is null for all of them.
        var isEmpty = request.Columns.Any(column => !table.Has(column));
        if (!isEmpty && !request.Ids.IsEmpty && table.Table is not null && request.MaxRec != 0)
        {
            var ids = await ResolveAsync(request.Ids, ct);
            isEmpty = ids.Count == 0;
            if (!isEmpty)
                conditions = conditions.Insert(0, AdqlText.In(Did, ids.Select(id => AdqlText.Literal("ID", id))));
        }
        var self = Sia2Description.Self(baseUrl, await reader.GetAsync(ct), Options);
        var query = new ImageQuery(
            [.. Sia2Columns.Of(table, request.AreAllColumnsAsked).Select(field => AdqlText.Name(field.Name))],
            isEmpty ? ["1 = 0"] : conditions,
            isEmpty ? 0 : request.MaxRec
        );
        return await search.OpenAsync(
            query,
            shareKey,
            facts,
            found => services.Describe(new Described(found, Describe(found.Fields, self)), baseUrl),
            ct
        );
    }

    /// <summary>The identifiers as the table has them: those that are there to the letter, others in any case (IVOA Identifiers 2.0 §2.3.1).</summary>
    private async Task<List<string>> ResolveAsync(ImmutableArray<string> ids, CancellationToken ct)
    {
        // In this order, so that an index serves what almost all ask.
        var exact = await search.ReadAsync(
            $"SELECT {Did}, dataproduct_type FROM {ImageTable.Name} WHERE {AdqlText.In(Did, ids.Select(id => AdqlText.Literal("ID", id)))}",
            ct
        );
        var known = exact.Select(row => (string)row[0]!).ToHashSet(StringComparer.Ordinal);
        var found = Images(exact).ToHashSet(StringComparer.Ordinal);
        var others = ids.Where(id => !known.Contains(id)).Select(id => id.ToLowerInvariant()).ToList();
        // An identifier in other letters is found by reading all of them.
        if (others.Count > 0)
        {
            var rows = await search.ReadAsync(
                $"SELECT {Did}, dataproduct_type FROM {ImageTable.Name} WHERE {AdqlText.In($"LOWER({Did})", others.Select(id => AdqlText.Literal("ID", id)))}",
                ct
            );
            found.UnionWith(Images(rows));
        }
        return [.. found];

        static IEnumerable<string> Images(List<object?[]> rows) =>
            rows.Where(row => row[1] is string type && ImageTypes.All.Contains(type)).Select(row => (string)row[0]!);
    }

    private static TableDescription Describe(ImmutableArray<Field> fields, ServiceDescriptor self) =>
        new([.. fields.Select(ImageTable.Lists)])
        {
            Name = "images",
            Description =
                "Images that were found, as ObsCore 1.1 describes them; a row for a file has no hdu, one for an image in it has",
            Infos =
            [
                new Info("QUERY_STATUS", "OK"),
                new Info("standardID", StandardId) { Text = "Simple Image Access 2.0" },
                new Info("server_software", ServiceIdentity.Software),
            ],
            Services = [self],
        };

    /// <summary>Rows under the description of the answer.</summary>
    private sealed class Described(RowSource rows, TableDescription table) : RowSource
    {
        public override TableDescription Table => table;

        public override RowForecast? Forecast => rows.Forecast;

        public override ValueTask<RowBatch?> ReadAsync(CancellationToken ct) => rows.ReadAsync(ct);

        public override async ValueTask DisposeAsync()
        {
            await rows.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
