using System.ComponentModel.DataAnnotations;
using DataLab.Catalog;
using DataLab.Formats;
using DataLab.Tap.Async;
using DataLab.Uws;
using DataLab.Uws.History;

namespace DataLab.Tap.Tests;

/// <summary>Queries as jobs, around an engine that does as it is told.</summary>
public sealed class TapJobsTests
{
    private static readonly Caller Anna = new("anna", null, "192.0.2.1");

    private JobsHost host = null!;

    private JobService Jobs => host.Jobs;
    private TapJobs Kind => host.Kind;

    [OneTimeSetUp]
    public async Task Start() => host = await JobsHost.StartAsync(new TapOptions { DefaultMaxRec = 10 });

    [OneTimeTearDown]
    public async Task Stop() => await host.DisposeAsync();

    [SetUp]
    public void SetUp() => host.Engine.Read = number => number <= 2 ? null : Task.FromResult(false);

    [Test]
    public async Task A_job_runs_as_a_batch_within_its_own_duration()
    {
        var job = await RunAsync([("MAXREC", "5")], TimeSpan.FromSeconds(77));
        Assert.That(job.Phase, Is.EqualTo(ExecutionPhase.Completed), job.Error?.Message);
        Assert.That(host.Engine.Limits!.Purpose, Is.EqualTo(QueryPurpose.Batch));
        Assert.That(host.Engine.Limits.ExecutionDuration, Is.EqualTo(TimeSpan.FromSeconds(77)));
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
        host.Engine.Read = _ => null;
        var job = await RunAsync([]);
        Assert.That(job.Notes[0], Is.EqualTo(new JobNote("rows", "10")));
        Assert.That(job.Notes[1].Name, Is.EqualTo("overflow"));
        Assert.That(job.Notes[1].Value, Does.Contain("default").And.Contain("MAXREC"));
    }

    [Test]
    public async Task An_engine_that_fails_in_the_middle_leaves_the_reason_and_no_result()
    {
        host.Engine.Read = number =>
            number == 1 ? null : Task.FromException<bool>(new ServiceException(ErrorKind.LimitExceeded, "Too long."));
        var job = await RunAsync([]);
        Assert.That((job.Phase, job.Error), Is.EqualTo((ExecutionPhase.Error, new ErrorSummary("Too long.", false))));
        Assert.That(job.Results, Is.Empty);
    }

    [TestCase(1, ExecutionPhase.Completed)]
    [TestCase(2, ExecutionPhase.Completed)]
    [TestCase(3, ExecutionPhase.Error)]
    public async Task A_query_whose_catalogue_goes_away_runs_three_times_at_most(int times, ExecutionPhase phase)
    {
        var left = times;
        host.Engine.Read = number =>
            number == 1 ? null
            : left-- > 0 ? Task.FromException<bool>(Away())
            : Task.FromResult(false);
        var job = await RunAsync([]);
        Assert.That(job.Phase, Is.EqualTo(phase));
        Assert.That(job.Notes.Count(note => note.Name == "again"), Is.EqualTo(Math.Min(times, 2)));
        Assert.That(job.Results, Has.Length.EqualTo(phase == ExecutionPhase.Completed ? 1 : 0));
        if (phase == ExecutionPhase.Error)
            Assert.That(job.Error, Is.EqualTo(new ErrorSummary("Away.", IsTransient: true)));

        static ServiceException Away() =>
            new(ErrorKind.ServiceUnavailable, "Away.") { RetryAfter = TimeSpan.FromSeconds(1) };
    }

    [Test]
    public async Task What_nobody_says_will_pass_is_not_tried_again()
    {
        var runs = 0;
        host.Engine.Read = _ =>
        {
            runs++;
            return Task.FromException<bool>(new ServiceException(ErrorKind.ServiceUnavailable, "Never."));
        };
        var job = await RunAsync([]);
        Assert.That((job.Phase, runs), Is.EqualTo((ExecutionPhase.Error, 1)));
    }

    [Test]
    public async Task A_table_that_is_none_is_the_fault_of_the_user()
    {
        host.Engine.Read = _ => Task.FromException<bool>(new TableFormatException("Line 3 has no end."));
        var job = await RunAsync([]);
        Assert.That(job.Error, Is.EqualTo(new ErrorSummary("Line 3 has no end.", false)));
    }

    [Test]
    public async Task What_the_engine_tells_of_its_progress_is_in_the_notes()
    {
        var reached = new TaskCompletionSource();
        var finish = new TaskCompletionSource<bool>();
        host.Engine.Read = number =>
        {
            if (number == 1)
                return null;
            host.Engine.Limits!.Progress!.Report(0.5);
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
            var entries = await host.History.ListAsync("tap", Anna, null, 100, CancellationToken.None);
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
        var service = new TapService(
            host.Engine,
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
}
