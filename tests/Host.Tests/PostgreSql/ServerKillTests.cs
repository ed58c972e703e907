using System.Collections.Concurrent;
using System.Diagnostics;

namespace DataLab.Host.Tests.PostgreSql;

/// <summary>Three whole servers on one database, one of them killed with SIGKILL while clients make and follow jobs.</summary>
[Category("PostgreSql")]
public sealed class ServerKillTests
{
    private const int Servers = 3;
    private const int ClientsEach = 3;

    /// <summary>As configured (FaultArchive).</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    /// <summary>Of work in each job: some of those of the dead are under way.</summary>
    private const string Query =
        "SELECT COUNT(*) AS n FROM sky.points AS a, sky.points AS b WHERE SQRT(a.ra * b.dec * b.dec) > -1";

    private FaultArchive archive = null!;

    [OneTimeSetUp]
    public async Task Start() => archive = await FaultArchive.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await archive.DisposeAsync();

    [Test]
    public async Task Nothing_is_lost_and_the_others_take_over_within_the_lease()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, Servers).Select(_ => archive.ServeAsync(MorePlaces)));
        var made = new ConcurrentBag<string>();
        var failures = new ConcurrentQueue<string>();
        using var enough = new CancellationTokenSource();
        try
        {
            var clients = servers
                .SelectMany(server => Enumerable.Repeat(server, ClientsEach))
                .Select(server => Task.Run(() => ClientAsync(server)))
                .ToArray();
            await Task.Delay(3000);
            await servers[0].KillAsync();
            var dead = Stopwatch.StartNew();
            await Task.Delay(2000);
            await enough.CancelAsync();
            await Task.WhenAll(clients);
            foreach (var path in made)
                await FollowAsync(servers[1], path, dead);
            TestContext.Out.WriteLine(
                $"{made.Count} jobs told of, all COMPLETED {dead.Elapsed.TotalSeconds:0.0} s after the kill"
            );
        }
        finally
        {
            foreach (var server in servers)
                await server.DisposeAsync();
        }
        Assert.That(failures, Is.Empty);
        Assert.That(made, Has.Count.GreaterThan(Servers * ClientsEach));

        async Task ClientAsync(LiveServer server)
        {
            while (!enough.IsCancellationRequested)
                try
                {
                    using var form = new FormUrlEncodedContent([
                        new("LANG", "ADQL"),
                        new("QUERY", Query),
                        new("RESPONSEFORMAT", "csv"),
                        new("PHASE", "RUN"),
                    ]);
                    using var response = await server.Http.PostAsync("tap/async", form);
                    if (response.IsSuccessStatusCode)
                        made.Add(response.RequestMessage!.RequestUri!.AbsolutePath.TrimStart('/'));
                    else
                        failures.Enqueue($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
                    await Task.Delay(300);
                }
                catch (HttpRequestException) when (server == servers[0])
                {
                    // What the dead one was asked for and did not confirm is the client's to ask again.
                    return;
                }
        }
    }

    /// <summary>Waits for the end of a job, which was confirmed to its client, at another server.</summary>
    private static async Task FollowAsync(LiveServer server, string path, Stopwatch dead)
    {
        while (true)
        {
            var document = await server.Http.GetStringAsync(path + "?WAIT=30");
            var phase = await server.Http.GetStringAsync(path + "/phase");
            if (phase is "COMPLETED")
                break;
            Assert.That(phase, Is.EqualTo("QUEUED").Or.EqualTo("EXECUTING"), document);
            Assert.That(dead.Elapsed, Is.LessThan(Lease + TimeSpan.FromMinutes(3)), "jobs are left behind");
        }
        Assert.That(
            (await server.Http.GetStringAsync(path + "/results/result")).ReplaceLineEndings("\n"),
            Is.EqualTo("n\n9000000\n")
        );
    }

    private static void MorePlaces(System.Text.Json.Nodes.JsonNode settings) =>
        settings["Tap"] = new System.Text.Json.Nodes.JsonObject
        {
            ["AsyncConcurrency"] = 2,
            ["AsyncConcurrencyPerUser"] = 100,
        };
}
