using System.Net;
using System.Text;

namespace DataLab.Host.Tests;

/// <summary>The sync resource over HTTP: parameters, formats, limits, errors (TAP 1.1 §2).</summary>
public sealed class SyncTests
{
    private static LiveServer Server => DemoArchive.Server;

    [Test]
    public async Task Get_and_post_and_multipart_give_the_same_table()
    {
        const string adql = "SELECT TOP 3 id FROM smash_dr1.object ORDER BY id";
        var get = await Server.Http.GetStringAsync(
            $"tap/sync?lang=ADQL&Query={Uri.EscapeDataString(adql)}&format=csv&REQUEST=doQuery"
        );
        using var post = await Server.SyncAsync(adql);
        using var parts = new MultipartFormDataContent
        {
            { new StringContent("ADQL"), "LANG" },
            { new StringContent(adql), "QUERY" },
            { new StringContent("text/csv"), "RESPONSEFORMAT" },
        };
        using var multipart = await Server.Http.PostAsync("tap/sync", parts);
        Assert.That(await post.Content.ReadAsStringAsync(), Is.EqualTo(get));
        Assert.That(await multipart.Content.ReadAsStringAsync(), Is.EqualTo(get));
    }

    [TestCase("QUERY=SELECT+1", "LANG")]
    [TestCase("LANG=ADQL", "QUERY")]
    [TestCase("LANG=OOBLECK&QUERY=SELECT+1", "OOBLECK")]
    [TestCase("LANG=ADQL&QUERY=SELECT+TOP+1+id+FROM+smash_dr1.object&MAXREC=-1", "MAXREC")]
    [TestCase("LANG=ADQL&QUERY=SELECT+TOP+1+id+FROM+smash_dr1.object&RESPONSEFORMAT=cuneiform", "cuneiform")]
    [TestCase("LANG=ADQL&LANG=SQL&QUERY=SELECT+1", "LANG")]
    public async Task A_wrong_parameter_is_answered_with_400_and_a_VOTable_that_names_it(string query, string named)
    {
        using var response = await Server.Http.GetAsync("tap/sync?" + query);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/x-votable+xml"));
        Assert.That(text, Does.Contain("QUERY_STATUS").And.Contain("ERROR").And.Contain(named));
    }

    [Test]
    public async Task Wrong_ADQL_is_answered_with_its_position()
    {
        using var response = await Server.SyncAsync("SELECT ra,\n  gmagg FROM smash_dr1.object");
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(text, Does.Contain("line 2, column 3").And.Contain("gmag"));
        Assert.That(text, Does.Contain("This would run: SELECT ra,\n  gmag FROM smash_dr1.object"));
    }

    [Test]
    public async Task A_doubtful_query_runs_and_says_what_is_doubtful()
    {
        using var response = await Server.SyncAsync(
            "SELECT TOP 1 gmag FROM smash_dr1.object WHERE gmag = 0.3",
            "votable/td"
        );
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(text, Does.Match("<INFO name=\"warning\" value=\"A REAL value is compared with 0.3"));
    }

    [Test]
    public async Task MaxRec_cuts_and_says_so()
    {
        using var response = await Server.SyncAsync("SELECT id FROM smash_dr1.object", "votable/td", ("MAXREC", "4"));
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(text.Split("<TR>"), Has.Length.EqualTo(5));
        Assert.That(text, Does.Contain("value=\"OVERFLOW\""));
    }

