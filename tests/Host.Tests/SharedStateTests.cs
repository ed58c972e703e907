using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using DataLab.Tests;

namespace DataLab.Host.Tests;

/// <summary>Servers that keep their state in one PostgreSQL: jobs belong to all of them, and one may go while the others serve.</summary>
[Parallelizable]
public sealed class SharedStateTests : IDisposable
{
    private const string Query = "SELECT id, ra FROM sky.points ORDER BY id";

    private PostgreSqlServer postgres = null!;
    private TemporaryFolder? folder;
    private int servers;

    [OneTimeSetUp]
    public async Task StartPostgres() => postgres = await PostgreSqlServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopPostgres() => await postgres.DisposeAsync();

    [SetUp]
    public async Task MakeArchive()
    {
        folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder!.File("points.csv"), "id,ra,dec\n1,10.5,-20\n2,11,-21\n3,12,-22\n");
        string[] target = ["--data", folder!.File("data"), "--schema", "sky", "--table", "points"];
        var load = await Tool.DatalabAsync(["ingest", folder!.File("points.csv"), .. target]);
        Assert.That(load.ExitCode, Is.Zero, load.Errors);
    }

    [TearDown]
    public void Dispose()
    {
        folder?.Dispose();
        folder = null;
    }

    /// <summary>A server with a folder of its own for what is its own, and the store and the files of jobs that all share.</summary>
    private async Task<LiveServer> StartAsync(string schema)
    {
        var config = await ConfigureAsync(postgres.ConnectionString, schema);
        return await LiveServer.ServeAsync(
            folder!.File("data"),
            "--state",
            folder!.File($"own-{Interlocked.Increment(ref servers)}"),
            "--config",
            config
        );
    }

    private async Task<string> ConfigureAsync(string connection, string schema)
    {
        var file = folder!.File($"settings-{Interlocked.Increment(ref servers)}.json");
        var settings = new
        {
            State = new
            {
                PostgreSql = connection,
                Schema = schema,
                JobsFolder = folder!.File("jobs"),
            },
            Server = new { DrainSeconds = 2 },
        };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(settings));
        return file;
    }

    [Test]
    public async Task A_job_made_at_one_server_is_waited_for_aborted_and_fetched_at_another()
    {
        await using var first = await StartAsync("shared_jobs");
        await using var second = await StartAsync("shared_jobs");
        var job = await AsyncJob.CreateAsync(first, Query);
        var there = second.Url.TrimEnd('/') + new Uri(job.Url).AbsolutePath;
        var waiting = second.Http.GetStringAsync(there + "/phase?WAIT=50");
        var watch = Stopwatch.StartNew();
        await job.RunAsync();
        Assert.That(
            await second.Http.GetStringAsync(there + "?WAIT=30"),
            Does.Contain("COMPLETED").Or.Contain("EXECUTING").Or.Contain("QUEUED")
        );
        await job.EndAsync();
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
        Assert.That(await second.Http.GetStringAsync(there + "/results/result"), Does.StartWith("id,ra"));
        await waiting;
        var later = await AsyncJob.CreateAsync(first, Query);
        var path = second.Url.TrimEnd('/') + new Uri(later.Url).AbsolutePath;
        using var form = new FormUrlEncodedContent([new("PHASE", "ABORT")]);
        (await second.Http.PostAsync(path + "/phase", form)).EnsureSuccessStatusCode();
        Assert.That(await first.Http.GetStringAsync(later.Url + "/phase"), Is.EqualTo("ABORTED"));
    }

    [Test]
    public async Task A_rolling_restart_fails_no_request_and_loses_no_job()
    {
        var running = new[] { await StartAsync("rolling"), await StartAsync("rolling") };
        var healthy = new bool[running.Length];
        using var enough = new CancellationTokenSource();
        using var direct = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var failures = new ConcurrentQueue<string>();
        var (requests, jobs) = (0, 0);
        try
        {
            var balancer = Task.Run(() => LookAsync(running, healthy, enough.Token));
            await UntilAsync(() => healthy.All(well => well));
            var clients = Enumerable.Range(0, 3).Select(i => Task.Run(() => ClientAsync(i))).ToArray();
            for (var i = 0; i < running.Length; i++)
            {
                await Task.Delay(1500);
                Assert.That(await running[i].TerminateAsync(), Is.Zero);
                await running[i].DisposeAsync();
                running[i] = await StartAsync("rolling");
                await UntilAsync(() => Volatile.Read(ref healthy[i]));
            }
            await Task.Delay(1000);
            await enough.CancelAsync();
            await Task.WhenAll([.. clients, balancer]);
        }
        finally
        {
            foreach (var server in running)
                await server.DisposeAsync();
        }
        TestContext.Out.WriteLine($"{requests} requests, {jobs} jobs, {failures.Count} failures");
        Assert.That(failures, Is.Empty);
        Assert.That(jobs, Is.GreaterThan(5));

        async Task ClientAsync(int number)
        {
            while (!enough.IsCancellationRequested)
                try
                {
                    using var sync = Form();
                    await AskAsync(server => server.Http.PostAsync("tap/sync", sync));
                    using var form = Form(("PHASE", "RUN"));
                    var made = "";
                    await AskAsync(async server =>
                    {
                        // Where it is goes through the balancer again, as it does where that has a public URL.
                        var response = await direct.PostAsync(server.Url + "tap/async", form);
                        made = response.Headers.Location!.AbsolutePath.TrimStart('/');
                        return response;
                    });
                    var phase = "";
                    while (phase is not ("COMPLETED" or "ERROR" or "ABORTED"))
                    {
                        var answer = await AskAsync(server => server.Http.GetAsync(made + "?WAIT=5"));
                        Assert.That(answer, Does.Contain("phase"));
                        phase = await AskAsync(server => server.Http.GetAsync(made + "/phase"));
                    }
                    if (phase != "COMPLETED")
                        failures.Enqueue($"job {made} is {phase}");
                    Assert.That(
                        await AskAsync(server => server.Http.GetAsync(made + "/results/result")),
                        Does.StartWith("id,ra")
                    );
                    Interlocked.Increment(ref jobs);
                }
                catch (Exception e)
                {
                    failures.Enqueue($"client {number}: {e.Message}");
                    await Task.Delay(100);
                }
        }

        async Task<string> AskAsync(Func<LiveServer, Task<HttpResponseMessage>> ask)
        {
            var next = Interlocked.Increment(ref requests);
            var well = running.Where((_, i) => Volatile.Read(ref healthy[i])).ToArray();
            using var response = await ask(well[next % well.Length]);
            var text = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.SeeOther)
                failures.Enqueue($"{(int)response.StatusCode} {response.RequestMessage!.RequestUri} {text}");
            return text;
        }
    }

    [Test]
    public async Task Without_PostgreSQL_jobs_are_told_to_come_back_queries_answered_and_it_recovers_by_itself()
    {
        await postgres.StopAsync();
        try
        {
            await using var server = await StartAsync("away");
            using var refused = await server.Http.PostAsync("tap/async", Form());
            Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(refused.Headers.RetryAfter!.Delta, Is.EqualTo(TimeSpan.FromSeconds(5)));
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Not.Contain("127.0.0.1"));
            Assert.That(await server.RowsAsync(Query), Has.Length.EqualTo(3));
            await postgres.StartAgainAsync();
            await Task.Delay(2000);
            var job = await AsyncJob.CreateAsync(server, Query);
            await job.RunAsync();
            Assert.That((string?)(await job.EndAsync()).Element(AsyncJob.Uws + "phase"), Is.EqualTo("COMPLETED"));
        }
        finally
        {
            if (postgres.ProcessId == 0)
                await postgres.StartAgainAsync();
        }
    }

    [TestCase("password authentication failed", "guessed")]
    public async Task A_wrong_password_stops_the_start_and_is_told_in_one_line(string said, string password)
    {
        var config = await ConfigureAsync(postgres.ConnectionStringOf("postgres", password: password), "refused");
        var result = await Tool.DatalabAsync([
            "serve",
            "--port",
            "0",
            "--data",
            folder!.File("data"),
            "--config",
            config,
        ]);
        Assert.That((result.ExitCode, result.Output), Is.EqualTo((1, "")));
        Assert.That(result.Errors, Does.StartWith("datalab: The server cannot start: ").And.Contain(said));
        Assert.That(result.Errors.TrimEnd(), Does.Not.Contain('\n').And.Not.Contain(password));
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] more) =>
        new([
            new("LANG", "ADQL"),
            new("QUERY", Query),
            new("RESPONSEFORMAT", "csv"),
            .. more.Select(field => KeyValuePair.Create(field.Name, field.Value)),
        ]);

    /// <summary>What a load balancer does: asks everybody how they are.</summary>
    private static async Task LookAsync(LiveServer[] running, bool[] healthy, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            for (var i = 0; i < running.Length; i++)
                Volatile.Write(ref healthy[i], await IsWellAsync(running[i]));
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private static async Task<bool> IsWellAsync(LiveServer server)
    {
        try
        {
            using var answer = await server.Http.GetAsync("healthz");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or ObjectDisposedException or TaskCanceledException)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var since = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.That(since.Elapsed, Is.LessThan(TimeSpan.FromSeconds(60)));
            await Task.Delay(50);
        }
    }
}
