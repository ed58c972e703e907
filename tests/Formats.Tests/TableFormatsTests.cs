using DataLab.Formats.VoTable;

namespace DataLab.Formats.Tests;

public sealed class TableFormatsTests
{
    [TestCase("votable", "application/x-votable+xml")]
    [TestCase("VOTable", "application/x-votable+xml")]
    [TestCase("votable/td", "application/x-votable+xml;serialization=TABLEDATA")]
    [TestCase("votable/b2", "application/x-votable+xml;serialization=BINARY2")]
    [TestCase("votable/b", "application/x-votable+xml;serialization=BINARY")]
    [TestCase("votable_plain", "application/x-votable+xml;serialization=TABLEDATA")]
    [TestCase("application/x-votable+xml", "application/x-votable+xml")]
    [TestCase("application/x-votable xml", "application/x-votable+xml")]
    [TestCase(
        "application/x-votable+xml; serialization=\"binary2\"",
        "application/x-votable+xml;serialization=BINARY2"
    )]
    [TestCase("text/xml", "text/xml")]
    [TestCase("csv", "text/csv;header=present")]
    [TestCase("text/csv", "text/csv;header=present")]
    [TestCase("text/csv;header=absent", "text/csv;header=absent")]
    [TestCase("TSV", "text/tab-separated-values")]
    [TestCase("fits", "application/fits")]
    [TestCase("json", "application/json")]
    [TestCase("jsonl", "application/x-ndjson")]
    [TestCase("ndjson", "application/x-ndjson")]
    [TestCase("html", "text/html;charset=utf-8")]
    [TestCase("text", "text/plain;charset=utf-8")]
    [TestCase("votable_gzip", "application/x-votable+gzip")]
    [TestCase("parquet", "application/vnd.apache.parquet")]
    [TestCase("application/vnd.apache.parquet", "application/vnd.apache.parquet")]
    [TestCase("Arrow", "application/vnd.apache.arrow.stream")]
    [TestCase("application/vnd.apache.arrow.stream", "application/vnd.apache.arrow.stream")]
    public void What_is_asked_for_is_what_is_announced(string asked, string mediaType) =>
        Assert.That(new TableFormats().Find(asked)?.MediaType, Is.EqualTo(mediaType));

    [TestCase("")]
    [TestCase("xls")]
    [TestCase("application/x-votable+xml;serialization=fits")]
    [TestCase("text/csv;header=maybe")]
    public void What_there_is_not_is_null(string asked) => Assert.That(new TableFormats().Find(asked), Is.Null);

    [Test]
    public void The_service_chooses_what_plain_votable_is()
    {
        var formats = new TableFormats(VoTableSerialization.TableData);
        Assert.That(
            ((VoTableFormat)formats.Find("votable")!).Serialization,
            Is.EqualTo(VoTableSerialization.TableData)
        );
        Assert.That(
            ((VoTableFormat)new TableFormats().Default).Serialization,
            Is.EqualTo(VoTableSerialization.Binary2)
        );
    }

    [Test]
    public void Everything_declared_is_found()
    {
        var formats = new TableFormats();
        var names = formats.Outputs.SelectMany(output => output.Aliases.Append(output.MediaType));
        Assert.That(names.Where(name => formats.Find(name) is null), Is.Empty);
    }
}
