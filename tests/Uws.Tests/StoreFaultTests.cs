using System.Diagnostics;
using DataLab.Formats;
using DataLab.State;
using DataLab.State.PostgreSql;
using DataLab.Tests;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.ExecutionPhase;

namespace DataLab.Uws.Tests;

/// <summary>PostgreSQL that is not there, dies, comes back, refuses: what is said, and that nothing is lost.</summary>
public sealed class StoreFaultTests
{
    private PostgreSqlServer server = null!;

    [OneTimeSetUp]
    public async Task StartServer() => server = await PostgreSqlServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopServer() => await server.DisposeAsync();

    [SetUp]
    public void ChooseServer() => TestStore.Use(server.ConnectionString);

    [TearDown]
    public async Task StartServerAgain()
    {
        TestStore.Forget();
        if (server.ProcessId == 0)
            await server.StartAgainAsync();
    }

    [Test]
    public async Task Down_at_the_start_requests_are_told_to_come_back_and_later_served()
    {
        await server.StopAsync();
        await using var jobs = await TestJobs.StartAsync(options: o =>
            o with
            {
                Poll = TimeSpan.FromMilliseconds(200),
            }
        );
        var e = Assert.ThrowsAsync<ServiceException>(() => jobs.RunAsync())!;
        Assert.That((e.Kind, e.RetryAfter), Is.EqualTo((ErrorKind.ServiceUnavailable, TimeSpan.FromSeconds(5))));
        Assert.That(e.Message, Does.Not.Contain("127.0.0.1").And.Not.Contain("schema"));
        await server.StartAgainAsync();
        var job = await AgainAsync(() => jobs.RunAsync());
        Assert.That((await jobs.UntilFinalAsync(job.JobId)).Phase, Is.EqualTo(Completed));
    }

    [Test]
    public async Task Killed_under_load_and_started_again_every_job_that_was_said_is_done_once()
    {
        static UwsOptions Fast(UwsOptions o) => o with { Poll = TimeSpan.FromMilliseconds(200) };
        await using var first = await TestJobs.StartAsync(ChildJobs.Kind(), options: Fast);
        await using var second = await TestJobs.StartAsync(ChildJobs.Kind(), first.Folder, Fast);
        using var enough = new CancellationTokenSource();
        var said = new List<string>[2];
        var making = new[] { first, second }
            .Select((jobs, i) => Task.Run(() => MakeAsync(jobs, said[i] = [], enough.Token)))
            .ToArray();
        for (var crash = 0; crash < 3; crash++)
        {
            await Task.Delay(700);
            await server.CrashAsync();
            await Task.Delay(300);
            await server.StartAgainAsync();
        }
        await Task.Delay(500);
        await enough.CancelAsync();
        var refused = (await Task.WhenAll(making)).Sum();
        var ids = said.SelectMany(list => list).ToList();
        Assert.That(ids, Has.Count.GreaterThan(20));
        foreach (var id in ids)
        {
            var job = await AgainAsync(() => second.UntilFinalAsync(id, TestJobs.Anna));
            Assert.That((job.Phase, job.Results.Length), Is.EqualTo((Completed, 1)), job.Error?.Message);
            Assert.That(await second.ResultAsync(id, TestJobs.Anna), Is.EqualTo(ChildJobs.Content(id)));
        }
        TestContext.Out.WriteLine($"{ids.Count} jobs done, {refused} requests told to come back");
        Assert.That(refused, Is.Positive);
    }

    [Test]
    public async Task Away_for_longer_than_the_lease_nobody_is_taken_for_dead()
    {
        static UwsOptions Short(UwsOptions o) =>
            o with
            {
                Poll = TimeSpan.FromMilliseconds(200),
                Lease = TimeSpan.FromSeconds(2),
                Machine = Guid.NewGuid().ToString("N"),
            };
        await using var first = await TestJobs.StartAsync(options: Short);
        await using var second = await TestJobs.StartAsync(
            new TestKind { Limits = new JobOptions { Concurrency = 0 } },
            first.Folder,
            Short
        );
        var id = (await first.RunAsync("wait")).JobId;
        await first.UntilAsync(id, Executing);
        await server.StopAsync();
        await Task.Delay(4000);
        await server.StartAgainAsync();
        await Task.Delay(3000);
        first.Kind.Open();
        Assert.That((await AgainAsync(() => first.UntilFinalAsync(id))).Phase, Is.EqualTo(Completed));
        var crashes = await first.Store.ReadAsync(
            db => DataLab.Uws.Store.Sql.Number(db, "SELECT SUM(crashes + attempt) FROM uws_job"),
            default
        );
        Assert.That(crashes, Is.EqualTo(1), "one run, no crash");
    }

