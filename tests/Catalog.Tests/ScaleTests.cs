using System.Diagnostics;
using DataLab.Adql;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>Many rows, many tables, many queries at once.</summary>
[Category("DuckDb")]
public sealed class ScaleTests
{
    [Test]
    public async Task Streaming_allocates_next_to_nothing_a_row()
    {
        const int rows = 4_000_000;
        await using var archive = new Archive();
        await archive.OpenAsync();
        var query = new Translation(
            $"SELECT range AS id, range * 0.5e0 AS x, 'name of star ' || range AS name FROM range({rows})",
            [Archive.Column("id", "long"), Archive.Column("x", "double"), Archive.Column("name", "char", "*")],
            []
        );
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await using var source = await archive.Catalog.OpenAsync(query, new QueryLimits(TimeSpan.Zero), default);
        var read = 0;
        while (await source.ReadAsync(default) is { } batch)
        {
            using (batch)
                read += batch.Count;
        }
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.That(read, Is.EqualTo(rows));
        Assert.That((double)allocated / rows, Is.LessThan(2), "bytes a row");
    }

    [Test]
    public async Task A_batch_that_is_kept_is_not_written_to_again()
    {
        await using var archive = new Archive();
        await archive.OpenAsync();
        var query = new Translation("SELECT range FROM range(200000)", [Archive.Column("n", "long")], []);
        await using var source = await archive.Catalog.OpenAsync(query, new QueryLimits(TimeSpan.Zero), default);
        var kept = new List<RowBatch>();
        while (await source.ReadAsync(default) is { } batch)
            kept.Add(batch);
        var all = kept.SelectMany(b => ((ValueVector<long>)b.Columns[0]).Values[..b.Count].ToArray());
        Assert.That(all, Is.EqualTo(Enumerable.Range(0, 200_000).Select(i => (long)i)));
    }

    [Test]
    public async Task Three_hundred_tables_open_fast_and_stay_closed_until_used()
    {
        const int tables = 300;
        await using var archive = new Archive();
        Field[] fields = [.. Enumerable.Range(0, 20).Select(i => new Field($"c{i}", DataType.Double))];
        await archive.IngestAsync(
            "s",
            "t0",
            [.. fields],
            [
                [.. new object?[20]],
            ]
        );
        var first = Path.Combine(archive.Path, "catalogs", "s", "t0");
        for (var i = 1; i < tables; i++)
        {
            var copy = Directory.CreateDirectory(Path.Combine(archive.Path, "catalogs", "s", $"t{i}")).FullName;
            foreach (var file in Directory.EnumerateFiles(first))
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        var clock = Stopwatch.StartNew();
        await archive.OpenAsync();
        var opened = clock.Elapsed;
        Assert.That(archive.Catalog.Snapshot.Tables.Count(), Is.EqualTo(tables + 5));
        Assert.That(opened, Is.LessThan(TimeSpan.FromSeconds(5)));

        var count = await archive.RowsAsync("SELECT count(*) FROM {s.t7}", Archive.Column("n", "long"));
        Assert.That(count.Single()[0], Is.EqualTo(1));
        Assert.That(archive.DuckDb.OpenFiles, Is.EqualTo(1));

        clock.Restart();
        await archive.Catalog.RefreshAsync();
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task Many_queries_at_once_all_get_their_answers()
    {
        await using var archive = new Archive();
        await archive.OpenAsync(options => options with { MaxConnections = 4 });
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(i => archive.RowsAsync($"SELECT {i} + count(*) FROM range(20000)", Archive.Column("n", "long")))
        );
        Assert.That(
            answers.Select(rows => rows.Single()[0]),
            Is.EqualTo(Enumerable.Range(0, 200).Select(i => 20_000L + i))
        );
        Assert.That(archive.RunningQueries, Is.Zero);
    }

    [Test]
    public async Task The_check_passes_on_a_catalogue_that_answers()
    {
        await using var archive = new Archive();
        await archive.OpenAsync();
        Assert.DoesNotThrowAsync(() => archive.Catalog.CheckAsync(default));
    }

    [Test]
    public async Task The_check_fails_when_the_folder_is_gone()
    {
        await using var archive = new Archive();
        await archive.OpenAsync();
        Directory.Delete(Path.Combine(archive.Path, "catalogs"), recursive: true);
        var e = Assert.ThrowsAsync<ServiceException>(() => archive.Catalog.CheckAsync(default))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
    }

    [Test]
    public void A_data_folder_that_cannot_be_made_is_said_so()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("file"), "");
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            DuckDbCatalog.OpenAsync(new DuckDbOptions { DataFolder = folder.File("file") })
        )!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
    }
}
