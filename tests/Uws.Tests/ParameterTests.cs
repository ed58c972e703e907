using System.Text;
using DataLab.Formats;
using DataLab.Uws.Tests.Support;

namespace DataLab.Uws.Tests;

/// <summary>Parameters, uploaded parts and settings of a job: what a client may say, and until when.</summary>
public sealed class ParameterTests(StoreKind store) : OnEachStore(store)
{
    private TestJobs jobs = null!;

    [SetUp]
    public async Task Start() => jobs = await TestJobs.StartAsync();

    [TearDown]
    public async Task Stop() => await jobs.DisposeAsync();

    private static NewJob Files(params (string Name, string Content)[] parts) =>
        new(
            [],
            [
                .. parts.Select(part =>
                    (
                        part.Name,
                        (Func<CancellationToken, Task<Stream>>)(
                            _ => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(part.Content)))
                        )
                    )
                ),
            ]
        );

    private Task<Job> UpdateAsync(Job job, NewJob changes) =>
        jobs.Service.UpdateAsync(jobs.Kind, job.JobId, changes, TestJobs.Nobody, default);

    private static string Text(Job job) => string.Join(" ", job.Parameters.Select(p => $"{p.Name}={p.Value}"));

    private async Task<string> UploadAsync(Job job, string name)
    {
        await using var content = await jobs.Service.OpenUploadAsync(
            jobs.Kind,
            job.JobId,
            name,
            TestJobs.Nobody,
            default
        );
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync();
    }

    private static string Usage(Func<Task> step)
    {
        var e = Assert.ThrowsAsync<ServiceException>(step)!;
        Assert.That(e.Kind, Is.EqualTo(ErrorKind.UsageError));
        return e.Message;
    }

    [Test]
    public async Task A_parameter_that_is_said_again_replaces_the_earlier_one_whatever_its_case()
    {
        var job = await jobs.CreateAsync(TestJobs.Wish(false, ("QUERY", "a"), ("LANG", "ADQL")));
        job = await UpdateAsync(job, TestJobs.Wish(false, ("query", "b")));
        Assert.That(Text(job), Is.EqualTo("LANG=ADQL query=b"));
    }

    [Test]
    public async Task Uploads_add_up()
    {
        var job = await jobs.CreateAsync(TestJobs.Wish(false, ("UPLOAD", "a,param:a"), ("UPLOAD", "b,param:b")));
        job = await UpdateAsync(job, TestJobs.Wish(false, ("upload", "c,http://x/")));
        Assert.That(Text(job), Is.EqualTo("UPLOAD=a,param:a UPLOAD=b,param:b upload=c,http://x/"));
    }

    [Test]
    public void A_single_parameter_twice_in_one_request_is_an_error() =>
        Assert.That(
            Usage(() => jobs.CreateAsync(TestJobs.Wish(false, ("QUERY", "a"), ("Query", "b")))),
            Does.Contain("more than once")
        );

    [Test]
    public void What_no_document_can_show_is_refused()
    {
        Usage(() => jobs.CreateAsync(TestJobs.Wish(false, ("QUERY", "a\u0001b"))));
        Usage(() => jobs.CreateAsync(TestJobs.Wish(false, ("Q\u0000", "a"))));
        Usage(() => jobs.CreateAsync(TestJobs.Wish(false, ("", "a"))));
        Usage(() => jobs.CreateAsync(TestJobs.Wish(false, ("QUERY", "\ud800"))));
    }

    [Test]
    public async Task Any_other_text_comes_back_as_it_was()
    {
        const string text = "SELECT 'α β' -- \r\n\t \"x\" <&> \U0001F52D ' ; DROP TABLE uws_job";
        var job = await jobs.CreateAsync(TestJobs.Wish(false, ("QUERY", text)));
        Assert.That((await jobs.FindAsync(job.JobId)).Parameters.Single().Value, Is.EqualTo(text));
    }

    [Test]
    public async Task Parameters_are_fixed_once_the_job_has_left_PENDING()
    {
        var job = await jobs.RunAsync("never");
        var before = Text(await jobs.UntilAsync(job.JobId, ExecutionPhase.Executing));
        foreach (
            var change in new[]
            {
                TestJobs.Wish(false, ("QUERY", "x")),
                Files(("part", "x")),
                TestJobs.Wish(false) with
                {
                    RunId = "x",
                },
                TestJobs.Wish(false) with
                {
                    ExecutionDuration = TimeSpan.FromSeconds(5),
                },
            }
        )
        {
            var e = Assert.ThrowsAsync<ServiceException>(() => UpdateAsync(job, change))!;
            Assert.That(e.Kind, Is.EqualTo(ErrorKind.PermissionDenied));
            Assert.That(e.Message, Does.Contain("EXECUTING"));
        }
        Assert.That(Text(await jobs.FindAsync(job.JobId)), Is.EqualTo(before));
        Assert.That(jobs.Files(job.JobId), Is.Empty);
    }

    [Test]
    public async Task Parts_are_stored_under_names_of_our_own()
    {
        var job = await jobs.CreateAsync(Files(("../../escape", "one"), ("/etc/passwd", "two"), ("a", "three")));
        Assert.That(await UploadAsync(job, "../../escape"), Is.EqualTo("one"));
        Assert.That(await UploadAsync(job, "/etc/passwd"), Is.EqualTo("two"));
        Assert.That(await UploadAsync(job, "A"), Is.EqualTo("three"));
        Assert.That(jobs.Files(job.JobId), Has.Length.EqualTo(3).And.All.Match("^uploads/[a-z2-7]{32}$"));
        Assert.That(job.Parameters, Has.All.Matches<JobParameter>(p => p.IsFile));
    }

    [Test]
    public async Task A_part_that_is_sent_again_replaces_the_earlier_one_and_its_file()
    {
        var job = await jobs.CreateAsync(Files(("part", "one"), ("other", "two")));
        job = await UpdateAsync(job, Files(("PART", "three")));
        Assert.That(await UploadAsync(job, "part"), Is.EqualTo("three"));
        Assert.That(jobs.Files(job.JobId), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task The_same_part_twice_is_an_error_and_nothing_is_stored()
    {
        Usage(() => jobs.CreateAsync(Files(("part", "one"), ("Part", "two"))));
        Assert.That(
            Directory.GetDirectories(jobs.Options.Folder).Select(Path.GetFileName),
            Is.EqualTo(new[] { ".processes" })
        );
        await Task.CompletedTask;
    }

    [Test]
    public async Task A_part_that_breaks_off_leaves_no_job_and_no_file()
    {
        var broken = new NewJob([], [("part", _ => Task.FromResult<Stream>(new BrokenStream()))]);
        Assert.ThrowsAsync<IOException>(() => jobs.CreateAsync(broken, TestJobs.Anna));
        Assert.That(await jobs.ListAsync(TestJobs.Anna), Is.Empty);
        Assert.That(
            Directory.GetDirectories(jobs.Options.Folder).Select(Path.GetFileName),
            Is.EqualTo(new[] { ".processes" })
        );

        var job = await jobs.CreateAsync(Files(("part", "one")));
        Assert.ThrowsAsync<IOException>(() => UpdateAsync(job, broken));
        Assert.That(await UploadAsync(job, "part"), Is.EqualTo("one"));
        Assert.That(jobs.Files(job.JobId), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task The_kind_reads_a_part_by_its_name()
    {
        await jobs.DisposeAsync();
        string? read = null;
        string? none = "";
        jobs = await TestJobs.StartAsync(
            new TestKind
            {
                Work = async (execution, ct) =>
                {
                    read = await File.ReadAllTextAsync(execution.UploadPath("PART")!, ct);
                    none = execution.UploadPath("other");
                },
            }
        );
        var job = await jobs.CreateAsync(Files(("part", "one")) with { Run = true });
        await jobs.UntilFinalAsync(job.JobId);
        Assert.That((read, none), Is.EqualTo(("one", (string?)null)));
    }

    [Test]
    public async Task RunId_is_set_replaced_and_unset()
    {
        var job = await jobs.CreateAsync(TestJobs.Wish(false) with { RunId = "one" });
        Assert.That(job.RunId, Is.EqualTo("one"));
        Assert.That((await UpdateAsync(job, TestJobs.Wish(false) with { RunId = "two" })).RunId, Is.EqualTo("two"));
        Assert.That((await UpdateAsync(job, TestJobs.Wish(false))).RunId, Is.EqualTo("two"));
        Assert.That((await UpdateAsync(job, TestJobs.Wish(false) with { RunId = "" })).RunId, Is.Null);
        Usage(() => UpdateAsync(job, TestJobs.Wish(false) with { RunId = new string('x', 65) }));
    }

    // Default 1 h, at most 24 h; 0 stands for as long as may be.
    [TestCase(null, 3600)]
    [TestCase(5.5, 5.5)]
    [TestCase(0, 86400)]
    [TestCase(1e6, 86400)]
    public async Task Execution_duration_is_clipped(double? wish, double given)
    {
        var job = await jobs.CreateAsync(
            TestJobs.Wish(false) with
            {
                ExecutionDuration = wish is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            }
        );
        Assert.That(job.ExecutionDuration.TotalSeconds, Is.EqualTo(given));
        Assert.That((await jobs.FindAsync(job.JobId)).ExecutionDuration.TotalSeconds, Is.EqualTo(given));
    }

    [Test]
    public async Task Where_there_is_no_limit_zero_stays_zero()
    {
        jobs.Kind.Limits = new JobOptions { HardExecutionDuration = TimeSpan.Zero };
        var job = await jobs.CreateAsync(TestJobs.Wish(false) with { ExecutionDuration = TimeSpan.Zero });
        Assert.That(job.ExecutionDuration, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task Negative_durations_and_destruction_in_the_past_are_errors()
    {
        Usage(() => jobs.CreateAsync(TestJobs.Wish(false) with { ExecutionDuration = TimeSpan.FromSeconds(-1) }));
        var yesterday = DateTimeOffset.UtcNow.AddDays(-1);
        Usage(() => jobs.CreateAsync(TestJobs.Wish(false) with { Destruction = yesterday }));
        var job = await jobs.CreateAsync(TestJobs.Wish(false));
        Usage(() => UpdateAsync(job, TestJobs.Wish(false) with { Destruction = yesterday }));
    }

    [TestCase(null, 7)]
    [TestCase(1, 1)]
    [TestCase(30, 30)]
    [TestCase(3000, 30)]
    public async Task Destruction_is_clipped(int? wish, int given)
    {
        var now = DateTimeOffset.UtcNow;
        var job = await jobs.CreateAsync(
            TestJobs.Wish(false) with
            {
                Destruction = wish is { } days ? now.AddDays(days) : null,
            }
        );
        Assert.That(job.Destruction, Is.EqualTo(now.AddDays(given)).Within(TimeSpan.FromSeconds(10)));
        Assert.That((await jobs.FindAsync(job.JobId)).Destruction, Is.EqualTo(job.Destruction).Within(1).Milliseconds);
    }

    [Test]
    public async Task Destruction_can_be_set_after_the_end()
    {
        var id = (await jobs.RunAsync()).JobId;
        var job = await jobs.UntilFinalAsync(id);
        var tomorrow = DateTimeOffset.UtcNow.AddDays(1);
        job = await UpdateAsync(job, TestJobs.Wish(false) with { Destruction = tomorrow });
        Assert.That(job.Destruction, Is.EqualTo(tomorrow).Within(1).Milliseconds);
    }

    [Test]
    public async Task A_change_may_run_the_job_in_the_same_step()
    {
        var job = await jobs.CreateAsync(TestJobs.Wish(false));
        await UpdateAsync(job, TestJobs.Wish(true, ("QUERY", "now")));
        await jobs.UntilFinalAsync(job.JobId);
        Assert.That(await jobs.ResultAsync(job.JobId), Is.EqualTo("now"));
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("the client has gone");

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
            Task.FromException(new IOException("the client has gone"));
    }
}
