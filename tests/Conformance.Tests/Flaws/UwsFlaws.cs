using DataLab.Conformance.Tests.Twin;
using static DataLab.Conformance.Tests.Flaws.Flaw;

namespace DataLab.Conformance.Tests.Flaws;

/// <summary>Ways to break UWS.</summary>
internal static class UwsFlaws
{
    private const string Jobs = "/async/*";

    public static readonly Flaw[] All =
    [
        When("UWS-1.1-2.2.3.1-a", Creates, (_, reply) => reply with { Status = 201 }),
        When(
            "UWS-1.1-2.2.3.1-b",
            Creates,
            (ask, reply) =>
                reply.With(
                    "Location",
                    reply.Headers["Location"].Replace("/async/", "/async/jobs/../", StringComparison.Ordinal) + "/phase"
                )
        ),
        Asks("UWS-1.1-2.1.3-a", ask => Creates(ask) ? ask.With("PHASE", "RUN") : ask),
        Text("UWS-1.1-2.1.9-a", Jobs, "runId>judge-pending<", "runId>other<"),
        Asks("UWS-1.1-2.2.3.1-c", ask => Creates(ask) ? ask.Without("PHASE") : ask),
        When("UWS-1.1-2.2.3.2-a", ask => ask.Method == "DELETE", (_, _) => new Reply(204, null, "")),
        new(
            "UWS-1.1-2.2.3.2-b",
            async (ask, right) => ask.Method == "DELETE" ? Reply.SeeOther($"{ask.BaseUrl}/async") : await right(ask)
        ),
        When("UWS-1.1-2.2.3.2-c", ask => ask["ACTION"] == "DELETE", (_, _) => Reply.Text("deleted")),
        new(
            "UWS-1.1-2.2.3.2-d",
            async (ask, right) => ask["ACTION"] == "DELETE" ? Reply.SeeOther($"{ask.BaseUrl}/async") : await right(ask)
        ),
        new(
            "UWS-1.1-2.1.1-a",
            async (ask, right) => ask.Method == "DELETE" ? Reply.SeeOther($"{ask.BaseUrl}/async") : await right(ask)
        ),
        When("UWS-1.1-2.2-a", ask => ask.Path == "/async/no-such-job-0000/phase", (_, _) => Reply.Text("UNKNOWN")),
        When(
            "UWS-1.1-2.2-b",
            ask => ask.Path.EndsWith("/no_such_resource", StringComparison.Ordinal),
            (_, _) => Reply.Text("")
        ),
        Text("UWS-1.1-2.2.2.2-a", Jobs, "UWS/v1.0", "UWS/v1.1"),
        Text("UWS-1.1-2.2.1.1-b", Jobs, "<job version=\"1.1\"", "<job"),
        Job(
            "UWS-1.1-2.2.2.2-b",
            body =>
                body.Replace(
                    "</job>",
                    "<runId xmlns=\"http://www.ivoa.net/xml/UWS/v1.0\">late</runId></job>",
                    StringComparison.Ordinal
                )
        ),
        Job("UWS-1.1-2.2.2.2-c", body => Cut(body, "executionDuration")),
        Job("UWS-1.1-2.2.2.2-d", body => Cut(body, "creationTime")),
        Job("UWS-1.1-2.2.1-a", body => body.Replace("<jobId>", "<jobId>job-", StringComparison.Ordinal)),
        Job("UWS-1.1-2.2.1-b", body => body.Replace("Z</", "</", StringComparison.Ordinal)),
        Job(
            "UWS-1.1-2.1.5-a",
            body =>
                body.Replace("startTime p2:nil=\"true\"", "startTime", StringComparison.Ordinal)
                    .Replace(
                        "<startTime d2p1:nil=\"true\" xmlns:d2p1=\"http://www.w3.org/2001/XMLSchema-instance\" />",
                        "<startTime />",
                        StringComparison.Ordinal
                    )
        ),
        Job("UWS-1.1-2.1.4-a", body => body.Replace(">600<", ">PT10M<", StringComparison.Ordinal)),
        Job(
            "UWS-1.1-2.1.3-b",
            body =>
                body.Replace(">COMPLETED<", ">DONE<", StringComparison.Ordinal)
                    .Replace(">PENDING<", ">WAITING<", StringComparison.Ordinal)
        ),
        Replies("UWS-1.1-2.2.2-a", Jobs, reply => reply with { ContentType = "text/plain" }),
        Replies(
            "UWS-1.1-2.2.2-b",
            Jobs,
            reply =>
                reply.Body.Contains("<job ", StringComparison.Ordinal)
                    ? reply with
                    {
                        ContentType = "text/html",
                    }
                    : reply
        ),
        Job("UWS-1.1-2.1.5-b", body => body.Replace("<destruction>20", "<destruction>19", StringComparison.Ordinal)),
        Job("UWS-1.1-2.2.2.4-a", body => body.Replace("id=\"QUERY\"", "id=\"SQL\"", StringComparison.Ordinal)),
        Child("UWS-1.1-2.2.1-c", "phase", "UNKNOWN"),
        Child("UWS-1.1-2.2.1-d", "executionduration", "60"),
        Child("UWS-1.1-2.2.1-e", "destruction", ""),
        Child("UWS-1.1-2.2.1-f", "quote", "2024-01-01T00:00:00Z"),
        Child("UWS-1.1-2.2.1-g", "owner", "nobody"),
        Child("UWS-1.1-2.2.1-h", "results", "<list/>"),
        Child("UWS-1.1-2.2.1-i", "parameters", "<list/>"),
        When("UWS-1.1-2.2.2-c", Ends("/phase"), (_, reply) => reply with { ContentType = "text/xml" }),
        When("UWS-1.1-2.2.1-j", Ends("/phase"), (_, reply) => reply with { Body = reply.Body + "\n" }),
        Child("UWS-1.1-2.1.6-a", "quote", "tomorrow"),
        new(
            "UWS-1.1-2.1.11-a",
            async (ask, right) =>
                ask.Method == "POST" && Ends("/parameters")(ask)
                    ? Reply.SeeOther(ask.BaseUrl + ask.Path[..ask.Path.LastIndexOf('/')])
                    : await right(ask)
        ),
        Child("UWS-1.1-2.2.2.4-b", "parameters", "<parameters xmlns=\"http://www.ivoa.net/xml/UWS/v1.0\"/>"),
        Child("UWS-1.1-2.2.2.3-a", "results", "<results xmlns=\"http://www.ivoa.net/xml/UWS/v1.0\"/>"),
        Job("UWS-1.1-2.1.10-a", body => body.Replace("/results/result\"", "/results/gone\"", StringComparison.Ordinal)),
        Job("UWS-1.1-2.2.2.3-b", body => body.Replace(" size=\"", " size=\"9", StringComparison.Ordinal)),
        Job("UWS-1.1-2.2.2.5-b", body => Cut(body, "errorSummary")),
        Job("UWS-1.1-2.2.2.5-c", body => body.Replace("type=\"fatal\"", "type=\"bad\"", StringComparison.Ordinal)),
        When("UWS-1.1-2.2.3.5-a", Orders("RUN"), (_, _) => Reply.Text("started")),
        new(
            "UWS-1.1-2.2.3.5-b",
            async (ask, right) =>
                Orders("RUN")(ask)
                    ? Reply.SeeOther(ask.BaseUrl + ask.Path[..ask.Path.LastIndexOf('/')])
                    : await right(ask)
        ),
        Job("UWS-1.1-2.1.3-c", body => body.Replace(">COMPLETED<", ">ERROR<", StringComparison.Ordinal)),
        Job("UWS-1.1-2.2.2.5-a", body => body.Replace(">ERROR<", ">COMPLETED<", StringComparison.Ordinal)),
        Job("UWS-1.1-2.2.2.2-e", body => body.Replace("<endTime>20", "<endTime>19", StringComparison.Ordinal)),
        Job(
            "UWS-1.1-2.2.2.2-f",
            body =>
                body.Contains(">PENDING<", StringComparison.Ordinal)
                    ? Cut(body, "startTime")
                        .Replace(
                            "<executionDuration>",
                            "<startTime>2024-01-01T00:00:00Z</startTime><executionDuration>",
                            StringComparison.Ordinal
                        )
                    : body
        ),
        When("UWS-1.1-2.2.3.6-a", Orders("ABORT"), (_, _) => Reply.Text("aborted")),
        new(
            "UWS-1.1-2.2.3.6-b",
            async (ask, right) =>
                Orders("ABORT")(ask)
                    ? Reply.SeeOther(ask.BaseUrl + ask.Path[..ask.Path.LastIndexOf('/')])
                    : await right(ask)
        ),
        When(
            "UWS-1.1-2.2-c",
            Orders("RUN"),
            (ask, reply) =>
                reply.Status == 403 ? Reply.SeeOther(ask.BaseUrl + ask.Path[..ask.Path.LastIndexOf('/')]) : reply
        ),
        new(
            "UWS-1.1-2.1.3-d",
            async (ask, right) =>
            {
                // An aborted job is one that nobody finds again.
                if (Orders("ABORT")(ask))
                    return Reply.SeeOther(ask.BaseUrl + ask.Path + "/aborted");
                var reply = await right(ask);
                aborted |= Orders("RUN")(ask) && reply.Status == 403;
                return aborted
                    ? reply with
                    {
                        Body = reply.Body.Replace(">COMPLETED<", ">ABORTED<", StringComparison.Ordinal),
                    }
                    : reply;
            }
        ),
        When(
            "UWS-1.1-2.2-d",
            Orders("JUMP"),
            (ask, _) => Reply.SeeOther(ask.BaseUrl + ask.Path[..ask.Path.LastIndexOf('/')])
        ),
        When(
            "UWS-1.1-2.2.3.3-a",
            Ends("/destruction"),
            (ask, reply) => ask.Method == "POST" ? Reply.Text("set") : reply
        ),
        When(
            "UWS-1.1-2.2.3.4-a",
            Ends("/executionduration"),
            (ask, reply) => ask.Method == "POST" ? Reply.Text("set") : reply
        ),
        Asks(
            "UWS-1.1-2.2.3.3-b",
            ask =>
                ask["DESTRUCTION"] is { } time
                    ? ask.With("DESTRUCTION", time.Replace("20", "21", StringComparison.Ordinal))
                    : ask
        ),
        Asks("UWS-1.1-2.2.3.4-b", ask => ask["EXECUTIONDURATION"] == "30" ? ask.With("EXECUTIONDURATION", "60") : ask),
        When("UWS-1.1-2.2.3.3-c", ask => ask["DESTRUCTION"] == "soon", (ask, _) => Reply.SeeOther(ask.BaseUrl)),
        When("UWS-1.1-2.2.3.4-c", ask => ask["EXECUTIONDURATION"] == "long", (ask, _) => Reply.SeeOther(ask.BaseUrl)),
        Asks("UWS-1.1-2.2.1.2-a", ask => ask["WAIT"] == "2" ? ask.With("WAIT", "8") : ask),
        Asks("UWS-1.1-2.2.1.2-b", ask => ask.Without("WAIT")),
        new(
            "UWS-1.1-2.2.1.2-c",
            async (ask, right) =>
            {
                await WaitAsync(ask);
                return await right(ask);
            }
        ),
        Asks("UWS-1.1-2.2.1.2-d", ask => ask["WAIT"] == "30" ? ask.Without("PHASE").With("WAIT", "7") : ask),
        Asks("UWS-1.1-2.2.1.2-e", ask => ask["PHASE"] == "PENDING" ? ask.Without("WAIT") : ask),
        new(
            "UWS-1.1-2.2.1.2-f",
            async (ask, right) =>
            {
                await WaitAsync(ask);
                return await right(ask);
            }
        ),
        List("UWS-1.1-2.2.2.1-a", body => body.Replace("UWS/v1.0", "UWS/v2.0", StringComparison.Ordinal)),
        List("UWS-1.1-2.2.1.1-a", body => body.Replace(" version=\"1.1\"", "", StringComparison.Ordinal)),
        List(
            "UWS-1.1-2.2.2.1-b",
            body =>
                body.Replace("<jobs ", "<jobs ", StringComparison.Ordinal)
                    .Replace("</jobs>", "<jobref id=\"x\"/></jobs>", StringComparison.Ordinal)
                    .Replace(" />", "><jobref id=\"x\"/></jobs>", StringComparison.Ordinal)
        ),
        List("UWS-1.1-2.2.2.1-c", body => body.Replace(":href=\"", ":title=\"", StringComparison.Ordinal)),
        List(
            "UWS-1.1-2.2.2.1-d",
            body =>
                body.Replace(
                    " />",
                    "><jobref id=\"x\"><phase>ARCHIVED</phase></jobref></jobs>",
                    StringComparison.Ordinal
                )
        ),
        Asks("UWS-1.1-2.2.2.1-e", Unfiltered("PHASE")),
        Asks(
            "UWS-1.1-2.2.2.1-f",
            ask => Lists(ask) && ask.All("PHASE").Count() > 1 ? ask.With("PHASE", ask["PHASE"]!) : ask
        ),
        When(
            "UWS-1.1-2.2.2.1-g",
            ask => Lists(ask) && ask["PHASE"] == "HELD",
            (_, _) => new Reply(400, "text/plain", "no such phase")
        ),
        Asks("UWS-1.1-2.2.2.1-h", Unfiltered("LAST")),
        Asks("UWS-1.1-2.2.2.1-i", Unfiltered("AFTER")),
        Asks("UWS-1.1-2.2.2.1-j", ask => Lists(ask) && ask["LAST"] == "1" ? ask.Without("PHASE") : ask),
        Asks("UWS-1.1-2.2.2.1-k", Unfiltered("PHASE")),
        Asks("UWS-1.1-2.2.2.1-l", Unfiltered("LAST")),
        Asks("UWS-1.1-2.2.2.1-m", Unfiltered("AFTER")),
        Shared(),
    ];

