using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>A table is replaced as a whole or not at all, and by one ingest at a time (docs/adr/0003-one-file-per-table.md).</summary>
public sealed class ReplacementTests
{
    [Test]
    [Category("DuckDb")]
    public async Task Killed_at_any_moment_an_ingest_leaves_the_old_table_or_the_new_one_whole()
    {
        await using var archive = new Archive();
        await StarTable.IngestAsync(archive, version: 1);
        await archive.OpenAsync();
        var last = 1;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            using var child = await StarTable.StartAsync(archive, version: attempt + 2);
            // From the first words of life, a little later each time: in reading, sorting, publishing.
            await Task.Delay(attempt * 40);
            child.Kill();
            await child.WaitForExitAsync();

            await archive.Catalog.RefreshAsync();
            var state = await StarTable.StateAsync(archive);
            Assert.That((state.Rows, state.Versions), Is.EqualTo(((long)StarTable.Rows, 1L)), $"attempt {attempt}");
            Assert.That(state.Version, Is.EqualTo(last).Or.EqualTo(attempt + 2));
            last = state.Version;
        }
        await StarTable.IngestAsync(archive, version: 99);
        Assert.That(archive.Problems, Is.Empty);
        var table = Path.Combine(archive.Path, "catalogs", "s", "stars");
        Assert.That(Directory.EnumerateDirectories(table), Is.Empty, "nothing unfinished is left");
        await using var reopened = await DuckDbCatalog.OpenAsync(new DuckDbOptions { DataFolder = archive.Path });
        Assert.That(reopened.Snapshot.Tables.Single(t => t.Name == "stars").Rows, Is.EqualTo(StarTable.Rows));
    }

    [Test]
    public async Task Of_two_ingests_of_a_table_at_once_one_wins_and_the_other_says_why()
    {
        await using var archive = new Archive();
        var blocked = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        var slow = archive.IngestAsync(
            new IngestRequest(
                archive.Path,
                "s",
                "t",
                [
                    IngestSource.Rows(
                        "slow",
                        async _ =>
                        {
                            entered.SetResult();
                            await blocked.Task;
                            return new MemorySource(
                                [NumberTable.X],
                                [
                                    [1],
                                ]
                            );
                        }
                    ),
                ]
            )
        );
        await entered.Task;

        var e = Assert.ThrowsAsync<ServiceException>(() => NumberTable.IngestAsync(archive, 2))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        Assert.That(e.Message, Does.Contain("Another ingest").And.Contain("s.t"));

        blocked.SetResult();
        Assert.That((await slow).Rows, Is.EqualTo(1));
    }

    [Test]
    [Category("DuckDb")]
    public async Task Two_processes_cannot_make_the_same_table_at_once()
    {
        await using var archive = new Archive();
        await StarTable.IngestAsync(archive, version: 1);
        using var first = await StarTable.StartAsync(archive, version: 2);

        var e = Assert.ThrowsAsync<ServiceException>(() => StarTable.IngestAsync(archive, version: 3));

        Assert.That(e!.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        await first.StandardOutput.ReadToEndAsync();
        await first.WaitForExitAsync();
        Assert.That(first.ExitCode, Is.Zero);
        await archive.OpenAsync();
        Assert.That((await StarTable.StateAsync(archive)).Version, Is.EqualTo(2));
    }

    [Test]
    public async Task A_table_that_exists_is_replaced_only_when_asked()
    {
        await using var archive = new Archive();
        await NumberTable.IngestAsync(archive, 1);
        var e = Assert.ThrowsAsync<ServiceException>(() => NumberTable.IngestAsync(archive, 2))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(e.Message, Does.Contain("--replace"));
        await NumberTable.IngestAsync(archive, 2, replace: true);
        await archive.OpenAsync();
        Assert.That(
            (await archive.RowsAsync("SELECT x FROM {s.t}", Archive.Column("x", "int"))).Single()[0],
            Is.EqualTo(2)
        );
    }

    [Test]
    [Category("DuckDb")]
    public async Task Replaced_generations_are_removed_once_they_are_old()
    {
        await using var archive = new Archive();
        await NumberTable.IngestAsync(archive, 1);
        await NumberTable.IngestAsync(archive, 2, replace: true);
        var folder = Path.Combine(archive.Path, "catalogs", "s", "t");
        Assert.That(Directory.GetFiles(folder, "*.duckdb").Length, Is.EqualTo(2), "readers may still want it");
        File.SetLastWriteTimeUtc(Path.Combine(folder, "000002.duckdb"), DateTime.UtcNow.AddMinutes(-5));
        await NumberTable.IngestAsync(archive, 3, replace: true);
        Assert.That(
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(),
            Is.EqualTo(new[] { "000002.duckdb", "000002.json", "000003.duckdb", "000003.json" })
        );
        File.SetLastWriteTimeUtc(Path.Combine(folder, "000003.duckdb"), DateTime.UtcNow.AddMinutes(-5));
        await archive.OpenAsync();
        await archive.Catalog.RefreshAsync();
        Assert.That(
            Directory.GetFiles(folder, "*.duckdb").Select(Path.GetFileName),
            Is.EqualTo(new[] { "000003.duckdb" })
        );
    }

    [Test]
    public async Task A_cancelled_ingest_leaves_nothing()
    {
        await using var archive = new Archive();
        using var stop = new CancellationTokenSource();
        var request = new IngestRequest(
            archive.Path,
            "s",
            "stars",
            [IngestSource.Rows("generated", _ => Task.FromResult<RowSource>(new GeneratedSource(StarTable.Rows)))]
        );
        Assert.CatchAsync<OperationCanceledException>(() =>
            archive.IngestAsync(
                request,
                new ImmediateProgress(progress =>
                {
                    if (progress.Stage == IngestStage.Sorting)
                        stop.Cancel();
                }),
                stop.Token
            )
        );
        await archive.OpenAsync();
        Assert.That(archive.Catalog.Snapshot.Tables.Any(t => t.Name == "stars"), Is.False);
        Assert.That(Directory.Exists(Path.Combine(archive.Path, "catalogs", "s", "stars")), Is.False);
    }
}