    [Test]
    public async Task A_wrong_password_is_told_with_what_to_mend_and_without_the_password()
    {
        var e = await RefusedAsync(server.ConnectionStringOf("postgres", password: "guessed"));
        Assert.That(e.Problem, Is.EqualTo(StateProblem.Unreachable));
        Assert.That(e.Message, Does.Contain("password authentication failed").And.Contain("State:PostgreSql"));
        Assert.That(e.Message, Does.Not.Contain("guessed"));
    }

    [Test]
    public async Task A_missing_database_is_told()
    {
        var e = await RefusedAsync(server.ConnectionStringOf("nowhere"));
        Assert.That(e.Problem, Is.EqualTo(StateProblem.Unreachable));
        Assert.That(e.Message, Does.Contain("\"nowhere\"").And.Contain("create it"));
    }

    [Test]
    public async Task A_user_who_may_make_no_schema_is_told_how_to_get_one()
    {
        await server.ExecuteAsync("CREATE ROLE modest LOGIN PASSWORD 'm'");
        var e = await RefusedAsync(server.ConnectionStringOf("postgres", "modest", "m"));
        Assert.That(e.Message, Does.Contain("CREATE SCHEMA").And.Contain("AUTHORIZATION"));
        await server.ExecuteAsync("CREATE SCHEMA given AUTHORIZATION modest");
        var options = new PostgreSqlStateOptions(server.ConnectionStringOf("postgres", "modest", "m"))
        {
            Schema = "given",
        };
        await using var store = await StateStore.OpenAsync(options, [UwsServices.Module], default);
    }

    [Test]
    public async Task What_is_no_connection_string_is_told()
    {
        var e = await RefusedAsync("Hots=db");
        Assert.That(e.Message, Does.Contain("State:PostgreSql").And.Contain("Host="));
    }

    [Test]
    public async Task Without_a_connection_left_requests_are_told_to_come_back()
    {
        await server.ExecuteAsync("CREATE ROLE narrow LOGIN PASSWORD 'n' CONNECTION LIMIT 1");
        await server.ExecuteAsync("CREATE SCHEMA narrow AUTHORIZATION narrow");
        var problems = new List<string>();
        var options = new PostgreSqlStateOptions(server.ConnectionStringOf("postgres", "narrow", "n"))
        {
            Schema = "narrow",
            OnProblem = (problem, _) => problems.Add(problem),
        };
        await using var taken = new Npgsql.NpgsqlConnection(options.Connection + ";Pooling=false");
        await taken.OpenAsync();
        await using var store = await StateStore.OpenAsync(options, [UwsServices.Module], default);
        var e = Assert.ThrowsAsync<StateException>(() => store.ReadAsync(_ => 0, default))!;
        Assert.That(e.Problem, Is.EqualTo(StateProblem.Away));
        Assert.That(problems, Has.Count.EqualTo(1).And.All.Contain("max_connections"));
        await taken.CloseAsync();
        var since = Stopwatch.StartNew();
        while (true)
            try
            {
                await store.ReadAsync(_ => 0, default);
                break;
            }
            catch (StateException again) when (again.Problem == StateProblem.Away && since.Elapsed.TotalSeconds < 10)
            {
                await Task.Delay(100);
            }
        Assert.That(problems[^1], Does.Contain("there again"));
    }

    private static async Task<StateException> RefusedAsync(string connection)
    {
        try
        {
            await using var store = await StateStore.OpenAsync(
                new PostgreSqlStateOptions(connection) { Schema = "refused" },
                [UwsServices.Module],
                default
            );
        }
        catch (StateException e)
        {
            return e;
        }
        throw new AssertionException("the store opened");
    }

    /// <returns>How often it was told to come back.</returns>
    private static async Task<int> MakeAsync(TestJobs jobs, List<string> said, CancellationToken enough)
    {
        var refused = 0;
        while (!enough.IsCancellationRequested)
            try
            {
                said.Add((await jobs.RunAsync("", TestJobs.Anna)).JobId);
                await Task.Delay(5, CancellationToken.None);
            }
            catch (ServiceException e) when (e.Kind == ErrorKind.ServiceUnavailable && e.RetryAfter is not null)
            {
                refused++;
                await Task.Delay(50, CancellationToken.None);
            }
        return refused;
    }

    /// <summary>As a client does that is told to come back.</summary>
    private static async Task<Job> AgainAsync(Func<Task<Job>> ask)
    {
        var since = Stopwatch.StartNew();
        while (true)
            try
            {
                return await ask();
            }
            catch (ServiceException e) when (e.Kind == ErrorKind.ServiceUnavailable && since.Elapsed.TotalSeconds < 30)
            {
                await Task.Delay(100);
            }
    }
}
