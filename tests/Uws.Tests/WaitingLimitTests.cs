using DataLab.Formats;
using DataLab.Uws.Store;
using DataLab.Uws.Tests.Support;

namespace DataLab.Uws.Tests;

/// <summary>How much may wait: jobs that nobody starts, and what was uploaded for jobs that have not ended.</summary>
public sealed class WaitingLimitTests(StoreKind store) : OnEachStore(store)
{
    [Test]
    public async Task One_PENDING_job_too_many_of_a_user_is_refused_and_leaves_nothing()
    {
        await using var jobs = await TestJobs.StartAsync(options: o => o with { PendingJobsPerUser = 2 });
        var first = await PendingAsync(jobs, TestJobs.Anna);
        await PendingAsync(jobs, TestJobs.Anna);
        Refused(() => PendingAsync(jobs, TestJobs.Anna), "2 of your jobs are PENDING");
        Assert.That(await jobs.ListAsync(TestJobs.Anna), Has.Count.EqualTo(2));
        await PendingAsync(jobs, TestJobs.Ben);

        // One that is started at once is not among them, and one that was started makes room.
        await jobs.UntilFinalAsync((await jobs.RunAsync("", TestJobs.Anna)).JobId, TestJobs.Anna);
        await jobs.Service.RunAsync(jobs.Kind, first.JobId, TestJobs.Anna, default);
        await PendingAsync(jobs, TestJobs.Anna);
    }

    [Test]
    public async Task A_new_session_does_not_make_an_address_another_user()
    {
        await using var jobs = await TestJobs.StartAsync(options: o => o with { PendingJobsPerUser = 1 });
        await PendingAsync(jobs, new Caller(null, "one", "10.0.0.3"));
        Refused(() => PendingAsync(jobs, new Caller(null, "two", "10.0.0.3")), "1 of your jobs");
    }

    [Test]
    public async Task One_PENDING_job_too_many_of_all_is_refused()
    {
        await using var jobs = await TestJobs.StartAsync(options: o => o with { PendingJobs = 2 });
        await PendingAsync(jobs, TestJobs.Anna);
        await PendingAsync(jobs, TestJobs.Ben);
        Refused(() => PendingAsync(jobs, TestJobs.Nobody), "2 jobs are PENDING");
    }

