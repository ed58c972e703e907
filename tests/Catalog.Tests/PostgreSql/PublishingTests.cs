using System.Diagnostics;
using DataLab.Catalog.Ingest;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;
using Npgsql;
using static DataLab.Catalog.Tests.Support.Archive;

namespace DataLab.Catalog.Tests.PostgreSql;

/// <summary>Taking tables into PostgreSQL: whole or not at all, seen by every server at once.</summary>
[Category("PostgreSql")]
public sealed class PublishingTests
{
    private Archive archive = null!;

    [SetUp]
    public void Create() => archive = OnServer();

    [TearDown]
    public async Task Close() => await archive.DisposeAsync();

    private Task<IngestReport> StarsAsync(int rows, int version = 1, Func<IngestRequest, IngestRequest>? with = null) =>
        archive.IngestAsync("sky", "stars", () => new GeneratedSource(rows, version), with);

    private static IngestRequest Replacing(IngestRequest request) => request with { Replace = true };

    [Test]
    public async Task Rows_lie_sorted_by_cell_with_indexes_statistics_and_a_description()
    {
        var report = await StarsAsync(20_000);
        await archive.OpenAsync();
        Assert.That((report.Rows, report.Position), Is.EqualTo((20_000L, (("ra", "dec")))));
        Assert.That(report.FileBytes, Is.GreaterThan(1_000_000));
        var table = archive.Catalog.Snapshot.Adql.Tables.Single(t => t.Name == "stars");
        Assert.That((table.Rows, table.Position!.Cell), Is.EqualTo((20_000L, "\"hpx29\"")));
        Assert.That(table.Columns.Where(c => c.Indexed).Select(c => c.Name), Is.EqualTo(new[] { "id", "ra", "dec" }));
        Assert.That(
            table.Columns[0].Statistics,
            Has.Property("Least").EqualTo(0).And.Property("Greatest").EqualTo(19_999)
        );
        var sorted = await archive.RowsAsync(
            "SELECT count(*) FROM (SELECT hpx29, lag(hpx29) OVER (ORDER BY ctid) AS before FROM {sky.stars}) t WHERE before > hpx29",
            Column("n", "long")
        );
        Assert.That(sorted.Single()[0], Is.EqualTo(0));
        var indexes = await archive.RowsAsync(
            $"SELECT count(*) FROM pg_indexes WHERE schemaname = 'sky' AND (indexdef LIKE '%(hpx29)%' OR indexdef LIKE '%(id)%')",
            Column("n", "long")
        );
        Assert.That(indexes.Single()[0], Is.EqualTo(2));
        var plan = await archive.RowsAsync(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = '{sky.stars}'::regclass",
            Column("n", "long")
        );
        Assert.That(plan.Single()[0], Is.EqualTo(20_000));
        Assert.That(archive.LeftFiles, Is.Empty);
    }

