using System.Diagnostics;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws.Tests;

/// <summary>Three processes on one store in PostgreSQL, one of them killed with SIGKILL under load.</summary>
public sealed class ProcessKillTests
{
    private const int Processes = 3;
    private const int JobsEach = 60;

    /// <summary>For processes to start and to do their work; no measure of anything.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>For looks, and a machine that is busy.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(12);

    private string folder = null!;

    [SetUp]
    public async Task MakeFolder()
    {
        await TestStore.ChooseAsync(StoreKind.PostgreSql);
        folder = Directory.CreateTempSubdirectory("datalab-uws-").FullName;
    }

    [TearDown]
    public void RemoveFolder()
    {
        TestStore.Forget();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Nothing_is_lost_and_the_jobs_of_the_dead_are_taken_over_within_its_lease()
    {
        var children = Enumerable.Range(0, Processes).Select(_ => new Child(folder)).ToArray();
        try
        {
            await Task.WhenAll(children.Select(child => child.Ready.WaitAsync(Patience)));
            // Neither makes nor executes anything: sees what the others do.
            await using var witness = await TestJobs.StartAsync(
                new TestKind { Limits = new JobOptions { Concurrency = 0 } },
                folder,
                o => o with { Lease = TimeSpan.FromMinutes(10), Machine = "witness", Poll = TimeSpan.FromMinutes(3) }
            );
            // It dies while it makes jobs and has some executing.
            while (children[0].Said.Count < JobsEach / 3 || await ExecutingAsync(witness, children[0]) < 2)
                await Task.Delay(5);
            children[0].Kill();
            var dead = Stopwatch.StartNew();
            await Task.WhenAll(children[1..].Select(child => child.Made.WaitAsync(Patience)));
            while ((await witness.ListAsync(TestJobs.Anna, Queued, Executing)).Count > 0)
            {
                Assert.That(dead.Elapsed, Is.LessThan(Patience), "jobs are left behind");
                await Task.Delay(50);
            }
            var list = await witness.ListAsync(TestJobs.Anna);
            var said = children.SelectMany(child => child.Said).ToList();
            Assert.That(list.Select(job => job.JobId), Is.Unique.And.SupersetOf(said), "what was said is there");
            foreach (var entry in list)
            {
                var job = await witness.FindAsync(entry.JobId, TestJobs.Anna);
                Assert.That(job.Phase, Is.EqualTo(Completed), job.Error?.Message);
                Assert.That(
                    await witness.ResultAsync(job.JobId, TestJobs.Anna),
                    Is.EqualTo(ChildJobs.Content(job.JobId))
                );
                Assert.That(() => witness.Files(job.JobId), Has.Length.EqualTo(1).After(10_000, 20));
            }
            var taken = await witness.Store.ReadAsync(
                db => DataLab.Uws.Store.Sql.Number(db, "SELECT COUNT(*) FROM uws_job WHERE crashes > 0"),
                default
            );
            TestContext.Out.WriteLine(
                $"{list.Count} jobs, {said.Count} heard of, {taken} taken over, all done {dead.Elapsed.TotalSeconds:0.0} s after the kill"
            );
            Assert.That(taken, Is.Positive, "the dead one had jobs");
        }
        finally
        {
            foreach (var child in children)
                await child.DisposeAsync();
        }
    }

    [Test]
    public async Task A_job_of_a_dead_process_runs_elsewhere_within_its_lease_and_a_few_looks()
    {
        var child = new Child(folder, "hold");
        await using (child)
        {
            await child.Ready.WaitAsync(Patience);
            await child.Made.WaitAsync(Patience);
            await using var other = await TestJobs.StartAsync(
                new TestKind(),
                folder,
                o => o with { Lease = ChildJobs.ShortLease, Machine = "other" }
            );
            var id = child.Said.Single();
            Assert.That((await other.FindAsync(id, TestJobs.Anna)).Phase, Is.EqualTo(Executing));
            child.Kill();
            var dead = Stopwatch.StartNew();
            var job = await other.UntilFinalAsync(id, TestJobs.Anna);
            TestContext.Out.WriteLine($"ended elsewhere {dead.Elapsed.TotalSeconds:0.0} s after the kill");
            Assert.That(job.Phase, Is.EqualTo(Completed));
            Assert.That(dead.Elapsed, Is.LessThan(ChildJobs.ShortLease + Slack));
        }
    }

    private static Task<long> ExecutingAsync(TestJobs witness, Child child) =>
        witness.Store.ReadAsync(
            db =>
                DataLab.Uws.Store.Sql.Number(
                    db,
                    "SELECT COUNT(*) FROM uws_job NATURAL JOIN uws_process WHERE phase = 'EXECUTING' AND machine = @machine",
                    ("@machine", $"child {child.Pid}")
                ),
            default
        );

    /// <summary>A process, and what it said.</summary>
    private sealed class Child : IAsyncDisposable
    {
        private readonly Process process;
        private readonly Task reading;
        private readonly TaskCompletionSource ready = new();
        private readonly TaskCompletionSource made = new();

        public Child(string folder, string what = "share")
        {
            process = ChildJobs.Start(what, folder, $"{JobsEach}");
            reading = Task.Run(ReadAsync);
        }

        public int Pid => process.Id;
        public Task Ready => ready.Task;
        public Task Made => made.Task;
        public System.Collections.Concurrent.ConcurrentQueue<string> Said { get; } = new();

        public void Kill() => process.Kill();

        public async ValueTask DisposeAsync()
        {
            process.StandardInput.Close();
            await reading.WaitAsync(TimeSpan.FromMinutes(1));
            await process.WaitForExitAsync();
            process.Dispose();
        }

        private async Task ReadAsync()
        {
            var errors = process.StandardError.ReadToEndAsync();
            while (await process.StandardOutput.ReadLineAsync() is { } line)
                if (line == "ready")
                    ready.TrySetResult();
                else if (line == "made")
                    made.TrySetResult();
                else
                    Said.Enqueue(line);
            var end = new InvalidOperationException("The process ended: " + await errors);
            ready.TrySetException(end);
            made.TrySetException(end);
        }
    }
}
