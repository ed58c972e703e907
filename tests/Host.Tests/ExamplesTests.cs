using System.Net;
using System.Xml.Linq;

namespace DataLab.Host.Tests;

/// <summary>The examples document over HTTP: read as clients read it, and every example run.</summary>
[Category("Sky")]
public sealed class ExamplesTests
{
    [Test]
    public async Task Every_example_runs_and_finds_rows()
    {
        var examples = await ExamplesAsync(DemoArchive.Server);
        Assert.That(examples, Has.Length.GreaterThan(8));
        foreach (var (name, query) in examples)
            Assert.That(await DemoArchive.Server.RowsAsync(query), Is.Not.Empty, name);
    }

    [Test]
    public async Task The_document_follows_the_rules_of_Dali()
    {
        var document = XDocument.Parse(await DemoArchive.Server.Http.GetStringAsync("tap/examples"));
        var examples = document.Descendants().Where(e => (string?)e.Attribute("typeof") == "example").ToArray();
        Assert.That(document.Root!.Name.NamespaceName, Is.EqualTo("http://www.w3.org/1999/xhtml"));
        Assert.That(
            document.Descendants().Attributes("vocab").Single().Value,
            Is.EqualTo("http://www.ivoa.net/rdf/examples#")
        );
        foreach (var example in examples)
        {
            Assert.That((string?)example.Attribute("resource"), Is.EqualTo("#" + (string?)example.Attribute("id")));
            Assert.That(Property(example, "name"), Has.Length.EqualTo(1));
            Assert.That(Property(example, "query"), Has.Length.EqualTo(1));
            Assert.That(Property(example, "table"), Is.Not.Empty);
            var marked = example.Descendants().Where(e => e.Attribute("property") is not null);
            Assert.That(marked.SelectMany(e => e.Elements()), Is.Empty, "properties are plain text");
            Assert.That(marked.Attributes().Select(a => a.Name.LocalName), Has.None.AnyOf("href", "src", "content"));
        }
        Assert.That(examples.Select(e => (string?)e.Attribute("id")), Is.Unique);
    }

    [Test]
    public async Task Pyvo_lists_and_runs_them()
    {
        var result = await Tool.PythonAsync("pyvo_examples.py", DemoArchive.Server.Tap);
        Assert.That(result.ExitCode, Is.Zero, result.Output + result.Errors);
    }

    [Test]
    public async Task An_operators_file_appears_without_a_restart_and_a_broken_one_does_not()
    {
        using var folder = new TemporaryFolder();
        var own = Directory.CreateDirectory(folder.File("examples")).FullName;
        await using var server = await LiveServer.ServeAsync(folder.Path);
        var before = await ExamplesAsync(server);
        await File.WriteAllTextAsync(
            Path.Combine(own, "1.adql"),
            "-- Names of <all> tables & \"more\"\nSELECT table_name FROM TAP_SCHEMA.tables WHERE nrows < 5 OR nrows IS NULL\n"
        );
        await File.WriteAllTextAsync(Path.Combine(own, "2.adql"), "-- Broken\nSELECT nothing FROM nowhere\n");
        var after = await ExamplesAsync(server);
        Assert.That(after, Has.Length.EqualTo(before.Length + 1));
        Assert.That(after[0].Name, Is.EqualTo("Names of <all> tables & \"more\""));
        Assert.That(await server.RowsAsync(after[0].Query), Is.Not.Empty);
    }

    [Test]
    public async Task Switched_off_they_are_404_and_not_declared()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("config.json"), """{ "Tap": { "Examples": false } }""");
        await using var server = await LiveServer.ServeAsync(folder.Path, "--config", folder.File("config.json"));
        using var response = await server.Http.GetAsync("tap/examples");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await server.Http.GetStringAsync("tap/capabilities"), Does.Not.Contain("#examples"));
    }

    private static async Task<(string Name, string Query)[]> ExamplesAsync(LiveServer server)
    {
        var document = XDocument.Parse(await server.Http.GetStringAsync("tap/examples"));
        return
        [
            .. document
                .Descendants()
                .Where(element => (string?)element.Attribute("typeof") == "example")
                .Select(example => (Property(example, "name")[0], Property(example, "query")[0])),
        ];
    }

    private static string[] Property(XElement example, string name) =>
        [.. example.Descendants().Where(e => (string?)e.Attribute("property") == name).Select(e => e.Value)];
}
