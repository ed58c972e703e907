using System.Diagnostics;
using System.IO.Compression;
using DataLab.Dali.Vosi;
using DataLab.Formats;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace DataLab.Dali.Tests;

public sealed class ContentCodingTests
{
    private static readonly TableFormats Formats = new();

    [TestCase(null, ContentCoding.Identity)]
    [TestCase("", ContentCoding.Identity)]
    [TestCase("gzip", ContentCoding.Gzip)]
    [TestCase("x-gzip", ContentCoding.Gzip)]
    [TestCase("GZIP", ContentCoding.Gzip)]
    [TestCase("gzip, deflate, br, zstd", ContentCoding.Zstd)]
    [TestCase("gzip, deflate", ContentCoding.Gzip)]
    [TestCase("br", ContentCoding.Identity)]
    [TestCase("gzip;q=1.0, zstd;q=0.5", ContentCoding.Gzip)]
    [TestCase("zstd;q=0", ContentCoding.Identity)]
    [TestCase("gzip;q=0", ContentCoding.Identity)]
    [TestCase("gzip;q=0.5, identity", ContentCoding.Identity)]
    [TestCase("identity;q=0.2, gzip;q=0.5", ContentCoding.Gzip)]
    [TestCase("*", ContentCoding.Gzip)]
    [TestCase("*;q=0", ContentCoding.Identity)]
    [TestCase("identity;q=0", ContentCoding.Identity)]
    [TestCase("zstd, *;q=0", ContentCoding.Zstd)]
    [TestCase("rubbish;;q=x", ContentCoding.Identity)]
    public void The_client_gets_what_it_likes_best(string? asked, ContentCoding expected)
    {
        var request = new DefaultHttpContext().Request;
        if (asked is not null)
            request.Headers.AcceptEncoding = asked;
        Assert.That(ContentCodings.Choose(request), Is.EqualTo(expected));
    }

    [TestCase("gzip", "csv")]
    [TestCase("zstd", "csv")]
    [TestCase("zstd", "votable/b2")]
    public async Task What_is_packed_unpacks_to_the_same(string coding, string format)
    {
        await using var server = await TestServer.StartAsync(_ => Table(50_000, format));
        var plain = await server.Http.GetByteArrayAsync("");
        using var response = await GetAsync(server, coding);
        Assert.That(response.Content.Headers.ContentEncoding, Is.EqualTo(new[] { coding }));
        Assert.That(response.Headers.Vary, Does.Contain("Accept-Encoding"));
        var packed = await response.Content.ReadAsByteArrayAsync();
        Assert.That(packed, Has.Length.LessThan(plain.Length * 3 / 4));
        Assert.That(await UnpackAsync(coding, packed), Is.EqualTo(plain));
        Assert.That(response.TrailingHeaders.GetValues("Query-Status"), Is.EqualTo(new[] { "OK" }));
    }

