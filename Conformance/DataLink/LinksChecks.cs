using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.Images;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.DataLink;

/// <summary>Requests to {links}, the table that comes, the descriptors of services (DataLink 1.1 §2, §3.1 to §3.3, §4).</summary>
internal static class LinksChecks
{
    private static readonly (string Column, string Ucd)[] Ucds =
    [
        ("ID", "meta.id;meta.main"),
        ("access_url", "meta.ref.url"),
        ("service_def", "meta.ref"),
        ("error_message", "meta.code.error"),
        ("description", "meta.note"),
        ("semantics", "meta.code"),
        ("content_type", "meta.code.mime"),
        ("content_length", "phys.size;meta.file"),
        ("local_semantics", "meta.id.assoc"),
        ("link_auth", "meta.code"),
        ("link_authorized", "meta.code"),
    ];

    public static readonly Check[] All =
    [
        Must(
            "DataLink-1.1-2-a",
            "ID by GET is answered with a VOTable with at least one row.",
            async subject =>
            {
                var links = new Links(subject);
                var answer = await links.AskAsync(("ID", (await links.IdentifiersAsync())[0]));
                Require(Queries.RequireTable(answer, "the links").Rows.Count > 0, answer, "one row at least", "none");
            }
        ),
        Must(
            "DataLink-1.1-2-b",
            "POST is answered as GET is.",
            async subject =>
            {
                var (links, id) = await OneAsync(subject);
                var wanted = (await links.ReadableAsync(("ID", id))).Table;
                var answer = await subject.Client.FollowAsync(subject.Client.PostAsync(links.Url, ("ID", id)));
                Require(
                    Queries.RequireTable(answer, "the links").Rows.Count == wanted.Rows.Count,
                    answer,
                    $"the {wanted.Rows.Count} rows of GET"
                );
            }
        ),
        Must(
            "DataLink-1.1-2-c",
            "Names of parameters are understood in any case.",
            async subject =>
            {
                var (links, id) = await OneAsync(subject);
                var wanted = (await links.ReadableAsync(("ID", id))).Table;
                var answer = await links.AskAsync(("id", id));
                Require(
                    Queries.RequireTable(answer, "the links").Rows.Count == wanted.Rows.Count,
                    answer,
                    $"the {wanted.Rows.Count} rows of ID"
                );
            }
        ),
        Must(
            "DataLink-1.1-2.1.1-a",
            "Several IDs are answered with links of each, or with a sign of overflow.",
            async subject =>
            {
                var links = new Links(subject);
                await links.SampleAsync();
                var wanted = (await links.IdentifiersAsync()).Take(3).ToArray();
                if (wanted.Length < 2)
                    throw NotTested("one identifier only is known");
                var document = await links.ReadableAsync([.. wanted.Select(id => new Field("ID", id))]);
                var found = Links.Rows(document).Select(link => link["ID"]).ToHashSet();
                if (!document.IsOverflow)
                    RequireNone(
                        document.Exchange,
                        wanted.Where(id => !found.Contains(id)).Select(id => $"no link of {id}"),
                        "links of each ID"
                    );
            }
        ),
        Must(
            "DataLink-1.1-2.1.1-b",
            "A request without ID is answered with an empty table.",
            async subject =>
            {
                var links = new Links(subject);
                await links.SampleAsync();
                var answer = await links.AskAsync();
                Require(Queries.RequireTable(answer, "no links").Rows.Count == 0, answer, "a table without rows");
            }
        ),
        Must(
            "DataLink-1.1-2.1.2-a",
            "RESPONSEFORMAT takes votable and application/x-votable+xml, with and without parameters.",
            async subject =>
            {
                var (links, id) = await OneAsync(subject);
                foreach (
                    var format in new[]
                    {
                        "votable",
                        "application/x-votable+xml",
                        "application/x-votable+xml;content=datalink",
                    }
                )
                    Queries.RequireTable(
                        await links.AskAsync(("ID", id), ("RESPONSEFORMAT", format)),
                        $"RESPONSEFORMAT {format} is VOTable"
                    );
            }
        ),
        Must(
            "DataLink-1.1-3.2-a",
            "The table has all mandatory columns.",
            async subject =>
            {
                var links = new Links(subject);
                var answer = await links.AskAsync(("ID", (await links.IdentifiersAsync())[0]));
                if (
                    answer.Status != 200
                    || VoTableDocument.TryRead(answer) is not { IsError: false, Tables.Count: > 0 } document
                )
                    throw NotTested("there is no table of links (see DataLink-1.1-2-a)");
                RequireNone(
                    answer,
                    Links.Missing(document),
                    "ID, access_url, service_def, error_message, description, semantics, content_type and content_length"
                );
            }
        ),
        EachField(
            "DataLink-1.1-3.2-b",
            "Columns have DataLink's UCDs.",
            field => Ucds.FirstOrDefault(u => u.Column == field.Name) is not { Ucd: { } ucd } || field.Ucd == ucd,
            "the UCDs of DataLink"
        ),
        EachField(
            "DataLink-1.1-3.2-c",
            "Columns are texts, but for content_length and link_authorized.",
            field =>
                Ucds.All(u => u.Column != field.Name)
                || field.Name is "content_length" or "link_authorized"
                || field is { IsText: true, IsScalar: false },
            "datatype char, arraysize *"
        ),
        EachField(
            "DataLink-1.1-3.2.8-b",
            "content_length is a long.",
            field => field.Name != "content_length" || field is { Datatype: "long", IsScalar: true },
            "datatype long"
        ),
        EachField(
            "DataLink-1.1-3.2.8-c",
            "content_length is in byte.",
            field => field.Name != "content_length" || field.Element.Text("unit") == "byte",
            "unit byte"
        ),
        EachField(
            "DataLink-1.1-3.2.12-a",
            "link_authorized is a boolean.",
            field => field.Name != "link_authorized" || field is { Datatype: "boolean", IsScalar: true },
            "datatype boolean"
        ),
        Must(
            "DataLink-1.1-3.3-a",
            "The Content-Type is one of VOTable's.",
            subject =>
                EachAsync(
                    subject,
                    document =>
                        document.Exchange.MediaType is "application/x-votable+xml" or "text/xml"
                            ? []
                            : [document.Exchange.MediaType],
                    "application/x-votable+xml or text/xml"
                )
        ),
        Should(
            "DataLink-1.1-3.3-b",
            "The Content-Type says content=datalink.",
            subject =>
                EachAsync(
                    subject,
                    document =>
                        Descriptors.IsLinks(document.Exchange.ContentType)
                        || document.Exchange.MediaType is not "application/x-votable+xml" and not "text/xml"
                            ? []
                            : [document.Exchange.ContentType ?? "none"],
                    "application/x-votable+xml;content=datalink"
                )
        ),
        Must(
            "DataLink-1.1-3.3.1-a",
            "The links are in a RESOURCE type=\"results\".",
            subject =>
                EachAsync(
                    subject,
                    document => document.Results?.All("TABLE").Any() ?? false ? [] : ["a TABLE elsewhere"],
                    "RESOURCE type=\"results\" with the TABLE"
                )
        ),
        Must(
            "DataLink-1.1-3.3.1-b",
            "The table comes in TABLEDATA.",
            subject =>
                EachAsync(
                    subject,
                    document => document.Table.Serialization is "TABLEDATA" or "" ? [] : [document.Table.Serialization],
                    "TABLEDATA"
                )
        ),
        Must(
            "DataLink-1.1-3.3.1-c",
            "The resource has an INFO standardID with that of DataLink.",
            subject =>
                EachAsync(
                    subject,
                    document =>
                        document
                            .Root.All("RESOURCE")
                            .SelectMany(resource => resource.Children("INFO"))
                            .Any(info =>
                                info.Text("name") == "standardID"
                                && (
                                    info.Text("value")
                                        ?.StartsWith(
                                            "ivo://ivoa.net/std/DataLink#links-1",
                                            StringComparison.OrdinalIgnoreCase
                                        )
                                    ?? false
                                )
                            )
                            ? []
                            : ["no such INFO"],
                    $"INFO name=\"standardID\" value=\"{ImageServices.LinksId}\""
                )
        ),
        EachDescriptor(
            "DataLink-1.1-4.1-a",
            "Descriptors are resources with type=\"meta\".",
            (_, d) => d.Element.Text("type") == "meta" ? [] : [$"{d} with type {d.Element.Text("type")}"],
            "type=\"meta\""
        ),
        EachDescriptor(
            "DataLink-1.1-4.2-a",
            "A descriptor has an accessURL.",
            (_, d) => Descriptors.MissingUrl(d),
            "PARAM accessURL with an absolute URL"
        ),
        EachDescriptor(
            "DataLink-1.1-4.3-a",
            "A descriptor has a GROUP inputParams.",
            (_, d) => Descriptors.MissingInputs(d),
            "GROUP name=\"inputParams\""
        ),
        EachDescriptor(
            "DataLink-1.1-4.3-b",
            "Refs of input parameters lead to a FIELD or PARAM of the document.",
            Descriptors.DanglingRefs,
            "an element with that ID"
        ),
        Should(
            "DataLink-1.1-4.4-a",
            "The answer to a request without ID describes the service itself.",
            async subject =>
            {
                var (document, selves) = await SelvesAsync(subject);
                Require(
                    selves.Length > 0,
                    document.Exchange,
                    "a RESOURCE utype=\"adhoc:this\", or name=\"this\"",
                    "none"
                );
            }
        ),
        Must(
            "DataLink-1.1-4.4-b",
            "There is one self-description, in each form, at most.",
            async subject =>
            {
                var (document, selves) = await SelvesAsync(subject);
                Require(
                    selves.CountBy(self => self.Element.Text("utype") ?? "").All(form => form.Value == 1),
                    document.Exchange,
                    "one self-description",
                    $"{selves.Length} of them"
                );
            }
        ),
    ];

