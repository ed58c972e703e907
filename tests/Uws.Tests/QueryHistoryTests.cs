using DataLab.Uws.History;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws.Tests;

/// <summary>The record of queries outlives jobs and is each caller's own.</summary>
public sealed class QueryHistoryTests(StoreKind store) : OnEachStore(store)
{
    private static HistoryEntry Entry(Caller caller, string text, DateTimeOffset? at = null) =>
        new("test", "sync", text, caller, at ?? DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, Completed);

    private static async Task<HistoryEntry[]> ListAsync(TestJobs jobs, Caller caller, int last = 100) =>
        [.. await jobs.Jobs.History.ListAsync("test", caller, null, last, default)];

    [Test]
    public async Task A_job_leaves_an_entry_that_stays_when_it_is_deleted()
    {
        await using var jobs = await TestJobs.StartAsync();
        var wish = TestJobs.Wish(run: true, ("QUERY", "SELECT 1")) with { RunId = "r" };
        var id = (await jobs.CreateAsync(wish, TestJobs.Anna)).JobId;
        await jobs.UntilFinalAsync(id, TestJobs.Anna);
        await jobs.Service.DeleteAsync(jobs.Kind, id, TestJobs.Anna, default);

        await jobs.RestartAsync();

        var entry = (await ListAsync(jobs, TestJobs.Anna)).Single();
        Assert.That((entry.Mode, entry.Text, entry.JobId, entry.RunId), Is.EqualTo(("async", "SELECT 1", id, "r")));
        Assert.That((entry.Outcome, entry.Bytes, entry.Caller), Is.EqualTo((Completed, 8L, TestJobs.Anna)));
        Assert.That(entry.EndTime, Is.GreaterThanOrEqualTo(entry.StartTime));
    }

    [TestCase("fail", Error)]
    [TestCase("never", Aborted)]
    public async Task The_entry_says_how_it_ended(string what, ExecutionPhase outcome)
    {
        await using var jobs = await TestJobs.StartAsync();
        var wish = TestJobs.Wish(run: true, ("QUERY", "q"), ("DO", what));
        var id = (await jobs.CreateAsync(wish, TestJobs.Anna)).JobId;
        if (what == "never")
        {
            await jobs.UntilAsync(id, Executing, TestJobs.Anna);
            await jobs.Service.DeleteAsync(jobs.Kind, id, TestJobs.Anna, default);
        }
        else
            await jobs.UntilFinalAsync(id, TestJobs.Anna);
        await jobs.RestartAsync();
        var entry = (await ListAsync(jobs, TestJobs.Anna)).Single();
        Assert.That(entry.Outcome, Is.EqualTo(outcome));
        Assert.That(entry.Error, what == "fail" ? Does.Contain("no table") : Is.Null);
    }

    [Test]
    public async Task Jobs_without_a_text_leave_none()
    {
        await using var jobs = await TestJobs.StartAsync();
        await jobs.UntilFinalAsync((await jobs.RunAsync("", TestJobs.Anna)).JobId, TestJobs.Anna);
        await jobs.RestartAsync();
        Assert.That(await ListAsync(jobs, TestJobs.Anna), Is.Empty);
    }

    [Test]
    public async Task Entries_are_written_within_a_second_or_so()
    {
        await using var jobs = await TestJobs.StartAsync();
        jobs.Jobs.History.Add(Entry(TestJobs.Anna, "one"));
        Assert.That(() => ListAsync(jobs, TestJobs.Anna).Result, Has.Length.EqualTo(1).After(10_000, 50));
    }

    [Test]
    public async Task Nothing_that_was_added_is_lost_at_the_stop()
    {
        await using var jobs = await TestJobs.StartAsync();
        for (var i = 0; i < 3000; i++)
            jobs.Jobs.History.Add(Entry(TestJobs.Anna, "one"));
        await jobs.RestartAsync();
        Assert.That(await ListAsync(jobs, TestJobs.Anna, 10_000), Has.Length.EqualTo(3000));
    }

    [Test]
    public async Task A_list_is_the_callers_own_newest_first()
    {
        await using var jobs = await TestJobs.StartAsync();
        var session = new Caller(null, "cookie", "10.0.0.9");
        var noon = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        foreach (var i in new[] { 2, 1, 3 })
            jobs.Jobs.History.Add(Entry(TestJobs.Anna, $"anna {i}", noon.AddHours(i)));
        jobs.Jobs.History.Add(Entry(session, "session"));
        jobs.Jobs.History.Add(Entry(TestJobs.Nobody, "nobody"));
        await jobs.RestartAsync();
        Assert.That(
            (await ListAsync(jobs, TestJobs.Anna)).Select(entry => entry.Text),
            Is.EqualTo(new[] { "anna 3", "anna 2", "anna 1" })
        );
        Assert.That(await ListAsync(jobs, TestJobs.Anna, 2), Has.Length.EqualTo(2));
        var after = await jobs.Jobs.History.ListAsync("test", TestJobs.Anna, noon.AddHours(1), 10, default);
        Assert.That(after.Select(entry => entry.Text), Is.EqualTo(new[] { "anna 3", "anna 2" }));
        Assert.That((await ListAsync(jobs, session)).Single().Text, Is.EqualTo("session"));
        Assert.That(await ListAsync(jobs, TestJobs.Nobody), Is.Empty);
        Assert.That(await ListAsync(jobs, TestJobs.Ben), Is.Empty);
    }

    [Test]
    public async Task Old_and_surplus_entries_go()
    {
        await using var jobs = await TestJobs.StartAsync(options: o =>
            o with
            {
                HistoryFor = TimeSpan.FromDays(90),
                HistoryEntries = 5,
            }
        );
        var now = DateTimeOffset.UtcNow;
        for (var day = 86; day < 96; day++)
            jobs.Jobs.History.Add(Entry(TestJobs.Anna, $"{day}", now.AddDays(-day)));
        jobs.Jobs.History.Add(Entry(TestJobs.Anna, "0", now));
        await jobs.RestartAsync();
        await jobs.Jobs.History.TrimAsync();
        Assert.That(
            (await ListAsync(jobs, TestJobs.Anna)).Select(entry => entry.Text),
            Is.EqualTo(new[] { "0", "86", "87", "88", "89" })
        );
    }
}
