using System.Net;
using System.Xml.Linq;

namespace DataLab.Bench;

/// <summary>One anonymous user of <c>/tap/async</c>, known to the server by its session cookie (UWS 1.1).</summary>
internal sealed class Jobs : IDisposable
{
    private static readonly XNamespace Uws = "http://www.ivoa.net/xml/UWS/v1.0";

    private readonly HttpClient client;
    private readonly Uri list;
    private readonly byte[] buffer = new byte[1 << 16];

    public Jobs(ServerProcess server)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = new CookieContainer(),
            MaxConnectionsPerServer = 64,
        };
        client = new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(10) };
        list = new Uri(server.Url, "tap/async");
    }

    /// <summary>Makes a job that starts at once.</summary>
    public async Task<Uri> RunAsync(string adql, string format)
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["LANG"] = "ADQL",
                ["QUERY"] = adql,
                ["RESPONSEFORMAT"] = format,
                ["PHASE"] = "RUN",
            }
        );
        using var response = await client.PostAsync(list, form);
        return response.StatusCode == HttpStatusCode.SeeOther
            ? new Uri(list, response.Headers.Location!)
            : throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The last phase.</returns>
    public async Task<string> EndAsync(Uri job)
    {
        while (true)
        {
            var phase = await PhaseAsync(job, "?WAIT=60");
            if (phase is not ("PENDING" or "QUEUED" or "EXECUTING"))
                return phase;
        }
    }

    public async Task<string> PhaseAsync(Uri job, string query = "") =>
        XElement.Parse(await client.GetStringAsync(job.AbsoluteUri + query)).Element(Uws + "phase")!.Value;

    /// <summary>Makes a job, waits for it and reads its result to the end.</summary>
    public async Task RoundTripAsync(string adql, string format)
    {
        var job = await RunAsync(adql, format);
        if (await EndAsync(job) is var phase and not "COMPLETED")
            throw new InvalidOperationException($"A job ended in {phase}: {await client.GetStringAsync(job)}");
        await client.GetByteArrayAsync(job.AbsoluteUri + "/results/result");
    }

    public Task DeleteAsync(Uri job) => client.DeleteAsync(job);

    /// <summary>Reads the job list to the end and throws the bytes away.</summary>
    public async Task ReadListAsync(string query)
    {
        using var response = await client.GetAsync(list.AbsoluteUri + query, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync();
        while (await body.ReadAsync(buffer) > 0) { }
    }

    /// <summary>The job list; returns how many jobs are in it.</summary>
    public async Task<int> ListAsync(string query) =>
        XElement.Parse(await client.GetStringAsync(list.AbsoluteUri + query)).Elements(Uws + "jobref").Count();

    public void Dispose() => client.Dispose();
}