    [Test]
    public async Task Fifty_at_once_do_not_slip_through_together()
    {
        await using var jobs = await TestJobs.StartAsync(options: o => o with { PendingJobs = 10 });
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(async _ =>
                {
                    try
                    {
                        await PendingAsync(jobs, TestJobs.Anna);
                        return true;
                    }
                    catch (ServiceException)
                    {
                        return false;
                    }
                })
        );
        Assert.That(outcomes.Count(made => made), Is.EqualTo(10));
    }

    [Test]
    public async Task Uploads_beyond_what_is_kept_are_refused_until_a_job_ends()
    {
        await using var jobs = await TestJobs.StartAsync(options: o => o with { StoredUploadBytes = 1000 });
        var waiting = await jobs.CreateAsync(Upload(700, run: false), TestJobs.Anna);
        var folders = Directory.GetDirectories(jobs.Options.Folder).Length;
        Refused(() => jobs.CreateAsync(Upload(400, run: true), TestJobs.Ben), "1000 bytes that are kept");
        Assert.That(Directory.GetDirectories(jobs.Options.Folder), Has.Length.EqualTo(folders), "no files stay");
        await jobs.CreateAsync(Upload(300, run: false), TestJobs.Ben);

        await jobs.Service.AbortAsync(jobs.Kind, waiting.JobId, TestJobs.Anna, default);
        await jobs.CreateAsync(Upload(400, run: false), TestJobs.Ben);
    }

    [Test]
    public async Task A_part_added_to_a_job_counts_like_one_it_came_with_and_what_it_replaces_does_not()
    {
        await using var jobs = await TestJobs.StartAsync(options: o => o with { StoredUploadBytes = 1000 });
        var job = await jobs.CreateAsync(Upload(700, run: false), TestJobs.Anna);
        var other = await jobs.CreateAsync(Upload(50, run: false), TestJobs.Ben);
        var more = new NewJob([], [Part("more", 251)]);
        Refused(() => jobs.Service.UpdateAsync(jobs.Kind, job.JobId, more, TestJobs.Anna, default), "1000 bytes");
        await jobs.Service.DeleteAsync(jobs.Kind, other.JobId, TestJobs.Ben, default);
        await jobs.Service.UpdateAsync(jobs.Kind, job.JobId, Upload(900, run: false), TestJobs.Anna, default);
        Assert.That(
            jobs.Files(job.JobId),
            Has.Length.EqualTo(1),
            "the file that was replaced and those refused are gone"
        );
        Refused(() => jobs.CreateAsync(Upload(101, run: false), TestJobs.Ben), "1000 bytes");
        await jobs.CreateAsync(Upload(100, run: false), TestJobs.Ben);
    }

    [Test]
    public async Task A_store_from_before_sizes_were_kept_is_taken_up_with_its_uploads()
    {
        var folder = Directory.CreateTempSubdirectory("datalab-uws-").FullName;
        try
        {
            var id = JobFolders.NewId();
            var first = UwsTables.Module with { Migrations = [UwsTables.Module.Migrations[0]] };
            var file = Path.Combine(folder, "state", "datalab.sqlite");
            await using (var old = await TestStore.OpenAsync(file, first))
                await old.WriteAsync(
                    transaction =>
                        transaction.Connection!.Execute(
                            $"""
                            INSERT INTO uws_job (job_id, kind, serial, address, share_key, phase, creation_time, execution_duration,
                                destruction, attempt, crashes)
                            VALUES ('{id}', 'test', 1, '10.0.0.3', 'a:10.0.0.3', 'PENDING', 1, 0, 253402300799000, 0, 0);
                            INSERT INTO uws_parameter VALUES ('{id}', 0, 'table', 'file', 1)
                            """
                        ),
                    default
                );
            await using var jobs = await TestJobs.StartAsync(
                folder: folder,
                options: o => o with { StoredUploadBytes = 1000 }
            );
            var part = (await jobs.FindAsync(id)).Parameters.Single();
            Assert.That((part.IsFile, part.Size), Is.EqualTo((true, 0L)));
            await jobs.CreateAsync(Upload(1000, run: false));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public async Task What_never_fits_is_not_told_to_come_back()
    {
        await using var jobs = await TestJobs.StartAsync(options: o => o with { StoredUploadBytes = 1000 });
        var e = Assert.ThrowsAsync<ServiceException>(() => jobs.CreateAsync(Upload(1001, run: true)))!;
        Assert.That((e.Kind, e.RetryAfter), Is.EqualTo((ErrorKind.LimitExceeded, (TimeSpan?)null)));
        Assert.That(e.Message, Does.Contain("1001 bytes").And.Contain("keeps 1000"));
    }

    private static Task<Job> PendingAsync(TestJobs jobs, Caller caller) =>
        jobs.CreateAsync(TestJobs.Wish(run: false), caller);

    private static NewJob Upload(int bytes, bool run) => new([], [Part("table", bytes)]) { Run = run };

    private static (string, Func<CancellationToken, Task<Stream>>) Part(string name, int bytes) =>
        (name, _ => Task.FromResult<Stream>(new MemoryStream(new byte[bytes])));

    private static void Refused(Func<Task> step, string message)
    {
        var e = Assert.ThrowsAsync<ServiceException>(() => step())!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.ServiceUnavailable), e.Message);
        Assert.That(e.Message, Does.Contain(message));
        Assert.That(e.RetryAfter, Is.GreaterThan(TimeSpan.Zero));
    }
}
