using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DataLab.Dali.Tests.Http;

/// <summary>Forms are read whatever their boundary looks like, and nothing else is touched.</summary>
public sealed class FormBoundaryTests
{
    private SmallArchive archive = null!;

    [OneTimeSetUp]
    public async Task Start() =>
        archive = await SmallArchive.StartAsync(routes =>
            routes.MapPost(
                "/echo",
                async (HttpRequest request, CancellationToken ct) =>
                    (await Parameters.ReadAsync(request, ct)).Single("QUERY") ?? "no QUERY"
            )
        );

    [OneTimeTearDown]
    public async Task Stop() => await archive.DisposeAsync();

    [TestCase("plain", "plain")]
    [TestCase("\"in=quotes\"", "in=quotes")]
    [TestCase("===1700000000===", "===1700000000===")]
    [TestCase("a/b:c", "a/b:c")]
    [TestCase("===1===; charset=utf-8", "===1===")]
    public async Task A_form_is_read_with_and_without_quotes_round_its_boundary(string sent, string boundary)
    {
        using var content = new ByteArrayContent(
            Encoding.ASCII.GetBytes(
                $"--{boundary}\r\nContent-Disposition: form-data; name=\"QUERY\"\r\n\r\nSELECT 1\r\n--{boundary}--\r\n\r\n"
            )
        );
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=" + sent);
        using var response = await archive.Http.PostAsync("/echo", content);
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("SELECT 1"));
    }

    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("text/plain; boundary====")]
    [TestCase("multipart/form-data")]
    [TestCase("multipart/form-data; boundary=")]
    [TestCase("multipart/form-data; limit====")]
    [TestCase("multipart/form-data; boundary=a\"=b")]
    [TestCase("")]
    public void A_type_that_needs_no_mending_or_cannot_be_mended_stays(string type) =>
        Assert.That(FormBoundary.Quoted(type), Is.EqualTo(type));
}
