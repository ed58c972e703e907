using System.Diagnostics;
using DataLab.Formats;
using DataLab.Uws.Store;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws.Tests;

/// <summary>Who sees which jobs, and in which order (UWS 1.1 §2.2.2.2).</summary>
public sealed class ListTests(StoreKind store) : OnEachStore(store)
{
    private TestJobs jobs = null!;

    [SetUp]
    public async Task Start() => jobs = await TestJobs.StartAsync();

    [TearDown]
    public async Task Stop() => await jobs.DisposeAsync();

    private Task<IReadOnlyList<ShortJobDescription>> ListAsync(JobFilter filter, Caller? caller = null) =>
        jobs.Service.ListAsync(jobs.Kind, filter, caller ?? TestJobs.Anna, default);

    private async Task<string> MakeAsync(Caller caller) =>
        (await jobs.CreateAsync(TestJobs.Wish(run: false), caller)).JobId;

    private static string[] Ids(IReadOnlyList<ShortJobDescription> list) => [.. list.Select(job => job.JobId)];

    [Test]
    public async Task A_list_shows_the_callers_own_jobs_newest_first()
    {
        var first = await MakeAsync(TestJobs.Anna);
        await MakeAsync(TestJobs.Ben);
        await MakeAsync(TestJobs.Nobody);
        var second = await MakeAsync(TestJobs.Anna);
        Assert.That(Ids(await jobs.ListAsync(TestJobs.Anna)), Is.EqualTo(new[] { second, first }));
        Assert.That(await jobs.ListAsync(TestJobs.Ben), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Anonymous_jobs_are_listed_to_their_session_only()
    {
        var session = new Caller(null, "cookie", "10.0.0.9");
        var id = await MakeAsync(session);
        await MakeAsync(TestJobs.Nobody);
        Assert.That(Ids(await jobs.ListAsync(session)), Is.EqualTo(new[] { id }));
        Assert.That(await jobs.ListAsync(session with { Session = "other" }), Is.Empty);
        Assert.That(await jobs.ListAsync(TestJobs.Nobody), Is.Empty);
        // A user's name is no session.
        Assert.That(await jobs.ListAsync(new Caller("cookie", null, "10.0.0.9")), Is.Empty);
    }

    [Test]
    public async Task An_anonymous_job_belongs_to_whoever_knows_its_id()
    {
        var id = await MakeAsync(TestJobs.Nobody);
        Assert.That((await jobs.FindAsync(id, TestJobs.Anna)).OwnerId, Is.Null);
    }

    [Test]
    public async Task Somebody_elses_job_is_as_if_it_were_not_there()
    {
        var id = await MakeAsync(TestJobs.Anna);
        foreach (var caller in new[] { TestJobs.Ben, TestJobs.Nobody, new Caller(null, "anna", "10.0.0.1") })
        foreach (
            var step in new Func<Task>[]
            {
                () => jobs.FindAsync(id, caller),
                () => jobs.Service.RunAsync(jobs.Kind, id, caller, default),
                () => jobs.Service.AbortAsync(jobs.Kind, id, caller, default),
                () => jobs.Service.DeleteAsync(jobs.Kind, id, caller, default),
                () => jobs.Service.UpdateAsync(jobs.Kind, id, TestJobs.Wish(false, ("A", "b")), caller, default),
                () => jobs.Service.OpenResultAsync(jobs.Kind, id, "result", caller, default),
                () => jobs.Service.OpenUploadAsync(jobs.Kind, id, "x", caller, default),
                () => jobs.Service.WaitAsync(jobs.Kind, id, caller, null, TimeSpan.FromSeconds(5), default),
            }
        )
        {
            var theirs = Assert.ThrowsAsync<ServiceException>(() => step())!;
            Assert.That(theirs.Kind, Is.EqualTo(ErrorKind.NotFound));
            Assert.That(theirs.Message, Is.EqualTo(JobChanges.NoSuchJob(id).Message));
        }
        Assert.That((await jobs.FindAsync(id, TestJobs.Anna)).Phase, Is.EqualTo(Pending));
    }

    [Test]
    public async Task A_job_is_seen_only_through_its_own_kind()
    {
        var id = await MakeAsync(TestJobs.Anna);
        Assert.ThrowsAsync<ServiceException>(() => jobs.Service.FindAsync(new OtherKind(), id, TestJobs.Anna, default));
        Assert.That(
            await jobs.Service.ListAsync(new OtherKind(), new JobFilter([], null, null), TestJobs.Anna, default),
            Is.Empty
        );
    }

    [Test]
    public async Task Filters_hold_together()
    {
        var ids = new List<string>();
        for (var i = 0; i < 6; i++)
        {
            jobs.Time.Shift = TimeSpan.FromMinutes(i);
            ids.Add(await MakeAsync(TestJobs.Anna));
        }
        await jobs.Service.AbortAsync(jobs.Kind, ids[1], TestJobs.Anna, default);
        await jobs.Service.AbortAsync(jobs.Kind, ids[4], TestJobs.Anna, default);
        var third = (await jobs.FindAsync(ids[2], TestJobs.Anna)).CreationTime;

        Assert.That(Ids(await ListAsync(new([], null, 2))), Is.EqualTo(new[] { ids[5], ids[4] }));
        Assert.That(Ids(await ListAsync(new([], third, null))), Is.EqualTo(new[] { ids[5], ids[4], ids[3] }));
        Assert.That(Ids(await ListAsync(new([Aborted], null, null))), Is.EqualTo(new[] { ids[4], ids[1] }));
        Assert.That(Ids(await ListAsync(new([Aborted, Pending], third, 2))), Is.EqualTo(new[] { ids[5], ids[4] }));
        Assert.That(Ids(await ListAsync(new([Aborted], third, 10))), Is.EqualTo(new[] { ids[4] }));
        Assert.That(await ListAsync(new([Completed], null, null)), Is.Empty);
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void Last_is_a_number_above_zero(int last) =>
        Assert.That(
            Assert.ThrowsAsync<ServiceException>(() => ListAsync(new([], null, last)))!.Kind,
            Is.EqualTo(ErrorKind.UsageError)
        );

    [Test]
    public async Task The_newest_of_thousands_are_found_as_fast_as_those_of_nobody()
    {
        await FillAsync(5000);
        double full = double.MaxValue,
            phase = double.MaxValue,
            empty = double.MaxValue;
        // In turns, the best of several medians: the machine has other work.
        for (var round = 0; round < 6; round++)
        {
            full = Math.Min(full, await MedianAsync(TestJobs.Anna, new JobFilter([], null, 20)));
            phase = Math.Min(phase, await MedianAsync(TestJobs.Anna, new JobFilter([Completed], null, 20)));
            empty = Math.Min(empty, await MedianAsync(TestJobs.Ben, new JobFilter([], null, 20)));
        }
        TestContext.Out.WriteLine($"full {full:0.00} ms, by phase {phase:0.00} ms, empty {empty:0.00} ms");
        // Twenty rows have to be read; a scan of five thousand would be a factor of a hundred.
        Assert.That(full, Is.LessThan(10 * empty));
        Assert.That(phase, Is.LessThan(10 * empty));
    }

    [TestCase("phase <> 'ARCHIVED'")]
    [TestCase("phase IN ('COMPLETED')")]
    [TestCase("phase IN ('QUEUED', 'ERROR')")]
    public async Task A_list_is_read_from_its_index_alone_and_in_its_order(string phases)
    {
        await FillAsync(100);
        var sql =
            $"SELECT {JobTable.ListColumns} FROM uws_job WHERE list_key = 'u:anna' AND kind = 'test' AND {phases} ORDER BY creation_time DESC, serial DESC LIMIT 20";
        var plan = await jobs.Store.ReadAsync(
            db =>
                TestStore.Connection is null
                    ? db.Query("EXPLAIN QUERY PLAN " + sql, row => row.GetString(3))
                    : db.Query(
                        "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; EXPLAIN " + sql,
                        row => row.GetString(0)
                    ),
            default
        );
        Assert.That(
            string.Join("\n", plan),
            TestStore.Connection is null
                ? Does.Contain("COVERING INDEX uws_job_list").And.Not.Contain("TEMP B-TREE")
                : Does.Contain("Backward using uws_job_list").And.Not.Contain("Sort")
        );
    }

    private Task FillAsync(int count) =>
        jobs.Store.WriteAsync(
            transaction =>
            {
                for (var i = 0; i < count; i++)
                    JobTable.Insert(
                        transaction.Connection!,
                        new StoredJob(
                            new Job(JobFolders.NewId(), "test")
                            {
                                OwnerId = "anna",
                                Phase = i % 50 == 0 ? Error : Completed,
                                CreationTime = DateTimeOffset.UnixEpoch.AddSeconds(i),
                                Destruction = DateTimeOffset.UtcNow.AddDays(1),
                            }
                        )
                        {
                            Address = "10.0.0.1",
                            ShareKey = "u:anna",
                        },
                        i
                    );
                return count;
            },
            default
        );

    private async Task<double> MedianAsync(Caller caller, JobFilter filter)
    {
        var times = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            var watch = Stopwatch.StartNew();
            var list = await ListAsync(filter, caller);
            times.Add(watch.Elapsed.TotalMilliseconds);
            Assert.That(list, Has.Count.EqualTo(caller == TestJobs.Anna ? 20 : 0));
        }
        times.Sort();
        return times[times.Count / 2];
    }

    private sealed class OtherKind : JobKind
    {
        public override string Name => "other";
        public override JobOptions Options { get; } = new();

        public override bool IsMultiple(string parameter) => false;

        public override Task RunAsync(JobExecution execution, CancellationToken ct) => Task.CompletedTask;
    }
}
