using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using DataLab.Adql;
using DataLab.Adql.Dialects;
using DataLab.Adql.Semantics;
using DataLab.Catalog;
using DataLab.Formats;
using DataLab.State;
using DataLab.Tap.Async;
using DataLab.Uws;
using DataLab.Uws.History;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DataLab.Tap.Tests;

/// <summary>Queries as jobs, around an engine that does as it is told.</summary>
public sealed class TapJobsTests
{
    private static readonly Caller Anna = new("anna", null, "192.0.2.1");

    private readonly ScriptedEngine engine = new();
    private string folder = null!;
    private StateStore state = null!;
    private TapService tap = null!;
    private IHost host = null!;

    private JobService Jobs => host.Services.GetRequiredService<JobService>();
    private TapJobs Kind => host.Services.GetRequiredService<TapJobs>();

    [OneTimeSetUp]
    public async Task Start()
    {
        folder = Directory.CreateTempSubdirectory("datalab-tap-jobs-").FullName;
        state = await StateStore.OpenAsync(
            Path.Combine(folder, "state.sqlite"),
            [UwsServices.Module],
            CancellationToken.None
        );
        tap = new TapService(engine, new TapOptions { DefaultMaxRec = 10 });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(state);
        builder.Services.AddSingleton(new TapJobs(tap, new TableFormats()));
        builder.Services.AddSingleton<JobKind>(services => services.GetRequiredService<TapJobs>());
        builder.Services.AddUws(new UwsOptions(Path.Combine(folder, "jobs")));
        host = builder.Build();
        await host.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await host.StopAsync();
        host.Dispose();
        tap.Dispose();
        await state.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [SetUp]
    public void SetUp() => engine.Read = number => number <= 2 ? null : Task.FromResult(false);

    [Test]
    public async Task A_job_runs_as_a_batch_within_its_own_duration()
    {
        var job = await RunAsync([("MAXREC", "5")], TimeSpan.FromSeconds(77));
        Assert.That(job.Phase, Is.EqualTo(ExecutionPhase.Completed), job.Error?.Message);
        Assert.That(engine.Limits!.Purpose, Is.EqualTo(QueryPurpose.Batch));
        Assert.That(engine.Limits.ExecutionDuration, Is.EqualTo(TimeSpan.FromSeconds(77)));
    }

    [Test]
    public async Task Its_result_is_called_result_and_its_notes_count_the_rows()
    {
        var job = await RunAsync([]);
        Assert.That(
            job.Results.Select(result => (result.Id, result.MediaType, result.FileName)),
            Is.EqualTo(new[] { ("result", "text/csv;header=present", "result.csv") })
        );
        Assert.That(job.Notes, Is.EqualTo(new[] { new JobNote("rows", "8") }));
    }

    [Test]
    public async Task A_cut_says_why()
    {
        engine.Read = _ => null;
        var job = await RunAsync([]);
        Assert.That(job.Notes[0], Is.EqualTo(new JobNote("rows", "10")));
        Assert.That(job.Notes[1].Name, Is.EqualTo("overflow"));
        Assert.That(job.Notes[1].Value, Does.Contain("default").And.Contain("MAXREC"));
    }

    [Test]
    public async Task An_engine_that_fails_in_the_middle_leaves_the_reason_and_no_result()
    {
        engine.Read = number =>
            number == 1 ? null : Task.FromException<bool>(new ServiceException(ErrorKind.LimitExceeded, "Too long."));
        var job = await RunAsync([]);
        Assert.That((job.Phase, job.Error), Is.EqualTo((ExecutionPhase.Error, new ErrorSummary("Too long.", false))));
        Assert.That(job.Results, Is.Empty);
    }

    [Test]
    public async Task A_table_that_is_none_is_the_fault_of_the_user()
    {
        engine.Read = _ => Task.FromException<bool>(new TableFormatException("Line 3 has no end."));
        var job = await RunAsync([]);
        Assert.That(job.Error, Is.EqualTo(new ErrorSummary("Line 3 has no end.", false)));
    }

    [Test]
    public async Task What_the_engine_tells_of_its_progress_is_in_the_notes()
    {
        var reached = new TaskCompletionSource();
        var finish = new TaskCompletionSource<bool>();
        engine.Read = number =>
        {
            if (number == 1)
                return null;
            engine.Limits!.Progress!.Report(0.5);
            reached.TrySetResult();
            return finish.Task;
        };
        var made = await CreateAsync([]);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var running = await Jobs.FindAsync(Kind, made.JobId, Anna, CancellationToken.None);
        finish.SetResult(false);
        Assert.That(running.Notes, Is.EqualTo(new[] { new JobNote("rows", "4"), new JobNote("fraction", "0.5") }));
        Assert.That((await EndAsync(made)).Phase, Is.EqualTo(ExecutionPhase.Completed));
    }

    [Test]
    public async Task The_query_is_in_the_history_with_its_rows_and_bytes()
    {
        var job = await RunAsync([("RUNID", "")]);
        HistoryEntry? entry = null;
        for (var attempt = 0; entry is null && attempt < 100; attempt++)
        {
            await Task.Delay(50);
            var entries = await host
                .Services.GetRequiredService<QueryHistory>()
                .ListAsync("tap", Anna, null, 100, CancellationToken.None);
            entry = entries.FirstOrDefault(e => e.JobId == job.JobId);
        }
        Assert.That(
            (entry?.Mode, entry?.Text, entry?.Rows, entry?.Bytes),
            Is.EqualTo(("async", "SELECT x FROM s.stars", 8L, job.Results[0].Size))
        );
    }

    [TestCase("UPLOAD", true)]
    [TestCase("upload", true)]
    [TestCase("QUERY", false)]
    public void Only_uploads_add_up(string parameter, bool multiple) =>
        Assert.That(Kind.IsMultiple(parameter), Is.EqualTo(multiple));

    [Test]
    public void The_limits_are_those_of_the_settings()
    {
        using var service = new TapService(
            engine,
            new TapOptions
            {
                AsyncConcurrency = 3,
                AsyncConcurrencyPerUser = 1,
                AsyncQueue = 50,
                AsyncQueuePerUser = 5,
                AsyncSeconds = 60,
                AsyncHardSeconds = 600,
                RetentionDays = 2,
                HardRetentionDays = 4,
                ArchiveDays = 6,
            }
        );
        Assert.That(
            new TapJobs(service, new TableFormats()).Options,
            Is.EqualTo(
                new JobOptions
                {
                    Concurrency = 3,
                    ConcurrencyPerUser = 1,
                    Queue = 50,
                    QueuePerUser = 5,
                    DefaultExecutionDuration = TimeSpan.FromMinutes(1),
                    HardExecutionDuration = TimeSpan.FromMinutes(10),
                    DefaultRetention = TimeSpan.FromDays(2),
                    HardRetention = TimeSpan.FromDays(4),
                    ArchiveFor = TimeSpan.FromDays(6),
                }
            )
        );
    }

    [Test]
    public void A_default_above_its_limit_is_told_to_the_operator()
    {
        var wrong = new TapOptions
        {
            DefaultMaxRec = 5,
            HardMaxRec = 4,
            AsyncSeconds = 90_000,
            RetentionDays = 31,
        };
        var told = wrong.Validate(new ValidationContext(wrong)).Select(result => result.ErrorMessage).ToArray();
        Assert.That(told, Has.Length.EqualTo(3));
        Assert.That(told[0], Does.Contain("DefaultMaxRec").And.Contain("HardMaxRec"));
        Assert.That(new TapOptions().Validate(new ValidationContext(wrong)), Is.Empty);
    }

    private async Task<Job> RunAsync((string, string)[] more, TimeSpan? duration = null) =>
        await EndAsync(await CreateAsync(more, duration));

    private Task<Job> CreateAsync((string Name, string Value)[] more, TimeSpan? duration = null)
    {
        (string Name, string Value)[] all =
        [
            ("LANG", "ADQL"),
            ("QUERY", "SELECT x FROM s.stars"),
            ("RESPONSEFORMAT", "csv"),
            .. more,
        ];
        var wish = new NewJob([.. all.Select(p => new JobParameter(p.Name, p.Value))], [])
        {
            Run = true,
            ExecutionDuration = duration,
        };
        return Jobs.CreateAsync(Kind, wish, Anna, CancellationToken.None);
    }

    private async Task<Job> EndAsync(Job job)
    {
        while (!job.Phase.IsFinal())
            job = await Jobs.WaitAsync(
                Kind,
                job.JobId,
                Anna,
                job.Phase,
                TimeSpan.FromSeconds(30),
                CancellationToken.None
            );
        return job;
    }

    /// <summary>Batches of four rows, as long as <see cref="Read"/> has nothing to say against it.</summary>
    private sealed class ScriptedEngine : ICatalogEngine
    {
        private static readonly Table Stars = new("s", "stars", "stars", [new Column("x", "x", new ColumnType("int"))]);

        /// <summary>Asked with the number of the batch, from 1: null for a batch; else awaited, and the table has ended.</summary>
        public Func<int, Task<bool>?> Read { get; set; } = _ => null;

        public QueryLimits? Limits { get; private set; }

        public SqlDialect Dialect { get; } = DuckDbDialect.Instance;

        public CatalogSnapshot Snapshot { get; } = new(1, DateTimeOffset.UnixEpoch, [], new Schema([Stars]));

        public Task<RowSource> OpenAsync(Translation query, QueryLimits limits, CancellationToken ct)
        {
            Limits = limits;
            return Task.FromResult<RowSource>(new Rows(Read));
        }

        public Task<QuerySession> BeginAsync(QueryLimits limits, UploadLimits uploads, CancellationToken ct) =>
            throw new ServiceException(ErrorKind.ServiceUnavailable, "These tests bring no tables.");

        public Task CheckAsync(CancellationToken ct) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Rows(Func<int, Task<bool>?> read) : RowSource
    {
        private int number;

        public override TableDescription Table { get; } = new([new Field("x", DataType.Int)]);

        public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            if (read(++number) is { } end)
            {
                await end;
                return null;
            }
            var column = new ValueVector<int>();
            column.Reset(4);
            return new RowBatch(ImmutableArray.Create<ColumnVector>(column)) { Count = 4 };
        }
    }
}
