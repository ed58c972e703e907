using DataLab.Conformance.Documents;
using DataLab.Conformance.Images;
using DataLab.Conformance.ObsCore;
using static DataLab.Conformance.Check;
using static DataLab.Conformance.Finding;

namespace DataLab.Conformance.DataLink;

/// <summary>What is in the rows of a table of links (DataLink 1.1 §3.2).</summary>
internal static class LinkRowChecks
{
    private const string Core = "http://www.ivoa.net/rdf/datalink/core";

    /// <summary>The vocabulary http://www.ivoa.net/rdf/datalink/core.</summary>
    private static readonly HashSet<string> Terms =
    [
        "#this",
        "#progenitor",
        "#derivation",
        "#auxiliary",
        "#weight",
        "#error",
        "#noise",
        "#calibration",
        "#bias",
        "#dark",
        "#flat",
        "#preview",
        "#preview-image",
        "#preview-plot",
        "#thumbnail",
        "#proc",
        "#cutout",
        "#documentation",
        "#detached-header",
        "#coderived",
        "#counterpart",
        "#package",
        "#sibling",
    ];

    private static readonly string[] Faults =
    [
        "NotFoundFault",
        "UsageFault",
        "TransientFault",
        "FatalFault",
        "DefaultFault",
    ];

    public static readonly Check[] All =
    [
        Each(
            "DataLink-1.1-3.2-e",
            "Each row has exactly one of access_url, service_def and error_message.",
            link =>
                new[] { "access_url", "service_def", "error_message" }.Count(column => link[column] is not null) == 1,
            "one of the three in each row"
        ),
        Must("DataLink-1.1-3.2-f", "All rows of one ID follow each other.", Consecutive),
        Must(
            "DataLink-1.1-3.2.1-a",
            "The column ID holds the identifier that was asked for.",
            async subject =>
            {
                var links = new Links(subject);
                foreach (var id in (await links.IdentifiersAsync()).Take(3))
                {
                    var document = await links.ReadableAsync(("ID", id));
                    RequireNone(
                        document.Exchange,
                        Links.Rows(document).Where(link => link["ID"] != id).Select(link => link.ToString()),
                        $"rows of {id}"
                    );
                }
            }
        ),
        Each(
            "DataLink-1.1-3.2.2-a",
            "access_url is an absolute URL.",
            link => link["access_url"] is not { } url || ImageServices.IsUrl(url),
            "absolute URLs"
        ),
        Must(
            "DataLink-1.1-3.2.3-a",
            "service_def is the ID of a service descriptor in the same document.",
            subject =>
                EachDocumentAsync(
                    subject,
                    document =>
                    {
                        var ids = ServiceDescriptor.All(document).Select(descriptor => descriptor.Id).ToHashSet();
                        return Links
                            .Rows(document)
                            .Where(link => link["service_def"] is { } id && !ids.Contains(id))
                            .Select(link => $"{link} with service_def {link["service_def"]}");
                    },
                    "a RESOURCE utype=\"adhoc:service\" with that ID"
                )
        ),
        Must(
            "DataLink-1.1-3.2.4-a",
            "An unknown ID is answered with a row that has an error_message.",
            async subject =>
            {
                await new Links(subject).SampleAsync();
                var document = await new Links(subject).UnknownAsync();
                Require(
                    Links.Rows(document).Any(link => link["error_message"] is not null),
                    document.Exchange,
                    "a row with error_message",
                    $"{document.Table.Rows.Count} rows"
                );
            }
        ),
        Must(
            "DataLink-1.1-3.2.4-b",
            "A row with an error has its ID and semantics.",
            async subject =>
            {
                var (document, errors) = await ErrorsAsync(subject);
                RequireNone(
                    document.Exchange,
                    errors
                        .Where(link => link["ID"] != Links.Unknown || link["semantics"] is null)
                        .Select(link => link.ToString()),
                    $"ID {Links.Unknown} and semantics, as #this"
                );
            }
        ),
        Must(
            "DataLink-1.1-3.4-a",
            "An error_message begins with one of DataLink's faults, a colon before more.",
            async subject =>
            {
                var (document, errors) = await ErrorsAsync(subject);
                RequireNone(
                    document.Exchange,
                    errors
                        .Select(link => link["error_message"]!)
                        .Where(text =>
                            !Faults.Any(fault =>
                                text == fault || text.StartsWith(fault + ":", StringComparison.Ordinal)
                            )
                        )
                        .Select(text => $"\"{text}\""),
                    "NotFoundFault: and what is not there"
                );
            }
        ),
        Should(
            "DataLink-1.1-3.4-b",
            "The fault of an unknown ID is NotFoundFault.",
            async subject =>
            {
                var (document, errors) = await ErrorsAsync(subject);
                if (
                    !errors.Any(link =>
                        Faults.Any(fault => link["error_message"]!.StartsWith(fault, StringComparison.Ordinal))
                    )
                )
                    throw NotTested("the message begins with no fault (see DataLink-1.1-3.4-a)");
                Require(
                    errors.Any(link => link["error_message"]!.StartsWith("NotFoundFault", StringComparison.Ordinal)),
                    document.Exchange,
                    "NotFoundFault",
                    errors[0]["error_message"]
                );
            }
        ),
        EachShould(
            "DataLink-1.1-3.2.5-a",
            "Each link has a description.",
            link => link["error_message"] is not null || link["description"] is not null,
            "a text for people"
        ),
        Each(
            "DataLink-1.1-3.2.6-a",
            "Each link has semantics.",
            link => link["semantics"] is not null,
            "a term, as #this"
        ),
        Each(
            "DataLink-1.1-3.2.6-b",
            "Terms of the core vocabulary are written as #term, others as whole URIs.",
            link =>
                link["semantics"] is not { } term
                || term.StartsWith('#')
                || (ImageServices.IsUrl(term) && !term.StartsWith(Core, StringComparison.OrdinalIgnoreCase)),
            "as #preview, or the URI of a concept elsewhere"
        ),
        Each(
            "DataLink-1.1-3.2.6-c",
            "Terms that are written as #term are in the core vocabulary.",
            link => link["semantics"] is not ['#', ..] term || Terms.Contains(term),
            $"a term of {Core}"
        ),
        EachShould(
            "DataLink-1.1-3.2.7-a",
            "content_type is a media type.",
            link => link["content_type"] is not { } type || ObsCoreValues.MediaType().IsMatch(type),
            "as application/fits"
        ),
        Should("DataLink-1.1-3.2.7-b", "content_type is what the link is answered with.", TypesAreTrue),
        Each(
            "DataLink-1.1-3.2.8-a",
            "content_length is no negative number.",
            link => link["content_length"] is not { } length || ObsCoreRow.ParseNumber(length) >= 0,
            "0 or more bytes"
        ),
        Each(
            "DataLink-1.1-3.2.11-a",
            "link_auth is false, optional or true.",
            link => link["link_auth"] is null or "false" or "optional" or "true",
            "false, optional or true"
        ),
    ];

