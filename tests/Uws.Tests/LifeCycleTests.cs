using System.Diagnostics;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws.Tests;

/// <summary>The life of a job from its making to its result.</summary>
public sealed class LifeCycleTests
{
    [Test]
    public async Task A_job_that_is_made_to_run_ends_COMPLETED_with_its_result()
    {
        await using var jobs = await TestJobs.StartAsync();
        var made = await jobs.CreateAsync(TestJobs.Wish(run: true, ("QUERY", "hello")));
        Assert.That(made.Phase, Is.EqualTo(Queued));

        var job = await jobs.UntilFinalAsync(made.JobId);

        Assert.That((job.Phase, job.Error), Is.EqualTo((Completed, (ErrorSummary?)null)));
        Assert.That(job.Results, Is.EqualTo(new[] { new JobResult("result", "text/plain", 5, "result.txt") }));
        Assert.That(job.StartTime, Is.GreaterThanOrEqualTo(job.CreationTime));
        Assert.That(job.EndTime, Is.GreaterThanOrEqualTo(job.StartTime!.Value));
        Assert.That(await jobs.ResultAsync(made.JobId), Is.EqualTo("hello"));
        Assert.That(jobs.Log.Lines, Is.Empty);
    }

    [Test]
    public async Task Making_running_waiting_and_fetching_take_a_few_milliseconds()
    {
        await using var jobs = await TestJobs.StartAsync();
        var times = new List<double>();
        for (var i = 0; i < 40; i++)
        {
            var watch = Stopwatch.StartNew();
            var made = await jobs.CreateAsync(TestJobs.Wish(run: true, ("QUERY", "hello")));
            Job job;
            do job = await jobs.Service.WaitAsync(
                jobs.Kind,
                made.JobId,
                TestJobs.Nobody,
                null,
                TimeSpan.FromSeconds(10),
                default
            );
            while (job.Phase.IsActive());
            await jobs.ResultAsync(made.JobId);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        TestContext.Out.WriteLine($"median {times[20]:0.0} ms, p90 {times[36]:0.0} ms");
        Assert.That(times[20], Is.LessThan(500), "nothing polls on this way");
    }
}
