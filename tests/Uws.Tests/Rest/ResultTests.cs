using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.Tests.Rest.RestClient;

namespace DataLab.Uws.Tests.Rest;

/// <summary>Results as files on the web: length, parts, validators, packing (UWS 1.1 §2.2.2.3).</summary>
public sealed class ResultTests(StoreKind store) : OnEachStore(store)
{
    private const string Ten = "0123456789";
    private RestClient client = null!;

    [SetUp]
    public void SetUp() => client = RestServer.Shared.Client();

    [TearDown]
    public void TearDown() => client.Dispose();

    [Test]
    public async Task The_result_called_result_is_first_with_its_address_size_and_type()
    {
        var job = await client.FinishAsync(("TEXT", Ten), ("LOG", "noise"));
        foreach (
            var list in new[]
            {
                (await client.XmlAsync(job)).Element(UwsNs + "results")!,
                await client.XmlAsync(job + "/results"),
            }
        )
        {
            var results = list.Elements(UwsNs + "result").ToArray();
            Assert.That(results.Select(r => (string?)r.Attribute("id")), Is.EqualTo(new[] { "result", "log" }));
            Assert.That((string?)results[0].Attribute(XlinkNs + "href"), Is.EqualTo(job + "/results/result"));
            Assert.That((string?)results[0].Attribute("size"), Is.EqualTo("10"));
            Assert.That((string?)results[0].Attribute("mime-type"), Is.EqualTo("text/plain"));
        }
    }

    [Test]
    public async Task A_result_has_type_length_name_and_validators()
    {
        var job = await client.FinishAsync(("TEXT", Ten));
        using var response = await client.GetAsync(job + "/results/result");
        var headers = response.Content.Headers;
        Assert.That(headers.ContentType!.MediaType, Is.EqualTo("text/plain"));
        Assert.That(headers.ContentLength, Is.EqualTo(10));
        Assert.That(headers.ContentDisposition!.ToString(), Is.EqualTo("attachment; filename=\"result.txt\""));
        Assert.That(headers.LastModified, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(2)));
        using var again = new HttpRequestMessage(HttpMethod.Get, job + "/results/result");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var unchanged = await client.Http.SendAsync(again);
        Assert.That(unchanged.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    [TestCase("2", "identity")]
    [TestCase("5000", "gzip")]
    public async Task A_result_that_was_cut_says_so_in_its_headers(string size, string coding)
    {
        var job = await client.FinishAsync(("SIZE", size), ("LOG", "all of it"));
        using var request = new HttpRequestMessage(HttpMethod.Get, job + "/results/result");
        request.Headers.Add("Accept-Encoding", coding);
        using var cut = await client.Http.SendAsync(request);
        Assert.That(cut.Headers.GetValues("Query-Status"), Is.EqualTo(new[] { "OVERFLOW" }));
        Assert.That(cut.Headers.GetValues("Query-Status-Text"), Is.EqualTo(new[] { "cut <here> & there" }));
        using var log = await client.GetAsync(job + "/results/log");
        Assert.That(log.Headers.Contains("Query-Status"), Is.False);
    }

    [Test]
    public async Task A_download_can_be_resumed()
    {
        var job = await client.FinishAsync(("TEXT", Ten));
        using var request = new HttpRequestMessage(HttpMethod.Get, job + "/results/result");
        request.Headers.Range = new RangeHeaderValue(4, null);
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var response = await client.Http.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(Ten[4..]));
        Assert.That(response.Content.Headers.ContentRange!.Length, Is.EqualTo(10));
    }

    [Test]
    public async Task Head_tells_the_length()
    {
        var job = await client.FinishAsync(("SIZE", "100000"));
        using var response = await client.SendAsync(HttpMethod.Head, job + "/results/result");
        Assert.That(response.Content.Headers.ContentLength, Is.EqualTo(100_000));
    }

    [TestCase(null, "text/csv", false)]
    [TestCase("identity", "text/csv", false)]
    [TestCase("gzip;q=0", "text/csv", false)]
    [TestCase("gzip, deflate", "text/csv", true)]
    [TestCase("x-gzip", "text/csv", true)]
    [TestCase("gzip, deflate", "application/x-votable+xml;serialization=BINARY2", true)]
    [TestCase("gzip, deflate", "application/fits", false)]
    public async Task A_text_is_packed_only_for_those_who_ask(string? accept, string type, bool packed)
    {
        var job = await client.FinishAsync(("SIZE", "100000"), ("TYPE", type));
        using var request = new HttpRequestMessage(HttpMethod.Get, job + "/results/result");
        if (accept is not null)
            request.Headers.AcceptEncoding.ParseAdd(accept);
        using var response = await client.Http.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.That(response.Content.Headers.ContentEncoding, Is.EqualTo(packed ? new[] { "gzip" } : []));
        Assert.That(
            response.Content.Headers.ContentType!.ToString().Replace(" ", "", StringComparison.Ordinal),
            Is.EqualTo(type)
        );
        Assert.That(response.Headers.Vary, Does.Contain("Accept-Encoding"));
        Assert.That(packed ? Unpack(body).Length : body.Length, Is.EqualTo(100_000));
    }

    [Test]
    public async Task A_packed_result_has_a_tag_of_its_own()
    {
        var job = await client.FinishAsync(("SIZE", "100000"));
        using var plain = await client.GetAsync(job + "/results/result");
        using var first = await PackedAsync(job, null);
        Assert.That(first.Headers.ETag, Is.Not.EqualTo(plain.Headers.ETag));
        using var again = await PackedAsync(job, first.Headers.ETag);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        using var changed = await PackedAsync(job, plain.Headers.ETag);
        Assert.That(changed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_job_document_is_never_packed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, await client.CreateAsync());
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var response = await client.Http.SendAsync(request);
        Assert.That(response.Content.Headers.ContentEncoding, Is.Empty);
    }

    private async Task<HttpResponseMessage> PackedAsync(string job, EntityTagHeaderValue? known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, job + "/results/result");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        if (known is not null)
            request.Headers.IfNoneMatch.Add(known);
        return await client.Http.SendAsync(request);
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var plain = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        gzip.CopyTo(plain);
        return plain.ToArray();
    }
}
