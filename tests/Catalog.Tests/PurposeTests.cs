using System.Globalization;
using DataLab.Catalog.Tests.Support;
using DataLab.Formats;

namespace DataLab.Catalog.Tests;

/// <summary>Jobs run beside those who wait: apart from them, on the same tables, with the same functions, and giving way.</summary>
[Category("DuckDb")]
public sealed class PurposeTests
{
    private const string Endless =
        "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE a.range * b.range % 7 = 3";

    private static readonly Field X = new("x", DataType.Int);

    private static Task<RowSource> StartAsync(
        Archive archive,
        string sql,
        QueryPurpose purpose,
        IProgress<double>? progress = null,
        CancellationToken ct = default
    ) =>
        archive.Catalog.OpenAsync(
            archive.Translate(sql, Archive.Column("n", "long")),
            new QueryLimits(TimeSpan.Zero) { Purpose = purpose, Progress = progress },
            ct
        );

    [Test]
    public async Task Jobs_that_fill_their_connections_leave_those_of_the_others_alone()
    {
        await using var archive = new Archive();
        await archive.OpenAsync(options => options with { MaxConnections = 1, BatchConnections = 2 });
        using var stop = new CancellationTokenSource();
        var jobs = Enumerable
            .Range(0, 3)
            .Select(_ => StartAsync(archive, Endless, QueryPurpose.Batch, ct: stop.Token))
            .ToArray();
        for (var i = 0; i < 20; i++)
            await archive.RowsAsync("SELECT 42", Archive.Column("n", "long"));
        Assert.That(archive.RunningQueries, Is.EqualTo(2), "the third job waits");
        await stop.CancelAsync();
        foreach (var job in jobs)
            Assert.That(async () => await job, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(archive.RunningQueries, Is.Zero);
    }

    [Test]
    public async Task The_catalogue_is_found_well_while_every_connection_is_in_use()
    {
        await using var archive = new Archive();
        await archive.OpenAsync(options => options with { MaxConnections = 1 });
        await using var reading = await StartAsync(
            archive,
            "SELECT a.range FROM range(100000000) a",
            QueryPurpose.Interactive
        );
        Assert.DoesNotThrowAsync(() => archive.Catalog.CheckAsync(default));
    }

    [Test]
    public async Task Every_thread_that_computes_for_a_job_has_the_lowest_priority_and_no_other_has()
    {
        await using var archive = new Archive();
        await archive.OpenAsync();
        using var stop = new CancellationTokenSource();
        var job = StartAsync(archive, Endless, QueryPurpose.Batch, ct: stop.Token);
        await archive.RowsAsync("SELECT 42", Archive.Column("n", "long"));
        while (archive.RunningQueries == 0 && !job.IsCompleted)
            await Task.Delay(10);
        var threads = Threads();
        await stop.CancelAsync();
        Assert.That(async () => await job, Throws.InstanceOf<OperationCanceledException>());
        // Of the whole process, which may have been started with one.
        var own = NiceOf(".NET Finalizer").Single();
        Assert.That(NiceOf("DuckDB job 1"), Is.EqualTo(new[] { 19 }), "where the job is run from");
        Assert.That(NiceOf(BatchThread.Starter), Is.Not.Empty.And.All.EqualTo(19), "the engine's own");
        Assert.That(NiceOf("DuckDB 1"), Is.Not.Empty.And.All.EqualTo(own), "where an interactive query is run from");

        IEnumerable<int> NiceOf(string name) => threads.Where(thread => thread.Name == name).Select(t => t.Nice);
    }

    [Test]
    public async Task Jobs_see_the_same_tables_TAP_SCHEMA_and_functions()
    {
        await using var archive = new Archive();
        await archive.IngestAsync(
            "s",
            "t",
            [X],
            [
                [7],
            ]
        );
        await archive.OpenAsync();
        foreach (
            var sql in new[]
            {
                "SELECT sum(x) FROM {s.t}",
                "SELECT count(*) FROM {TAP_SCHEMA.columns}",
                "SELECT datalab_hpx29(10.0, 20.0)",
            }
        )
        {
            var column = Archive.Column("n", "long");
            var sync = await archive.RowsAsync(QueryPurpose.Interactive, sql, column);
            var batch = await archive.RowsAsync(QueryPurpose.Batch, sql, column);
            Assert.That(batch.Single()[0], Is.EqualTo(sync.Single()[0]).And.Not.Null, sql);
        }
    }

    [Test]
    public async Task A_replaced_table_serves_old_translations_of_jobs_until_the_grace_period_ends()
    {
        await using var archive = new Archive();
        await PublishAsync(archive, 1);
        await archive.OpenAsync(options => options with { Grace = TimeSpan.FromMilliseconds(800) });
        var column = Archive.Column("x", "int");
        var old = archive.Translate("SELECT x FROM {s.t}", column);
        var limits = new QueryLimits(TimeSpan.Zero) { Purpose = QueryPurpose.Batch };
        await PublishAsync(archive, 2);
        await archive.Catalog.RefreshAsync();

        await using (var rows = await archive.Catalog.OpenAsync(old, limits, default))
            Assert.That((await Cells.ReadAllAsync(rows)).Single()[0], Is.EqualTo(1));
        var now = await archive.RowsAsync(QueryPurpose.Batch, "SELECT x FROM {s.t}", column);
        Assert.That(now.Single()[0], Is.EqualTo(2));
        Assert.That(archive.DuckDb.OpenFiles, Is.EqualTo(2));

        await Task.Delay(900);
        await archive.Catalog.RefreshAsync();
        var e = Assert.ThrowsAsync<ServiceException>(() => archive.Catalog.OpenAsync(old, limits, default))!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable));
        Assert.That(archive.DuckDb.OpenFiles, Is.EqualTo(1));
    }

    [Test]
    public async Task A_job_that_computes_tells_how_far_it_is()
    {
        await using var archive = new Archive();
        await archive.IngestAsync("s", "t", [X], [.. Enumerable.Range(0, 1_200_000).Select(i => new object?[] { i })]);
        await archive.OpenAsync();
        var told = new Recorder();
        using var stop = new CancellationTokenSource();
        // Some seconds of work, of which the test sees the beginning. The engine looks how far it is whenever the thread that waits for it has
        // read fifty chunks of a table, so that each must be quick: a product of tables would be one chunk for ever.
        const string sql =
            "SELECT CAST(sum(list_sum(list_transform(range(500), lambda k: (k * t.x) % 7))) AS BIGINT) FROM {s.t} t";
        var job = StartAsync(archive, sql, QueryPurpose.Batch, told, stop.Token);
        for (var i = 0; i < 1800 && told.Values.LastOrDefault() == 0 && !job.IsCompleted; i++)
            await Task.Delay(100);
        await stop.CancelAsync();
        Assert.That(async () => await job, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(told.Values, Is.Not.Empty);
        Assert.That(told.Values, Is.Ordered.Ascending);
        Assert.That(told.Values, Is.All.InRange(0, 1));
        Assert.That(told.Values.Max(), Is.GreaterThan(0));
    }

    [Test]
    public async Task Of_an_engine_that_cannot_tell_nothing_is_told()
    {
        await using var archive = new Archive();
        await archive.OpenAsync();
        var told = new Recorder();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2.5));
        Assert.That(
            async () => await StartAsync(archive, Endless, QueryPurpose.Interactive, told, stop.Token),
            Throws.InstanceOf<OperationCanceledException>()
        );
        Assert.That(told.Values, Is.Empty);
    }

    private static Task PublishAsync(Archive archive, int x) =>
        archive.IngestAsync(
            "s",
            "t",
            [X],
            [
                [x],
            ],
            request => request with { Replace = true }
        );

    /// <summary>This process's threads as the kernel sees them; those that native code starts have their starter's name (proc(5)).</summary>
    private static List<(string Name, int Nice)> Threads()
    {
        var threads = new List<(string, int)>();
        foreach (var folder in Directory.EnumerateDirectories($"/proc/{Environment.ProcessId}/task"))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var (name, rest) = (stat.IndexOf('(') + 1, stat.LastIndexOf(')'));
                var nice = stat[(rest + 2)..].Split(' ')[16];
                threads.Add((stat[name..rest], int.Parse(nice, CultureInfo.InvariantCulture)));
            }
            catch (IOException)
            {
                // It ended a moment ago.
            }
        }
        return threads;
    }

    private sealed class Recorder : IProgress<double>
    {
        private readonly List<double> values = [];

        public double[] Values
        {
            get
            {
                lock (values)
                    return [.. values];
            }
        }

        public void Report(double value)
        {
            lock (values)
                values.Add(value);
        }
    }
}
