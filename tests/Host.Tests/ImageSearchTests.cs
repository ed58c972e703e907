using System.Net;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DataLab.Sia.Tests.Support;

namespace DataLab.Host.Tests;

/// <summary>SIA 1.0 and 2.0 over HTTP, before the clients and validators that people use.</summary>
[Category("DuckDb")]
[Category("Sky")]
public sealed class ImageSearchTests : IDisposable
{
    private const string Place = "52,-28";

    private readonly TemporaryFolder folder = new();
    private LiveServer server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        Directory.CreateDirectory(folder.File("images/survey"));
        Directory.CreateDirectory(folder.File("images/secret"));
        foreach (var kind in new[] { "ooi", "ood" })
            await File.WriteAllBytesAsync(
                folder.File($"images/survey/c4d_181104_072440_{kind}_r_ls9.fits"),
                FitsFiles.Exposure(52, -28, 3)
            );
        await File.WriteAllBytesAsync(
            folder.File("images/secret/c4d_191104_072440_ooi_r_ls9.fits"),
            FitsFiles.Exposure(52, -28, 3)
        );
        var data = folder.File("archive");
        Directory.CreateDirectory(data);
        foreach (var (name, more) in new[] { ("survey", (string[])[]), ("secret", ["--public-from", "2999-01-01"]) })
        {
            var added = await Tool.DatalabAsync([
                "images",
                "add",
                folder.File("images/" + name),
                "--collection",
                name,
                "--data",
                data,
                .. more,
            ]);
            Assert.That(added.ExitCode, Is.Zero, added.Output + added.Errors);
        }
        server = await LiveServer.ServeAsync(data);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    public void Dispose() => folder.Dispose();

