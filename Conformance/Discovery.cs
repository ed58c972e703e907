using System.Text.RegularExpressions;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.Images;

namespace DataLab.Conformance;

/// <summary>Finds what there is to judge behind the URL that somebody gave.</summary>
internal static partial class Discovery
{
    /// <summary>Resources of a service whose URL people copy instead of the base.</summary>
    private static readonly string[] Resources =
    [
        "capabilities",
        "availability",
        "tables",
        "examples",
        "sync",
        "async",
        "query",
        "links",
    ];

    /// <summary>Where archives that have capabilities for each service put those for images, below their base.</summary>
    private static readonly string[] Beside = ["sia2", "sia", "soda", "links", "datalink"];

    /// <summary>Families that a TAP service is judged by; of the others a service of another kind may be.</summary>
    private static readonly string[] TapFamilies = ["tap", "dali", "vosi", "tapregext", "votable"];

    /// <param name="standards">Families asked for; when one of a service's kind is named, the URL is taken at its word.</param>
    /// <exception cref="UnjudgeableException">Nothing answers, or nothing known.</exception>
    public static async Task<Subject> FindAsync(Uri url, IReadOnlyCollection<string> standards, Client client)
    {
        var tried = new List<string>();
        foreach (var candidate in Candidates(url))
            if (await CapabilitiesAsync(client, candidate, tried) is { } capabilities)
                return FromCapabilities(
                    client,
                    candidate,
                    capabilities,
                    await ListedConesAsync(client, url, candidate, tried),
                    await ImagesAsync(client, url, candidate, capabilities, tried)
                );
        if (await AnswerAsync(client, url, [], tried) is { } answer)
        {
            if (standards.Any(TapFamilies.Contains))
                return new Subject(client, url, isTap: true, hasCapabilities: true, new Uri(Slash(url) + "async"), []);
            if (await NamedOrKnownAsync(client, url, standards, tried) is { Any: true } images)
                return new Subject(client, url, isTap: false, hasCapabilities: false, null, [], images);
            if (standards.Contains("scs") || (standards.Count == 0 && await IsConeAsync(client, url, tried)))
                return new Subject(client, url, isTap: false, hasCapabilities: false, null, [url]);
            if (standards.Contains("uws") || RootOf(answer) == "jobs")
                return new Subject(client, url, isTap: false, hasCapabilities: false, url, []);
        }
        throw new UnjudgeableException(
            $"Nothing to judge at {url}. Tried: {string.Join("; ", tried)}. "
                + "Give the base URL of a service, or say with --standard what it is."
        );
    }

    private static IEnumerable<Uri> Candidates(Uri url)
    {
        var bare = new Uri(url.GetLeftPart(UriPartial.Path));
        var last = bare.Segments[^1].TrimEnd('/');
        if (Resources.Contains(last))
            yield return new Uri(bare, bare.AbsolutePath.EndsWith('/') ? "../" : "./");
        yield return bare;
        yield return new Uri(Slash(bare) + "tap");
        foreach (var name in Beside)
            yield return new Uri(Slash(bare) + name);
    }

    private static Subject FromCapabilities(
        Client client,
        Uri found,
        Capabilities capabilities,
        Uri[] listed,
        ImageServices images
    )
    {
        var isTap = capabilities.Of(StandardIds.Tap).Any();
        var cones = capabilities
            .Of(StandardIds.ConeSearch)
            .Select(capability => Uri.TryCreate(capability.AccessUrl, UriKind.Absolute, out var cone) ? cone : null)
            .OfType<Uri>()
            .Concat(listed)
            .ToArray();
        // Capabilities that name nothing known still stand for a service whose other resources can be judged.
        isTap |= cones.Length == 0 && !images.Any;
        return new Subject(
            client,
            found,
            isTap,
            hasCapabilities: true,
            isTap ? new Uri(Slash(found) + "async") : null,
            cones,
            images
        );
    }

    /// <summary>
    /// What the capabilities declare; behind the base URL of an archive also what those of its other services do; and what the
    /// answers of a search describe.
    /// </summary>
    private static async Task<ImageServices> ImagesAsync(
        Client client,
        Uri archive,
        Uri found,
        Capabilities capabilities,
        List<string> tried
    )
    {
        var images = ImageServices.Of(capabilities);
        var (bare, here) = (archive.GetLeftPart(UriPartial.Path).TrimEnd('/'), found.AbsoluteUri.TrimEnd('/'));
        if (here.StartsWith(bare + "/", StringComparison.Ordinal))
            foreach (var name in Beside.Where(name => here != $"{bare}/{name}"))
                if (await CapabilitiesAsync(client, new Uri($"{bare}/{name}"), tried) is { } others)
                    images = images.Or(ImageServices.Of(others));
        return await DescribedAsync(client, images, tried);
    }

