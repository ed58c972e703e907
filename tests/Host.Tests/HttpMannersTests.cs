using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DataLab.Host.Tests;

/// <summary>How the server treats clients that want little, send too much or send too slowly.</summary>
public sealed class HttpMannersTests
{
    private static LiveServer Server => DemoArchive.Server;

    [Test]
    public async Task Head_of_sync_checks_the_query_and_does_not_run_it()
    {
        // Run in earnest this takes minutes.
        const string heavy =
            "SELECT COUNT(*) FROM smash_dr1.object AS a, smash_dr1.object AS b, smash_dr1.object AS c WHERE a.gmag + b.rmag * c.imag > 1e9";
        var clock = Stopwatch.StartNew();
        using var good = await HeadAsync("tap/sync?LANG=ADQL&FORMAT=csv&QUERY=" + Uri.EscapeDataString(heavy));
        Assert.That(good.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(good.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/csv"));
        Assert.That(good.Headers.Contains("Query-Status"), Is.False, "nobody knows how the query would end");
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
        using var bad = await HeadAsync("tap/sync?LANG=ADQL&QUERY=SELECT+nothing");
        Assert.That(bad.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [TestCase("")]
    [TestCase("tap")]
    [TestCase("tap/capabilities")]
    [TestCase("tap/availability")]
    [TestCase("tap/tables")]
    [TestCase("tap/tables/smash_dr1.object")]
    [TestCase("tap/examples")]
    [TestCase("scs")]
    [TestCase("scs/smash_dr1/object/capabilities")]
    [TestCase("healthz")]
    public async Task Head_works_wherever_get_does(string path)
    {
        using var get = await Server.Http.GetAsync(path);
        using var head = await HeadAsync(path);
        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(head.Content.Headers.ContentType, Is.EqualTo(get.Content.Headers.ContentType));
        Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty);
    }

    [Test]
    public async Task A_script_of_another_origin_may_post_a_query_and_read_the_answer()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "tap/sync")
        {
            Content = new FormUrlEncodedContent([
                new("LANG", "ADQL"),
                new("QUERY", "SELECT TOP 1 id FROM smash_dr1.object"),
            ]),
        };
        request.Headers.Add("Origin", "https://notebook.example");
        using var response = await Server.Http.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Headers.GetValues("Access-Control-Allow-Origin"), Is.EqualTo(new[] { "*" }));
    }

    [Test]
    [Category("AnyEngine")]
    public async Task A_body_that_is_too_large_is_refused_with_a_word()
    {
        var result = await Tool.RunAsync(
            "curl",
            [
                "-s",
                "-w",
                "%{http_code}",
                "-H",
                "Expect: 100-continue",
                "-H",
                "Content-Type: application/x-www-form-urlencoded",
                "-H",
                "Content-Length: 999999999999",
                "--data",
                "LANG=ADQL",
                "--max-time",
                "20",
                Server.Tap + "/sync",
            ]
        );
        Assert.That(result.Output, Does.EndWith("413"), result.Errors);
        Assert.That(result.Output, Does.Contain("larger than this service accepts"));
    }

    [Test]
    [Category("AnyEngine")]
    public async Task Headers_that_dribble_are_given_up()
    {
        using var folder = new TemporaryFolder();
        await using var server = await PatientForTwoSecondsAsync(folder);
        var (answer, took) = await DribbleAsync(server, "GET /tap/capabilities HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(20)));
        Assert.That(answer, Does.StartWith("HTTP/1.1 408"));
        Assert.That((await server.Http.GetAsync("healthz")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    [Category("AnyEngine")]
    public async Task A_body_that_dribbles_is_given_up_with_a_word()
    {
        using var folder = new TemporaryFolder();
        await using var server = await PatientForTwoSecondsAsync(folder);
        var (answer, took) = await DribbleAsync(
            server,
            "POST /tap/sync HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nLANG=ADQL&QUERY="
        );
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(20)));
        Assert.That(answer, Does.StartWith("HTTP/1.1 408"));
        Assert.That(answer, Does.Contain("too slowly"));
        Assert.That((await server.Http.GetAsync("healthz")).StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    [Category("AnyEngine")]
    public async Task A_limit_that_cannot_be_is_told_at_the_start()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("config.json"), """{ "Server": { "BodyGraceSeconds": 0 } }""");
        var result = await Tool.DatalabAsync(
            "serve",
            "--port",
            "0",
            "--data",
            folder.Path,
            "--config",
            folder.File("config.json")
        );
        Assert.That(result.ExitCode, Is.Not.Zero);
        Assert.That(result.Errors, Does.Contain("BodyGraceSeconds"));
    }

    private static Task<HttpResponseMessage> HeadAsync(string path) =>
        Server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

    private static async Task<LiveServer> PatientForTwoSecondsAsync(TemporaryFolder folder)
    {
        await File.WriteAllTextAsync(
            folder.File("config.json"),
            """{ "Server": { "HeaderSeconds": 2, "BodyGraceSeconds": 2 } }"""
        );
        return await LiveServer.ServeAsync(folder.Path, "--config", folder.File("config.json"));
    }

    /// <summary>Sends the start at once and then a byte every 100 ms until the server hangs up.</summary>
    private static async Task<(string Answer, TimeSpan Took)> DribbleAsync(LiveServer server, string start)
    {
        var url = new Uri(server.Url);
        using var socket = new TcpClient();
        await socket.ConnectAsync(url.Host, url.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(start));
        var clock = Stopwatch.StartNew();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var hungUp = new CancellationTokenSource();
        var dribble = Task.Run(
            async () =>
            {
                try
                {
                    while (!hungUp.IsCancellationRequested)
                    {
                        await stream.WriteAsync("x"u8.ToArray(), patience.Token);
                        await Task.Delay(100, patience.Token);
                    }
                }
                catch (IOException)
                {
                    // The server has hung up, which is what is waited for.
                }
            },
            patience.Token
        );
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, patience.Token) is > 0 and var read)
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (IOException e) when (answer.Length > 0)
        {
            TestContext.Out.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"reset after the answer: {e.Message}")
            );
        }
        var took = clock.Elapsed;
        await hungUp.CancelAsync();
        await dribble;
        return (answer.ToString(), took);
    }
}