    [Test]
    public async Task A_server_sees_a_publication_within_a_second()
    {
        await StarsAsync(100);
        await archive.OpenServerAsync(options => options with { PollInterval = TimeSpan.FromMinutes(10) });
        await archive.IngestAsync(
            "sky",
            "more",
            [new Field("x", DataType.Int)],
            [
                [1],
            ]
        );
        var clock = Stopwatch.StartNew();
        while (archive.Catalog.Snapshot.Adql.Tables.All(table => table.Name != "more"))
        {
            Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1)));
            await Task.Delay(10);
        }
        // Its description is there as well.
        var rows = await archive.RowsAsync(
            "SELECT table_name, nrows FROM {TAP_SCHEMA.tables} WHERE schema_name = 'sky' ORDER BY 1",
            Column("table_name", "char", "*"),
            Column("nrows", "long")
        );
        Assert.That(rows, Is.EqualTo(new object?[][] { ["sky.more", 1L], ["sky.stars", 100L] }));
    }

    [Test]
    public async Task A_schema_that_somebody_else_makes_at_the_same_time_is_used()
    {
        await archive.OpenServerAsync();
        var database = archive.Database;
        await using var other = await database.Server.OpenAsync(database.Name);
        await using var transaction = await other.BeginTransactionAsync();
        await using (var make = new NpgsqlCommand("CREATE SCHEMA sky", other))
            await make.ExecuteNonQueryAsync();
        var ingest = StarsAsync(100);
        await using var looking = await database.Server.OpenAsync(database.Name);
        await using var waits = new NpgsqlCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
            looking
        );
        while ((long)(await waits.ExecuteScalarAsync())! == 0 && !ingest.IsCompleted)
            await Task.Delay(20);
        Assert.That(ingest.IsCompleted, Is.False, "it waits for the other");
        await transaction.CommitAsync();
        Assert.That((await ingest).Rows, Is.EqualTo(100));
    }

    [Test]
    public async Task Tap_schema_holds_what_the_snapshot_says()
    {
        await StarsAsync(10);
        await archive.OpenAsync();
        var snapshot = archive.Catalog.Snapshot;
        foreach (var table in TapSchema.Metadata.Tables)
        {
            var columns = archive.ColumnsOf("TAP_SCHEMA", table.Name);
            var names = string.Join(", ", columns.Select(column => $"\"{column.Name}\""));
            var rows = await archive.RowsAsync($"SELECT {names} FROM {{TAP_SCHEMA.{table.Name}}}", columns);
            Assert.That(rows, Is.EquivalentTo(TapSchemaRows.Of(table.Name, snapshot.Schemas)), table.Name);
        }
    }

    [Test]
    public async Task A_table_is_replaced_only_when_asked_and_stays_for_queries_that_know_it()
    {
        await StarsAsync(1000);
        await archive.OpenServerAsync(options => options with { PollInterval = TimeSpan.FromMinutes(10) });
        var e = Assert.ThrowsAsync<ServiceException>(() => StarsAsync(10, 2))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(e.Message, Does.Contain("--replace"));

        var query = archive.Translate("SELECT version FROM {sky.stars}", Column("version", "int"));
        var published = new TaskCompletionSource();
        var replacing = archive.IngestAsync(
            "sky",
            "stars",
            () => new GeneratedSource(10, 2),
            request => request with { Replace = true, Grace = TimeSpan.FromSeconds(2) },
            new ImmediateProgress(step =>
            {
                if (step.Stage == IngestStage.Retiring)
                    published.TrySetResult();
            })
        );
        await published.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That((await archive.RowsAsync(query, NoLimit)).Count, Is.EqualTo(1000), "the old rows, whole");
        await archive.Catalog.RefreshAsync();
        var fresh = archive.Translate("SELECT version FROM {sky.stars}", Column("version", "int"));
        Assert.That(
            (await archive.RowsAsync(fresh, NoLimit)).Select(row => row[0]),
            Is.EqualTo(Enumerable.Repeat(2, 10))
        );
        await replacing;
        var relations = await archive.RowsAsync(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'sky'",
            Column("n", "long")
        );
        Assert.That(relations.Single()[0], Is.EqualTo(1));
    }

    [Test]
    public async Task Who_asks_for_a_table_that_is_gone_comes_back_and_finds_the_new_one()
    {
        await StarsAsync(1000);
        await archive.OpenServerAsync(options => options with { PollInterval = TimeSpan.FromMinutes(10) });
        var query = archive.Translate("SELECT version FROM {sky.stars}", Column("version", "int"));
        await StarsAsync(10, 2, Replacing);
        var e = Assert.ThrowsAsync<ServiceException>(() => archive.RowsAsync(query, NoLimit))!;
        Assert.That((e.Kind, e.RetryAfter), Is.EqualTo((ErrorKind.ServiceUnavailable, TimeSpan.FromSeconds(1))));
        Assert.That(e.Message, Does.Contain("Send it again"));
        await archive.Catalog.RefreshAsync();
        var again = archive.Translate("SELECT version FROM {sky.stars}", Column("version", "int"));
        Assert.That((await archive.RowsAsync(again, NoLimit)).Count, Is.EqualTo(10));
    }

    [Test]
    public async Task A_replaced_table_that_is_being_read_is_left_to_its_reader_and_dropped_by_the_next_ingest()
    {
        await StarsAsync(200_000);
        await archive.OpenAsync();
        var query = archive.Translate(
            "SELECT a.id FROM {sky.stars} a CROSS JOIN generate_series(1, 1000)",
            Column("id", "long")
        );
        await using (var reading = await archive.Catalog.OpenAsync(query, NoLimit, default))
        {
            (await reading.ReadAsync(default))!.Dispose();
            var report = await StarsAsync(10, 2, Replacing);
            Assert.That(report.Notes, Has.Some.Contains("still being read"));
            (await reading.ReadAsync(default))!.Dispose();
        }
        await archive.IngestAsync(
            "sky",
            "other",
            [new Field("x", DataType.Int)],
            [
                [1],
            ]
        );
        var relations = await archive.RowsAsync(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'sky'",
            Column("n", "long")
        );
        Assert.That(relations.Single()[0], Is.EqualTo(2));
    }

    [Test]
    public async Task Two_ingests_of_one_table_do_not_meet()
    {
        var inside = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var first = archive.IngestAsync(
            "sky",
            "stars",
            () =>
            {
                inside.TrySetResult();
                goOn.Task.Wait();
                return new GeneratedSource(10);
            }
        );
        await inside.Task;
        var e = Assert.ThrowsAsync<ServiceException>(() => StarsAsync(20))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        Assert.That(e.Message, Does.Contain("Another ingest is making sky.stars"));
        // Of another table there may be one.
        await archive.IngestAsync(
            "sky",
            "other",
            [new Field("x", DataType.Int)],
            [
                [1],
            ]
        );
        goOn.SetResult();
        Assert.That((await first).Rows, Is.EqualTo(10));
    }

    [TestCase(IngestStage.Copying)]
    [TestCase(IngestStage.Indexing)]
    [TestCase(IngestStage.Publishing)]
    public async Task An_ingest_that_is_stopped_leaves_nothing(IngestStage at)
    {
        await StarsAsync(1000);
        using var stop = new CancellationTokenSource();
        var source = IngestSource.Rows("memory", _ => Task.FromResult<RowSource>(new GeneratedSource(50_000, 2)));
        using var folder = new TempFolder();
        var request = new IngestRequest(folder.Path, "sky", "stars", [source])
        {
            Replace = true,
            Database = archive.Database.Owner,
        };
        Assert.CatchAsync<OperationCanceledException>(() =>
            TableIngest.RunAsync(
                request,
                new ImmediateProgress(step =>
                {
                    if (step.Stage == at)
                        stop.Cancel();
                }),
                stop.Token
            )
        );
        await archive.OpenAsync();
        var rows = await archive.RowsAsync(
            "SELECT count(*), min(version) FROM {sky.stars}",
            Column("n", "long"),
            Column("v", "int")
        );
        Assert.That(rows.Single(), Is.EqualTo(new object[] { 1000L, 1 }));
        var relations = await archive.RowsAsync(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'sky'",
            Column("n", "long")
        );
        Assert.That(relations.Single()[0], Is.EqualTo(1));
        // And the next one gets through.
        Assert.That((await StarsAsync(20, 3, Replacing)).Rows, Is.EqualTo(20));
    }

    [TestCase("pg_stars")]
    [TestCase("datalab")]
    [TestCase("information_schema")]
    public void Schemas_that_the_database_keeps_for_itself_are_refused(string schema) =>
        Assert.That(
            Assert
                .ThrowsAsync<ServiceException>(() =>
                    archive.IngestAsync(
                        schema,
                        "t",
                        [new Field("x", DataType.Int)],
                        [
                            [1],
                        ]
                    )
                )!
                .Kind,
            Is.EqualTo(ErrorKind.UsageError)
        );

    [Test]
    public async Task The_role_of_a_server_reads_what_is_published_and_nothing_else()
    {
        await StarsAsync(10);
        await SharedServer.Server.ExecuteAsync(
            "CREATE SCHEMA private; CREATE TABLE private.secrets AS SELECT 1 AS x",
            archive.Database.Name
        );
        await archive.OpenAsync();
        Assert.That(
            (await archive.RowsAsync("SELECT id FROM {sky.stars}", Column("id", "long"))).Count,
            Is.EqualTo(10)
        );
        var e = Assert.ThrowsAsync<ServiceException>(() =>
            archive.RowsAsync("SELECT x FROM private.secrets", Column("x", "int"))
        )!;
        Assert.That(e.Message, Does.Not.Contain("private").And.Not.Contain("secrets"));
    }

    [Test]
    public async Task A_server_that_may_not_make_the_catalogue_says_who_has_to()
    {
        await using var archive = Of(await ArchiveDatabase.CreateEmptyAsync());
        var e = Assert.ThrowsAsync<ServiceException>(() => archive.OpenAsync())!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        Assert.That(e.Message, Does.Contain("datalab ingest"));
        await archive.IngestAsync("sky", "stars", () => new GeneratedSource(1));
        await archive.OpenAsync();
    }
}
