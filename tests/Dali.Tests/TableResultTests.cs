using System.Net;
using DataLab.Formats;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataLab.Dali.Tests;

public sealed class TableResultTests
{
    private static readonly TableFormats Formats = new();

    [TestCase("csv", HttpProtocols.Http1)]
    [TestCase("csv", HttpProtocols.Http2)]
    [TestCase("jsonl", HttpProtocols.Http1)]
    [TestCase("votable/b2", HttpProtocols.Http1)]
    public async Task Overflow_found_while_sending_is_told_in_a_trailer(string format, HttpProtocols protocols)
    {
        await using var server = await ServeAsync(() => Limited(5000, 4000), format, protocols);
        using var response = await server.Http.GetAsync("");
        await response.Content.ReadAsByteArrayAsync();
        Assert.That(
            response.Headers.Contains(QueryStatusFields.Status),
            Is.False,
            "not known when the headers were sent"
        );
        Assert.That(response.Headers.Trailer, Is.EqualTo(new[] { "Query-Status", "Query-Status-Text" }));
        Assert.That(Trailer(response, "Query-Status"), Is.EqualTo("OVERFLOW"));
        Assert.That(Trailer(response, "Query-Status-Text"), Is.EqualTo("Only 4000 rows ? as asked."));
    }

    [TestCase("csv", 10)]
    [TestCase("csv", 0)]
    [TestCase("text", 10)]
    [TestCase("fits", 4000)]
    public async Task Overflow_known_before_the_first_byte_is_told_in_a_header(string format, int limit)
    {
        await using var server = await ServeAsync(() => Limited(5000, limit), format);
        using var response = await server.Http.GetAsync("");
        Assert.That(response.Headers.GetValues("Query-Status"), Is.EqualTo(new[] { "OVERFLOW" }));
    }

    [Test]
    public async Task A_whole_table_says_so()
    {
        await using var server = await ServeAsync(() => new ScriptedRows(3000), "csv");
        using var response = await server.Http.GetAsync("");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(
            (lines.Length, lines[^1], Trailer(response, "Query-Status")),
            Is.EqualTo((3001, "2999,5998", "OK"))
        );
        Assert.That(response.Headers.Contains("Query-Status"), Is.False);
    }

    [Test]
    public async Task A_connection_is_used_again_after_trailers()
    {
        await using var server = await ServeAsync(() => new ScriptedRows(3000), "csv");
        using var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 1,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        };
        using var http = new HttpClient(handler);
        for (var i = 0; i < 3; i++)
        {
            using var response = await http.GetAsync(server.Url);
            Assert.That(response.Headers.ConnectionClose, Is.Not.True);
            Assert.That(await response.Content.ReadAsStringAsync(), Does.EndWith("2999,5998\n"));
        }
    }

    [TestCase("csv")]
    [TestCase("text")]
    [TestCase("jsonl")]
    public async Task A_format_that_cannot_tell_a_failure_is_cut_off(string format)
    {
        await using var server = await ServeAsync(() => new ScriptedRows(100_000, "Too slow."), format);
        Assert.That(() => server.Http.GetByteArrayAsync(""), Throws.InstanceOf<HttpRequestException>());
    }

    [TestCase("votable/td", "Too slow.")]
    [TestCase("json", "\"status\":\"ERROR\"")]
    [TestCase("html", "Too slow.")]
    public async Task A_format_that_can_tell_a_failure_ends_well(string format, string expected)
    {
        await using var server = await ServeAsync(() => new ScriptedRows(100_000, "Too slow."), format);
        using var response = await server.Http.GetAsync("");
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain(expected));
        Assert.That(Trailer(response, "Query-Status"), Is.EqualTo("ERROR"));
    }

    [TestCase("csv", 0)]
    [TestCase("fits", 5000)]
    public async Task A_failure_before_the_first_byte_is_an_error_document(string format, int rows)
    {
        await using var server = await ServeAsync(() => new ScriptedRows(rows, "Too slow."), format);
        using var response = await server.Http.GetAsync("");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/x-votable+xml"));
        Assert.That(
            (response.Content.Headers.ContentDisposition, response.Content.Headers.ContentEncoding.Count),
            Is.EqualTo(((object?)null, 0))
        );
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("Too slow."));
    }

    [TestCase("csv", null, "attachment; filename=\"stars.csv\"")]
    [TestCase("json", "my run", "inline; filename=\"my run.json\"")]
    [TestCase("html", null, "inline; filename=\"stars.html\"")]
    [TestCase("fits", "../\"x", "attachment; filename=\"__x.fits\"")]
    public async Task The_answer_has_a_name(string format, string? name, string expected)
    {
        await using var server = await TestServer.StartAsync(_ => new TableResult(
            new ScriptedRows(3),
            Formats.Find(format)!,
            NullLogger.Instance
        )
        {
            FileName = name,
        });
        using var response = await server.Http.GetAsync("");
        Assert.That(response.Content.Headers.NonValidated["Content-Disposition"].Single(), Is.EqualTo(expected));
    }

    [Test]
    public async Task The_outcome_has_rows_bytes_and_status()
    {
        var outcome = new TaskCompletionSource<TableOutcome>();
        await using var server = await TestServer.StartAsync(_ => new TableResult(
            Limited(5000, 4000),
            Formats.Find("csv")!,
            NullLogger.Instance
        )
        {
            OnFinished = outcome.SetResult,
        });
        var sent = await server.Http.GetByteArrayAsync("");
        Assert.That(
            await outcome.Task,
            Is.EqualTo(new TableOutcome(4000, sent.Length, new QueryStatus("OVERFLOW", "Only 4000 rows — as asked.")))
        );
    }

    [Test]
    public async Task The_outcome_of_a_failure_has_its_reason()
    {
        var outcome = new TaskCompletionSource<TableOutcome>();
        var rows = new ScriptedRows(0, "Too slow.");
        await using var server = await TestServer.StartAsync(_ => new TableResult(
            rows,
            Formats.Find("csv")!,
            NullLogger.Instance
        )
        {
            OnFinished = outcome.SetResult,
        });
        using var response = await server.Http.GetAsync("");
        Assert.That(await outcome.Task, Is.EqualTo(new TableOutcome(0, 0, new QueryStatus("ERROR", "Too slow."))));
        Assert.That(rows.IsDisposed, Is.True);
    }

    [Test]
    public async Task Head_has_the_headers_and_no_body()
    {
        await using var server = await ServeAsync(() => Limited(10, 0), "csv");
        using var response = await server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, ""));
        Assert.That(
            (response.StatusCode, (await response.Content.ReadAsByteArrayAsync()).Length),
            Is.EqualTo((HttpStatusCode.OK, 0))
        );
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/csv"));
    }

    [Test]
    public async Task Html_comes_with_its_policy()
    {
        await using var server = await ServeAsync(() => new ScriptedRows(3), "html");
        using var response = await server.Http.GetAsync("");
        Assert.That(
            response.Headers.GetValues("Content-Security-Policy").Single(),
            Does.StartWith("default-src 'none'")
        );
    }

    private static LimitedRowSource Limited(int rows, int limit) =>
        new(new ScriptedRows(rows), limit, $"Only {limit} rows — as asked.");

    private static Task<TestServer> ServeAsync(
        Func<RowSource> rows,
        string format,
        HttpProtocols protocols = HttpProtocols.Http1
    ) => TestServer.StartAsync(_ => new TableResult(rows(), Formats.Find(format)!, NullLogger.Instance), protocols);

    private static string? Trailer(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) ? values.Single() : null;
}
