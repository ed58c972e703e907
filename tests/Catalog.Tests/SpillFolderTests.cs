using DataLab.Adql;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Tests.Support;

namespace DataLab.Catalog.Tests;

/// <summary>What engines spill to disk is gone when they are, also when they were killed.</summary>
[Category("DuckDb")]
public sealed class SpillFolderTests
{
    [Test]
    public void A_folder_whose_owner_was_killed_is_removed_by_the_next_and_one_in_use_is_not()
    {
        using var parent = new TempFolder();
        using var alive = new SpillFolder(parent.Path);
        File.WriteAllText(Path.Combine(alive.Path, "block"), "in use");
        // As a killed process leaves it: files, and a lock that nobody holds.
        var dead = Directory.CreateDirectory(parent.File("spill-dead")).FullName;
        File.WriteAllText(Path.Combine(dead, "duckdb_temp_storage-0.tmp"), "left behind");
        File.WriteAllText(dead + ".lock", "");
        var other = Directory.CreateDirectory(parent.File("uploads")).FullName;

        using var next = new SpillFolder(parent.Path);
        Assert.That(
            Directory.EnumerateDirectories(parent.Path),
            Is.EquivalentTo(new[] { alive.Path, next.Path, other })
        );
        Assert.That(File.Exists(Path.Combine(alive.Path, "block")));
        Assert.That(File.Exists(dead + ".lock"), Is.False);
    }

    [Test]
    public void Nothing_is_left_of_a_folder_that_was_closed()
    {
        using var parent = new TempFolder();
        using (var folder = new SpillFolder(parent.Path))
            File.WriteAllText(Path.Combine(folder.Path, "block"), "");
        Assert.That(Directory.EnumerateFileSystemEntries(parent.Path), Is.Empty);
    }

    [TestCase(QueryPurpose.Interactive)]
    [TestCase(QueryPurpose.Batch)]
    public async Task A_sort_that_outgrows_memory_spills_there_and_leaves_nothing(QueryPurpose purpose)
    {
        await using var archive = new Archive();
        await archive.OpenAsync(options => options with { MemoryLimit = 256 << 20 });
        var tmp = Path.Combine(archive.Path, "tmp");
        var query = new Translation(
            "SELECT range FROM range(3000000) ORDER BY repeat('x', 100) || hash(range)",
            [Archive.Column("n", "long")],
            []
        );
        var limits = new QueryLimits(TimeSpan.Zero) { Purpose = purpose };
        await using (var rows = await archive.Catalog.OpenAsync(query, limits, default))
        {
            Assert.That(Directory.EnumerateFiles(tmp, "duckdb_temp*", SearchOption.AllDirectories), Is.Not.Empty);
            (await rows.ReadAsync(default))!.Dispose();
        }
        await archive.Catalog.DisposeAsync();
        Assert.That(Directory.EnumerateFileSystemEntries(tmp), Is.Empty);
    }
}
