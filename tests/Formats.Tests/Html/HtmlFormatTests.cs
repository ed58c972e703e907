using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DataLab.Formats.Html;
using DataLab.Formats.Tests.Tables;

namespace DataLab.Formats.Tests.Html;

public sealed partial class HtmlFormatTests
{
    private static readonly XNamespace Xhtml = "http://www.w3.org/1999/xhtml";
    private static readonly Field Text = new("s", DataType.Char) { ArraySize = ArraySize.Any };

    [TestCase(0)]
    [TestCase(400)]
    public async Task Every_page_is_well_formed(int count)
    {
        using var folder = new TemporaryFolder();
        var table = Hostile(SampleTable.EveryType);
        var rows = SampleTable.Rows(table.Fields, count);
        await File.WriteAllBytesAsync(
            folder["t.html"],
            await TableText.BytesAsync(new HtmlFormat(), new ListSource(table, rows))
        );
        Oracle.Xmllint(folder["t.html"]);
        var body = XDocument.Load(folder["t.html"]).Descendants(Xhtml + "tbody").Last();
        Assert.That(body.Elements(Xhtml + "tr").Count(), Is.EqualTo(count));
        Assert.That(
            body.Elements(Xhtml + "tr").Select(row => row.Elements().Count()),
            Is.All.EqualTo(table.Fields.Length)
        );
    }

    [TestCase("https://archive.example.org/a?b=1&c=2", "https://archive.example.org/a?b=1&c=2")]
    [TestCase("HTTP://x.org/", "HTTP://x.org/")]
    [TestCase("ftp://x.org/", null)]
    [TestCase("javascript:alert(1)", null)]
    [TestCase("https://x.org/ and more", null)]
    [TestCase("https://x.org/\" onclick=\"alert(1)", null)]
    [TestCase("https://x.org/<script>", null)]
    [TestCase("see https://x.org/", null)]
    [TestCase("data:text/html,x", null)]
    public async Task Only_web_addresses_are_links(string cell, string? address)
    {
        var page = XDocument.Parse(
            await PageAsync(
                new TableDescription([Text]),
                [
                    [cell],
                ]
            )
        );
        var written = page.Descendants(Xhtml + "tbody").Last().Descendants(Xhtml + "td").Single();
        Assert.That(written.Value, Is.EqualTo(cell));
        var link = written.Element(Xhtml + "a");
        Assert.That(link?.Attribute("href")?.Value, Is.EqualTo(address));
        if (link is not null)
            Assert.That(link.Attribute("rel")?.Value, Does.Contain("noopener"));
    }

    [Test]
    public async Task Nothing_on_the_page_is_markup_of_the_data()
    {
        var page = await PageAsync(
            Hostile(new TableDescription([Text])),
            [
                ["<script>alert(1)</script>"],
                ["&amp;\u0001"],
            ]
        );
        Assert.That(
            page,
            Does.Not.Contain("<script").And.Contain("&lt;script&gt;alert(1)").And.Contain("&amp;amp;\uFFFD")
        );
    }

    [Test]
    public async Task The_page_keeps_to_its_own_policy()
    {
        var page = await PageAsync(SampleTable.EveryType, []);
        var style = StyleElement().Match(page).Groups[1].Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.That(
            HtmlFormat.ContentSecurityPolicy,
            Does.StartWith("default-src 'none'").And.Contain($"'sha256-{hash}'")
        );
        Assert.That(
            page,
            Does.Contain("http-equiv=\"Content-Security-Policy\"").And.Not.Contain(" style=").And.Not.Contain("<script")
        );
    }

    [Test]
    public async Task Units_and_descriptions_are_in_the_head()
    {
        var field = new Field("ra", DataType.Double)
        {
            Unit = "deg",
            Description = "Right \"ascension\"",
            Ucd = "pos.eq.ra",
        };
        var page = await PageAsync(
            new TableDescription([field]),
            [
                [1.5],
            ]
        );
        Assert.That(
            page,
            Does.Contain(
                    "<th scope=\"col\" title=\"Right &quot;ascension&quot;\">ra<br/><span class=\"unit\">deg</span></th>"
                )
                .And.Contain("<tr><td class=\"n\">1.5</td></tr>")
        );
    }

    [Test]
    public async Task Overflow_is_said_at_the_end()
    {
        await using var rows = new LimitedRowSource(
            new ListSource(
                new TableDescription([Text]),
                [
                    ["a"],
                    ["b"],
                ]
            ),
            1,
            "Ask for <more>."
        );
        Assert.That(
            await TableText.StringAsync(new HtmlFormat(), rows),
            Does.Contain("<strong>OVERFLOW</strong>: There are more rows. Ask for &lt;more&gt;.")
        );
    }

    [Test]
    public async Task A_failure_after_some_rows_ends_the_page_and_is_thrown()
    {
        await using var source = new ListSource(
            new TableDescription([Text]),
            [
                ["a"],
            ]
        )
        {
            Failure = new ServiceException(ErrorKind.LimitExceeded, "Ran too long."),
        };
        using var stream = new MemoryStream();
        var writer = System.IO.Pipelines.PipeWriter.Create(stream);
        Assert.That(() => new HtmlFormat().WriteAsync(source, writer, default), Throws.InstanceOf<ServiceException>());
        var page = XDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        var status = page.Descendants(Xhtml + "p").Single(p => p.Attribute("id")?.Value == "status");
        Assert.That(status.Value, Does.StartWith("ERROR").And.Contain("Ran too long."));
    }

    /// <summary>With names and descriptions that are markup.</summary>
    private static TableDescription Hostile(TableDescription table) =>
        table with
        {
            Name = "</title><script>",
            Description = "<b>\"&",
            Infos = [new Info("QUERY", "SELECT '</pre><script>' -- \u0002")],
            Fields =
            [
                .. table.Fields.Select(field => field with { Description = "<i>\"'&", Unit = "<u>", Ucd = "a\"b" }),
            ],
        };

    private static Task<string> PageAsync(TableDescription table, List<object?[]> rows) =>
        TableText.StringAsync(new HtmlFormat(), new ListSource(table, rows));

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex StyleElement();
}