    /// <summary>These services, and those that the search of SIA 2.0 describes in its answers.</summary>
    private static async Task<ImageServices> DescribedAsync(Client client, ImageServices images, List<string> tried) =>
        images is { Sia2: { } search } and ({ Links: null } or { HasSoda: false })
        && await AnswerAsync(client, search, [("MAXREC", "0")], tried) is { } answer
        && VoTableDocument.TryRead(answer) is { } document
            ? images.Or(ImageServices.Of(document))
            : images;

    /// <summary>What serves images behind a URL without capabilities: as the caller says, else by what it answers.</summary>
    private static async Task<ImageServices?> NamedOrKnownAsync(
        Client client,
        Uri url,
        IReadOnlyCollection<string> standards,
        List<string> tried
    )
    {
        if (standards.Count > 0)
            return await DescribedAsync(client, ImageServices.Named(standards, url), tried);
        if (await FieldsAsync([]) is { } links && links.Contains("semantics") && links.Contains("access_url"))
            return new ImageServices(Links: url);
        if (await FieldsAsync([("MAXREC", "0")]) is { } search && search.Contains("obs_publisher_did"))
            return await DescribedAsync(client, new ImageServices(Sia2: url), tried);
        return await FieldsAsync([("FORMAT", "METADATA")]) is { } found && found.Contains(Sia1.Sia1Search.Reference)
            ? new ImageServices(Sia1: url)
            : null;

        // Names and UCDs of the columns that a request is answered with.
        async Task<HashSet<string>?> FieldsAsync(Field[] query) =>
            await AnswerAsync(client, url, query, tried) is { } answer
            && VoTableDocument.TryRead(answer) is { IsError: false, Tables.Count: > 0 } document
                ? document
                    .Tables[0]
                    .Children("FIELD")
                    .SelectMany(field => new[] { field.Text("name"), field.Text("ucd") })
                    .OfType<string>()
                    .ToHashSet(StringComparer.OrdinalIgnoreCase)
                : null;
    }

    /// <summary>Behind the base URL of an archive: cone searches that a page at /scs lists, by their base URLs that end in ? or &amp;.</summary>
    private static async Task<Uri[]> ListedConesAsync(Client client, Uri archive, Uri found, List<string> tried)
    {
        if (found.AbsoluteUri.TrimEnd('/') == archive.GetLeftPart(UriPartial.Path).TrimEnd('/'))
            return [];
        var page = await AnswerAsync(client, new Uri(Slash(archive) + "scs"), [], tried);
        return page is null
            ? []
            : ConeUrl()
                .Matches(page.Text)
                .Select(match => Uri.TryCreate(match.Value, UriKind.Absolute, out var cone) ? cone : null)
                .OfType<Uri>()
                .Distinct()
                .ToArray();
    }

    [GeneratedRegex("""https?://[^\s"'<>?]+\?""")]
    private static partial Regex ConeUrl();

    private static async Task<Capabilities?> CapabilitiesAsync(Client client, Uri candidate, List<string> tried)
    {
        var answer = await AnswerAsync(client, new Uri(Slash(candidate) + "capabilities"), [], tried);
        return answer is not null && RootOf(answer) == "capabilities" ? Capabilities.Read(answer) : null;
    }

    private static async Task<bool> IsConeAsync(Client client, Uri url, List<string> tried) =>
        await AnswerAsync(client, url, [("RA", "0"), ("DEC", "0"), ("SR", "0")], tried) is { } answer
        && RootOf(answer) == "VOTABLE";

    private static async Task<Exchange?> AnswerAsync(Client client, Uri url, Field[] query, List<string> tried)
    {
        try
        {
            var answer = await client.FollowAsync(client.GetAsync(url, query));
            tried.Add($"{answer.First.Url} ({answer.Status})");
            return answer.Status == 200 ? answer : null;
        }
        catch (UnansweredException e)
        {
            tried.Add($"{url} ({e.Message})");
            return null;
        }
    }

    private static string? RootOf(Exchange answer)
    {
        try
        {
            return SafeXml.Root(answer).Name.LocalName;
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    private static string Slash(Uri url) => url.AbsoluteUri.TrimEnd('/') + "/";
}
