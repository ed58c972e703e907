using System.Xml.Linq;
using DataLab.Catalog;
using DataLab.Formats;
using DataLab.Tap.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DataLab.Tap.Tests;

/// <summary>The documents of /tables for an archive of ten thousand tables.</summary>
public sealed class PublishedTablesTests
{
    private const int Tables = 10_000;

    private static readonly ListedEngine Many = new([
        .. Enumerable
            .Range(0, 20)
            .Select(s => new SchemaMetadata(
                $"s{s}",
                [.. Enumerable.Range(0, Tables / 20).Select(t => Table($"s{s}", $"t{t}", 30))]
            )),
    ]);

    [TestCase(TablesDetail.Min)]
    [TestCase(TablesDetail.Max)]
    public async Task A_document_is_made_once_and_kept_small(TablesDetail detail)
    {
        var tables = new PublishedTables(Many);
        var first = await tables.DocumentAsync(detail);
        Assert.That(await tables.DocumentAsync(detail), Is.SameAs(first));
        Assert.That(first.Size, Is.LessThan(first.Length / 5).And.LessThan(8 << 20));
    }

    [Test]
    public async Task Requests_at_the_same_time_share_the_work()
    {
        var tables = new PublishedTables(Many);
        var documents = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => tables.DocumentAsync(TablesDetail.Min)))
        );
        Assert.That(documents.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task The_minimal_document_names_every_table_and_no_column()
    {
        var xml = XDocument.Parse(await TextAsync(await new PublishedTables(Many).DocumentAsync(TablesDetail.Min)));
        Assert.That(xml.Descendants("table").Count(), Is.EqualTo(Tables));
        Assert.That(xml.Descendants("column"), Is.Empty);
    }

    [Test]
    public async Task What_is_published_later_is_in_the_next_document()
    {
        var engine = new ListedEngine(new SchemaMetadata("s", [Table("s", "old", 1)]));
        var tables = new PublishedTables(engine);
        Assert.That(await TextAsync(await tables.DocumentAsync(TablesDetail.Max)), Does.Contain("s.old"));
        engine.Replace(new SchemaMetadata("s", [Table("s", "new", 1)]));
        Assert.That(await TextAsync(await tables.DocumentAsync(TablesDetail.Max)), Does.Contain("s.new"));
        Assert.ThrowsAsync<ServiceException>(() => tables.ChildAsync("s.old"));
    }

    [TestCase("s19.t499", "s19.t499")]
    [TestCase("S19.T499", "s19.t499")]
    public async Task One_table_is_found_by_its_name(string name, string expected)
    {
        var xml = XDocument.Parse(await TextAsync(await new PublishedTables(Many).ChildAsync(name)));
        Assert.That(xml.Root!.Element("name")!.Value, Is.EqualTo(expected));
        Assert.That(xml.Root.Elements("column").Count(), Is.EqualTo(30));
    }

    [TestCase("\"my schema\".\"Select\"")]
    [TestCase("my schema.Select")]
    [TestCase("\"MY SCHEMA\".\"select\"")]
    public async Task Quotes_and_case_are_forgiven(string name)
    {
        var engine = new ListedEngine(new SchemaMetadata("my schema", [Table("my schema", "Select", 1)]));
        var text = await TextAsync(await new PublishedTables(engine).ChildAsync(name));
        Assert.That(text, Does.Contain("<name>\"my schema\".\"Select\"</name>"));
    }

    [Test]
    public void A_table_that_is_not_there_is_not_found()
    {
        var error = Assert.ThrowsAsync<ServiceException>(() => new PublishedTables(Many).ChildAsync("s0.t500"))!;
        Assert.That((error.Kind, error.Message), Is.EqualTo((ErrorKind.NotFound, error.Message)));
        Assert.That(error.Message, Does.Contain("s0.t500"));
    }

    private static TableMetadata Table(string schema, string name, int columns) =>
        ListedEngine.Table(
            schema,
            name,
            [
                .. Enumerable
                    .Range(0, columns)
                    .Select(i => new Field($"c{i}", DataType.Double)
                    {
                        Unit = "mag",
                        Ucd = "phot.mag",
                        Description = $"Magnitude {i}",
                    }),
            ]
        ) with
        {
            Rows = 1000,
        };

    private static async Task<string> TextAsync(IResult document)
    {
        var body = new MemoryStream();
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
        await document.ExecuteAsync(context);
        return System.Text.Encoding.UTF8.GetString(body.ToArray());
    }
}