    private static async Task<(Links Links, string Id)> OneAsync(Subject subject)
    {
        var links = new Links(subject);
        await links.SampleAsync();
        return (links, (await links.IdentifiersAsync())[0]);
    }

    private static async Task<(VoTableDocument Document, ServiceDescriptor[] Selves)> SelvesAsync(Subject subject)
    {
        var answer = await new Links(subject).AskAsync();
        if (answer.Status != 200 || VoTableDocument.TryRead(answer) is not { } document)
            throw NotTested("there is no answer without ID (see DataLink-1.1-2.1.1-b)");
        return (document, [.. ServiceDescriptor.All(document).Where(descriptor => descriptor.IsSelf)]);
    }

    private static Check EachField(string id, string sentence, Func<VoField, bool> fits, string expected) =>
        Must(
            id,
            sentence,
            subject =>
                EachAsync(
                    subject,
                    document => document.Table.Fields.Where(f => !fits(f)).Select(f => $"{f} ucd={f.Ucd}"),
                    expected
                )
        );

    private static Check EachDescriptor(
        string id,
        string sentence,
        Func<VoTableDocument, ServiceDescriptor, IEnumerable<string>> problems,
        string expected
    ) =>
        Must(
            id,
            sentence,
            async subject =>
            {
                var documents = await new Links(subject).SampleAsync();
                if (!documents.SelectMany(ServiceDescriptor.All).Any())
                    throw NotApplicable("the links describe no services");
                foreach (var document in documents)
                    RequireNone(
                        document.Exchange,
                        ServiceDescriptor.All(document).SelectMany(d => problems(document, d)),
                        expected
                    );
            }
        );

    private static async Task EachAsync(
        Subject subject,
        Func<VoTableDocument, IEnumerable<string>> offenders,
        string expected
    )
    {
        foreach (var document in await new Links(subject).SampleAsync())
            RequireNone(document.Exchange, offenders(document), expected);
    }
}