    [Test]
    public async Task Top_below_MaxRec_is_not_an_overflow()
    {
        using var response = await Server.SyncAsync(
            "SELECT TOP 4 id FROM smash_dr1.object",
            "votable/td",
            ("MAXREC", "5")
        );
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Not.Contain("OVERFLOW"));
    }

    [Test]
    public async Task MaxRec_zero_returns_fields_and_no_rows()
    {
        using var response = await Server.SyncAsync(
            "SELECT id, ra FROM smash_dr1.object",
            "votable/td",
            ("MAXREC", "0")
        );
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(text, Does.Contain("<FIELD").And.Contain("OVERFLOW").And.Not.Contain("<TR>"));
    }

    [Test]
    public async Task Gzip_is_given_when_asked_for()
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            "tap/sync?LANG=ADQL&FORMAT=csv&QUERY=SELECT+TOP+9+id+FROM+smash_dr1.object"
        );
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var response = await Server.Http.SendAsync(request);
        Assert.That(response.Content.Headers.ContentEncoding, Is.EqualTo(new[] { "gzip" }));
        await using var body = new System.IO.Compression.GZipStream(
            await response.Content.ReadAsStreamAsync(),
            System.IO.Compression.CompressionMode.Decompress
        );
        using var reader = new StreamReader(body);
        Assert.That(
            (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Has.Length.EqualTo(10)
        );
    }

    [Test]
    public async Task A_csv_that_was_cut_says_so()
    {
        using var response = await Server.SyncAsync("SELECT id FROM smash_dr1.object", "csv", ("MAXREC", "5000"));
        await response.Content.ReadAsByteArrayAsync();
        Assert.That(response.TrailingHeaders.GetValues("Query-Status"), Is.EqualTo(new[] { "OVERFLOW" }));
        Assert.That(response.TrailingHeaders.GetValues("Query-Status-Text").Single(), Does.Contain("5000 rows"));
    }

    [TestCase("text/xml", "text/xml")]
    [TestCase("csv", "text/csv")]
    [TestCase("tsv", "text/tab-separated-values")]
    [TestCase("votable", "application/x-votable+xml")]
    [TestCase("fits", "application/fits")]
    [TestCase("application/json", "application/json")]
    [TestCase("jsonl", "application/x-ndjson")]
    [TestCase("html", "text/html")]
    [TestCase("text/plain", "text/plain")]
    [TestCase("votable_gzip", "application/x-votable+gzip")]
    public async Task The_format_asked_for_comes_back_as_content_type(string format, string expected)
    {
        using var response = await Server.SyncAsync("SELECT TOP 1 id FROM smash_dr1.object", format);
        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo(expected));
    }

    [Test]
    public async Task Bad_input_of_every_size_gets_an_error_and_the_server_lives()
    {
        var random = new Random(1);
        var garbage = new byte[1 << 20];
        random.NextBytes(garbage);
        string[] queries =
        [
            Encoding.Latin1.GetString(garbage),
            "SELECT " + new string('(', 10_000) + "1" + new string(')', 10_000) + " FROM smash_dr1.object",
            "SELECT id FROM smash_dr1.object WHERE fieldid IN ("
                + string.Join(',', Enumerable.Range(0, 2_000_000))
                + ")",
            "SELECT id FROM smash_dr1.object; DROP TABLE smash_dr1.object",
            "SELECT * FROM read_csv('/etc/passwd')",
        ];
        foreach (var query in queries)
        {
            using var response = await Server.SyncAsync(query);
            Assert.That((int)response.StatusCode, Is.InRange(400, 499));
        }
        Assert.That(await Server.RowsAsync("SELECT TOP 1 id FROM smash_dr1.object"), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_disconnected_client_stops_the_query_in_the_engine()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1.5));
        const string adql =
            "SELECT COUNT(*) FROM smash_dr1.object AS a, smash_dr1.object AS b, smash_dr1.object AS c WHERE a.gmag + b.rmag * c.imag > 1e9";
        var query = Server.Http.GetAsync("tap/sync?LANG=ADQL&QUERY=" + Uri.EscapeDataString(adql), stop.Token);
        Assert.That(async () => await query, Throws.InstanceOf<OperationCanceledException>());
        await Task.Delay(1000);
        var before = Server.ProcessorTime;
        await Task.Delay(1000);
        Assert.That(
            Server.ProcessorTime - before,
            Is.LessThan(TimeSpan.FromMilliseconds(300)),
            "the engine still works for nobody"
        );
    }
}
