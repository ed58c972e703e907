using System.Xml.Linq;

namespace DataLab.Host.Tests;

/// <summary>One asynchronous query, as a program drives it over HTTP.</summary>
internal sealed class AsyncJob
{
    public static readonly XNamespace Uws = "http://www.ivoa.net/xml/UWS/v1.0";

    private readonly HttpClient http;

    private AsyncJob(HttpClient http, string url) => (this.http, Url) = (http, url);

    public string Url { get; }

    /// <summary>Makes a job without starting it.</summary>
    /// <param name="http">To be another caller than the server's usual client.</param>
    public static async Task<AsyncJob> CreateAsync(
        LiveServer server,
        string? adql,
        string format = "csv",
        HttpClient? http = null,
        params (string Name, string Value)[] more
    )
    {
        List<KeyValuePair<string, string>> fields = [.. more.Select(p => KeyValuePair.Create(p.Name, p.Value))];
        if (adql is not null)
            fields.AddRange([new("LANG", "ADQL"), new("QUERY", adql), new("RESPONSEFORMAT", format)]);
        using var form = new FormUrlEncodedContent(fields);
        return await CreateAsync(server, form, http);
    }

    /// <summary>Makes a job of a form.</summary>
    public static async Task<AsyncJob> CreateAsync(LiveServer server, HttpContent form, HttpClient? http = null)
    {
        http ??= server.Http;
        using var response = await http.PostAsync(server.Tap + "/async", form);
        Assert.That(response.IsSuccessStatusCode, Is.True, await response.Content.ReadAsStringAsync());
        // The client has followed the 303.
        return new AsyncJob(http, response.RequestMessage!.RequestUri!.AbsoluteUri);
    }

    public Task RunAsync() => PostAsync("/phase", "PHASE", "RUN");

    public Task PostAsync(string path, string name, string value) =>
        PostAsync(path, new FormUrlEncodedContent([new(name, value)]));

    public async Task PostAsync(string path, HttpContent form)
    {
        using var response = await http.PostAsync(Url + path, form);
        Assert.That(response.IsSuccessStatusCode, Is.True, await response.Content.ReadAsStringAsync());
    }

    /// <summary>The document of the job after its end.</summary>
    public async Task<XElement> EndAsync()
    {
        while (true)
        {
            var document = XElement.Parse(await http.GetStringAsync(Url + "?WAIT=30"));
            if ((string?)document.Element(Uws + "phase") is not ("PENDING" or "QUEUED" or "EXECUTING"))
                return document;
        }
    }

    public Task<string> TextAsync(string path) => http.GetStringAsync(Url + path);

    public Task<HttpResponseMessage> GetAsync(string path) => http.GetAsync(Url + path);

    public async Task DeleteAsync()
    {
        using var response = await http.DeleteAsync(Url);
        Assert.That(response.IsSuccessStatusCode, Is.True);
    }
}
