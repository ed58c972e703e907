using DataLab.Tests;

namespace DataLab.Host.Tests.PostgreSql;

/// <summary>A server whose catalogue is a streaming replica, and its jobs in the primary.</summary>
[Category("PostgreSql")]
public sealed class ReplicaTests
{
    private const string Count = "SELECT COUNT(*) FROM sky.points";

    private FaultArchive archive = null!;
    private PostgreSqlServer replica = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        archive = await FaultArchive.StartAsync();
        replica = await PostgreSqlServer.StartReplicaAsync(archive.Postgres);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (replica is not null)
            await replica.DisposeAsync();
        await archive.DisposeAsync();
    }

    [Test, CancelAfter(180_000)]
    public async Task A_replica_that_lags_serves_old_data_says_how_old_and_catches_up()
    {
        await using var server = await ServeAsync();
        Assert.That(await server.RowsAsync(Count), Is.EqualTo(new[] { "3000" }));
        Assert.That(await NoteAsync(server), Does.Contain(">true<").And.Not.Contain("replica"));
        await replica.ExecuteAsync("SELECT pg_wal_replay_pause()", FaultArchive.Database);
        var load = await archive.IngestAsync("points", 20, "--replace", "--grace", "0");
        Assert.That(load.ExitCode, Is.Zero, load.Errors);
        Assert.That(
            async () => await NoteAsync(server),
            Does.Match("(?s)>true<.*as of 20.*Z, [0-9]+ s ago").After(30_000, 500)
        );
        Assert.That(await server.RowsAsync(Count), Is.EqualTo(new[] { "3000" }));
        // One that starts now serves as well.
        await using (var late = await ServeAsync())
            Assert.That(await late.RowsAsync(Count), Is.EqualTo(new[] { "3000" }));
        await replica.ExecuteAsync("SELECT pg_wal_replay_resume()", FaultArchive.Database);
        Assert.That(async () => (await server.RowsAsync(Count))[0], Is.EqualTo("20").After(10_000, 100));
        Assert.That(async () => await NoteAsync(server), Does.Not.Contain("replica").After(10_000, 200));
        var job = await AsyncJob.CreateAsync(server, Count);
        await job.RunAsync();
        Assert.That((string?)(await job.EndAsync()).Element(AsyncJob.Uws + "phase"), Is.EqualTo("COMPLETED"));
    }

    [Test]
    public async Task A_replica_takes_no_uploads_and_says_so()
    {
        await using var server = await ServeAsync();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("ADQL"), "LANG" },
            { new StringContent("SELECT * FROM TAP_UPLOAD.mine"), "QUERY" },
            { new StringContent("mine,param:mine"), "UPLOAD" },
            { new StringContent("a\n1\n"), "mine", "mine.csv" },
        };
        Assert.That(
            await Unavailable.AssertAsync(await server.Http.PostAsync("tap/sync", form)),
            Does.Contain("takes no uploaded tables")
        );
    }

    private Task<LiveServer> ServeAsync() =>
        archive.ServeAsync(settings =>
            settings["Catalog"]!["PostgreSql"] = archive.Connection("datalab_server", replica)
        );

    private static Task<string> NoteAsync(LiveServer server) => server.Http.GetStringAsync("tap/availability");
}
