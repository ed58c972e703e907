using System.Net;
using System.Xml.Linq;

namespace DataLab.Host.Tests;

/// <summary>What the TAP service says of itself, before the schemas (VOSI 1.1 §4, TAPRegExt 1.0).</summary>
public sealed class CapabilitiesTests
{
    private static LiveServer Server => DemoArchive.Server;

    [Test]
    public async Task Every_XML_document_is_valid_by_the_schemas_of_the_IVOA()
    {
        using var folder = new TemporaryFolder();
        string[] names =
        [
            "capabilities",
            "availability",
            "tables?detail=min",
            "tables?detail=max",
            "tables/smash_dr1.object",
            "tables/TAP_SCHEMA.columns",
            "nothing-here",
        ];
        var files = new List<string>();
        foreach (var name in names)
        {
            using var response = await Server.Http.GetAsync("tap/" + name);
            files.Add(folder.File($"{files.Count}.xml"));
            await File.WriteAllBytesAsync(files[^1], await response.Content.ReadAsByteArrayAsync());
        }
        var valid = await Tool.PythonAsync("validate_xml.py", files);
        Assert.That(valid.ExitCode, Is.Zero, valid.Output + valid.Errors);
    }

    [Test]
    public async Task Limits_uploads_and_documented_functions_are_declared()
    {
        var tap = XDocument
            .Parse(await Server.Http.GetStringAsync("tap/capabilities"))
            .Descendants("capability")
            .Single(capability => (string?)capability.Attribute("standardID") == "ivo://ivoa.net/std/TAP");
        Assert.That(
            tap.Elements("uploadMethod").Select(method => ((string)method.Attribute("ivo-id")!).Split('#')[1]),
            Is.EquivalentTo(new[] { "upload-inline", "upload-http", "upload-https" })
        );
        var limits = tap.Element("uploadLimit")!
            .Elements()
            .ToDictionary(e => (string)e.Attribute("unit")!, e => e.Value);
        Assert.That(
            limits,
            Is.EqualTo(new Dictionary<string, string> { ["row"] = "1000000", ["byte"] = "2147483648" })
        );
        Assert.That(tap.Element("outputLimit")!.Element("hard")!.Value, Is.EqualTo("100000000"));
        Assert.That(
            tap.Element("executionDuration")!.Elements().Select(e => e.Value),
            Is.EqualTo(new[] { "3600", "86400" })
        );
        Assert.That(
            tap.Element("retentionPeriod")!.Elements().Select(e => e.Value),
            Is.EqualTo(new[] { "604800", "2592000" })
        );
        var functions = tap.Descendants("languageFeatures")
            .Single(features =>
                ((string)features.Attribute("type")!).EndsWith("features-udf", StringComparison.Ordinal)
            )
            .Elements("feature");
        Assert.That(functions.Select(feature => feature.Element("description")?.Value), Is.All.Not.Empty.And.Not.Null);
    }

    [TestCase("tap/capabilities")]
    [TestCase("tap/tables")]
    [TestCase("scs/smash_dr1/object/capabilities")]
    public async Task A_document_that_did_not_change_is_not_sent_again(string path)
    {
        using var first = await Server.Http.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfModifiedSince = first.Content.Headers.LastModified;
        Assert.That(request.Headers.IfModifiedSince, Is.Not.Null);
        using var second = await Server.Http.SendAsync(request);
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
    }

    [TestCase("tap/tables/smash_dr1.object")]
    [TestCase("tap/tables/SMASH_DR1.Object")]
    [TestCase("tap/tables/smash_dr1%2Eobject")]
    [TestCase("/tap//tables/smash_dr1.object/")]
    public async Task A_table_has_a_document_of_its_own(string path)
    {
        var document = XDocument.Parse(await Server.Http.GetStringAsync(path));
        Assert.That(document.Root!.Element("name")!.Value, Is.EqualTo("smash_dr1.object"));
    }

    [Test]
    public async Task The_home_page_names_every_way_in()
    {
        var page = await Server.Http.GetStringAsync("tap/");
        foreach (
            var way in new[]
            {
                "/tap/examples",
                "/tap/async",
                "/tap/tables",
                "/scs",
                "/scs/smash_dr1/object/capabilities",
            }
        )
            Assert.That(page, Does.Contain($"href=\"{Server.Url.TrimEnd('/')}{way}\""));
    }
}
