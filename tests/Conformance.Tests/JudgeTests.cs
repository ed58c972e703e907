using DataLab.Conformance.Reports;
using DataLab.Conformance.Tests.Twin;

namespace DataLab.Conformance.Tests;

/// <summary>The judge as a whole, on a service that is right.</summary>
public sealed class JudgeTests
{
    /// <summary>Clauses about which the right twin says nothing: it has no such thing, or it is not public.</summary>
    private static readonly string[] Silent = ["DALI-1.1-2.2-c", "DALI-1.1-3.4.5-c", "TAP-1.1-2.2-d"];

    [Test, CancelAfter(120_000)]
    public async Task Right_twin_keeps_every_clause()
    {
        var judgement = await JudgeAsync();
        var report = new StringWriter();
        TextReport.Write(report, judgement, all: false);
        Assert.That(
            judgement.Verdicts.Where(v => v.Outcome is Outcome.Failed).Select(v => v.Clause.Id),
            Is.Empty,
            report.ToString()
        );
        Assert.That(
            judgement.Verdicts.Where(v => v.Outcome is not Outcome.Passed).Select(v => v.Clause.Id),
            Is.EquivalentTo(Silent),
            report.ToString()
        );
        Assert.That(
            judgement.Verdicts.Select(v => v.Clause.Id),
            Is.EquivalentTo(Judge.Clauses.Select(clause => clause.Id))
        );
        Assert.That(judgement.IsClean(strict: true), Is.True);
    }

    [Test]
    public async Task Only_the_families_asked_for_are_judged()
    {
        var judgement = await JudgeAsync("vosi", "scs");
        Assert.That(judgement.Verdicts.Select(v => v.Clause.Standard).Distinct(), Is.EquivalentTo(["VOSI", "SCS"]));
    }

    [Test]
    public async Task Jobs_of_the_judge_are_deleted_in_the_end()
    {
        var service = new TwinService();
        var created = 0;
        var deleted = 0;
        var url = Twins.Server.Add(async ask =>
        {
            var reply = await service.AnswerAsync(ask);
            created += ask is { Method: "POST", Path: "/async" } ? 1 : 0;
            deleted += ask.Method == "DELETE" || ask["ACTION"] == "DELETE" ? (reply.Status == 303 ? 1 : 0) : 0;
            return reply;
        });
        await Judge.JudgeAsync(url, new JudgeOptions { Standards = ["dali"] }, null, CancellationToken.None);
        Assert.That((created, deleted), Is.EqualTo((deleted, created)).And.Not.EqualTo((0, 0)));
    }

    [Test]
    public async Task Service_is_found_behind_its_resources_and_the_base_of_its_archive()
    {
        var service = new TwinService();
        var url = Twins.Server.Add(ask =>
            service.AnswerAsync(
                ask.Path.StartsWith("/tap", StringComparison.Ordinal)
                    ? ask with
                    {
                        Path = ask.Path[4..],
                        BaseUrl = ask.BaseUrl + "/tap",
                    }
                    : ask with
                    {
                        Path = "/nothing",
                    }
            )
        );
        foreach (var path in new[] { "", "/", "/tap", "/tap/", "/tap/capabilities", "/tap/sync", "/tap/async/" })
        {
            var options = new JudgeOptions { Standards = ["tapregext"] };
            var judgement = await Judge.JudgeAsync(new Uri(url + path), options, null, CancellationToken.None);
            Assert.That(judgement.Service, Is.EqualTo(new Uri(url + "/tap")), path);
        }
    }

    [TestCase("/cone", "SCS")]
    [TestCase("/async", "UWS")]
    public async Task Service_without_capabilities_is_known_by_its_answer(string path, string standard)
    {
        var service = new TwinService();
        var url = Twins.Server.Add(ask =>
            ask.Path.EndsWith("/capabilities", StringComparison.Ordinal)
                ? Task.FromResult(Reply.NotFound)
                : service.AnswerAsync(ask)
        );
        var judgement = await Judge.JudgeAsync(new Uri(url + path), new JudgeOptions(), null, CancellationToken.None);
        Assert.That(judgement.Verdicts.Select(v => v.Clause.Standard).Distinct(), Is.EqualTo([standard]));
        Assert.That(judgement.Failures(Level.Must).Select(v => v.Clause.Id), Is.Empty);
        Assert.That(judgement.Count<Outcome.Passed>(), Is.GreaterThan(3));
    }

    [Test]
    public void Url_without_a_service_cannot_be_judged()
    {
        var url = Twins.Server.Add(_ => Task.FromResult(Reply.NotFound));
        var fault = Assert.ThrowsAsync<UnjudgeableException>(() =>
            Judge.JudgeAsync(url, new JudgeOptions(), null, CancellationToken.None)
        );
        Assert.That(fault!.Message, Does.Contain("/capabilities (404)"));
    }

    private static Task<Judgement> JudgeAsync(params string[] standards)
    {
        var url = Twins.Server.Add(new TwinService().AnswerAsync);
        return Judge.JudgeAsync(url, new JudgeOptions { Standards = standards }, null, CancellationToken.None);
    }
}
