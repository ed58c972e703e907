using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;

namespace DataLab.Dali.Tests.Http;

/// <summary>A document made once and sent often: packed or not, or not at all when the client has it.</summary>
public sealed class CachedDocumentTests
{
    private static readonly string Text = string.Concat(Enumerable.Repeat("<table>é</table>\n", 20_000));
    private static readonly DateTimeOffset Changed = new(2026, 3, 1, 12, 30, 15, 500, TimeSpan.Zero);

    private SmallArchive archive = null!;
    private CachedDocument document = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        document = await MakeAsync(Text);
        archive = await SmallArchive.StartAsync(routes => routes.MapGet("/doc", () => document));
    }

    [OneTimeTearDown]
    public async Task Stop() => await archive.DisposeAsync();

    [Test]
    public async Task Without_gzip_the_document_comes_as_it_was_written_with_its_length()
    {
        using var response = await archive.SendAsync("GET", "/doc");
        Assert.That(response.Content.Headers.ContentLength, Is.EqualTo(Encoding.UTF8.GetByteCount(Text)));
        Assert.That(response.Headers.Vary, Is.EqualTo(new[] { "Accept-Encoding" }));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(Text));
    }

    [Test]
    public async Task With_gzip_the_packed_bytes_come_with_theirs()
    {
        using var response = await archive.SendAsync("GET", "/doc", ("Accept-Encoding", "br, gzip"));
        Assert.That(response.Content.Headers.ContentEncoding, Is.EqualTo(new[] { "gzip" }));
        Assert.That(response.Content.Headers.ContentLength, Is.EqualTo(document.Size).And.LessThan(Text.Length / 50));
        await using var plain = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(plain);
        Assert.That(await reader.ReadToEndAsync(), Is.EqualTo(Text));
    }

    [Test]
    public async Task A_client_that_refuses_gzip_does_not_get_it()
    {
        using var response = await archive.SendAsync("GET", "/doc", ("Accept-Encoding", "gzip;q=0"));
        Assert.That(response.Content.Headers.ContentEncoding, Is.Empty);
    }

    [Test]
    public async Task The_etag_saves_sending_it_again_whatever_the_coding()
    {
        using var first = await archive.SendAsync("GET", "/doc");
        var etag = first.Headers.ETag!.ToString();
        using var again = await archive.SendAsync("GET", "/doc", ("If-None-Match", etag), ("Accept-Encoding", "gzip"));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(again.Headers.ETag!.ToString(), Is.EqualTo(etag));
        using var other = await archive.SendAsync("GET", "/doc", ("If-None-Match", "\"something-else\""));
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase(0, HttpStatusCode.NotModified)]
    [TestCase(60, HttpStatusCode.NotModified)]
    [TestCase(-60, HttpStatusCode.OK)]
    public async Task The_time_of_change_does_the_same(int seconds, HttpStatusCode expected)
    {
        var since = Changed.AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture);
        using var response = await archive.SendAsync("GET", "/doc", ("If-Modified-Since", since));
        Assert.That(response.StatusCode, Is.EqualTo(expected));
        Assert.That(
            response.Content.Headers.LastModified ?? DateTimeOffset.Parse(Raw(response), CultureInfo.InvariantCulture),
            Is.EqualTo(Changed.AddMilliseconds(-500))
        );
    }

    [Test]
    public async Task Head_tells_the_length_and_sends_nothing()
    {
        using var response = await archive.SendAsync("HEAD", "/doc");
        Assert.That(response.Content.Headers.ContentLength, Is.EqualTo(Encoding.UTF8.GetByteCount(Text)));
        Assert.That(response.Headers.ETag, Is.Not.Null);
        Assert.That(await response.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [Test]
    public async Task Equal_content_has_an_equal_etag_and_other_content_another()
    {
        var (twin, other) = (await MakeAsync(Text), await MakeAsync(Text + " "));
        await using var second = await SmallArchive.StartAsync(routes =>
        {
            routes.MapGet("/twin", () => twin);
            routes.MapGet("/other", () => other);
        });
        using var first = await archive.SendAsync("GET", "/doc");
        using var same = await second.SendAsync("GET", "/twin");
        using var different = await second.SendAsync("GET", "/other");
        Assert.That(same.Headers.ETag, Is.EqualTo(first.Headers.ETag));
        Assert.That(different.Headers.ETag, Is.Not.EqualTo(first.Headers.ETag));
    }

    private static string Raw(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Last-Modified", out var values) ? values.ToString() : "";

    private static Task<CachedDocument> MakeAsync(string text) =>
        CachedDocument.MakeAsync(
            "text/xml; charset=utf-8",
            Changed,
            async output =>
            {
                await output.WriteAsync(Encoding.UTF8.GetBytes(text));
            }
        );
}
