using System.Net;
using System.Text.Json;

namespace DataLab.Host.Tests;

/// <summary><c>packaging/alerts.yml</c>: Prometheus' own tools read it, each alert fires when it should, and the metrics it asks for are there.</summary>
public sealed class AlertsTests
{
    public static string Packaging { get; } = FindPackaging();

    [Test]
    public async Task Each_alert_fires_when_it_should_and_not_otherwise()
    {
        var check = await Tool.RunAsync("promtool", ["check", "rules", Path.Combine(Packaging, "alerts.yml")]);
        Assert.That(check.ExitCode, Is.Zero, check.Output + check.Errors);
        var test = await Tool.RunAsync("promtool", ["test", "rules", Path.Combine(Packaging, "alerts.test.yml")]);
        Assert.That(test.ExitCode, Is.Zero, test.Output + test.Errors);
    }

    [Test]
    public void Each_alert_has_a_case_and_a_line_in_the_document()
    {
        var alerts = File.ReadLines(Path.Combine(Packaging, "alerts.yml"))
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("- alert: ", StringComparison.Ordinal))
            .Select(line => line["- alert: ".Length..])
            .ToArray();
        Assert.That(alerts, Has.Length.GreaterThan(5));
        var cases = File.ReadAllText(Path.Combine(Packaging, "alerts.test.yml"));
        var document = File.ReadAllText(Path.Combine(Packaging, "..", "docs", "operations.md"));
        foreach (var alert in alerts)
            Assert.Multiple(() =>
            {
                Assert.That(cases, Does.Contain($"- alertname: {alert}\n").And.Contain($"{{ alertname: {alert}, "));
                Assert.That(document, Does.Contain($"| {alert} |"));
            });
    }

    [Test]
    public async Task Prometheus_scrapes_a_server_and_evaluates_the_alerts()
    {
        using var folder = new TemporaryFolder();
        var server = new Uri(DemoArchive.Server.Url);
        var port = MetricsTests.FreePort();
        await File.WriteAllTextAsync(
            folder.File("prometheus.yml"),
            $$"""
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: ["{{Path.Combine(Packaging, "alerts.yml")}}"]
            scrape_configs:
              - job_name: datalab
                static_configs: [{ targets: ["127.0.0.1:{{server.Port}}", "127.0.0.1:1"] }]
            """
        );
        using var prometheus = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(
                "prometheus",
                [
                    "--config.file=" + folder.File("prometheus.yml"),
                    "--storage.tsdb.path=" + folder.File("data"),
                    $"--web.listen-address=127.0.0.1:{port}",
                ]
            )
            {
                RedirectStandardError = true,
            }
        )!;
        var told = prometheus.StandardError.ReadToEndAsync();
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            var up = await UntilAsync(http, "/api/v1/query?query=up", results => results.Length == 2);
            Assert.That(
                up.Select(result =>
                    (
                        result.GetProperty("metric").GetProperty("instance").GetString(),
                        result.GetProperty("value")[1].GetString()
                    )
                ),
                Is.EquivalentTo(new[] { ($"127.0.0.1:{server.Port}", "1"), ("127.0.0.1:1", "0") })
            );
            // The server that is not there is about to be told of; ours is not.
            var pending = await UntilAsync(
                http,
                "/api/v1/query?query=ALERTS{alertname=%22DataLabDown%22}",
                results => results.Length > 0
            );
            Assert.That(
                pending.Select(result => result.GetProperty("metric").GetProperty("instance").GetString()),
                Is.EqualTo(new[] { "127.0.0.1:1" })
            );
            foreach (
                var metric in new[]
                {
                    "datalab_requests_total",
                    "datalab_state_up",
                    "datalab_disk_free_bytes",
                    "process_open_fds",
                    "process_max_fds",
                }
            )
                await UntilAsync(http, "/api/v1/query?query=" + metric, results => results.Length > 0);
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync();
            TestContext.Out.WriteLine(await told);
        }
    }

    private static async Task<JsonElement[]> UntilAsync(
        HttpClient http,
        string query,
        Func<JsonElement[], bool> isReady
    )
    {
        var since = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            JsonElement[] results = [];
            try
            {
                using var answer = JsonDocument.Parse(await http.GetStringAsync(query));
                results =
                [
                    .. answer
                        .RootElement.GetProperty("data")
                        .GetProperty("result")
                        .EnumerateArray()
                        .Select(one => one.Clone()),
                ];
            }
            catch (HttpRequestException e)
                when (e.HttpRequestError is HttpRequestError.ConnectionError
                    || e.StatusCode is HttpStatusCode.ServiceUnavailable
                )
            {
                // It starts.
            }
            if (isReady(results))
                return results;
            Assert.That(since.Elapsed, Is.LessThan(TimeSpan.FromSeconds(60)), query);
            await Task.Delay(250);
        }
    }

    private static string FindPackaging()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DataLab.sln")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "packaging");
    }
}
