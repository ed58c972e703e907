using System.IO.Compression;
using System.Net;
using System.Text;
using DataLab.Tests;

namespace DataLab.Host.Tests;

/// <summary>Tables sent with a query, by the clients that people use and by those that mean harm (TAP 1.1 §2.7.5).</summary>
[Category("Sky")]
public sealed class UploadTests
{
    private const string All = "SELECT * FROM TAP_UPLOAD.t";
    private const string Rows = "id,ra,dec\n1,10.5,-20\n2,11,-21\n";

    private static LiveServer Server => DemoArchive.Server;

    [TestCase("tabledata")]
    [TestCase("binary")]
    [TestCase("binary2")]
    [TestCase("fits")]
    public async Task Every_datatype_comes_back_as_it_was_sent(string serialization)
    {
        using var folder = new TemporaryFolder();
        var result = await Tool.PythonAsync("upload_round_trip.py", Server.Tap, serialization, folder.Path);
        Assert.That(result.ExitCode, Is.Zero, result.Output + result.Errors);
    }

    [Test]
    public async Task Pyvo_uploads_in_sync_and_async()
    {
        var result = await Tool.PythonAsync("pyvo_upload.py", Server.Tap);
        Assert.That(result.ExitCode, Is.Zero, result.Output + result.Errors);
    }

