using DataLab.Conformance.Http;
using DataLab.Conformance.Tests.Flaws;
using DataLab.Conformance.Tests.Twin;

namespace DataLab.Conformance.Tests;

/// <summary>Each wrong twin of the services of images turns the clause that it breaks red, and no other of its family.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class ImageFlawTests
{
    internal static IEnumerable<Flaw> Flaws =>
        [.. Sia1Flaws.All, .. Sia2Flaws.All, .. AccessFlaws.All, .. ObsCoreFlaws.All];

    private static IEnumerable<TestCaseData> Cases =>
        Flaws.Select(flaw => new TestCaseData(flaw).SetArgDisplayNames(flaw.Clause));

    [TestCaseSource(nameof(Cases))]
    public async Task Wrong_twin_breaks_the_clause_and_no_other(object broken)
    {
        var flaw = (Flaw)broken;
        var service = new TwinService();
        var url = Twins.Server.Add(ask => flaw.Answer(ask, service.AnswerAsync));
        var client = new Client(new ClientLimits(TimeSpan.FromSeconds(30), 1 << 24), CancellationToken.None);
        using var subject = await Discovery.FindAsync(url, [], client);
        var family = Standards.Families.Single(family => family.Checks.Any(check => check.Clause.Id == flaw.Clause));
        Assert.That(family.Applies(subject), Is.True, "the family applies to the wrong twin");
        var failed = new Dictionary<string, Outcome>();
        foreach (var check in family.Checks)
            if ((await Judge.TryAsync(check, subject)).Outcome is Outcome.Failed outcome)
                failed[check.Clause.Id] = outcome;
        Assert.That(failed.Keys, Is.EqualTo([flaw.Clause]), string.Join('\n', failed.Values));
    }

    [TestCase("/query", "SIA", "2.0")]
    [TestCase("/sia1", "SIA", "1.0")]
    [TestCase("/links", "DataLink", "1.1")]
    public async Task Service_of_images_without_capabilities_is_known_by_its_answer(
        string path,
        string standard,
        string edition
    )
    {
        var service = new TwinService();
        var url = Twins.Server.Add(ask =>
            ask.Path.EndsWith("/capabilities", StringComparison.Ordinal)
                ? Task.FromResult(Reply.NotFound)
                : service.AnswerAsync(ask)
        );
        var judgement = await Judge.JudgeAsync(new Uri(url + path), new JudgeOptions(), null, CancellationToken.None);
        Assert.That(
            judgement.Verdicts.Select(v => (v.Clause.Standard, v.Clause.Edition)),
            Does.Contain((standard, edition))
        );
        Assert.That(judgement.Count<Outcome.Passed>(), Is.GreaterThan(path == "/links" ? 1 : 8));
    }
}
