using System.Net;
using System.Xml.Linq;
using DataLab.Formats;
using Microsoft.AspNetCore.Builder;

namespace DataLab.Dali.Tests.Http;

/// <summary>What routing refuses is told in words, in the form of the service asked; HEAD, OPTIONS and untidy paths work.</summary>
public sealed class RoutingTests
{
    private static readonly XNamespace VoTable = "http://www.ivoa.net/xml/VOTable/v1.3";

    private SmallArchive archive = null!;

    [OneTimeSetUp]
    public async Task Start() =>
        archive = await SmallArchive.StartAsync(routes =>
            routes.MapGet(
                "/tap/fail",
                string () => throw new ServiceException(ErrorKind.UsageError, "No column \"<b>\".")
            )
        );

    [OneTimeTearDown]
    public async Task Stop() => await archive.DisposeAsync();

    [Test]
    public async Task An_unknown_path_of_a_service_is_a_VOTable_with_what_the_service_has()
    {
        using var response = await archive.SendAsync("GET", "/tap/tabels");
        var info = XDocument
            .Parse(await response.Content.ReadAsStringAsync())
            .Descendants(VoTable + "INFO")
            .Single(element => (string?)element.Attribute("name") == "QUERY_STATUS");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/x-votable+xml"));
        Assert.That((string?)info.Attribute("value"), Is.EqualTo("ERROR"));
        Assert.That(info.Value, Does.Contain("/tap/tabels").And.Contain(archive.Http.BaseAddress + "tap/tables"));
    }

    [Test]
    public async Task An_unknown_path_of_no_service_is_text_that_lists_the_services()
    {
        using var response = await archive.SendAsync("GET", "/nothing/here");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/plain"));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("/scs").And.Contain("/tap"));
    }

    [TestCase("/nothing/here", HttpStatusCode.NotFound, "There is nothing at /nothing/here.")]
    [TestCase("/tap/tabels", HttpStatusCode.NotFound, "There is nothing at /tap/tabels.")]
    [TestCase("/tap/fail", HttpStatusCode.BadRequest, "No column &quot;&lt;b&gt;&quot;.")]
    public async Task A_browser_gets_an_error_as_a_page(string path, HttpStatusCode status, string message)
    {
        const string firefox = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        using var response = await archive.SendAsync("GET", path, ("Accept", firefox));
        var page = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(status));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/html"));
        Assert.That(response.Headers.Vary, Does.Contain("Accept"));
        Assert.That(page, Does.Contain(message).And.Contain($"<a href=\"{archive.Http.BaseAddress}\">"));
    }

    [TestCase("*/*")]
    [TestCase("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2")]
    public async Task A_program_gets_an_error_as_a_VOTable(string accept)
    {
        using var response = await archive.SendAsync("GET", "/tap/fail", ("Accept", accept));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/x-votable+xml"));
    }

    [Test]
    public async Task A_method_that_a_path_does_not_take_is_405_with_those_that_it_takes()
    {
        using var response = await archive.SendAsync("DELETE", "/tap/sync");
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(response.Content.Headers.Allow, Is.EquivalentTo(new[] { "GET", "POST", "HEAD", "OPTIONS" }));
        Assert.That(text, Does.Contain("DELETE").And.Contain("GET, POST, HEAD, OPTIONS"));
    }

    [TestCase("/tap/tables/")]
    [TestCase("//tap//tables")]
    [TestCase("/tap//tables/")]
    [TestCase("/TAP/tables")]
    public async Task Slashes_too_many_are_forgiven(string path)
    {
        using var response = await archive.SendAsync("GET", archive.Http.BaseAddress!.AbsoluteUri.TrimEnd('/') + path);
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("tables"));
    }

    [TestCase("a%20b.%22c%22", "a b.\"c\"")]
    [TestCase("s%2Et", "s.t")]
    [TestCase("s.%C3%A9", "s.é")]
    public async Task Escaped_names_arrive_as_they_were(string escaped, string name)
    {
        using var response = await archive.SendAsync("GET", "/tap/tables/" + escaped);
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(name));
    }

    [Test]
    public async Task Head_has_the_headers_of_get_and_no_body()
    {
        using var head = await archive.SendAsync("HEAD", "/tap/tables");
        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(head.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/plain"));
        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo("head".Length), "the handler knows that it is HEAD");
        Assert.That(await head.Content.ReadAsStringAsync(), Is.Empty);
    }

    [Test]
    public async Task Head_of_an_unknown_path_is_404_without_a_body()
    {
        using var head = await archive.SendAsync("HEAD", "/tap/nothing");
        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await head.Content.ReadAsStringAsync(), Is.Empty);
    }

    [Test]
    public async Task A_browser_that_asks_first_is_told_that_other_origins_may_post()
    {
        using var response = await archive.SendAsync(
            "OPTIONS",
            "/tap/sync",
            ("Origin", "https://aladin.example"),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type,x-requested-with")
        );
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
        Assert.That(Header(response, "Access-Control-Allow-Origin"), Is.EqualTo("*"));
        Assert.That(Header(response, "Access-Control-Allow-Methods"), Does.Contain("POST"));
        Assert.That(Header(response, "Access-Control-Allow-Headers"), Is.EqualTo("content-type,x-requested-with"));
        Assert.That(response.Headers.Contains("Access-Control-Allow-Credentials"), Is.False);
    }

    [Test]
    public async Task Options_of_an_unknown_path_is_404()
    {
        using var response = await archive.SendAsync("OPTIONS", "/tap/nothing");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("/tap/tables")]
    [TestCase("/tap/nothing")]
    [TestCase("/scs/stars")]
    public async Task Every_answer_errors_too_may_be_read_by_other_origins(string path)
    {
        using var response = await archive.SendAsync("GET", path, ("Origin", "https://aladin.example"));
        Assert.That(Header(response, "Access-Control-Allow-Origin"), Is.EqualTo("*"));
        Assert.That(Header(response, "Access-Control-Expose-Headers"), Is.EqualTo("*"));
    }

    [Test]
    public async Task A_cone_search_tells_what_the_user_did_wrong_with_status_200_and_one_Info_under_VOTABLE()
    {
        using var response = await archive.SendAsync("GET", "/scs/stars");
        var document = XDocument.Parse(await response.Content.ReadAsStringAsync());
        var errors = document.Descendants().Where(element => (string?)element.Attribute("name") == "Error").ToArray();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/xml"));
        Assert.That(errors, Has.Length.EqualTo(1));
        Assert.That(errors[0].Parent, Is.SameAs(document.Root));
        Assert.That((string?)errors[0].Attribute("value"), Is.EqualTo("RA is <missing>."));
    }

    [Test]
    public async Task A_cone_search_that_cannot_answer_now_says_so_with_its_status()
    {
        using var response = await archive.SendAsync("GET", "/scs/busy");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(response.Headers.RetryAfter, Is.Not.Null);
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("name=\"Error\""));
    }

    private static string Header(HttpResponseMessage response, string name) =>
        string.Join(", ", response.Headers.TryGetValues(name, out var values) ? values : []);
}
