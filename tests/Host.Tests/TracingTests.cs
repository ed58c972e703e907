using System.Text.Json;

namespace DataLab.Host.Tests;

/// <summary>Traces: what arrives at a collector, and whose children the spans are.</summary>
[Parallelizable]
public sealed class TracingTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Parent = "00f067aa0ba902b7";

    [Test]
    public async Task A_query_and_a_job_arrive_as_spans_below_the_callers()
    {
        using var folder = new TemporaryFolder();
        await using var collector = new OtlpReceiver();
        var settings = new { OpenTelemetry = new { Endpoint = collector.Url, ServiceName = "tested" } };
        await File.WriteAllTextAsync(folder.File("settings.json"), JsonSerializer.Serialize(settings));
        await using (
            var server = await LiveServer.ServeAsync(
                DemoArchive.Folder,
                "--state",
                folder.File("state"),
                "--config",
                folder.File("settings.json")
            )
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "tap/sync?note=secret_of_a_user");
            request.Headers.Add("traceparent", $"00-{Trace}-{Parent}-01");
            request.Content = new FormUrlEncodedContent([
                new("LANG", "ADQL"),
                new("QUERY", "SELECT TOP 4 id FROM smash_dr1.object"),
                new("RESPONSEFORMAT", "csv"),
            ]);
            using var answer = await server.Http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            var job = await AsyncJob.CreateAsync(server, "SELECT TOP 3 id FROM smash_dr1.object");
            await job.RunAsync();
            await job.EndAsync();
            (await server.Http.GetAsync("healthz")).Dispose();
            // What is left is sent at the end.
            await server.TerminateAsync();
        }
        var spans = collector.Spans.ToArray();
        var own = spans.Where(span => span.Trace == Trace).ToArray();
        var names = own.Select(span => span.Name).ToArray();
        var root = own.Single(span => span.Name == "POST /tap/sync");
        Assert.Multiple(() =>
        {
            Assert.That(collector.Paths, Is.All.EqualTo("/v1/traces"));
            Assert.That(names, Does.Contain("translate").And.Contain("engine").And.Contain("write"));
            Assert.That(root.Parent, Is.EqualTo(Parent));
            Assert.That(own.Where(span => span != root).Select(span => span.Parent), Is.All.EqualTo(root.Id));
            Assert.That(root.Attributes["datalab.rows"], Is.EqualTo("4"));
            Assert.That(root.Attributes["http.response.status_code"], Is.EqualTo("200"));
            Assert.That(own.Single(span => span.Name == "engine").Attributes["datalab.outcome"], Is.EqualTo("ok"));
            Assert.That(
                spans.Single(span => span.Name == "job tap").Attributes["datalab.outcome"],
                Is.EqualTo("COMPLETED")
            );
            Assert.That(spans.Select(span => span.Name), Has.None.Contains("healthz"));
            Assert.That(
                spans.SelectMany(span => span.Attributes.Values),
                Has.None.Contains("secret_of_a_user").And.None.Contains("SELECT")
            );
        });
    }
}