    private static Check Each(string id, string sentence, Func<Link, bool> fits, string expected) =>
        Must(id, sentence, subject => EachLinkAsync(subject, fits, expected));

    private static Check EachShould(string id, string sentence, Func<Link, bool> fits, string expected) =>
        Should(id, sentence, subject => EachLinkAsync(subject, fits, expected));

    private static Task EachLinkAsync(Subject subject, Func<Link, bool> fits, string expected) =>
        EachDocumentAsync(
            subject,
            document => Links.Rows(document).Where(link => !fits(link)).Select(link => link.ToString()),
            expected
        );

    private static async Task EachDocumentAsync(
        Subject subject,
        Func<VoTableDocument, IEnumerable<string>> offenders,
        string expected
    )
    {
        foreach (var document in await new Links(subject).SampleAsync())
            RequireNone(document.Exchange, offenders(document), expected);
    }

    private static async Task Consecutive(Subject subject)
    {
        var links = new Links(subject);
        var identifiers = await links.IdentifiersAsync();
        if (identifiers.Count < 2)
            throw NotTested("one identifier only is known");
        var document = await links.ReadableAsync([.. identifiers.Take(3).Select(id => new Http.Field("ID", id))]);
        var order = Links.Rows(document).Select(link => link["ID"]).ToArray();
        var changes = order.Where((id, i) => i == 0 || id != order[i - 1]).ToArray();
        Require(
            changes.Length == changes.Distinct().Count(),
            document.Exchange,
            "all rows of one ID before those of the next",
            string.Join(", ", changes)
        );
    }

    private static async Task<(VoTableDocument Document, Link[] Errors)> ErrorsAsync(Subject subject)
    {
        await new Links(subject).SampleAsync();
        var document = await new Links(subject).UnknownAsync();
        Link[] errors = [.. Links.Rows(document).Where(link => link["error_message"] is not null)];
        return errors.Length > 0
            ? (document, errors)
            : throw NotTested("no row has an error_message (see DataLink-1.1-3.2.4-a)");
    }

    /// <summary>Asks by HEAD: the files themselves may be large.</summary>
    private static async Task TypesAreTrue(Subject subject)
    {
        var tried = 0;
        foreach (var document in (await new Links(subject).SampleAsync()).Take(1))
        foreach (var link in Links.Rows(document))
        {
            if (
                link["content_type"] is not { } type
                || ImageServices.Http(link["access_url"]) is not { } url
                || link["link_auth"] == "true"
            )
                continue;
            var answer = await subject.Client.FollowAsync(subject.Client.HeadAsync(url));
            if (answer.Status != 200 || answer.MediaType.Length == 0)
                continue;
            tried++;
            Require(
                answer.MediaType.Equals(type.Split(';')[0].Trim(), StringComparison.OrdinalIgnoreCase),
                answer,
                $"Content-Type {type}, the content_type of {link}"
            );
        }
        if (tried == 0)
            throw NotTested("no link with a content_type answers to HEAD");
    }
}