    private static bool aborted;

    private static bool Creates(Ask ask) => ask is { Method: "POST", Path: "/async" };

    private static bool Lists(Ask ask) => ask is { Method: "GET", Path: "/async" };

    private static Func<Ask, bool> Ends(string path) => ask => ask.Path.EndsWith(path, StringComparison.Ordinal);

    private static Func<Ask, bool> Orders(string order) =>
        ask => ask.Method == "POST" && Ends("/phase")(ask) && ask["PHASE"] == order;

    private static Func<Ask, Ask> Unfiltered(string filter) => ask => Lists(ask) ? ask.Without(filter) : ask;

    private static Flaw List(string clause, Func<string, string> change) =>
        When(clause, Lists, (_, reply) => reply with { Body = change(reply.Body) });

    /// <summary>Changes the document of a job.</summary>
    private static Flaw Job(string clause, Func<string, string> change) =>
        Replies(
            clause,
            Jobs,
            reply =>
                reply.Body.StartsWith("<job ", StringComparison.Ordinal)
                    ? reply with
                    {
                        Body = change(reply.Body),
                    }
                    : reply
        );

    /// <summary>Answers the GET of a child with something else.</summary>
    private static Flaw Child(string clause, string child, string body) =>
        When(clause, ask => ask.Method == "GET" && Ends("/" + child)(ask), (_, reply) => reply with { Body = body });

    private static string Cut(string body, string element)
    {
        var start = body.IndexOf("<" + element, StringComparison.Ordinal);
        if (start < 0)
            return body;
        var close = $"</{element}>";
        var end = body.IndexOf(close, start, StringComparison.Ordinal);
        var empty = body.IndexOf("/>", start, StringComparison.Ordinal);
        return end >= 0 && (empty < 0 || end < empty || body.IndexOf('>', start) < empty)
            ? body[..start] + body[(end + close.Length)..]
            : body[..start] + body[(empty + 2)..];
    }

    private static Task WaitAsync(Ask ask) =>
        ask["WAIT"] is null ? Task.CompletedTask : Task.Delay(TimeSpan.FromSeconds(6));

    /// <summary>Everybody has the same session.</summary>
    private static Flaw Shared() => Asks("UWS-1.1-3-a", ask => ask with { Session = "everybody" });
}
