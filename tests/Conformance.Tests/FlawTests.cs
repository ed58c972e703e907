using DataLab.Conformance.Tests.Flaws;
using DataLab.Conformance.Tests.Twin;

namespace DataLab.Conformance.Tests;

/// <summary>Each wrong twin is caught by the check of the clause that it breaks, and the same check passes the right one.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class FlawTests
{
    /// <summary>Clauses that no twin breaks, with the reason.</summary>
    private static readonly Dictionary<string, string> Unbroken = new()
    {
        ["DALI-1.1-3.4.5-c"] = "needs a service with a public address",
        ["TAP-1.1-2.7-f"] = "the twin's web server reads both kinds of forms before the flaw sees them",
    };

    private static IEnumerable<Flaw> Flaws =>
        [.. VosiFlaws.All, .. DaliFlaws.All, .. TapFlaws.All, .. SchemaFlaws.All, .. UwsFlaws.All];

    private static IEnumerable<TestCaseData> Cases =>
        Flaws.Select(flaw => new TestCaseData(flaw).SetArgDisplayNames(flaw.Clause));

    [TestCaseSource(nameof(Cases))]
    public async Task Wrong_twin_is_caught_by_the_clause(object broken)
    {
        var flaw = (Flaw)broken;
        var service = new TwinService();
        var url = Twins.Server.Add(ask => flaw.Answer(ask, service.AnswerAsync));
        var outcome = await Twins.TryAsync(url, flaw.Clause);
        Assert.That(outcome, Is.InstanceOf<Outcome.Failed>(), outcome.ToString());
        var failed = (Outcome.Failed)outcome;
        Assert.That(new[] { failed.Found, failed.Expected }, Has.All.Not.Empty);
    }

    [Test]
    public void Every_clause_has_a_twin_that_breaks_it_or_a_reason()
    {
        var seen = Flaws.Concat(ImageFlawTests.Flaws).Select(flaw => flaw.Clause).Concat(Unbroken.Keys);
        Assert.That(Judge.Clauses.Select(clause => clause.Id).Except(seen), Is.Empty);
    }

    [Test]
    public void Every_flaw_breaks_a_clause_that_there_is() =>
        Assert.That(
            Flaws.Concat(ImageFlawTests.Flaws).Select(flaw => flaw.Clause),
            Is.SubsetOf(Judge.Clauses.Select(clause => clause.Id))
        );
}
