using DataLab.Catalog.Tests.Support;
using DataLab.Tests;

namespace DataLab.Catalog.Tests;

/// <summary>Names of schemas and tables, and the folders and files that are made of them.</summary>
[Parallelizable]
public sealed class PublishedNameTests
{
    [TestCase("B/avo.rad/catalog", "b_2_favo")]
    [TestCase("UPPER", "lower")]
    [TestCase("..", "../../x")]
    [TestCase("schema.json", "星 \"quoted\"")]
    public async Task Any_characters_can_be_in_names(string schema, string table)
    {
        await using var archive = new Archive();
        await archive.IngestAsync(
            schema,
            table,
            [NumberTable.X],
            [
                [5],
            ]
        );
        await archive.OpenAsync();
        Assert.That(archive.Catalog.Snapshot.Tables.Select(t => (t.SchemaName, t.Name)), Does.Contain((schema, table)));
        if (!TestEngine.IsPostgreSql)
        {
            var folder = Directory.GetDirectories(Path.Combine(archive.Path, "catalogs")).Single();
            Assert.That(Path.GetFileName(folder), Does.Match("^[a-z0-9_%A-F-]+$"));
        }
        var rows = await archive.RowsAsync($"SELECT x FROM {{{schema}.{table}}}", Archive.Column("x", "int"));
        Assert.That(rows.Single()[0], Is.EqualTo(5));
    }

    [Test]
    public async Task Names_that_differ_by_case_are_different_tables()
    {
        await using var archive = new Archive();
        await archive.IngestAsync(
            "s",
            "Stars",
            [NumberTable.X],
            [
                [1],
            ]
        );
        await archive.IngestAsync(
            "s",
            "stars",
            [NumberTable.X],
            [
                [2],
            ]
        );
        await archive.OpenAsync();
        Assert.That(
            (await archive.RowsAsync("SELECT x FROM {s.Stars}", Archive.Column("x", "int"))).Single()[0],
            Is.EqualTo(1)
        );
        Assert.That(
            (await archive.RowsAsync("SELECT x FROM {s.stars}", Archive.Column("x", "int"))).Single()[0],
            Is.EqualTo(2)
        );
    }
}
