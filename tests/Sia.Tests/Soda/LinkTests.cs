using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using DataLab.Fits;
using DataLab.Fits.Images;
using DataLab.Sia.Tests.Support;

namespace DataLab.Sia.Tests.Soda;

/// <summary>Links, files, Data Lab's own cut-out service; and what astropy, pyvo, fitsverify and STILTS say to all of it.</summary>
[Category("DuckDb")]
public sealed class LinkTests
{
    private static readonly XNamespace VoTable = "http://www.ivoa.net/xml/VOTable/v1.3";
    private const string Did = "ivo://datalab.local/survey?" + ExposureFiles.Image;
    private TestImages images = null!;
    private ImageServer server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        images = await TestImages.OpenAsync(new ImageOptions { ListUnreleased = true });
        await ExposureFiles.AddAsync(images);
        images.Write("later/later.fits", FitsFiles.Exposure(70, 10, 1));
        await images.AddAsync(
            "later",
            request =>
                request with
                {
                    Paths = [Path.Combine(images.Root, "later")],
                    ReleaseTime = DateTimeOffset.UtcNow.AddDays(3),
                }
        );
        server = await ImageServer.StartAsync(
            images.State,
            images.Store.Options,
            images.Root + "-server",
            ("Soda:MaxLinks", "3")
        );
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await server.DisposeAsync();
        await images.DisposeAsync();
        Directory.Delete(images.Root + "-server", recursive: true);
    }

    private async Task<(XDocument Document, List<Dictionary<string, string>> Rows)> LinksAsync(params string[] ids)
    {
        using var answer = await server.Http.GetAsync(
            "links?" + string.Join('&', ids.Select(id => "ID=" + Uri.EscapeDataString(id)))
        );
        Assert.That(
            answer.Content.Headers.NonValidated["Content-Type"].ToString(),
            Is.EqualTo("application/x-votable+xml;content=datalink")
        );
        var document = XDocument.Parse(await answer.Content.ReadAsStringAsync());
        var names = document.Descendants(VoTable + "FIELD").Select(field => field.Attribute("name")!.Value).ToList();
        return (
            document,
            [
                .. document
                    .Descendants(VoTable + "TR")
                    .Select(row =>
                        row.Elements().Select((cell, i) => (names[i], cell.Value)).ToDictionary(c => c.Item1, c => c.Value)
                    ),
            ]
        );
    }

    [Test]
    public async Task An_exposure_has_its_file_pictures_mask_weight_header_and_cutouts()
    {
        var (document, rows) = await LinksAsync(Did);
        Assert.That(
            rows.Select(row => row["semantics"]),
            Is.EqualTo(
                new[] { "#this", "#preview-image", "#thumbnail", "#auxiliary", "#weight", "#detached-header", "#cutout" }
            )
        );
        foreach (var row in rows)
        {
            var ways = new[] { "access_url", "service_def", "error_message" }.Count(name => row[name].Length > 0);
            Assert.That((ways, row["ID"], row["link_authorized"]), Is.EqualTo((1, Did, "T")));
        }
        foreach (var url in rows.Select(row => row["access_url"]).Where(url => url.Length > 0))
        {
            using var linked = await server.Http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
            Assert.That(linked.StatusCode, Is.EqualTo(HttpStatusCode.OK), url);
            var row = rows.Single(one => one["access_url"] == url);
            Assert.That(linked.Content.Headers.ContentType!.MediaType, Is.EqualTo(row["content_type"]));
            if (row["content_length"].Length > 0)
                Assert.That(linked.Content.Headers.ContentLength.ToString(), Is.EqualTo(row["content_length"]));
        }
        var service = document.Descendants(VoTable + "RESOURCE").Single(r => r.Attribute("ID")?.Value == rows[^1]["service_def"]);
        var inputs = service.Descendants(VoTable + "PARAM").ToDictionary(p => p.Attribute("name")!.Value);
        Assert.That(inputs["ID"].Attribute("value")!.Value, Is.EqualTo(Did));
        Assert.That(inputs["CIRCLE"].Descendants(VoTable + "MAX").Single().Attribute("value")!.Value, Does.StartWith("52.0"));
        Assert.That(inputs["BAND"].Descendants(VoTable + "MIN").Count(), Is.EqualTo(1));
        Assert.That(inputs, Does.Not.ContainKey("POL"), "nothing is known of it");
        var (cube, _) = await LinksAsync("ivo://datalab.local/survey?cube.fits/0");
        Assert.That(
            cube.Descendants(VoTable + "PARAM").Single(p => p.Attribute("name")!.Value == "POL").Descendants(VoTable + "OPTION").Count(),
            Is.EqualTo(4)
        );
    }

    [Test]
    public async Task Faults_are_rows_and_too_many_identifiers_are_told()
    {
        var (document, rows) = await LinksAsync("rubbish", "ivo://datalab.local/later?later.fits", Did + "x", Did, Did + "/1");
        Assert.That(rows[0]["error_message"], Does.StartWith("UsageFault: "));
        Assert.That(rows.Count(row => row["ID"].Contains("later") && row["link_auth"] == "true" && row["link_authorized"] == "F"), Is.GreaterThan(4));
        Assert.That(rows[^1]["error_message"], Does.StartWith("NotFoundFault: ").And.Contain(Did + "x"));
        Assert.That(document.Descendants(VoTable + "INFO").Last().Attribute("value")!.Value, Is.EqualTo("OVERFLOW"));
        var (empty, none) = await LinksAsync();
        Assert.That(none, Is.Empty);
        Assert.That(empty.Descendants(VoTable + "RESOURCE").Last().Attribute("name")!.Value, Is.EqualTo("this"));
        using var wrong = await server.Http.GetAsync("links?RESPONSEFORMAT=rubbish");
        Assert.That(((int)wrong.StatusCode, await wrong.Content.ReadAsStringAsync()).ToString(), Does.StartWith("(400").And.Contain("UsageFault"));
        using var hidden = await server.Http.GetAsync("files/later/later.fits");
        using var cut = await server.Http.GetAsync("soda/sync?ID=" + Uri.EscapeDataString("ivo://datalab.local/later?later.fits"));
        Assert.That((hidden.StatusCode, cut.StatusCode), Is.EqualTo((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)));
        Assert.That(await cut.Content.ReadAsStringAsync(), Does.StartWith("AuthorizationError: "));
    }

    [Test]
    public async Task Files_come_whole_in_parts_and_not_again()
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(images.Root, ExposureFiles.Image));
        using var whole = await server.Http.GetAsync("files?ID=" + Uri.EscapeDataString(Did));
        Assert.That(await whole.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes));
        var url = "files/survey/" + ExposureFiles.Image;
        using var part = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(100, 199) } };
        using var some = await server.Http.SendAsync(part);
        Assert.That((int)some.StatusCode, Is.EqualTo(206));
        Assert.That(await some.Content.ReadAsByteArrayAsync(), Is.EqualTo(bytes[100..200]));
        using var again = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { IfNoneMatch = { whole.Headers.ETag! } } };
        Assert.That((int)(await server.Http.SendAsync(again)).StatusCode, Is.EqualTo(304));
        using var head = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(bytes.Length));
        using var trick = await server.Http.GetAsync("files/survey/..%2f..%2fetc%2fpasswd");
        Assert.That(trick.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("col=survey&siaRef=NAME&extn=2&POS=51.99,-28.01&SIZE=0.004", 200, "image/fits", "")]
    [TestCase("COLLECTION=&fileRef=/some/folder/NAME&EXTN=2&pos=51.99,-27.99&siz=0.004,0.002", 404, "text/plain", "no pixels")]
    [TestCase("fileRef=/some/folder/NAME&pos=51.99,-27.99&siz=0.004,0.002", 200, "image/fits", "")]
    [TestCase("siaRef=NAME&extn=4&cutout=f&POS=1,1&SIZE=1", 200, "image/fits", "")]
    [TestCase("siaRef=NAME&extn=1&POS=52.01,-28.01&SIZE=0.01&preview=true", 200, "image/png", "")]
    [TestCase("siaRef=NAME&extn=1&POS=12,-28&SIZE=0.01", 404, "text/plain", "no pixels")]
    [TestCase("siaRef=NAME&extn=9", 404, "text/plain", "no image")]
    [TestCase("siaRef=NAME&extn=x", 400, "text/plain", "extn")]
    [TestCase("siaRef=NAME&POS=52,-28&SIZE=0", 400, "text/plain", "SIZE")]
    [TestCase("siaRef=NAME&POS=52,-91&SIZE=1", 400, "text/plain", "POS")]
    [TestCase("siaRef=NAME&POS=52&SIZE=1", 400, "text/plain", "POS")]
    [TestCase("siaRef=NAME&POS=52,-28", 400, "text/plain", "without SIZE")]
    [TestCase("siaRef=../../etc/passwd", 404, "text/plain", "no image")]
    [TestCase("siaRef='; DROP TABLE image_file; --", 404, "text/plain", "no image")]
    [TestCase("col=survey", 400, "text/plain", "siaRef is missing")]
    [TestCase("col=elsewhere&siaRef=NAME", 404, "text/plain", "no image")]
    public async Task The_cutout_service_of_notebooks(string query, int status, string mediaType, string words)
    {
        using var answer = await server.Http.GetAsync(
            "svc/cutout?" + query.Replace("NAME", ExposureFiles.Image, StringComparison.Ordinal)
        );
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        Assert.That(((int)answer.StatusCode, answer.Content.Headers.ContentType!.MediaType), Is.EqualTo((status, mediaType)), text);
        if (status != 200)
            Assert.That(text, Does.Contain(words));
        if (mediaType != "image/fits")
            return;
        var file = await FitsDocument.OpenAsync(new MemorySource(bytes), default);
        var image = FitsImage.Open(file.Source, file.Hdus.Single());
        Assert.That(file.Hdus[0].Header.Find("OBJECT")!.Text, Is.EqualTo("Field 7"));
        if (query.Contains("cutout=f", StringComparison.Ordinal))
            Assert.That(image.Axes, Is.EqualTo(new long[] { ExposureFiles.Width, ExposureFiles.Height }));
        else
            // SIZE is a range of right ascension: 0.004 degrees are 35 pixels at this declination.
            Assert.That(image.Axes[0], Is.EqualTo(36).Within(1));
    }

    /// <summary>One process for all of astropy, pyvo, fitsverify and stilts datalinklint.</summary>
    [Test]
    public async Task Outside_witnesses_agree()
    {
        var output = await WitnessAsync(server.Url, Did, Path.Combine(images.Root, ExposureFiles.Image));
        Assert.That(output, Does.Contain("pixels 4").And.Contain("pyvo 5").And.Contain("lint 0 errors").And.Contain("verified 5"), output);
    }

    private static async Task<string> WitnessAsync(string url, string did, string file, [CallerFilePath] string here = "")
    {
        using var python = Process.Start(
            new ProcessStartInfo(
                "/usr/bin/python3",
                ["-W", "ignore", Path.Combine(Path.GetDirectoryName(here)!, "witnesses.py"), url, did, file]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        return output + await errors;
    }
}
