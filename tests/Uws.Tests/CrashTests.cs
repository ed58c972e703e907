using DataLab.Uws.Tests.Support;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws.Tests;

/// <summary>Processes killed with SIGKILL while they make and execute jobs.</summary>
public sealed class CrashTests(StoreKind store) : OnEachStore(store)
{
    private const int Jobs = 200;
    private const int Kills = 20;

    private string folder = null!;

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("datalab-uws-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Killed_twenty_times_no_job_is_lost_and_none_has_two_results()
    {
        var random = new Random(3);
        var said = new HashSet<string>();
        for (var kill = 0; kill < Kills; kill++)
            await RunAsync(said, TimeSpan.FromMilliseconds(random.Next(40, 400)));
        await RunAsync(said, null);
        Assert.That(said, Is.Not.Empty);

        await using var jobs = await TestJobs.StartAsync(ChildJobs.Kind(), folder);
        var list = await jobs.ListAsync(TestJobs.Anna);
        Assert.That(list, Has.Count.EqualTo(Jobs));
        Assert.That(list.Select(job => job.JobId), Is.SupersetOf(said), "what was said is on the disk");
        foreach (var entry in list)
        {
            var job = await jobs.FindAsync(entry.JobId, TestJobs.Anna);
            if (job.Phase == Completed)
            {
                Assert.That(job.Results, Has.Length.EqualTo(1));
                Assert.That(await jobs.ResultAsync(job.JobId, TestJobs.Anna), Is.EqualTo(ChildJobs.Content(job.JobId)));
            }
            else
            {
                Assert.That(job.Phase, Is.EqualTo(Error));
                Assert.That(job.Error!.Message, Does.Contain("restarted twice"));
            }
            Assert.That(() => jobs.Files(job.JobId), Has.Length.EqualTo(job.Results.Length).After(10_000, 20));
        }
        TestContext.Out.WriteLine(
            $"{said.Count} heard of, {list.Count(job => job.Phase == Completed)} COMPLETED, {list.Count(job => job.Phase == Error)} ERROR"
        );
        var history = await jobs.Jobs.History.ListAsync("test", TestJobs.Anna, null, 1000, default);
        Assert.That(history.Select(entry => entry.JobId), Is.Unique);
        var known = list.Select(job => job.JobId);
        Assert.That(
            () => Directory.GetDirectories(jobs.Options.Folder).Select(path => Path.GetFileName(path)).Order(),
            Is.SubsetOf(known.Append(".processes")).After(10_000, 20)
        );
    }

    /// <summary>Runs the child until it has said so for a while, or to its end.</summary>
    private async Task RunAsync(HashSet<string> said, TimeSpan? life)
    {
        using var child = ChildJobs.Start("work", folder, $"{Jobs}");
        Assert.That(await child.StandardOutput.ReadLineAsync(), Is.EqualTo("ready"), "it starts on what is left");
        var reading = Task.Run(async () =>
        {
            while (await child.StandardOutput.ReadLineAsync() is { } line)
                if (line.Length == 32)
                    said.Add(line);
        });
        if (life is { } span)
        {
            await Task.Delay(span);
            child.Kill();
        }
        await reading.WaitAsync(TimeSpan.FromMinutes(3));
        await child.WaitForExitAsync();
        if (life is null)
            Assert.That(child.ExitCode, Is.Zero, await child.StandardError.ReadToEndAsync());
    }
}
