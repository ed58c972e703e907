using System.Diagnostics;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>Running servers notice what is published and what is gone (docs/adr/0003-one-file-per-table.md).</summary>
public sealed class PublicationTests
{
    [Test]
    public async Task A_running_engine_serves_a_new_table_within_a_second_or_so()
    {
        await using var archive = await Archive.EmptyAsync();
        var before = archive.Catalog.Snapshot;
        await NumberTable.IngestAsync(archive, 7);
        await EventuallyAsync(() => archive.Catalog.Snapshot.Tables.Any(t => t.Name == "t"));
        Assert.That(archive.Catalog.Snapshot.Version, Is.EqualTo(before.Version + 1));
        Assert.That(before.Tables.Any(t => t.Name == "t"), Is.False, "a snapshot never changes");
        var listed = await archive.RowsAsync(
            "SELECT table_name FROM {TAP_SCHEMA.tables} WHERE schema_name = 's'",
            Archive.Column("table_name", "char", "*")
        );
        Assert.That(listed.Single()[0], Is.EqualTo("s.t"));
    }

    [Test]
    [Category("DuckDb")]
    public async Task A_translation_of_the_old_table_runs_until_the_grace_period_ends()
    {
        await using var archive = new Archive();
        await NumberTable.IngestAsync(archive, 1);
        await archive.OpenAsync(options => options with { Grace = TimeSpan.FromMilliseconds(800) });
        var translation = archive.Translate("SELECT x FROM {s.t}", Archive.Column("x", "int"));
        var schema = archive.Translate("SELECT count(*) FROM {TAP_SCHEMA.tables}", Archive.Column("n", "long"));
        await NumberTable.IngestAsync(archive, 2, replace: true);
        await archive.Catalog.RefreshAsync();

        foreach (var (old, value) in new (Adql.Translation, object)[] { (translation, 1), (schema, 6L) })
        {
            await using var rows = await archive.Catalog.OpenAsync(old, new QueryLimits(TimeSpan.Zero), default);
            Assert.That((await Cells.ReadAllAsync(rows)).Single()[0], Is.EqualTo(value));
        }

        await Task.Delay(900);
        await archive.Catalog.RefreshAsync();
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            archive.Catalog.OpenAsync(translation, new QueryLimits(TimeSpan.Zero), default)
        )!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
    }

    [Test]
    [Category("DuckDb")]
    public async Task A_query_that_is_being_read_keeps_the_old_table_to_its_end()
    {
        await using var archive = new Archive();
        await StarTable.IngestAsync(archive, version: 1);
        await archive.OpenAsync(options => options with { Grace = TimeSpan.Zero });
        await using var rows = await archive.Catalog.OpenAsync(
            archive.Translate("SELECT version FROM {s.stars}", Archive.Column("version", "int")),
            new QueryLimits(TimeSpan.Zero),
            default
        );
        await StarTable.IngestAsync(archive, version: 2);
        await archive.Catalog.RefreshAsync();
        await archive.Catalog.RefreshAsync();
        var read = await Cells.ReadAllAsync(rows);
        Assert.That(read.Count, Is.EqualTo(StarTable.Rows));
        Assert.That(read.Select(row => row[0]), Is.All.EqualTo(1));
        Assert.That((await StarTable.StateAsync(archive)).Version, Is.EqualTo(2));
    }

    [Test]
    [Category("DuckDb")]
    public async Task A_table_whose_folder_is_removed_disappears()
    {
        await using var archive = await Archive.OfAsync([NumberTable.X], [1]);
        Directory.Delete(Path.Combine(archive.Path, "catalogs", "s", "t"), recursive: true);
        var snapshot = await archive.Catalog.RefreshAsync();
        Assert.That(snapshot.Schemas.Select(schema => schema.Name), Is.EqualTo(new[] { "TAP_SCHEMA" }));
    }

    [Test]
    [Category("DuckDb")]
    public async Task A_query_on_a_table_that_was_just_removed_is_told_to_try_again()
    {
        await using var archive = await Archive.OfAsync([NumberTable.X], [1]);
        Directory.Delete(Path.Combine(archive.Path, "catalogs", "s", "t"), recursive: true);
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            archive.RowsAsync("SELECT x FROM {s.t}", Archive.Column("x", "int"))
        )!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
    }

    [Test]
    [Category("DuckDb")]
    public async Task A_file_that_is_no_table_is_reported_and_the_others_are_served()
    {
        await using var archive = new Archive();
        await archive.IngestAsync(
            "s",
            "good",
            [NumberTable.X],
            [
                [1],
            ]
        );
        await archive.IngestAsync(
            "s",
            "bad",
            [NumberTable.X],
            [
                [1],
            ]
        );
        var bad = Path.Combine(archive.Path, "catalogs", "s", "bad");
        await File.WriteAllTextAsync(Path.Combine(bad, "000002.duckdb"), "not a database");
        await archive.OpenAsync();
        Assert.That(archive.Problems.Single(), Does.Contain("s.bad"));
        var rows = await archive.RowsAsync("SELECT x FROM {s.bad}", Archive.Column("x", "int"));
        Assert.That(rows.Single()[0], Is.EqualTo(1), "the generation before it is served");
    }

    [Test]
    [Category("DuckDb")]
    public async Task Metadata_are_read_from_the_file_when_their_copy_is_missing_or_stale()
    {
        await using var archive = new Archive();
        await archive.IngestAsync(
            "s",
            "t",
            [NumberTable.X with { Description = "seven" }],
            [
                [1],
            ]
        );
        var file = Path.Combine(archive.Path, "catalogs", "s", "t", "000001.duckdb");
        var copy = Path.ChangeExtension(file, ".json");
        await File.WriteAllTextAsync(copy, "{ torn");
        await archive.OpenAsync();
        var table = archive.Catalog.Snapshot.Tables.First(t => t.Name == "t");
        Assert.That(table.Columns.Single().Field.Description, Is.EqualTo("seven"));
        Assert.That(await File.ReadAllTextAsync(copy), Does.Contain("seven"), "the copy is made good");
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(3)));
            await Task.Delay(20);
        }
    }
}