    [TestCase("gzip")]
    [TestCase("zstd")]
    public async Task The_first_rows_leave_before_the_last_are_there(string coding)
    {
        var rows = new WaitingRows();
        await using var server = await TestServer.StartAsync(_ => new TableResult(
            rows,
            Formats.Find("csv")!,
            NullLogger.Instance
        ));
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", coding);
        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        await using Stream unpacked =
            coding == "gzip"
                ? new GZipStream(body, CompressionMode.Decompress)
                : new ZstdSharp.DecompressionStream(body);
        using var reader = new StreamReader(unpacked);
        Assert.That(await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)), Is.EqualTo("n,twice"));
        Assert.That(await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)), Is.EqualTo("0,0"));
        rows.GoOn();
        Assert.That(await reader.ReadToEndAsync(), Does.EndWith("999,1998\n"));
    }

    [Test]
    public async Task A_gzip_file_is_not_packed_again()
    {
        await using var server = await TestServer.StartAsync(_ => Table(1000, "votable_gzip"));
        using var asFile = await GetAsync(server, "zstd");
        Assert.That(asFile.Content.Headers.ContentEncoding, Is.Empty);
        Assert.That(asFile.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/x-votable+gzip"));
        Assert.That(
            asFile.Content.Headers.NonValidated["Content-Disposition"].Single(),
            Does.EndWith("\"stars.vot.gz\"")
        );
        var file = await UnpackAsync("gzip", await asFile.Content.ReadAsByteArrayAsync());

        using var asCoding = await GetAsync(server, "gzip, deflate");
        Assert.That(asCoding.Content.Headers.ContentEncoding, Is.EqualTo(new[] { "gzip" }));
        Assert.That(asCoding.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/x-votable+xml"));
        Assert.That(await UnpackAsync("gzip", await asCoding.Content.ReadAsByteArrayAsync()), Is.EqualTo(file));
    }

    [Test]
    public async Task Parquet_is_not_packed_again()
    {
        await using var server = await TestServer.StartAsync(_ => Table(1000, "parquet"));
        using var response = await GetAsync(server, "gzip, zstd");
        Assert.That(response.Content.Headers.ContentEncoding, Is.Empty);
    }

    [TestCase("gzip")]
    [TestCase("zstd")]
    [TestCase(null)]
    public async Task Documents_are_packed_too(string? coding)
    {
        await using var server = await TestServer.StartAsync(_ => new Availability(
            true,
            DateTimeOffset.UnixEpoch,
            "fine"
        ));
        using var response = await GetAsync(server, coding ?? "identity");
        var document = await UnpackAsync(coding, await response.Content.ReadAsByteArrayAsync());
        Assert.That(
            System
                .Xml.Linq.XDocument.Parse(System.Text.Encoding.UTF8.GetString(document).TrimStart('\uFEFF'))
                .Root?.Name.LocalName,
            Is.EqualTo("availability")
        );
    }

    [TestCase("gzip")]
    [TestCase("zstd")]
    public async Task What_is_cut_off_does_not_unpack(string coding)
    {
        await using var server = await TestServer.StartAsync(_ => new TableResult(
            new ScriptedRows(100_000, "Too slow."),
            Formats.Find("csv")!,
            NullLogger.Instance
        ));
        Assert.That(
            async () => await (await GetAsync(server, coding)).Content.ReadAsByteArrayAsync(),
            Throws.InstanceOf<HttpRequestException>()
        );
    }

    private static TableResult Table(int rows, string format) =>
        new(new ScriptedRows(rows), Formats.Find(format)!, NullLogger.Instance);

    private static Task<HttpResponseMessage> GetAsync(TestServer server, string coding)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", coding);
        return server.Http.SendAsync(request);
    }

    /// <summary>By the programs of that name, which are not ours.</summary>
    private static async Task<byte[]> UnpackAsync(string? coding, byte[] packed)
    {
        if (coding is null)
            return packed;
        var start = new ProcessStartInfo(coding, ["-dcq"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{coding} did not start.");
        var feeding = Task.Run(async () =>
        {
            await process.StandardInput.BaseStream.WriteAsync(packed);
            process.StandardInput.Close();
        });
        using var plain = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(plain);
        await feeding;
        await process.WaitForExitAsync();
        Assert.That(process.ExitCode, Is.Zero);
        return plain.ToArray();
    }

    /// <summary>One batch, and the next when told.</summary>
    private sealed class WaitingRows : RowSource
    {
        private readonly ScriptedRows rows = new(1000);
        private readonly TaskCompletionSource second = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool isFirst = true;

        public override TableDescription Table => rows.Table;

        public void GoOn() => second.SetResult();

        public override async ValueTask<RowBatch?> ReadAsync(CancellationToken ct)
        {
            if (!isFirst)
                await second.Task.WaitAsync(ct);
            isFirst = false;
            return await rows.ReadAsync(ct);
        }
    }
}
