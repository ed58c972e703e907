using System.Diagnostics;
using System.Text;
using DataLab.Dali.Fetching;
using DataLab.Formats;

namespace DataLab.Dali.Tests.Fetching;

/// <summary>URLs of users lead to public addresses only, and bring no more than allowed.</summary>
public sealed class UrlFetcherTests
{
    private const string Hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    /// <summary>The test's own host is on 127.0.0.1, which an operator must allow.</summary>
    private static readonly FetchOptions Inside = new() { AllowedNetworks = ["127.0.0.1"] };

    private static readonly FetchLimits Limits = new(1000, TimeSpan.FromSeconds(20));

    [Test]
    public async Task An_allowed_network_is_fetched_from()
    {
        await using var host = ScriptedHost.Answering(Hello);
        Assert.That(await FetchAsync(host.Url, Inside), Is.EqualTo("hello"));
    }

    [Test]
    public async Task An_allowed_host_is_fetched_from()
    {
        await using var host = ScriptedHost.Answering(Hello);
        var url = new Uri($"http://localhost:{host.Port}/");
        Assert.That(await FetchAsync(url, new FetchOptions { AllowedHosts = ["LOCALHOST"] }), Is.EqualTo("hello"));
    }

    [Test]
    public async Task A_redirect_is_followed()
    {
        await using var host = new ScriptedHost(
            async (head, stream, ct) =>
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes(
                        head.StartsWith("GET /table.vot", StringComparison.Ordinal)
                            ? "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
                            : Hello
                    ),
                    ct
                )
        );
        Assert.That(await FetchAsync(host.Url, Inside), Is.EqualTo("hello"));
    }

    // Every way of writing 127.0.0.1 and its neighbours.
    [TestCase("http://127.0.0.1:{0}/")]
    [TestCase("http://localhost:{0}/")]
    [TestCase("http://localhost.:{0}/")]
    [TestCase("http://2130706433:{0}/")]
    [TestCase("http://0x7f000001:{0}/")]
    [TestCase("http://0x7f.1:{0}/")]
    [TestCase("http://017700000001:{0}/")]
    [TestCase("http://0177.0.0.1:{0}/")]
    [TestCase("http://127.1:{0}/")]
    [TestCase("http://127.000.000.001:{0}/")]
    [TestCase("http://0:{0}/")]
    [TestCase("http://0.0.0.0:{0}/")]
    [TestCase("http://[::1]:{0}/")]
    [TestCase("http://[::]:{0}/")]
    [TestCase("http://[::ffff:127.0.0.1]:{0}/")]
    [TestCase("http://[::ffff:7f00:1]:{0}/")]
    [TestCase("http://[::127.0.0.1]:{0}/")]
    [TestCase("http://１２７.０.０.１:{0}/")]
    [TestCase("http://127。0。0。1:{0}/")]
    [TestCase("http://169.254.169.254/latest/meta-data/")]
    [TestCase("http://[fd00:ec2::254]/latest/meta-data/")]
    [TestCase("http://10.0.0.1/")]
    public async Task No_spelling_of_an_inner_address_gets_through(string url)
    {
        await using var host = ScriptedHost.Answering(Hello);
        var error = Fails(new Uri(string.Format(null, url, host.Port)), new FetchOptions { Ports = [80, host.Port] });
        Assert.That(error.Kind, Is.EqualTo(ErrorKind.UsageError));
        Assert.That(error.Message, Does.Contain("public address"));
        Assert.That(host.Connections, Is.Zero);
    }

    [Test]
    public void A_name_that_does_not_exist_looks_like_one_of_the_inside()
    {
        var missing = Fails(new Uri("http://no-such-host.invalid/"), new FetchOptions());
        var inner = Fails(new Uri("http://localhost/"), new FetchOptions());
        Assert.That(missing.Message, Is.EqualTo(inner.Message));
    }

    [Test]
    public async Task A_redirect_to_the_inside_is_refused()
    {
        await using var inner = ScriptedHost.Answering(Hello);
        await using var outer = ScriptedHost.Answering(
            $"HTTP/1.1 302 Found\r\nLocation: http://localhost:{inner.Port}/secret\r\nContent-Length: 0\r\n\r\n"
        );
        // The first host is let through by name only, so the second is judged by its address.
        var url = new Uri($"http://127.0.0.1:{outer.Port}/");
        var error = Fails(url, new FetchOptions { AllowedHosts = ["127.0.0.1"], Ports = [inner.Port] });
        Assert.That(error.Message, Does.Contain("public address"));
        Assert.That((outer.Connections, inner.Connections), Is.EqualTo((1, 0)));
    }

    [TestCase("file:///etc/passwd")]
    [TestCase("ftp://127.0.0.1/")]
    [TestCase("gopher://127.0.0.1/")]
    public async Task A_redirect_to_another_scheme_is_refused(string location)
    {
        await using var host = ScriptedHost.Answering(
            $"HTTP/1.1 301 Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
        );
        Assert.That(Fails(host.Url, Inside).Message, Does.Contain("http and https"));
    }

    [Test]
    public async Task A_redirect_loop_ends_at_the_limit()
    {
        await using var host = ScriptedHost.Answering(
            "HTTP/1.1 307 Again\r\nLocation: /table.vot\r\nContent-Length: 0\r\n\r\n"
        );
        Assert.That(Fails(host.Url, Inside with { Redirects = 3 }).Message, Does.Contain("more than 3 times"));
        Assert.That(host.Connections, Is.EqualTo(4));
    }

    [TestCase("http://user@127.0.0.1/")]
    [TestCase("http://user:secret@127.0.0.1/")]
    [TestCase("https://archive.example.org@127.0.0.1/")]
    public void Credentials_in_a_URL_are_refused(string url) =>
        Assert.That(Fails(new Uri(url), Inside).Message, Does.Contain("password").And.Not.Contain("secret"));

    [Test]
    public async Task Nothing_that_identifies_us_or_our_users_is_sent()
    {
        var asked = "";
        await using var host = new ScriptedHost(
            async (head, stream, ct) =>
            {
                asked = head;
                await stream.WriteAsync(Encoding.ASCII.GetBytes(Hello), ct);
            }
        );
        await FetchAsync(host.Url, Inside);
        var names = asked.Split("\r\n").Skip(1).Where(line => line.Length > 0).Select(line => line.Split(':')[0]);
        Assert.That(names, Is.EquivalentTo(["Host", "User-Agent", "Accept", "Accept-Encoding"]));
    }

    [Test]
    public async Task A_body_announced_too_large_is_not_read()
    {
        await using var host = ScriptedHost.Answering("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nhello");
        var error = Fails(host.Url, Inside);
        Assert.That(error.Kind, Is.EqualTo(ErrorKind.LimitExceeded));
        Assert.That(error.Message, Does.Contain("5000").And.Contain("1000"));
    }

    [Test]
    public async Task An_endless_body_is_cut_off_at_the_limit()
    {
        await using var host = new ScriptedHost(
            async (_, stream, ct) =>
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), ct);
                while (true)
                    await stream.WriteAsync(new byte[100], ct);
            }
        );
        Assert.That(Fails(host.Url, Inside).Kind, Is.EqualTo(ErrorKind.LimitExceeded));
    }

    [Test]
    public async Task A_body_that_stops_coming_is_given_up()
    {
        await using var host = new ScriptedHost(
            async (_, stream, ct) =>
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello"u8.ToArray(), ct);
                await Task.Delay(Timeout.Infinite, ct);
            }
        );
        var clock = Stopwatch.StartNew();
        Assert.That(Fails(host.Url, Inside with { StallSeconds = 1 }).Message, Does.Contain("nothing came for 1 s"));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public async Task A_body_that_trickles_is_given_up()
    {
        await using var host = new ScriptedHost(
            async (_, stream, ct) =>
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"u8.ToArray(), ct);
                for (; ; await Task.Delay(100, ct))
                    await stream.WriteAsync("x"u8.ToArray(), ct);
            }
        );
        var limits = Limits with { Time = TimeSpan.FromSeconds(1.5) };
        var error = Fails(host.Url, Inside, limits);
        Assert.That((error.Kind, error.Message), Is.EqualTo((ErrorKind.LimitExceeded, error.Message)));
        Assert.That(error.Message, Does.Contain("longer than 1.5 s"));
    }

    [Test]
    public async Task A_host_that_never_answers_is_given_up()
    {
        await using var host = new ScriptedHost((_, _, ct) => Task.Delay(Timeout.Infinite, ct));
        Assert.That(Fails(host.Url, Inside with { StallSeconds = 1 }).Kind, Is.EqualTo(ErrorKind.LimitExceeded));
    }

    [Test]
    public async Task A_body_shorter_than_announced_is_an_error()
    {
        await using var host = ScriptedHost.Answering("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello");
        Assert.That(Fails(host.Url, Inside).Message, Does.Contain("broke off"));
    }

    [TestCase("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "404")]
    [TestCase("HTTP/1.1 206 Partial\r\nContent-Length: 0\r\n\r\n", "206")]
    [TestCase("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "nowhere")]
    [TestCase("SSH-2.0-OpenSSH_9.2\r\n", "not as HTTP asks")]
    public async Task What_is_no_answer_with_a_file_is_told(string response, string told)
    {
        await using var host = ScriptedHost.Answering(response);
        Assert.That(Fails(host.Url, Inside).Message, Does.Contain(told).And.Not.Contain("127.0.0.1"));
    }

    [Test]
    public async Task An_endless_head_is_refused()
    {
        await using var host = new ScriptedHost(
            async (_, stream, ct) =>
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), ct);
                while (true)
                    await stream.WriteAsync("X-More: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"u8.ToArray(), ct);
            }
        );
        Assert.That(Fails(host.Url, Inside).Message, Does.Contain("not as HTTP asks"));
    }

    [Test]
    public void A_public_address_is_asked_on_the_usual_ports_only() =>
        Assert.That(Fails(new Uri("http://8.8.8.8:6379/"), new FetchOptions()).Message, Does.Contain("port 6379"));

    [Test]
    public async Task The_caller_can_cancel()
    {
        await using var host = new ScriptedHost((_, _, ct) => Task.Delay(Timeout.Infinite, ct));
        using var stop = new CancellationTokenSource(300);
        Assert.That(
            async () => await new UrlFetcher(Inside).OpenAsync(host.Url, Limits, stop.Token),
            Throws.InstanceOf<OperationCanceledException>()
        );
    }

    [Test]
    public void A_network_that_is_none_is_told_of_at_the_start() =>
        Assert.That(
            () => new UrlFetcher(new FetchOptions { AllowedNetworks = ["10.0.0.0/99"] }),
            Throws.InstanceOf<FormatException>().With.Message.Contains("10.0.0.0/99")
        );

    private static async Task<string> FetchAsync(Uri url, FetchOptions options, FetchLimits? limits = null)
    {
        await using var stream = await new UrlFetcher(options).OpenAsync(url, limits ?? Limits, CancellationToken.None);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    private static ServiceException Fails(Uri url, FetchOptions options, FetchLimits? limits = null) =>
        Assert.ThrowsAsync<ServiceException>(() => FetchAsync(url, options, limits))!;
}
