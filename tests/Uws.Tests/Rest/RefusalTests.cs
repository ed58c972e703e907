using System.Net;
using System.Text;
using DataLab.Uws.Tests.Support;
using static DataLab.Uws.Tests.Rest.RestClient;

namespace DataLab.Uws.Tests.Rest;

/// <summary>What is not there, not allowed now, or not understood.</summary>
public sealed class RefusalTests(StoreKind store) : OnEachStore(store)
{
    private RestClient client = null!;

    [SetUp]
    public void SetUp() => client = RestServer.Shared.Client();

    [TearDown]
    public void TearDown() => client.Dispose();

    [TestCase("/no-such-job")]
    [TestCase("/no-such-job/phase")]
    [TestCase("/no-such-job/results/result")]
    [TestCase("/no-such-job/parameters/X")]
    [TestCase("/..%2F..%2Fetc")]
    public async Task An_unknown_job_is_not_found(string path) =>
        await RefusalAsync(client.GetAsync(client.List + path), HttpStatusCode.NotFound);

    [TestCase("/results/other", "other")]
    [TestCase("/parameters/NONE", "NONE")]
    [TestCase("/error", "COMPLETED")]
    [TestCase("/nonsense", "nonsense")]
    public async Task An_unknown_child_is_not_found_and_named(string path, string named)
    {
        var job = await client.FinishAsync();
        Assert.That(await RefusalAsync(client.GetAsync(job + path), HttpStatusCode.NotFound), Does.Contain(named));
    }

    [Test]
    public async Task A_job_without_results_yet_says_its_phase()
    {
        var job = await client.CreateAsync();
        Assert.That(
            await RefusalAsync(client.GetAsync(job + "/results/result"), HttpStatusCode.NotFound),
            Does.Contain("PENDING")
        );
    }

    [TestCase("RUN")]
    [TestCase("ABORT")]
    public async Task A_finished_job_is_neither_started_nor_aborted(string phase)
    {
        var job = await client.FinishAsync();
        var text = await RefusalAsync(client.PostAsync(job + "/phase", ("PHASE", phase)), HttpStatusCode.Forbidden);
        Assert.That(text, Does.Contain("COMPLETED"));
        Assert.That(await client.TextAsync(job + "/phase"), Is.EqualTo("COMPLETED"));
    }

    [Test]
    public async Task Parameters_of_a_started_job_stay()
    {
        var job = await client.FinishAsync(("TEXT", "first"));
        await RefusalAsync(client.PostAsync(job + "/parameters", ("TEXT", "second")), HttpStatusCode.Forbidden);
        await RefusalAsync(
            client.SendAsync(HttpMethod.Put, job + "/parameters/TEXT", new StringContent("second")),
            HttpStatusCode.Forbidden
        );
        Assert.That(await client.TextAsync(job + "/parameters/TEXT"), Is.EqualTo("first"));
    }

    [TestCase("", "TEXT", "x", "/parameters")]
    [TestCase("", "EXECUTIONDURATION", "5", "EXECUTIONDURATION")]
    [TestCase("", "ACTION", "EXPLODE", "DELETE")]
    [TestCase("", "PHASE", "HELD", "ABORT")]
    [TestCase("/phase", "PHASE", "HOP", "RUN")]
    [TestCase("/phase", "TEXT", "x", "PHASE")]
    [TestCase("/executionduration", "EXECUTIONDURATION", "-5", "seconds")]
    [TestCase("/executionduration", "EXECUTIONDURATION", "soon", "seconds")]
    [TestCase("/executionduration", "PHASE", "RUN", "EXECUTIONDURATION")]
    [TestCase("/destruction", "DESTRUCTION", "tomorrow", "time")]
    [TestCase("/destruction", "DESTRUCTION", "2031-13-01T00:00:00Z", "time")]
    [TestCase("/parameters", "PHASE", "RUN", "/phase")]
    public async Task What_cannot_be_posted_is_refused_and_the_right_way_named(
        string path,
        string name,
        string value,
        string named
    )
    {
        var job = await client.CreateAsync(("TEXT", "first"));
        var text = await RefusalAsync(client.PostAsync(job + path, (name, value)), HttpStatusCode.BadRequest);
        Assert.That(text, Does.Contain(named));
        Assert.That(await client.TextAsync(job + "/phase"), Is.EqualTo("PENDING"));
        Assert.That(await client.TextAsync(job + "/parameters/TEXT"), Is.EqualTo("first"));
    }

    [TestCase("PHASE", "ABORT")]
    [TestCase("EXECUTIONDURATION", "1.5")]
    [TestCase("DESTRUCTION", "never")]
    public async Task A_job_with_a_wrong_setting_is_not_made(string name, string value)
    {
        await RefusalAsync(client.PostAsync(client.List, (name, value)), HttpStatusCode.BadRequest);
        Assert.That((await client.XmlAsync(client.List)).Elements(), Is.Empty);
    }

    [TestCase("PUT", "")]
    [TestCase("DELETE", "/phase")]
    [TestCase("POST", "/quote")]
    [TestCase("POST", "/owner")]
    [TestCase("PUT", "/results/result")]
    [TestCase("DELETE", "/parameters/TEXT")]
    public async Task Another_method_is_answered_with_those_that_work(string method, string path)
    {
        var job = await client.CreateAsync(("TEXT", "first"));
        using var response = await client.SendAsync(new HttpMethod(method), job + path);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        Assert.That(response.Content.Headers.Allow, Does.Contain("GET").And.Contain("HEAD"));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("GET"));
    }

    [Test]
    public async Task A_body_that_is_no_form_makes_no_job()
    {
        using var json = new StringContent("{\"TEXT\": 1}", Encoding.UTF8, "application/json");
        var text = await RefusalAsync(client.Http.PostAsync(client.List, json), HttpStatusCode.BadRequest);
        Assert.That(text, Does.Contain("application/json").And.Contain("multipart/form-data"));
    }

    [Test]
    public async Task A_multipart_form_that_stops_short_makes_no_job()
    {
        using var body = new StringContent("--b\r\nContent-Disposition: form-data; name=\"TEXT\"\r\n\r\nhalf");
        body.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(
            "multipart/form-data; boundary=b"
        );
        await RefusalAsync(client.Http.PostAsync(client.List, body), HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task A_body_beyond_the_limit_is_refused()
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(new byte[RestServer.LargestBody + 1]), "t", "t.vot" },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, client.List) { Content = form };
        // Lets the server refuse before the body is sent.
        request.Headers.ExpectContinue = true;
        await RefusalAsync(client.Http.SendAsync(request), HttpStatusCode.RequestEntityTooLarge);
    }

    [Test]
    public async Task A_value_that_is_put_has_a_limit()
    {
        var job = await client.CreateAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, job + "/parameters/TEXT")
        {
            Content = new ByteArrayContent(new byte[(4 << 20) + 1]),
        };
        request.Headers.ExpectContinue = true;
        var text = await RefusalAsync(client.Http.SendAsync(request), HttpStatusCode.RequestEntityTooLarge);
        Assert.That(text, Does.Contain("4194304"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_body_that_drips_is_given_up(CancellationToken ct)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        var list = new Uri(client.List);
        await socket.ConnectAsync(list.Host, list.Port, ct);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST {list.AbsolutePath} HTTP/1.1\r\nHost: {list.Authority}\r\nContent-Length: 100000\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\n\r\nTEXT=a"
            ),
            ct
        );
        using var reader = new StreamReader(stream);
        Assert.That(await reader.ReadLineAsync(ct), Does.Contain(" 408 "));
    }
}
