using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DataLab.Host.Tests;

/// <summary>Clients that stop reading do not keep the others out; slow ones get their table.</summary>
public sealed class StallTests
{
    /// <summary>More than sockets and the web server hold back: some 20 MB.</summary>
    private const string Large =
        "SELECT a.id, a.ra, a.dec, a.gmag FROM smash_dr1.object AS a, (SELECT TOP 40 id FROM smash_dr1.object) AS b";

    private LiveServer server = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        using var folder = new TemporaryFolder();
        var settings = Path.Combine(folder.Path, "settings.json");
        await File.WriteAllTextAsync(
            settings,
            """{"Server": {"StallSeconds": 3}, "Tap": {"SyncConcurrency": 2, "SyncConcurrencyPerUser": 2, "SyncQueue": 1, "SyncQueueSeconds": 60}}"""
        );
        server = await LiveServer.ServeAsync(DemoArchive.Folder, "--config", settings);
    }

    [OneTimeTearDown]
    public async Task Stop() => await server.DisposeAsync();

    [Test]
    public async Task Stalled_clients_lose_their_places_after_the_stall_limit()
    {
        using var first = await AskAsync(Large);
        using var second = await AskAsync(Large);
        await Task.Delay(500);
        var clock = Stopwatch.StartNew();
        Assert.That(await server.RowsAsync("SELECT TOP 1 id FROM smash_dr1.object"), Has.Length.EqualTo(1));
        Assert.That(clock.Elapsed, Is.InRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)), "both were full");
    }

    [Test]
    public async Task Who_finds_even_the_queue_full_is_told_when_to_come_back()
    {
        using var first = await AskAsync(Large);
        using var second = await AskAsync(Large);
        await Task.Delay(500);
        var waiting = server.RowsAsync("SELECT TOP 1 id FROM smash_dr1.object");
        await Task.Delay(200);
        using var refused = await server.SyncAsync("SELECT TOP 1 id FROM smash_dr1.object");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(
            refused.Headers.RetryAfter!.Delta,
            Is.InRange(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
            refused.Headers.RetryAfter.ToString()
        );
        var text = await refused.Content.ReadAsStringAsync();
        Assert.That(text, Does.Contain("QUERY_STATUS").And.Contain("All 2 places").And.Contain("1 requests wait"));
        Assert.That(await waiting, Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_client_that_reads_slowly_but_steadily_gets_everything()
    {
        using var slow = await AskAsync(Large);
        var buffer = new byte[64 << 10];
        long bytes = 0;
        var clock = Stopwatch.StartNew();
        // For twice the stall limit at about 1 MB/s, then the rest.
        for (int n; (n = await slow.GetStream().ReadAsync(buffer)) > 0; bytes += n)
            if (clock.Elapsed < TimeSpan.FromSeconds(6))
                await Task.Delay(50);
        Assert.That(clock.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(6)), "the table is too small for this test");
        Assert.That(bytes, Is.GreaterThan(10_000_000));
    }

    /// <summary>Sends a query and reads nothing.</summary>
    private async Task<TcpClient> AskAsync(string adql)
    {
        var client = new TcpClient { ReceiveBufferSize = 64 << 10 };
        var url = new Uri(server.Url);
        await client.ConnectAsync(IPAddress.Loopback, url.Port);
        var request =
            $"GET /tap/sync?LANG=ADQL&FORMAT=csv&QUERY={Uri.EscapeDataString(adql)} HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: close\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        return client;
    }
}