    [TestCase("votable", true)]
    [TestCase("votable", false)]
    [TestCase("fits", true)]
    [TestCase("csv", false)]
    public async Task Stilts_matches_its_own_table(string format, bool sync)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("in." + format);
        await File.WriteAllTextAsync(folder.File("in.txt"), await CsvOfStarsAsync(20));
        var copied = await Tool.StiltsAsync("tcopy", folder.File("in.txt"), file, "ifmt=csv", "ofmt=" + format);
        Assert.That(copied.ExitCode, Is.Zero, copied.Errors);
        var result = await Tool.StiltsAsync(
            "tapquery",
            "tapurl=" + Server.Tap,
            "sync=" + (sync ? "true" : "false"),
            "nupload=1",
            "upload1=" + file,
            "upname1=mine",
            "adql=SELECT u.id FROM TAP_UPLOAD.mine AS u JOIN smash_dr1.object AS o ON DISTANCE(POINT(u.ra,u.dec),POINT(o.ra,o.dec)) < 0.0001",
            "ofmt=csv"
        );
        var ids = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Distinct().ToArray();
        Assert.That(ids, Has.Length.EqualTo(20), result.Output + result.Errors);
    }

    [Test]
    public async Task Fits_and_text_are_known_by_their_content()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("t.csv"), Rows);
        await Tool.StiltsAsync("tcopy", folder.File("t.csv"), folder.File("t.fits"), "ifmt=csv", "ofmt=fits");
        await File.WriteAllBytesAsync(folder.File("t.gz"), Gzip(Encoding.ASCII.GetBytes(Rows)));
        foreach (var file in new[] { "t.csv", "t.fits", "t.gz" })
        {
            using var response = await PostAsync(All, await File.ReadAllBytesAsync(folder.File(file)));
            var text = await response.Content.ReadAsStringAsync();
            Assert.That(text.ReplaceLineEndings("\n"), Is.EqualTo("id,ra,dec\n1,10.5,-20\n2,11.0,-21\n"), file);
        }
        Assert.That(Directory.Exists(UploadFolder) ? Directory.EnumerateFileSystemEntries(UploadFolder) : [], Is.Empty);
    }

    [Test]
    public async Task A_table_in_a_plain_field_of_the_form_is_taken()
    {
        using var response = await Server.SyncAsync(All, "csv", ("UPLOAD", "t,param:content"), ("content", Rows));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.StartWith("id,ra,dec"));
    }

    [TestCase("not-a-table")]
    [TestCase("html")]
    [TestCase("truncated")]
    [TestCase("billion-laughs")]
    [TestCase("external-entity")]
    [TestCase("deep")]
    [TestCase("long-tag")]
    [TestCase("huge-array")]
    [TestCase("empty")]
    [TestCase("zip")]
    [TestCase("truncated-gzip")]
    [TestCase("parquet")]
    [TestCase("fits")]
    [TestCase("error")]
    [TestCase("elsewhere")]
    public async Task Hostile_content_is_a_usage_error_that_names_the_table(string kind)
    {
        using var response = await PostAsync(All, Hostile(kind));
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), text);
        Assert.That(text, Does.Contain("QUERY_STATUS").And.Contain("&quot;t&quot;").Or.Contain("\"t\""), text);
        Assert.That(text, Does.Not.Contain("/tmp").And.Not.Contain("root:").And.Not.Contain("Exception"));
    }

    [Test]
    public async Task Bombs_end_at_the_limits_and_the_server_lives()
    {
        var bomb = new byte[400 << 20];
        bomb.AsSpan().Fill((byte)'\n');
        "a,b\n"u8.CopyTo(bomb);
        // A database has no wider tables.
        var columns = TestEngine.IsPostgreSql ? 1500 : 4000;
        var thin =
            "<VOTABLE><RESOURCE><TABLE>"
            + string.Concat(Enumerable.Range(0, columns).Select(i => $"<FIELD name='c{i}' datatype='double'/>"))
            + "<DATA><TABLEDATA>"
            + string.Concat(Enumerable.Repeat("<TR/>", 100_000))
            + "</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";
        foreach (var content in new[] { Gzip(bomb), Gzip(Encoding.ASCII.GetBytes(thin)) })
        {
            using var response = await PostAsync(All, content);
            var text = await response.Content.ReadAsStringAsync();
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), text);
            Assert.That(text, Does.Contain("268435456 bytes").Or.Contain("1073741824 bytes"));
        }
        Assert.That(await Server.RowsAsync("SELECT TOP 1 id FROM smash_dr1.object"), Has.Length.EqualTo(1));
    }

    [Test]
    [Category("OnServer")]
    public async Task A_table_wider_than_those_of_a_database_is_told_so()
    {
        if (!TestEngine.IsPostgreSql)
            Assert.Fail("only for DATALAB_TEST_ENGINE=postgresql");
        var wide = string.Join(',', Enumerable.Range(0, 1700).Select(i => $"c{i}"));
        var cells = string.Join(',', Enumerable.Repeat("1", 1700));
        using var response = await PostAsync(All, Encoding.ASCII.GetBytes($"{wide}\n{cells}\n"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest), text);
        Assert.That(text, Does.Contain("more columns than fit into a row"));
    }

    [TestCase("http://127.0.0.1:{0}/tap/capabilities")]
    [TestCase("http://localhost:{0}/healthz")]
    [TestCase("http://[::ffff:127.0.0.1]:{0}/")]
    [TestCase("http://169.254.169.254/latest/meta-data/")]
    [TestCase("file:///etc/passwd")]
    [TestCase("ftp://example.org/t.vot")]
    [TestCase("vos://example.org~vault/t.vot")]
    public async Task Urls_to_the_inside_are_refused(string url)
    {
        url = string.Format(null, url, new Uri(Server.Url).Port);
        using var response = await Server.SyncAsync(All, "csv", ("UPLOAD", "t," + url));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(
            await response.Content.ReadAsStringAsync(),
            Does.Contain("public address").Or.Contain("not supported").And.Contain("QUERY_STATUS")
        );
    }

    [Test]
    public async Task A_url_of_a_network_that_the_operator_allows_is_fetched()
    {
        using var folder = new TemporaryFolder();
        var config = folder.File("config.json");
        await File.WriteAllTextAsync(
            config,
            """{ "Fetch": { "AllowedNetworks": ["127.0.0.1"] }, "Tap": { "UploadBytes": 5000 } }"""
        );
        await using var other = await LiveServer.ServeAsync(folder.Path, "--config", config);
        string Query(int rows) =>
            $"{Server.Tap}/sync?LANG=ADQL&FORMAT=csv&QUERY=SELECT+TOP+{rows}+id,ra,dec+FROM+smash_dr1.object";
        using var get = await other.Http.GetAsync(
            "tap/sync?LANG=ADQL&FORMAT=csv&QUERY=SELECT+COUNT(*)+AS+n+FROM+TAP_UPLOAD.t&UPLOAD="
                + Uri.EscapeDataString($"t,{Query(20)};")
        );
        Assert.That((await get.Content.ReadAsStringAsync()).ReplaceLineEndings("\n"), Is.EqualTo("n\n20\n"));
        using var large = await other.SyncAsync(All, "csv", ("UPLOAD", "t," + Query(2000)));
        Assert.That(large.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(
            await large.Content.ReadAsStringAsync(),
            Does.Contain("5000 are allowed").And.Contain("&quot;t&quot;").Or.Contain("\"t\"")
        );
    }

    [Test]
    public async Task A_body_above_the_limit_is_413_and_says_the_limit()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "tap/sync") { Content = new HugeContent() };
        request.Headers.ExpectContinue = true;
        using var response = await Server.Http.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(
            await response.Content.ReadAsStringAsync(),
            Does.Contain("QUERY_STATUS").And.Contain("The limit is 285212672 bytes")
        );
    }

    [Test]
    public async Task A_table_that_was_not_sent_is_hinted_at()
    {
        using var response = await Server.SyncAsync("SELECT * FROM TAP_UPLOAD.mine");
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("UPLOAD=mine,param:part"));
    }

    private static string UploadFolder => Path.Combine(DemoArchive.Folder, "tmp", "uploads");

    private static Task<HttpResponseMessage> PostAsync(string adql, byte[] content)
    {
        var form = new MultipartFormDataContent
        {
            { new StringContent("ADQL"), "LANG" },
            { new StringContent(adql), "QUERY" },
            { new StringContent("t,param:table"), "UPLOAD" },
            { new StringContent("csv"), "RESPONSEFORMAT" },
            { new ByteArrayContent(content), "table", "table.bin" },
        };
        return Server.Http.PostAsync("tap/sync", form);
    }

    private static async Task<string> CsvOfStarsAsync(int rows)
    {
        var stars = await Server.RowsAsync($"SELECT TOP {rows} ra, dec FROM smash_dr1.object ORDER BY id");
        return "id,ra,dec\n" + string.Concat(stars.Select((star, i) => $"{i},{star}\n"));
    }

    private static byte[] Hostile(string kind) =>
        kind switch
        {
            "not-a-table" => Text("This is not a table."),
            "html" => Text("<!DOCTYPE html><html><body>404</body></html>"),
            "truncated" => Text(VoTable("<TR><TD>1</TD></TR>")[..^60]),
            "billion-laughs" => Text(
                "<?xml version='1.0'?><!DOCTYPE VOTABLE [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>"
                    + VoTable("<TR><TD>&b;</TD></TR>")
            ),
            "external-entity" => Text(
                "<?xml version='1.0'?><!DOCTYPE VOTABLE [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
                    + VoTable("<TR><TD>&x;</TD></TR>")
            ),
            "deep" => Text("<VOTABLE>" + string.Concat(Enumerable.Repeat("<a>", 5_000_000))),
            "long-tag" => Text("<VOTABLE a='" + new string('>', 20_000_000) + "'>"),
            "huge-array" => Text(
                VoTable("<TR><TD>1</TD></TR>").Replace("datatype='int'", "datatype='int' arraysize='2000000000'")
            ),
            "empty" => [],
            "zip" => [.. "PK\u0003\u0004"u8, .. new byte[100]],
            "truncated-gzip" => Gzip(Text(VoTable("<TR><TD>1</TD></TR>")))[..40],
            "parquet" => [.. "PAR1"u8, .. new byte[1000], .. "PAR1"u8],
            "fits" => Text("SIMPLE  =                    T".PadRight(2880)),
            "error" => Text(
                "<VOTABLE><RESOURCE type='results'><INFO name='QUERY_STATUS' value='ERROR'>no</INFO></RESOURCE></VOTABLE>"
            ),
            _ => Text(
                "<VOTABLE><RESOURCE><TABLE><FIELD name='x' datatype='int'/><DATA><BINARY><STREAM href='file:///etc/passwd'/></BINARY></DATA></TABLE></RESOURCE></VOTABLE>"
            ),
        };

    private static string VoTable(string rows) =>
        "<VOTABLE><RESOURCE><TABLE><FIELD name='x' datatype='int'/><DATA><TABLEDATA>"
        + rows
        + "</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>";

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>A terabyte, of which nothing is sent unless it is asked for.</summary>
    private sealed class HugeContent : HttpContent
    {
        public HugeContent() => Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=B");

        protected override bool TryComputeLength(out long length)
        {
            length = 1L << 40;
            return true;
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            while (true)
                await stream.WriteAsync(new byte[1 << 16]);
        }
    }
}
