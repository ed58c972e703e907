using System.Text.Json;
using System.Xml.Linq;
using DataLab.Conformance.Reports;

namespace DataLab.Conformance.Tests;

/// <summary>How a judgement is told.</summary>
public sealed class ReportTests
{
    private static readonly Judgement Mixed = new(
        new Uri("http://archive.example.org/tap"),
        DateTimeOffset.UnixEpoch,
        TimeSpan.FromSeconds(1.5),
        7,
        [
            new(new Clause("TAP-1.1-2-a", Level.Must, "There is /sync."), Outcome.Passed.Instance, TimeSpan.Zero),
            new(
                new Clause("TAP-1.1-2.7.4-a", Level.Must, "Overflow is told."),
                new Outcome.Failed("GET http://archive.example.org/tap/sync", "200 \u0001 text/xml", "an INFO"),
                TimeSpan.FromSeconds(0.25)
            ),
            new(
                new Clause("DALI-1.1-2.3-a", Level.Should, "There are examples."),
                new Outcome.Failed(null, "404", "200"),
                TimeSpan.Zero
            ),
            new(new Clause("UWS-1.1-2-a", Level.Must, "Jobs."), new Outcome.NotTested("no jobs"), TimeSpan.Zero),
            new(new Clause("UWS-1.1-2-b", Level.May, "More."), new Outcome.NotApplicable("no such"), TimeSpan.Zero),
        ]
    );

    [Test]
    public void Text_tells_failures_first_and_counts_last()
    {
        var output = new StringWriter();
        TextReport.Write(output, Mixed, all: false);
        var lines = output
            .ToString()
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[0], Is.EqualTo("http://archive.example.org/tap against TAP 1.1, DALI 1.1, UWS 1.1"));
        Assert.That(lines[1], Is.EqualTo("✗ MUST  TAP 1.1 §2.7.4  (TAP-1.1-2.7.4-a)"));
        Assert.That(lines[^1], Is.EqualTo("5 clauses, 7 requests, 1.5 s: 1 MUST and 1 SHOULD broken."));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_broken_must_is_never_clean(bool strict) => Assert.That(Mixed.IsClean(strict), Is.False);

    [Test]
    public void A_broken_should_is_clean_unless_one_is_strict()
    {
        var mild = Mixed with { Verdicts = [Mixed.Verdicts[2]] };
        Assert.That((mild.IsClean(strict: false), mild.IsClean(strict: true)), Is.EqualTo((true, false)));
    }

    [Test]
    public void Json_has_a_verdict_for_each_clause()
    {
        var json = JsonDocument.Parse(JsonReport.Of(Mixed)).RootElement;
        var verdicts = json.GetProperty("verdicts").EnumerateArray().ToArray();
        Assert.That(
            verdicts.Select(v => v.GetProperty("outcome").GetString()),
            Is.EqualTo(new[] { "passed", "failed", "failed", "not tested", "not applicable" })
        );
        Assert.That(verdicts[1].GetProperty("expected").GetString(), Is.EqualTo("an INFO"));
        Assert.That(json.GetProperty("mustBroken").GetInt32(), Is.EqualTo(1));
    }

    [TestCase(false, 1, 3)]
    [TestCase(true, 2, 2)]
    public void Junit_fails_what_is_broken(bool strict, int failures, int skipped)
    {
        var root = XElement.Parse(JunitReport.Of(Mixed, strict).Split('\n', 2)[1]);
        Assert.That(root.Elements("testsuite").Sum(s => (int)s.Attribute("failures")!), Is.EqualTo(failures));
        Assert.That(root.Elements("testsuite").Sum(s => (int)s.Attribute("skipped")!), Is.EqualTo(skipped));
        Assert.That(root.Descendants("testcase").Count(), Is.EqualTo(5));
    }

    [Test]
    public void Clauses_are_numbered_once_and_say_where_to_read_them()
    {
        Assert.That(Judge.Clauses.Select(clause => clause.Id), Is.Unique);
        Assert.That(Judge.Clauses.Select(clause => clause.Sentence), Has.All.EndsWith("."));
        Assert.That(new Clause("TAP-1.1-2.7.4-a", Level.Must, "x").Reference, Is.EqualTo("TAP 1.1 §2.7.4"));
        Assert.That(() => new Clause("TAP 2.7.4", Level.Must, "x"), Throws.ArgumentException);
    }
}
