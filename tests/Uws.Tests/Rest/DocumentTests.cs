using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using DataLab.Uws.Tests.Support;

namespace DataLab.Uws.Tests.Rest;

/// <summary>The documents against the schema of UWS 1.1, as Debian's python3-gavo ships it, and the pages for people.</summary>
public sealed class DocumentTests(StoreKind store) : OnEachStore(store)
{
    private const string Schemata = "/usr/lib/python3/dist-packages/gavo/resources/schemata/";

    private const string Firefox = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    private const string Java = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2";

    private RestClient client = null!;

    [SetUp]
    public void SetUp() => client = RestServer.Shared.Client();

    [TearDown]
    public void TearDown() => client.Dispose();

    [Test]
    public async Task Documents_of_jobs_in_every_state_are_valid()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("t,param:t"), "UPLOAD" },
            { new StringContent("r & <d>"), "RUNID" },
            { new ByteArrayContent([1, 2]), "t", "t" },
        };
        using var response = await client.Http.PostAsync(client.List, form);
        var running = await client.CreateAsync(("WORK", "30"), ("PHASE", "RUN"));
        string[] jobs =
        [
            response.Headers.Location!.OriginalString,
            running,
            await client.FinishAsync(("TEXT", "<a> & \"b\""), ("LOG", "x")),
            await client.FinishAsync(("FAIL", "quotes \" and <tags>")),
        ];
        foreach (var document in jobs.SelectMany(job => new[] { job, job + "/results", job + "/parameters" }))
            Validate(await client.TextAsync(document));
        Validate(await client.TextAsync(client.List));
        using var _ = await client.SendAsync(HttpMethod.Delete, running);
    }

    [Test]
    public void The_validation_can_fail() =>
        Assert.That(
            () =>
                Validate("<uws:job xmlns:uws='http://www.ivoa.net/xml/UWS/v1.0'><uws:phase>RUN</uws:phase></uws:job>"),
            Throws.InstanceOf<XmlSchemaException>()
        );

    [TestCase(null, false)]
    [TestCase("*/*", false)]
    [TestCase("application/xml,text/plain", false)]
    [TestCase(Java, false)]
    [TestCase("text/html;q=0.5,text/xml", false)]
    [TestCase(Firefox, true)]
    [TestCase("text/html", true)]
    public async Task Browsers_get_pages_and_programs_get_XML(string? accept, bool html)
    {
        var job = await client.FinishAsync(("TEXT", "<b>x</b>"));
        foreach (var url in new[] { job, client.List })
        {
            using var response = await client.GetAsync(url, accept);
            Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo(html ? "text/html" : "text/xml"));
            Assert.That(response.Headers.Vary, Does.Contain("Accept"));
        }
    }

    [Test]
    public async Task The_page_of_a_finished_job_links_the_result_and_shows_no_foreign_markup()
    {
        var job = await client.FinishAsync(("TEXT", "<script>alert(1)</script>"), ("RUNID", "<i>r</i>"));
        var page = await PageAsync(job);
        Assert.That(page, Does.Contain($"href=\"{job}/results/result\"").And.Contain("COMPLETED"));
        Assert.That(page, Does.Not.Contain("<script>").And.Not.Contain("<i>"));
        Assert.That(await PageAsync(client.List), Does.Contain($"href=\"{job}\"").And.Not.Contain("<i>"));
    }

    [Test]
    public async Task The_page_of_a_running_job_looks_again_and_can_abort()
    {
        var job = await client.CreateAsync(("WORK", "30"), ("PHASE", "RUN"));
        using var response = await client.GetAsync(job, Firefox);
        Assert.That(response.Headers.GetValues("Refresh"), Is.Not.Empty);
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("value=\"ABORT\""));
        using var _ = await client.SendAsync(HttpMethod.Delete, job);
    }

    [Test]
    public async Task A_page_allows_no_script_and_tells_no_other_site_its_address()
    {
        using var response = await client.GetAsync(await client.CreateAsync(), Firefox);
        Assert.That(
            response.Headers.GetValues("Content-Security-Policy").Single(),
            Does.Contain("default-src 'none'").And.Contain("form-action 'self'")
        );
        Assert.That(response.Headers.GetValues("Referrer-Policy"), Is.EqualTo(new[] { "no-referrer" }));
    }

    [Test]
    public async Task Behind_a_proxy_every_address_is_the_public_one()
    {
        const string outside = "https://archive.example.org/dl";
        await using var server = await RestServer.StartAsync(new Uri(outside));
        using var inside = server.Client();
        using var made = await inside.PostAsync(inside.List, ("PHASE", "RUN"));
        var job = made.Headers.Location!.OriginalString;
        Assert.That(job, Does.StartWith(outside + "/text/jobs/"));
        Assert.That(made.Headers.GetValues("Set-Cookie").Single(), Does.Contain("path=/dl;").And.Contain("secure"));
        var local = inside.List + job[(outside + "/text/jobs").Length..];
        await inside.WaitForEndAsync(local);
        var result = XElement.Parse(await inside.TextAsync(local)).Descendants(RestClient.UwsNs + "result").Single();
        Assert.That((string?)result.Attribute(RestClient.XlinkNs + "href"), Is.EqualTo(job + "/results/result"));
    }

    private async Task<string> PageAsync(string url)
    {
        using var response = await client.GetAsync(url, Firefox);
        return await response.Content.ReadAsStringAsync();
    }

    private static void Validate(string document)
    {
        var schemas = new XmlSchemaSet { XmlResolver = null };
        foreach (
            var (space, file) in new[] { ("http://www.w3.org/1999/xlink", "xlink.xsd"), ((string?)null, "UWS.xsd") }
        )
        {
            using var schema = XmlReader.Create(
                Schemata + file,
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore }
            );
            schemas.Add(space, schema);
        }
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = schemas };
        using var reader = XmlReader.Create(new StringReader(document), settings);
        while (reader.Read())
            continue;
    }
}
