using System.Diagnostics;
using System.Globalization;
using DataLab.Catalog.DuckDb;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>A table is replaced as a whole or not at all, and running servers notice (docs/adr/0003-one-file-per-table.md).</summary>
[Category("DuckDb")]
public sealed class PublicationTests
{
    private const int Rows = 100_000;

    private static readonly Field X = new("x", DataType.Int);

    private static Task<IngestReport> IngestStarsAsync(Archive archive, int version, bool replace = true) =>
        TableIngest.RunAsync(
            new IngestRequest(
                archive.Path,
                "s",
                "stars",
                [IngestSource.Rows("generated", _ => Task.FromResult<RowSource>(new GeneratedSource(Rows, version)))]
            )
            {
                Replace = replace,
                MemoryLimit = 512 << 20,
            }
        );

    private static async Task<(long Rows, long Versions, int Version)> StateAsync(Archive archive)
    {
        var row = (
            await archive.RowsAsync(
                "SELECT count(*), count(DISTINCT version), min(version) FROM {s.stars}",
                Archive.Column("n", "long"),
                Archive.Column("v", "long"),
                Archive.Column("version", "int")
            )
        ).Single();
        return ((long)row[0]!, (long)row[1]!, (int)row[2]!);
    }

    private static Process Child(Archive archive, int version)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(PublicationTests).Assembly.Location);
        foreach (var argument in new[] { archive.Path, "s", "stars" })
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add(Rows.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(version.ToString(CultureInfo.InvariantCulture));
        return Process.Start(start)!;
    }

    [Test]
    public async Task Killed_at_any_moment_an_ingest_leaves_the_old_table_or_the_new_one_whole()
    {
        await using var archive = new Archive();
        await IngestStarsAsync(archive, version: 1);
        await archive.OpenAsync();
        var last = 1;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            using var child = Child(archive, version: attempt + 2);
            // From the first words of life, a little later each time: in reading, sorting, publishing.
            await child.StandardOutput.ReadLineAsync();
            await Task.Delay(attempt * 40);
            child.Kill();
            await child.WaitForExitAsync();

            await archive.Catalog.RefreshAsync();
            var state = await StateAsync(archive);
            Assert.That((state.Rows, state.Versions), Is.EqualTo(((long)Rows, 1L)), $"attempt {attempt}");
            Assert.That(state.Version, Is.EqualTo(last).Or.EqualTo(attempt + 2));
            last = state.Version;
        }
        await IngestStarsAsync(archive, version: 99);
        Assert.That(archive.Problems, Is.Empty);
        var table = Path.Combine(archive.Path, "catalogs", "s", "stars");
        Assert.That(Directory.EnumerateDirectories(table), Is.Empty, "nothing unfinished is left");
        await using var reopened = await DuckDbCatalog.OpenAsync(new DuckDbOptions { DataFolder = archive.Path });
        Assert.That(reopened.Snapshot.Tables.Single(t => t.Name == "stars").Rows, Is.EqualTo(Rows));
    }

    [Test]
    public async Task Of_two_ingests_of_a_table_at_once_one_wins_and_the_other_says_why()
    {
        await using var archive = new Archive();
        var blocked = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        var slow = TableIngest.RunAsync(
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
                                [X],
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

        var e = Assert.ThrowsAsync<ServiceException>(() =>
            archive.IngestAsync(
                "s",
                "t",
                [X],
                [
                    [2],
                ]
            )
        )!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        Assert.That(e.Message, Does.Contain("Another ingest").And.Contain("s.t"));

        blocked.SetResult();
        Assert.That((await slow).Rows, Is.EqualTo(1));
    }

    [Test]
    public async Task Two_processes_cannot_make_the_same_table_at_once()
    {
        await using var archive = new Archive();
        await IngestStarsAsync(archive, version: 1);
        using var first = Child(archive, version: 2);
        await first.StandardOutput.ReadLineAsync();

        var e = Assert.ThrowsAsync<ServiceException>(() => IngestStarsAsync(archive, version: 3));

        Assert.That(e!.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        await first.StandardOutput.ReadToEndAsync();
        await first.WaitForExitAsync();
        Assert.That(first.ExitCode, Is.Zero);
        await archive.OpenAsync();
        Assert.That((await StateAsync(archive)).Version, Is.EqualTo(2));
    }

    [Test]
    public async Task A_table_that_exists_is_replaced_only_when_asked()
    {
        await using var archive = new Archive();
        await archive.IngestAsync(
            "s",
            "t",
            [X],
            [
                [1],
            ]
        );
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            archive.IngestAsync(
                "s",
                "t",
                [X],
                [
                    [2],
                ]
            )
        )!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(e.Message, Does.Contain("--replace"));
        await archive.IngestAsync(
            "s",
            "t",
            [X],
            [
                [2],
            ],
            request => request with { Replace = true }
        );
        await archive.OpenAsync();
        Assert.That(
            (await archive.RowsAsync("SELECT x FROM {s.t}", Archive.Column("x", "int"))).Single()[0],
            Is.EqualTo(2)
        );
    }

    [Test]
    public async Task A_running_engine_serves_a_new_table_within_a_second_or_so()
    {
        await using var archive = new Archive();
        await archive.OpenAsync();
        var before = archive.Catalog.Snapshot;
        await archive.IngestAsync(
            "s",
            "t",
            [X],
            [
                [7],
            ]
        );
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
    public async Task A_translation_of_the_old_table_runs_until_the_grace_period_ends()
    {
        await using var archive = new Archive();
        await archive.IngestAsync(
            "s",
            "t",
            [X],
            [
                [1],
            ]
        );
        await archive.OpenAsync(options => options with { Grace = TimeSpan.FromMilliseconds(800) });
        var translation = archive.Translate("SELECT x FROM {s.t}", Archive.Column("x", "int"));
        var schema = archive.Translate("SELECT count(*) FROM {TAP_SCHEMA.tables}", Archive.Column("n", "long"));
        await archive.IngestAsync(
            "s",
            "t",
            [X],
            [
                [2],
            ],
            request => request with { Replace = true }
        );
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
    public async Task A_query_that_is_being_read_keeps_the_old_table_to_its_end()
    {
        await using var archive = new Archive();
        await IngestStarsAsync(archive, version: 1);
        await archive.OpenAsync(options => options with { Grace = TimeSpan.Zero });
        await using var rows = await archive.Catalog.OpenAsync(
            archive.Translate("SELECT version FROM {s.stars}", Archive.Column("version", "int")),
            new QueryLimits(TimeSpan.Zero),
            default
        );
        await IngestStarsAsync(archive, version: 2);
        await archive.Catalog.RefreshAsync();
        await archive.Catalog.RefreshAsync();
        var read = await Cells.ReadAllAsync(rows);
        Assert.That(read.Count, Is.EqualTo(Rows));
        Assert.That(read.Select(row => row[0]), Is.All.EqualTo(1));
        Assert.That((await StateAsync(archive)).Version, Is.EqualTo(2));
    }

    [Test]
    public async Task A_table_whose_folder_is_removed_disappears()
    {
        await using var archive = new Archive();
        await archive.IngestAsync(
            "s",
            "t",
            [X],
            [
                [1],
            ]
        );
        await archive.OpenAsync();
        Directory.Delete(Path.Combine(archive.Path, "catalogs", "s", "t"), recursive: true);
        var snapshot = await archive.Catalog.RefreshAsync();
        Assert.That(snapshot.Schemas.Select(schema => schema.Name), Is.EqualTo(new[] { "TAP_SCHEMA" }));
    }

    [Test]
    public async Task A_query_on_a_table_that_was_just_removed_is_told_to_try_again()
    {
        await using var archive = new Archive();
        await archive.IngestAsync(
            "s",
            "t",
            [X],
            [
                [1],
            ]
        );
        await archive.OpenAsync();
        Directory.Delete(Path.Combine(archive.Path, "catalogs", "s", "t"), recursive: true);
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            archive.RowsAsync("SELECT x FROM {s.t}", Archive.Column("x", "int"))
        )!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
    }

    [Test]
    public async Task Replaced_generations_are_removed_once_they_are_old()
    {
        await using var archive = new Archive();
        await archive.IngestAsync(
            "s",
            "t",
            [X],
            [
                [1],
            ]
        );
        await archive.IngestAsync(
            "s",
            "t",
            [X],
            [
                [2],
            ],
            request => request with { Replace = true }
        );
        var folder = Path.Combine(archive.Path, "catalogs", "s", "t");
        Assert.That(Directory.GetFiles(folder, "*.duckdb").Length, Is.EqualTo(2), "readers may still want it");
        File.SetLastWriteTimeUtc(Path.Combine(folder, "000002.duckdb"), DateTime.UtcNow.AddMinutes(-5));
        await archive.IngestAsync(
            "s",
            "t",
            [X],
            [
                [3],
            ],
            request => request with { Replace = true }
        );
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
    public async Task A_file_that_is_no_table_is_reported_and_the_others_are_served()
    {
        await using var archive = new Archive();
        await archive.IngestAsync(
            "s",
            "good",
            [X],
            [
                [1],
            ]
        );
        await archive.IngestAsync(
            "s",
            "bad",
            [X],
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
    public async Task Metadata_are_read_from_the_file_when_their_copy_is_missing_or_stale()
    {
        await using var archive = new Archive();
        await archive.IngestAsync(
            "s",
            "t",
            [X with { Description = "seven" }],
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
            [X],
            [
                [5],
            ]
        );
        await archive.OpenAsync();
        Assert.That(archive.Catalog.Snapshot.Tables.Select(t => (t.SchemaName, t.Name)), Does.Contain((schema, table)));
        var folder = Directory.GetDirectories(Path.Combine(archive.Path, "catalogs")).Single();
        Assert.That(Path.GetFileName(folder), Does.Match("^[a-z0-9_%A-F-]+$"));
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
            [X],
            [
                [1],
            ]
        );
        await archive.IngestAsync(
            "s",
            "stars",
            [X],
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

    [Test]
    public async Task A_cancelled_ingest_leaves_nothing()
    {
        await using var archive = new Archive();
        using var stop = new CancellationTokenSource();
        var request = new IngestRequest(
            archive.Path,
            "s",
            "stars",
            [IngestSource.Rows("generated", _ => Task.FromResult<RowSource>(new GeneratedSource(Rows)))]
        );
        Assert.CatchAsync<OperationCanceledException>(() =>
            TableIngest.RunAsync(
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
