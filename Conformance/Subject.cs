using System.Collections.Concurrent;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.Images;
using DataLab.Conformance.Uws;

namespace DataLab.Conformance;

/// <summary>The service under judgement: where its resources are, and the documents and answers that checks share.</summary>
/// <remarks>What several checks need is asked for once; an answer that did not come fails every check that needs it.</remarks>
internal sealed class Subject : IDisposable
{
    private readonly ConcurrentDictionary<string, Task> made = new(StringComparer.Ordinal);

    /// <param name="baseUrl">Base URL of the service; its resources are children (TAP 1.1 §2).</param>
    /// <param name="jobList">The list of UWS jobs, or null when the service has none.</param>
    /// <param name="cones">Base URLs of cone searches.</param>
    /// <param name="images">What serves images; null for nothing.</param>
    public Subject(
        Client client,
        Uri baseUrl,
        bool isTap,
        bool hasCapabilities,
        Uri? jobList,
        IReadOnlyList<Uri> cones,
        ImageServices? images = null
    )
    {
        Client = client;
        Base = new Uri(baseUrl.AbsoluteUri.TrimEnd('/'));
        IsTap = isTap;
        HasCapabilities = hasCapabilities;
        JobList = jobList;
        Cones = cones;
        Images = images ?? ImageServices.None;
        Jobs = new Jobs(this);
    }

    public Client Client { get; }

    /// <summary>Without a trailing slash.</summary>
    public Uri Base { get; }

    public bool IsTap { get; }

    /// <summary>Whether the service is of a kind that tells its capabilities at its base.</summary>
    public bool HasCapabilities { get; }

    public Uri? JobList { get; }

    public IReadOnlyList<Uri> Cones { get; }

    /// <summary>What serves images.</summary>
    public ImageServices Images { get; }

    /// <summary>The jobs that the judge made.</summary>
    public Jobs Jobs { get; }

    public Uri Sync => Resource("sync");

    public Uri Resource(string path) => new($"{Base.AbsoluteUri.TrimEnd('/')}/{path}");

    /// <summary>The same task for the same key, started by the first who asks.</summary>
    public Task<T> Once<T>(string key, Func<Task<T>> make) => (Task<T>)made.GetOrAdd(key, _ => make());

    public Task<Exchange> Get(Uri url, params Field[] query)
    {
        var full = Client.WithQuery(url, query);
        return Once("GET " + full.AbsoluteUri, () => Client.FollowAsync(Client.GetAsync(full)));
    }

    public Task<Exchange> CapabilitiesAnswer() => Get(Resource("capabilities"));

    /// <exception cref="Finding">NotTested: there is no such document; VOSI-1.1-3.1-a says why.</exception>
    public async Task<Capabilities> CapabilitiesAsync()
    {
        var answer = await CapabilitiesAnswer();
        if (answer.Status != 200)
            throw Finding.NotTested("there are no capabilities to read (see VOSI-1.1-3.1-a)");
        return Capabilities.Read(answer);
    }

    /// <summary>How a service of simple queries declares itself: beside its URL, or in the capabilities of all; null where nothing does.</summary>
    public async Task<Capability?> CapabilityAsync(Uri service, string standardId)
    {
        var bare = service.GetLeftPart(UriPartial.Path).TrimEnd('/');
        foreach (var candidate in new[] { bare, Base.AbsoluteUri.TrimEnd('/') }.Distinct())
        {
            var answer = await Get(new Uri(candidate + "/capabilities"));
            if (
                answer is { Status: 200, IsXml: true }
                && Capabilities.Read(answer).Of(standardId).FirstOrDefault() is { } found
            )
                return found;
        }
        return null;
    }

    /// <summary>The URL that the capabilities give for a standard; the sibling <paramref name="otherwise"/> when they give none.</summary>
    public async Task<Uri> EndpointAsync(string standardId, string otherwise)
    {
        var answer = await CapabilitiesAnswer();
        if (answer.Status == 200 && answer.IsXml)
            foreach (var capability in Capabilities.Read(answer).Of(standardId))
                if (
                    Uri.TryCreate(capability.AccessUrl, UriKind.Absolute, out var url)
                    && url.Scheme is "http" or "https"
                )
                    return url;
        return Resource(otherwise);
    }

    public async Task<Exchange> AvailabilityAnswer() =>
        await Get(await EndpointAsync(StandardIds.VosiAvailability, "availability"));

    public Task<Exchange> TablesAnswer(params Field[] query) => Get(Resource("tables"), query);

    /// <exception cref="Finding">NotApplicable: the service has no such resource.</exception>
    public async Task<TableSet> TablesAsync(params Field[] query)
    {
        var answer = await TablesAnswer(query);
        if (answer.Status == 404)
            throw Finding.NotApplicable("the service has no /tables");
        Finding.RequireStatus(answer, 200, "the tables of the service");
        return TableSet.Read(answer);
    }

    /// <summary>A synchronous query in ADQL by POST, asked once for the same text and parameters; redirects are followed.</summary>
    public Task<Exchange> QueryAsync(string adql, params Field[] more) =>
        SyncAsync([("LANG", "ADQL"), ("QUERY", adql), .. more]);

    /// <summary>A synchronous request by POST with just these parameters.</summary>
    public Task<Exchange> SyncAsync(params Field[] fields) =>
        fields.Any(field => field.File is not null)
            ? Client.FollowAsync(Client.PostAsync(Sync, fields))
            : Once(
                "POST " + string.Join('\n', fields.Select(field => $"{field.Name}={field.Value}")),
                () => Client.FollowAsync(Client.PostAsync(Sync, fields))
            );

    /// <summary>The VOTable that answers a query.</summary>
    public async Task<VoTableDocument> DocumentAsync(string adql, params Field[] more)
    {
        var answer = await QueryAsync(adql, more);
        Finding.RequireStatus(answer, 200, "the result of the query");
        return VoTableDocument.Read(answer);
    }

    /// <summary>The table that answers a query.</summary>
    public async Task<VoTableData> TableAsync(string adql, params Field[] more) =>
        (await DocumentAsync(adql, more)).Table;

    public void Dispose() => Client.Dispose();
}
