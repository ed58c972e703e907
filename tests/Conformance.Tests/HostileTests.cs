using System.Text;
using DataLab.Conformance.Documents;
using DataLab.Conformance.Http;
using DataLab.Conformance.Tests.Twin;

namespace DataLab.Conformance.Tests;

/// <summary>Services that are not just wrong but unpleasant: the judge says so and goes on.</summary>
public sealed class HostileTests
{
    [TestCase("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>")]
    [TestCase("<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>")]
    [TestCase("<x>")]
    [TestCase("")]
    [TestCase("\u0000\u0001")]
    public void Xml_with_entities_or_without_end_is_unreadable(string text) =>
        Assert.Throws<UnreadableException>(() => SafeXml.Root(Answer(text)));

    [Test]
    public void Old_doctype_is_skipped() =>
        Assert.That(
            SafeXml
                .Root(Answer("<!DOCTYPE VOTABLE SYSTEM \"http://us-vo.org/xml/VOTable.dtd\"><VOTABLE/>"))
                .Name.LocalName,
            Is.EqualTo("VOTABLE")
        );

    [TestCase("int", null, "7.5")]
    [TestCase("short", null, "40000")]
    [TestCase("double", null, "one")]
    [TestCase("double", "2", "1 2 3")]
    [TestCase("boolean", null, "perhaps")]
    [TestCase("int", "x", "1")]
    [TestCase("string", null, "1")]
    public void Cell_that_is_no_value_of_its_type_is_unreadable(string datatype, string? arraySize, string cell) =>
        Assert.Throws<UnreadableException>(() =>
            Table(datatype, arraySize, $"<TABLEDATA><TR><TD>{cell}</TD></TR></TABLEDATA>")
        );

    [TestCase("int", null, "AAAA")]
    [TestCase("char", "*", "AAAACg==")]
    [TestCase("char", "*", "/////w==")]
    [TestCase("int", "*", "f////w==")]
    [TestCase("int", null, "no base64!")]
    public void Stream_that_ends_within_a_cell_is_unreadable(string datatype, string? arraySize, string base64) =>
        Assert.Throws<UnreadableException>(() =>
            Table(datatype, arraySize, $"<BINARY><STREAM encoding=\"base64\">{base64}</STREAM></BINARY>")
        );

    [Test]
    public async Task Answer_that_does_not_come_fails_the_check()
    {
        var url = Twins.Server.Add(async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(5));
            return Reply.NotFound;
        });
        using var client = new Client(new ClientLimits(TimeSpan.FromSeconds(1), 1000), CancellationToken.None);
        Assert.ThrowsAsync<UnansweredException>(() => client.GetAsync(url));
        await Task.CompletedTask;
    }

    [Test]
    public void Answer_without_end_is_cut()
    {
        var url = Twins.Server.Add(_ => Task.FromResult(Reply.Text(new string('x', 100_000))));
        using var client = new Client(new ClientLimits(TimeSpan.FromSeconds(10), 1000), CancellationToken.None);
        var fault = Assert.ThrowsAsync<UnansweredException>(() => client.GetAsync(url));
        Assert.That(fault!.Sent, Does.StartWith("GET http://127.0.0.1"));
    }

    [Test]
    public async Task Circle_of_redirects_ends()
    {
        var url = Twins.Server.Add(ask => Task.FromResult(Reply.SeeOther(ask.BaseUrl + "/again")));
        using var client = new Client(new ClientLimits(TimeSpan.FromSeconds(10), 1000), CancellationToken.None);
        var answer = await client.FollowAsync(client.GetAsync(url));
        Assert.That((answer.Status, client.Requests), Is.EqualTo((303, 6)));
    }

    /// <summary>Every answer is replaced by one of these: no check may stumble.</summary>
    [TestCase("")]
    [TestCase("plain text")]
    [TestCase("<x/>")]
    [TestCase("<VOTABLE/>")]
    [TestCase(
        "<VOTABLE><RESOURCE type=\"results\"><INFO name=\"QUERY_STATUS\" value=\"OK\"/><TABLE/></RESOURCE></VOTABLE>"
    )]
    [TestCase("<job xmlns=\"http://www.ivoa.net/xml/UWS/v1.0\"><phase>COMPLETED</phase></job>")]
    [TestCase("<capabilities><capability standardID=\"ivo://ivoa.net/std/TAP\"/></capabilities>")]
    [TestCase("<tableset><schema><table/></schema></tableset>")]
    [CancelAfter(60_000)]
    public async Task Nonsense_everywhere_is_judged_to_the_end(string body)
    {
        var url = Twins.Server.Add(ask =>
            Task.FromResult(
                ask.Method == "POST" ? Reply.SeeOther(ask.BaseUrl + "/async/1") : new Reply(200, "text/xml", body)
            )
        );
        var options = new JudgeOptions { Standards = ["tap", "dali", "vosi", "uws", "tapregext", "votable"] };
        var judgement = await Judge.JudgeAsync(url, options, null, CancellationToken.None);
        Assert.That(judgement.Failures(Level.Must), Is.Not.Empty);
    }

    /// <summary>The right twin, with a piece of each answer missing or doubled: no check may stumble, whatever it finds.</summary>
    [Test, CancelAfter(120_000)]
    public async Task Mutilated_answers_are_judged_to_the_end([Range(1, 12)] int seed)
    {
        var random = new Random(seed);
        var service = new TwinService();
        var url = Twins.Server.Add(async ask =>
        {
            var reply = await service.AnswerAsync(ask);
            if (reply.Body.Length == 0 || ask.Path == "/capabilities")
                return reply;
            var at = random.Next(reply.Body.Length);
            var length = random.Next(Math.Min(30, reply.Body.Length - at) + 1);
            return reply with
            {
                Body =
                    random.Next(2) == 0
                        ? reply.Body.Remove(at, length)
                        : reply.Body.Insert(at, reply.Body.Substring(at, length)),
            };
        });
        var options = new JudgeOptions { Standards = ["tap", "dali", "vosi", "tapregext", "votable", "scs"] };
        var judgement = await Judge.JudgeAsync(url, options, null, CancellationToken.None);
        Assert.That(judgement.Failures(Level.Must), Is.Not.Empty);
    }

    private static VoTableData Table(string datatype, string? arraySize, string data)
    {
        var size = arraySize is null ? "" : $" arraysize=\"{arraySize}\"";
        return VoTableDocument
            .Read(
                Answer(
                    $"<VOTABLE><RESOURCE><TABLE><FIELD name=\"c\" datatype=\"{datatype}\"{size}/><DATA>{data}</DATA></TABLE></RESOURCE></VOTABLE>"
                )
            )
            .Table;
    }

    private static Exchange Answer(string text) =>
        new(
            "GET",
            new Uri("http://127.0.0.1/"),
            [],
            200,
            Array.Empty<string>().ToLookup(header => header),
            Encoding.UTF8.GetBytes(text),
            TimeSpan.Zero,
            null
        );
}
