using System.Globalization;
using System.Text.Json;
using DataLab.Tests;

namespace DataLab.Host.Tests;

/// <summary>The log on stderr: one line an entry whatever users send, with the numbers that the answers have.</summary>
[Parallelizable]
public sealed class LoggingTests
{
    [Test]
    public async Task Every_request_and_job_has_its_line_of_json_with_the_number_of_the_answer()
    {
        using var folder = new TemporaryFolder();
        var log = new List<JsonElement>();
        string? number = null;
        string? refused = null;
        string document = "";
        await RunAsync(
            folder,
            "Json",
            async http =>
            {
                using var answer = await SyncAsync(http, "SELECT TOP 4 id FROM smash_dr1.object");
                number = answer.Headers.GetValues("X-Request-Id").Single();
                using var wrong = await SyncAsync(http, "SELECT secret_word FROM smash_dr1.object");
                refused = wrong.Headers.GetValues("X-Request-Id").Single();
                document = await wrong.Content.ReadAsStringAsync();
                using var job = await http.PostAsync(
                    "tap/async?PHASE=RUN",
                    Form("SELECT TOP 2 id FROM smash_dr1.object")
                );
                var url = job.RequestMessage!.RequestUri!;
                await MetricsTests.UntilAsync(async () =>
                    await http.GetStringAsync(url.AbsolutePath + "/phase") == "COMPLETED"
                );
            },
            lines => log.AddRange(lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line)))
        );
        var query = log.Single(entry => Text(entry, "request_id") == number);
        var error = log.Single(entry => Text(entry, "request_id") == refused);
        var ended = log.Single(entry => Text(entry, "message").StartsWith("Job ", StringComparison.Ordinal));
        Assert.Multiple(() =>
        {
            Assert.That(document, Does.Contain($"name=\"request_id\" value=\"{refused}\""));
            Assert.That(
                (
                    Text(query, "resource"),
                    query.GetProperty("rows").GetInt64(),
                    Text(query, "engine"),
                    Text(query, "level")
                ),
                Is.EqualTo(("/tap/sync", 4L, TestEngine.IsPostgreSql ? "postgresql" : "duckdb", "information"))
            );
            foreach (var name in new[] { "seconds", "engine_seconds", "translate_seconds", "bytes", "status" })
                Assert.That(query.GetProperty(name).GetDouble(), Is.GreaterThan(0), name);
            Assert.That(
                (error.GetProperty("status").GetInt32(), Text(error, "error")),
                Is.EqualTo((400, "UsageError"))
            );
            Assert.That((Text(ended, "outcome"), ended.GetProperty("rows").GetInt64()), Is.EqualTo(("COMPLETED", 2L)));
            Assert.That(log.Select(entry => Text(entry, "job_id")), Does.Contain(Text(ended, "job_id")));
            Assert.That(
                log.Select(entry => entry.GetRawText()),
                Has.None.Contains("SELECT").And.None.Contains("secret_word")
            );
        });
    }

    [TestCase("Json")]
    [TestCase("Plain")]
    public async Task Nobody_writes_a_line_of_their_own_into_the_log(string format)
    {
        using var folder = new TemporaryFolder();
        string[] lines = [];
        await RunAsync(
            folder,
            format,
            async http => (await http.GetAsync("tap/x%0A2030-01-01T00:00:00Z%20forged%1B%5B2J%E2%80%A8y")).Dispose(),
            told => lines = told
        );
        Assert.Multiple(() =>
        {
            Assert.That(lines, Has.Length.EqualTo(1), string.Join('\n', lines));
            Assert.That(lines[0], Does.Contain("forged").And.Not.Contain('\u001b').And.Not.Contain('\u2028'));
        });
    }

    /// <summary>Serves the demo archive, and hands on what stderr had when it has ended.</summary>
    private static async Task RunAsync(
        TemporaryFolder folder,
        string format,
        Func<HttpClient, Task> use,
        Action<string[]> read
    )
    {
        var config = folder.File("settings.json");
        await File.WriteAllTextAsync(
            config,
            JsonSerializer.Serialize(new { Logging = new { Format = format, Requests = true } })
        );
        using var process = Tool.StartDatalab([
            .. (string[])["serve", "--port", "0", "--data", DemoArchive.Folder],
            .. (string[])["--state", folder.File("state"), "--config", config],
        ]);
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            var line = await process.StandardOutput.ReadLineAsync();
            Assert.That(line, Does.StartWith("Serving http"));
            using var http = new HttpClient();
            http.BaseAddress = new Uri(line!["Serving ".Length..]);
            await use(http);
            await Tool.RunAsync("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
        read((await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static Task<HttpResponseMessage> SyncAsync(HttpClient http, string adql) =>
        http.PostAsync("tap/sync", Form(adql));

    private static FormUrlEncodedContent Form(string adql) =>
        new([new("LANG", "ADQL"), new("QUERY", adql), new("RESPONSEFORMAT", "csv")]);

    private static string Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