    [Test]
    public async Task Pyvo_works_as_notebooks_use_it()
    {
        var run = await Tool.PythonAsync("pyvo_images.py", server.Url, "52", "-28");
        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Errors);
    }

    [Test]
    public async Task Documents_are_valid_and_votlint_has_nothing_to_say()
    {
        string[] tables =
        [
            $"sia?POS={Place}&SIZE=0.1&VERB=3",
            $"sia?POS={Place}&SIZE=0.1&VERB=0&MAXREC=2",
            "sia?FORMAT=METADATA",
            "sia?POS=1",
            "sia/nothing?POS=1,1&SIZE=1",
            "sia2/query?POS=CIRCLE 52 -28 1&RESPONSEFORMAT=votable/td",
            "sia2/query?MAXREC=2",
            "sia2/query?MAXREC=0",
            "sia2/query?POS=CIRCLE",
        ];
        string[] others =
        [
            "sia/capabilities",
            "sia/survey/capabilities",
            "sia2/capabilities",
            "sia/availability",
            "sia2/availability",
        ];
        var files = new List<string>();
        foreach (var path in tables.Concat(others))
        {
            files.Add(folder.File($"document{files.Count}.xml"));
            using var response = await server.Http.GetAsync(path);
            await File.WriteAllBytesAsync(files[^1], await response.Content.ReadAsByteArrayAsync());
        }
        var valid = await Tool.PythonAsync("validate_xml.py", files);
        Assert.That(valid.ExitCode, Is.Zero, valid.Output + valid.Errors);
        foreach (var file in new[] { files[0], files[2], files[5] })
        {
            var lint = await Tool.StiltsAsync("votlint", "votable=" + file);
            Assert.That(lint.Output.Trim(), Is.Empty, lint.Errors);
        }
    }

    [TestCase("sia?POS=1", HttpStatusCode.OK, "POS is \"1\"")]
    [TestCase("sia?POS=1,2&SIZE=1&VERB=9", HttpStatusCode.OK, "VERB is \"9\"")]
    [TestCase("sia/nothing?POS=1,2&SIZE=1", HttpStatusCode.NotFound, "There is no collection of images \"nothing\"")]
    [TestCase("sia/secret?POS=1,2&SIZE=1", HttpStatusCode.NotFound, "There is no collection of images \"secret\"")]
    [TestCase("sia2/query?POS=CIRCLE 1", HttpStatusCode.BadRequest, "UsageFault: POS is \"CIRCLE 1\"")]
    [TestCase("sia2/query?CALIB=x", HttpStatusCode.BadRequest, "UsageFault: CALIB is \"x\"")]
    [TestCase("sia2/nothing", HttpStatusCode.NotFound, "NotFoundFault: There is nothing at /sia2/nothing")]
    public async Task Errors_are_documents_that_say_what_is_wrong(string path, HttpStatusCode status, string message)
    {
        using var response = await server.Http.GetAsync(path);
        var info = XDocument
            .Parse(await response.Content.ReadAsStringAsync())
            .Descendants()
            .First(element => (string?)element.Attribute("name") == "QUERY_STATUS");
        Assert.That((response.StatusCode, (string?)info.Attribute("value")), Is.EqualTo((status, "ERROR")));
        Assert.That(info.Value, Does.StartWith(message));
    }

    [Test]
    public async Task Post_gives_what_get_gives_in_every_format()
    {
        var get = await server.Http.GetStringAsync("sia2/query?POS=CIRCLE 52 -28 1&CALIB=2&RESPONSEFORMAT=csv");
        using var form = new FormUrlEncodedContent([
            new("POS", "CIRCLE 52 -28 1"),
            new("CALIB", "2"),
            new("RESPONSEFORMAT", "csv"),
        ]);
        using var post = await server.Http.PostAsync("sia2/query", form);
        Assert.That(Lines(await post.Content.ReadAsStringAsync()), Is.EqualTo(Lines(get)));
        Assert.That(Lines(get), Has.Length.EqualTo(9));
        foreach (var format in new[] { "tsv", "json", "parquet", "fits", "arrow", "html", "text", "votable/b" })
        {
            using var response = await server.Http.GetAsync(
                "sia2/query?CALIB=2&RESPONSEFORMAT=" + Uri.EscapeDataString(format)
            );
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), format);
            Assert.That((await response.Content.ReadAsByteArrayAsync()).Length, Is.GreaterThan(1000), format);
        }
    }

    [Test]
    public async Task The_test_query_of_the_capabilities_finds_something()
    {
        var document = XDocument.Parse(await server.Http.GetStringAsync("sia/survey/capabilities"));
        var url = document.Descendants("accessURL").First().Value;
        Assert.That(url, Is.EqualTo(server.Url + "sia/survey?"));
        var test = document.Descendants("testQuery").Single();
        string Of(string name, string part) => test.Element(name)!.Element(part)!.Value;
        var rows = await server.Http.GetStringAsync(
            $"{url}POS={Of("pos", "long")},{Of("pos", "lat")}&SIZE={Of("size", "long")}&RESPONSEFORMAT=csv"
        );
        Assert.That(Lines(rows), Has.Length.GreaterThan(1));
        var two = await server.Http.GetStringAsync("sia2/capabilities");
        Assert.That(two, Does.Contain("standardID=\"ivo://ivoa.net/std/SIA#query-2.0\"").And.Contain("/sia2/query<"));
    }

    [TestCase("sia2", 5)]
    [TestCase("soda", 4)]
    public async Task Examples_work_and_are_declared(string service, int expected)
    {
        var capabilities = await server.Http.GetStringAsync(service + "/capabilities");
        Assert.That(
            capabilities,
            Does.Contain("ivo://ivoa.net/std/DALI#examples").And.Contain($"/{service}/examples<")
        );
        var page = XDocument.Parse(await server.Http.GetStringAsync(service + "/examples"));
        var examples = page.Descendants().Where(element => (string?)element.Attribute("typeof") == "example").ToList();
        Assert.That(examples, Has.Count.EqualTo(expected));
        foreach (var example in examples)
        {
            var url = example.Descendants().Single(element => element.Name.LocalName == "a").Attribute("href")!.Value;
            foreach (var value in example.Descendants().Where(e => (string?)e.Attribute("property") == "value"))
                Assert.That(url, Does.Contain("=" + Uri.EscapeDataString(value.Value)));
            using var answer = await server.Http.GetAsync(url);
            var body = await answer.Content.ReadAsStringAsync();
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), url + "\n" + body);
            // Rows, a line of them beside the header, pixels, or a description of the service.
            Assert.That(body.Split('\n').Length > 1 || body.StartsWith("SIMPLE", StringComparison.Ordinal), url);
            Assert.That(body, Does.Contain("survey").Or.StartsWith("SIMPLE"), url);
        }
    }

    [Test]
    public async Task Nothing_tells_of_images_that_are_not_released()
    {
        foreach (var path in new[] { "sia2/query", "sia2/query?MAXREC=0", "sia?POS=52,-28&SIZE=1&VERB=3", "sia?POS=1" })
            Assert.That(await server.Http.GetStringAsync(path), Does.Not.Contain("secret").And.Not.Contain("191104"));
    }

    [Test]
    public async Task The_home_page_shows_images_and_its_addresses_work()
    {
        using var home = await server.Http.GetAsync("");
        var html = await home.Content.ReadAsStringAsync();
        Assert.That(html, Does.Not.Contain("secret").And.Not.Contain("191104"));
        Assert.That(home.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("img-src 'self'"));
        var images = html[html.IndexOf("<h2 id=\"images\"", StringComparison.Ordinal)..];
        images = images[..images.IndexOf("<h2>", StringComparison.Ordinal)];
        foreach (var service in new[] { "sia", "sia2", "sia/survey", "soda", "previews/image", "moc" })
            Assert.That(images, Does.Contain($"<code>{server.Url}{service}</code>"));
        var addresses = Regex.Matches(images, "(?:href|src)=\"([^\"]*)\"").Select(match => match.Groups[1].Value);
        var pictures = 0;
        foreach (var address in addresses.Select(WebUtility.HtmlDecode))
        {
            using var answer = await server.Http.GetAsync(address);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), address);
            pictures += answer.Content.Headers.ContentType?.MediaType == "image/png" ? 1 : 0;
        }
        Assert.That(pictures, Is.EqualTo(2), "a small one that leads to a large one");
    }

    [Test]
    public async Task A_cone_search_of_the_images_is_one_table_with_whole_addresses()
    {
        var answer = await server.Http.GetStringAsync("scs/ivoa/ObsCore?RA=52&DEC=-28&SR=0.1&VERB=3");
        // SCS 1.03 §2.2 allows one RESOURCE: services are told by TAP and SIA.
        Assert.That(Regex.Count(answer, "<RESOURCE"), Is.EqualTo(1));
        Assert.That(answer, Does.Contain(server.Url + "links?ID="));
        Assert.That(answer, Does.Match("<FIELD[^>]*name=\"obs_publisher_did\"[^>]*ucd=\"ID_MAIN\""));
    }

    private static string[] Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
}
