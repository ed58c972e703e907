using DataLab.Formats;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws.Tests;

/// <summary>What happens to jobs at their destruction time, and to files that no job has.</summary>
public sealed class ReaperTests(StoreKind store) : OnEachStore(store)
{
    [Test]
    public async Task At_its_destruction_time_a_job_loses_its_files_and_is_ARCHIVED()
    {
        await using var jobs = await StartAsync();
        var id = (await jobs.RunAsync("", TestJobs.Anna)).JobId;
        await jobs.UntilFinalAsync(id, TestJobs.Anna);
        jobs.Time.Shift = TimeSpan.FromDays(6.9);
        await jobs.Jobs.Reaper.ReapAsync(default);
        Assert.That((await jobs.FindAsync(id, TestJobs.Anna)).Phase, Is.EqualTo(Completed));

        jobs.Time.Shift = TimeSpan.FromDays(7.1);
        await jobs.Jobs.Reaper.ReapAsync(default);

        var job = await jobs.FindAsync(id, TestJobs.Anna);
        Assert.That((job.Phase, job.Results.Length, job.Parameters.Length), Is.EqualTo((Archived, 0, 1)));
        Assert.That(jobs.Files(id), Is.Empty);
        var e = Assert.ThrowsAsync<ServiceException>(() => jobs.ResultAsync(id, TestJobs.Anna))!;
        Assert.That(
            (e.Kind, e.Message.Contains("destruction time", StringComparison.Ordinal)),
            Is.EqualTo((ErrorKind.NotFound, true))
        );
        Assert.That(await jobs.ListAsync(TestJobs.Anna), Is.Empty);
        Assert.That(await jobs.ListAsync(TestJobs.Anna, Archived), Has.Count.EqualTo(1));
        var destruction = TestJobs.Wish(false) with { Destruction = jobs.Time.GetUtcNow().AddDays(1) };
        Assert.That(
            Assert
                .ThrowsAsync<ServiceException>(() =>
                    jobs.Service.UpdateAsync(jobs.Kind, id, destruction, TestJobs.Anna, default)
                )!
                .Kind,
            Is.EqualTo(ErrorKind.PermissionDenied)
        );
    }

    [Test]
    public async Task An_archived_job_vanishes_later()
    {
        await using var jobs = await StartAsync();
        var id = (await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId;
        jobs.Time.Shift = TimeSpan.FromDays(36.9);
        await jobs.Jobs.Reaper.ReapAsync(default);
        Assert.That((await jobs.FindAsync(id)).Phase, Is.EqualTo(Archived));
        jobs.Time.Shift = TimeSpan.FromDays(37.1);
        await jobs.Jobs.Reaper.ReapAsync(default);
        Assert.ThrowsAsync<ServiceException>(() => jobs.FindAsync(id));
    }

    [Test]
    public async Task Without_an_archive_a_job_vanishes_at_once()
    {
        await using var jobs = await StartAsync(new JobOptions { ArchiveFor = TimeSpan.Zero });
        var ids = new List<string>();
        for (var i = 0; i < 120; i++)
            ids.Add((await jobs.CreateAsync(TestJobs.Wish(run: false), TestJobs.Anna)).JobId);
        jobs.Time.Shift = TimeSpan.FromDays(8);
        await jobs.Jobs.Reaper.ReapAsync(default);
        Assert.That(await jobs.ListAsync(TestJobs.Anna, Archived, Pending), Is.Empty);
    }

    [Test]
    public async Task A_job_that_executes_is_aborted_first()
    {
        await using var jobs = await StartAsync();
        var id = (await jobs.RunAsync("never")).JobId;
        await jobs.UntilAsync(id, Executing);
        jobs.Time.Shift = TimeSpan.FromDays(8);
        await jobs.Jobs.Reaper.ReapAsync(default);
        var job = await jobs.FindAsync(id);
        Assert.That((job.Phase, job.EndTime is null), Is.EqualTo((Archived, false)));
        Assert.That(jobs.Files(id), Is.Empty);
        jobs.Time.Shift = TimeSpan.Zero;
        Assert.That((await jobs.UntilFinalAsync((await jobs.RunAsync()).JobId)).Phase, Is.EqualTo(Completed));
    }

    [Test]
    public async Task The_service_looks_by_itself()
    {
        await using var jobs = await TestJobs.StartAsync(options: o =>
            o with
            {
                ReapEvery = TimeSpan.FromMilliseconds(50),
            }
        );
        var id = (await jobs.CreateAsync(TestJobs.Wish(run: false))).JobId;
        jobs.Time.Shift = TimeSpan.FromDays(8);
        await jobs.UntilAsync(id, Archived);
    }

    [Test]
    public async Task Files_that_no_job_has_are_swept_at_the_start()
    {
        await using var jobs = await StartAsync();
        var id = (await jobs.RunAsync()).JobId;
        await jobs.UntilFinalAsync(id);
        var results = Path.Combine(jobs.Options.Folder, id, "results");
        await File.WriteAllTextAsync(Path.Combine(results, "2-0.tmp"), "left");
        await File.WriteAllTextAsync(Path.Combine(results, "2-0"), "left");
        var unknown = Path.Combine(jobs.Options.Folder, new string('q', 32));
        Directory.CreateDirectory(Path.Combine(unknown, "uploads"));
        var foreign = Path.Combine(jobs.Options.Folder, "lost+found");
        Directory.CreateDirectory(foreign);

        await jobs.RestartAsync();

        Assert.That(() => Directory.Exists(unknown), Is.False.After(10_000, 20));
        Assert.That(() => jobs.Files(id), Is.EqualTo(new[] { "results/1-0" }).After(10_000, 20));
        Assert.That(Directory.Exists(foreign), "not ours");
        Assert.That(await jobs.ResultAsync(id), Is.EqualTo("done"));
    }

    private static Task<TestJobs> StartAsync(JobOptions? limits = null) =>
        TestJobs.StartAsync(
            new TestKind { Limits = limits ?? new JobOptions() },
            options: o => o with { ReapEvery = TimeSpan.FromHours(1) }
        );
}
