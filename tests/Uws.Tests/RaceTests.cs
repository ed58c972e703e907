using DataLab.Formats;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws.Tests;

/// <summary>Steps taken at the same moment: one comes first, the other is told, and a final phase stays.</summary>
public sealed class RaceTests(StoreKind store) : OnEachStore(store)
{
    private const int Rounds = 150;

    [Test]
    public async Task An_abort_beside_the_end_leaves_one_final_phase_that_never_changes()
    {
        var random = new Random(7);
        await using var jobs = await TestJobs.StartAsync(Brief(random));
        var ended = new Dictionary<ExecutionPhase, int>();
        for (var round = 0; round < Rounds; round++)
        {
            var id = (await jobs.RunAsync()).JobId;
            await Task.Delay(random.Next(8));
            Job? aborted = null;
            try
            {
                aborted = await jobs.Service.AbortAsync(jobs.Kind, id, TestJobs.Nobody, default);
                Assert.That(aborted.Phase, Is.EqualTo(Aborted));
            }
            catch (ServiceException e) when (e.Kind == ErrorKind.PermissionDenied)
            {
                Assert.That(e.Message, Does.Contain("COMPLETED"));
            }
            var job = await jobs.FindAsync(id);
            Assert.That(job.Phase, Is.EqualTo(aborted is null ? Completed : Aborted));
            Assert.That(() => jobs.Files(id), Has.Length.EqualTo(job.Results.Length).After(5000, 5));
            ended[job.Phase] = ended.GetValueOrDefault(job.Phase) + 1;
            if (round % 10 == 0)
            {
                await Task.Delay(30);
                Assert.That((await jobs.FindAsync(id)).Phase, Is.EqualTo(job.Phase));
            }
        }
        TestContext.Out.WriteLine(string.Join(", ", ended));
        Assert.That(jobs.Log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_deletion_beside_the_end_leaves_nothing()
    {
        var random = new Random(11);
        await using var jobs = await TestJobs.StartAsync(Brief(random));
        var ids = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            var id = (await jobs.RunAsync()).JobId;
            ids.Add(id);
            await Task.Delay(random.Next(6));
            await jobs.Service.DeleteAsync(jobs.Kind, id, TestJobs.Nobody, default);
            Assert.ThrowsAsync<ServiceException>(() => jobs.FindAsync(id));
        }
        foreach (var id in ids)
            Assert.That(() => Directory.Exists(Path.Combine(jobs.Options.Folder, id)), Is.False.After(5000, 10));
    }

    [Test]
    public async Task Many_clients_at_once_make_run_abort_and_delete_and_every_job_has_one_fate()
    {
        var random = new Random(13);
        await using var jobs = await TestJobs.StartAsync(Brief(random));
        async Task ClientAsync(int client)
        {
            var dice = new Random(client);
            for (var i = 0; i < 25; i++)
            {
                var id = (await jobs.CreateAsync(TestJobs.Wish(run: dice.Next(2) == 0))).JobId;
                var steps = new List<Task>
                {
                    IgnoreRefusalAsync(() => jobs.Service.RunAsync(jobs.Kind, id, TestJobs.Nobody, default)),
                    IgnoreRefusalAsync(() => jobs.Service.RunAsync(jobs.Kind, id, TestJobs.Nobody, default)),
                };
                if (dice.Next(2) == 0)
                    steps.Add(
                        IgnoreRefusalAsync(() => jobs.Service.AbortAsync(jobs.Kind, id, TestJobs.Nobody, default))
                    );
                if (dice.Next(3) == 0)
                    steps.Add(IgnoreRefusalAsync(() => jobs.Service.HoldAsync(jobs.Kind, id, default)));
                await Task.WhenAll(steps);
                await IgnoreRefusalAsync(() => jobs.Service.RunAsync(jobs.Kind, id, TestJobs.Nobody, default));
                var job = await jobs.UntilFinalAsync(id);
                Assert.That(job.Phase, Is.EqualTo(Completed).Or.EqualTo(Aborted));
                Assert.That(job.Results, Has.Length.EqualTo(job.Phase == Completed ? 1 : job.Results.Length));
                if (dice.Next(2) == 0)
                    await jobs.Service.DeleteAsync(jobs.Kind, id, TestJobs.Nobody, default);
            }
        }
        await Task.WhenAll(Enumerable.Range(0, 8).Select(ClientAsync));
        Assert.That(jobs.Log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Looking_after_runs_all_the_time_stops_none_that_has_just_begun()
    {
        await using var jobs = await TestJobs.StartAsync(
            Brief(new Random(17)),
            options: o => o with { Poll = TimeSpan.FromMilliseconds(1) }
        );
        var ids = new List<string>();
        for (var i = 0; i < 2 * Rounds; i++)
            ids.Add((await jobs.RunAsync()).JobId);
        foreach (var id in ids)
            Assert.That((await jobs.UntilFinalAsync(id)).Phase, Is.EqualTo(Completed));
    }

    private static TestKind Brief(Random random) =>
        new()
        {
            Limits = new JobOptions { ConcurrencyPerUser = 4 },
            Work = async (execution, ct) =>
            {
                int delay;
                lock (random)
                    delay = random.Next(4);
                await Task.Delay(delay, ct);
                await TestKind.WriteAsync(execution, "done", ct);
            },
        };

    private static async Task IgnoreRefusalAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (ServiceException e) when (e.Kind == ErrorKind.PermissionDenied)
        {
            // Another step came first.
        }
    }
}
