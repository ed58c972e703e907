using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.Images;

namespace DataLab.Conformance.DataLink;

/// <summary>The {links} endpoint under judgement and the answers that checks share.</summary>
internal sealed class Links(Subject subject)
{
    /// <summary>An identifier that no archive has.</summary>
    public const string Unknown = "ivo://example.org/no-such-archive?no-such-data-set";

    private static readonly string[] Columns =
    [
        "ID",
        "access_url",
        "service_def",
        "error_message",
        "description",
        "semantics",
        "content_type",
        "content_length",
    ];

    public Uri Url => subject.Images.Links ?? throw Finding.NotApplicable("the service has no links of DataLink");

    /// <summary>A request with these parameters, by GET.</summary>
    public Task<Exchange> AskAsync(params Field[] query) => subject.Get(Url, query);

    /// <summary>The identifiers that the archive's other services name; ten at most.</summary>
    /// <exception cref="Finding">NotTested: none is known.</exception>
    public async Task<IReadOnlyList<string>> IdentifiersAsync() =>
        [.. (await Datasets.ForAsync(subject, "ivo://ivoa.net/std/DataLink#links", Url)).Take(10).Select(d => d.Id)];

    /// <summary>The links of some data sets, asked for one by one; a table with all mandatory columns each.</summary>
    /// <exception cref="Finding">NotTested: there is no such table.</exception>
    public async Task<IReadOnlyList<VoTableDocument>> SampleAsync()
    {
        var documents = new List<VoTableDocument>();
        foreach (var id in (await IdentifiersAsync()).Take(3))
            documents.Add(await ReadableAsync(("ID", id)));
        return documents;
    }

    /// <summary>What the service answers where the ID is one that it cannot know.</summary>
    public Task<VoTableDocument> UnknownAsync() => ReadableAsync(("ID", Unknown));

    /// <summary>A table with all mandatory columns.</summary>
    /// <exception cref="Finding">NotTested: there is none.</exception>
    public async Task<VoTableDocument> ReadableAsync(params Field[] query)
    {
        var answer = await AskAsync(query);
        if (
            answer.Status != 200
            || VoTableDocument.TryRead(answer) is not { IsError: false, Tables.Count: > 0 } document
        )
            throw Finding.NotTested("there is no table of links (see DataLink-1.1-2-a)");
        return Missing(document).Any()
            ? throw Finding.NotTested("the table of links has not all columns (see DataLink-1.1-3.2-a)")
            : document;
    }

    public static IEnumerable<string> Missing(VoTableDocument document) =>
        Columns
            .Where(column => document.Table.Fields.All(field => field.Name != column))
            .Select(column => $"no {column}");

    public static IReadOnlyList<Link> Rows(VoTableDocument document) =>
        document.Table.Rows.Select(cells => new Link(document.Table, cells)).ToArray();
}

/// <summary>A row of a table of links.</summary>
internal sealed record Link(VoTableData Table, string?[] Cells)
{
    /// <summary>A value as text; null for NULL, for blanks only and for a column that is not there.</summary>
    public string? this[string column]
    {
        get
        {
            var index = Table.Index(column);
            return index < 0 || string.IsNullOrWhiteSpace(Cells[index]) ? null : Cells[index];
        }
    }

    public override string ToString() => $"link {this["semantics"]} of {this["ID"]}";
}
