using System.Net;
using System.Text;
using System.Xml.Linq;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.Tests.Rest.RestClient;

namespace DataLab.Uws.Tests.Rest;

/// <summary>Parameters of a job: posted, replaced, added to, uploaded (UWS 1.1 §2.2.2.4, §2.2.3.1.1).</summary>
public sealed class ParameterTests(StoreKind store) : OnEachStore(store)
{
    private RestClient client = null!;

    [SetUp]
    public void SetUp() => client = RestServer.Shared.Client();

    [TearDown]
    public void TearDown() => client.Dispose();

    [Test]
    public async Task Parameters_are_shown_as_they_were_given()
    {
        const string query = "SELECT *\nFROM \"t\" WHERE a < 5 AND b = 'Ångström & ☾'";
        var job = await client.CreateAsync(("Query", query), ("RUNID", "r 1"), ("REQUEST", "doQuery"));
        var list = await client.XmlAsync(job + "/parameters");
        Assert.That(Values(list), Is.EquivalentTo(new[] { "Query=" + query, "RUNID=r 1", "REQUEST=doQuery" }));
        Assert.That(Values((await client.XmlAsync(job)).Element(UwsNs + "parameters")!), Is.EqualTo(Values(list)));
        Assert.That(await client.TextAsync(job + "/parameters/QUERY"), Is.EqualTo(query));
        Assert.That(await client.TextAsync(job + "/parameters/runid"), Is.EqualTo("r 1"));
    }

    [Test]
    public async Task A_later_value_replaces_the_earlier_one()
    {
        var job = await client.CreateAsync(("TEXT", "one"), ("RUNID", "first"));
        await AssertSeeOtherAsync(client.PostAsync(job + "/parameters", ("text", "two"), ("RUNID", "second")), job);
        var document = await client.XmlAsync(job);
        Assert.That(
            Values(document.Element(UwsNs + "parameters")!).Select(text => text.ToUpperInvariant()),
            Is.EquivalentTo(new[] { "TEXT=TWO", "RUNID=SECOND" })
        );
        Assert.That((string?)document.Element(UwsNs + "runId"), Is.EqualTo("second"));
    }

    [Test]
    public async Task Upload_adds_up()
    {
        var job = await client.CreateAsync(("UPLOAD", "a,http://example.org/a"));
        await AssertSeeOtherAsync(client.PostAsync(job + "/parameters", ("UPLOAD", "b,http://example.org/b")), job);
        Assert.That(
            Values(await client.XmlAsync(job + "/parameters")),
            Is.EqualTo(new[] { "UPLOAD=a,http://example.org/a", "UPLOAD=b,http://example.org/b" })
        );
    }

    [TestCase("TEXT")]
    [TestCase("RUNID")]
    public async Task One_parameter_can_be_put(string name)
    {
        var job = await client.CreateAsync((name, "one"));
        await AssertSeeOtherAsync(
            client.SendAsync(HttpMethod.Put, $"{job}/parameters/{name}", new StringContent("zwei ü")),
            job
        );
        Assert.That(await client.TextAsync($"{job}/parameters/{name}"), Is.EqualTo("zwei ü"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task An_uploaded_part_is_shown_by_reference_and_comes_back_byte_for_byte(bool atOnce)
    {
        var bytes = new byte[300_000];
        new Random(5).NextBytes(bytes);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("stars,param:stars"), "UPLOAD" },
            { new ByteArrayContent(bytes), "stars", "my stars.vot" },
        };
        string job;
        if (atOnce)
        {
            using var response = await client.Http.PostAsync(client.List, form);
            job = response.Headers.Location!.OriginalString;
        }
        else
        {
            job = await client.CreateAsync();
            await AssertSeeOtherAsync(client.Http.PostAsync(job + "/parameters", form), job);
        }
        var part = (await client.XmlAsync(job))
            .Element(UwsNs + "parameters")!
            .Elements()
            .Single(p => (string?)p.Attribute("id") == "stars");
        Assert.That((string?)part.Attribute("byReference"), Is.EqualTo("true"));
        Assert.That(part.Value, Is.EqualTo(job + "/parameters/stars"));
        Assert.That(await client.Http.GetByteArrayAsync(part.Value), Is.EqualTo(bytes));
    }

    [Test]
    public async Task The_same_value_twice_is_one_and_two_values_are_refused()
    {
        var job = await client.CreateAsync(("TEXT", "a"), ("TEXT", "a"));
        Assert.That(Values(await client.XmlAsync(job + "/parameters")), Is.EqualTo(new[] { "TEXT=a" }));
        var text = await RefusalAsync(
            client.PostAsync(client.List, ("TEXT", "a"), ("TEXT", "b")),
            HttpStatusCode.BadRequest
        );
        Assert.That(text, Does.Contain("TEXT"));
    }

    [Test]
    public async Task A_value_that_no_document_can_show_is_refused() =>
        await RefusalAsync(client.PostAsync(client.List, ("TEXT", "bell \a here")), HttpStatusCode.BadRequest);

    [Test]
    public async Task Odd_names_have_addresses_too()
    {
        const string name = "a/b c?d";
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes("content")), name, "file" },
        };
        using var response = await client.Http.PostAsync(client.List, form);
        var part = (await client.XmlAsync(response.Headers.Location + "/parameters")).Elements().Single();
        Assert.That((string?)part.Attribute("id"), Is.EqualTo(name));
        Assert.That(await client.TextAsync(part.Value), Is.EqualTo("content"));
    }

    [Test]
    public async Task Parameters_in_the_address_count_too()
    {
        using var response = await client.Http.PostAsync(client.List + "?TEXT=hello&PHASE=RUN", null);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.SeeOther));
        var job = response.Headers.Location!.OriginalString;
        await client.WaitForEndAsync(job);
        Assert.That(await client.TextAsync(job + "/results/result"), Is.EqualTo("hello"));
    }

    private static string[] Values(XElement parameters) =>
        parameters.Elements(UwsNs + "parameter").Select(p => $"{(string?)p.Attribute("id")}={p.Value}").ToArray();
}
