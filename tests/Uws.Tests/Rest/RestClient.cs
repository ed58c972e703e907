using System.Net;
using System.Xml.Linq;

namespace DataLab.Uws.Tests.Rest;

/// <summary>A client that follows no redirect by itself and keeps the cookies it is given.</summary>
internal sealed class RestClient(string list) : IDisposable
{
    public static readonly XNamespace UwsNs = "http://www.ivoa.net/xml/UWS/v1.0";
    public static readonly XNamespace XlinkNs = "http://www.w3.org/1999/xlink";

    /// <summary>Address of the job list.</summary>
    public string List { get; } = list;

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public Task<HttpResponseMessage> GetAsync(string url, string? accept = null) =>
        SendAsync(HttpMethod.Get, url, null, accept);

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string url,
        HttpContent? content = null,
        string? accept = null
    )
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        if (accept is not null)
            Assert.That(request.Headers.TryAddWithoutValidation("Accept", accept));
        return await Http.SendAsync(request);
    }

    public Task<HttpResponseMessage> PostAsync(string url, params (string Name, string Value)[] fields) =>
        Http.PostAsync(
            url,
            new FormUrlEncodedContent(fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value)))
        );

    /// <summary>Address of a new job.</summary>
    public async Task<string> CreateAsync(params (string Name, string Value)[] fields)
    {
        using var response = await PostAsync(List, fields);
        Assert.That(
            response.StatusCode,
            Is.EqualTo(HttpStatusCode.SeeOther),
            await response.Content.ReadAsStringAsync()
        );
        return response.Headers.Location!.OriginalString;
    }

    /// <summary>Address of a job that has ended.</summary>
    public async Task<string> FinishAsync(params (string Name, string Value)[] fields)
    {
        var job = await CreateAsync([.. fields, ("PHASE", "RUN")]);
        await WaitForEndAsync(job);
        return job;
    }

    public async Task WaitForEndAsync(string job)
    {
        while ((await TextAsync(job + "/phase")) is "QUEUED" or "EXECUTING")
            using (await GetAsync(job + "?WAIT=5"))
                continue;
    }

    /// <summary>The body of a successful answer.</summary>
    public async Task<string> TextAsync(string url)
    {
        using var response = await GetAsync(url);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), $"{url}: {text}");
        return text;
    }

    public async Task<XElement> XmlAsync(string url) => XElement.Parse(await TextAsync(url));

    /// <summary>Asserts a refusal and gives its text.</summary>
    public static async Task<string> RefusalAsync(Task<HttpResponseMessage> call, HttpStatusCode expected)
    {
        using var response = await call;
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(expected), text);
        Assert.That(text.Trim(), Has.Length.GreaterThan(10), "a refusal says why");
        return text;
    }

    /// <summary>Asserts 303 to an address.</summary>
    public static async Task AssertSeeOtherAsync(Task<HttpResponseMessage> call, string location)
    {
        using var response = await call;
        Assert.That(
            response.StatusCode,
            Is.EqualTo(HttpStatusCode.SeeOther),
            await response.Content.ReadAsStringAsync()
        );
        Assert.That(response.Headers.Location!.OriginalString, Is.EqualTo(location));
    }

    public void Dispose() => Http.Dispose();
}
