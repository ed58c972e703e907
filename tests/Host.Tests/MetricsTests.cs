using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace DataLab.Host.Tests;

/// <summary><c>/metrics</c>: what Prometheus' own tool accepts, numbers that add up, and nobody who may not read it.</summary>
public sealed class MetricsTests
{
    [Test]
    public async Task Prometheus_reads_it_without_a_complaint()
    {
        (await DemoArchive.Server.SyncAsync("SELECT TOP 5 id FROM smash_dr1.object", "votable")).Dispose();
        var text = await DemoArchive.Server.Http.GetStringAsync("metrics");
        var lint = await Tool.RunAsync("promtool", ["check", "metrics"], text);
        Assert.That((lint.ExitCode, lint.Output + lint.Errors), Is.EqualTo((0, "")), text);
    }

    [Test]
    public async Task A_query_is_counted_with_its_rows_bytes_engine_and_translation()
    {
        var server = DemoArchive.Server;
        const string Labels = "resource=\"/tap/sync\",format=\"tsv\"";
        var before = await ReadAsync(server);
        using var answer = await server.SyncAsync("SELECT TOP 7 id FROM smash_dr1.object", "tsv");
        var body = await answer.Content.ReadAsByteArrayAsync();
        // The request ends a moment after its last byte has arrived.
        var after = before;
        await UntilAsync(async () =>
            Grown($"datalab_response_rows_total{{{Labels}}}", after = await ReadAsync(server)) > 0
        );
        Assert.Multiple(() =>
        {
            Assert.That(Grown($"datalab_response_rows_total{{{Labels}}}", after), Is.EqualTo(7));
            Assert.That(Grown($"datalab_response_size_bytes_total{{{Labels}}}", after), Is.EqualTo(body.Length));
            Assert.That(Grown($"datalab_request_duration_seconds_count{{{Labels}}}", after), Is.EqualTo(1));
            Assert.That(
                Grown(
                    "datalab_requests_total{resource=\"/tap/sync\",method=\"POST\",status=\"200\",format=\"tsv\"}",
                    after
                ),
                Is.EqualTo(1)
            );
            Assert.That(
                Grown("datalab_translation_duration_seconds_count{outcome=\"ok\"}", after),
                Is.GreaterThanOrEqualTo(1)
            );
            Assert.That(
                Sum(after, "datalab_engine_duration_seconds_count"),
                Is.GreaterThan(Sum(before, "datalab_engine_duration_seconds_count"))
            );
            Assert.That(
                Sum(after, "datalab_places_wait_seconds_count"),
                Is.GreaterThan(Sum(before, "datalab_places_wait_seconds_count"))
            );
        });

        double Grown(string name, Dictionary<string, double> now) =>
            now.GetValueOrDefault(name) - before.GetValueOrDefault(name);
    }

    [Test]
    public async Task Errors_are_counted_by_kind_and_carry_no_text_of_users()
    {
        var server = DemoArchive.Server;
        var before = await ReadAsync(server);
        (await server.SyncAsync("SELECT nonsense_of_a_user FROM smash_dr1.object")).Dispose();
        (await server.Http.GetAsync("no-such-path-of-a-user")).Dispose();
        var after = before;
        await UntilAsync(async () =>
        {
            after = await ReadAsync(server);
            return after.GetValueOrDefault("datalab_errors_total{kind=\"UsageError\"}")
                > before.GetValueOrDefault("datalab_errors_total{kind=\"UsageError\"}");
        });
        Assert.That(string.Join('\n', after.Keys), Does.Not.Contain("of_a_user").And.Not.Contain("of-a-user"));
    }

    [Test]
    public async Task A_job_is_counted_by_kind_and_phase()
    {
        var server = DemoArchive.Server;
        var job = await AsyncJob.CreateAsync(server, "SELECT TOP 3 id FROM smash_dr1.object");
        await job.RunAsync();
        await job.EndAsync();
        var now = await ReadAsync(server);
        Assert.Multiple(() =>
        {
            Assert.That(now["datalab_jobs{kind=\"tap\",phase=\"COMPLETED\"}"], Is.GreaterThanOrEqualTo(1));
            Assert.That(
                now["datalab_jobs_duration_seconds_count{kind=\"tap\",outcome=\"COMPLETED\"}"],
                Is.GreaterThanOrEqualTo(1)
            );
            Assert.That(now["datalab_jobs_wait_seconds_count{kind=\"tap\"}"], Is.GreaterThanOrEqualTo(1));
            Assert.That(now["datalab_jobs_places{kind=\"tap\"}"], Is.EqualTo(4));
            Assert.That(now["datalab_state_up"], Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Places_and_the_process_are_there()
    {
        var now = await ReadAsync(DemoArchive.Server);
        Assert.Multiple(() =>
        {
            Assert.That(now["datalab_places{pool=\"sync\"}"], Is.EqualTo(16));
            Assert.That(now["process_resident_memory_bytes"], Is.GreaterThan(1 << 20));
            Assert.That(now["process_cpu_seconds_total"], Is.GreaterThan(0));
            Assert.That(now["process_open_fds"], Is.GreaterThan(10));
            Assert.That(now["datalab_disk_free_bytes{folder=\"data\"}"], Is.GreaterThan(0));
            Assert.That(now["datalab_tables"], Is.GreaterThan(0));
        });
    }

    [TestCase("X-Forwarded-For", "198.51.100.7")]
    [TestCase("Via", "1.1 balancer")]
    [TestCase("Forwarded", "for=198.51.100.7")]
    public async Task What_comes_through_a_proxy_does_not_come_from_this_machine(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await DemoArchive.Server.Http.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Not.Contain("datalab_"));
    }

    [Test]
    public async Task A_network_that_is_allowed_reads_it_through_a_proxy()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder.File("datalab.json"),
            """{ "Metrics": { "Allow": ["198.51.100.0/24"] } }"""
        );
        await using var server = await LiveServer.ServeAsync(folder.Path);
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        request.Headers.Add("X-Forwarded-For", "198.51.100.7");
        using var answer = await server.Http.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_port_of_its_own_has_the_metrics_and_nothing_else_and_the_public_one_has_none()
    {
        using var folder = new TemporaryFolder();
        var port = FreePort();
        await File.WriteAllTextAsync(
            folder.File("datalab.json"),
            string.Create(CultureInfo.InvariantCulture, $$"""{ "Metrics": { "Port": {{port}} } }""")
        );
        await using var server = await LiveServer.ServeAsync(folder.Path);
        using var own = new HttpClient();
        own.BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        Assert.That(await own.GetStringAsync("metrics"), Does.Contain("datalab_places"));
        Assert.That(await own.GetStringAsync("healthz"), Is.EqualTo("ok\n"));
        using var tap = await own.GetAsync("tap/capabilities");
        using var there = await server.Http.GetAsync("metrics");
        Assert.That((tap.StatusCode, there.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
    }

    internal static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await condition())
                return;
            await Task.Delay(50);
        }
        Assert.Fail("it did not come about within ten seconds");
    }

    private static double Sum(Dictionary<string, double> metrics, string name) =>
        metrics.Where(metric => metric.Key.Split('{')[0] == name).Sum(metric => metric.Value);

    private static async Task<Dictionary<string, double>> ReadAsync(LiveServer server)
    {
        var text = await server.Http.GetStringAsync("metrics");
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => Regex.Match(line, @"^(\S+?(?:\{.*\})?) (\S+)$"))
            .ToDictionary(match => match.Groups[1].Value, match => Number(match.Groups[2].Value));
    }

    private static double Number(string text) =>
        text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);
}
