using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace DataLab.Conformance.Reports;

/// <summary>A judgement as JUnit XML, which continuous integration shows: a suite per standard, a case per clause.</summary>
/// <remarks>A broken MUST is a failure; a broken SHOULD is one when asked to be strict, else a skipped case with its story.</remarks>
public static class JunitReport
{
    public static string Of(Judgement judgement, bool strict)
    {
        var suites = judgement
            .Verdicts.GroupBy(verdict => $"{verdict.Clause.Standard} {verdict.Clause.Edition}")
            .Select(group => Suite(group.Key, [.. group], strict));
        return new XDeclaration("1.0", "utf-8", null) + "\n" + new XElement("testsuites", suites);
    }

    private static XElement Suite(string name, Verdict[] verdicts, bool strict)
    {
        var cases = verdicts.Select(verdict => Case(verdict, strict)).ToArray();
        return new XElement(
            "testsuite",
            new XAttribute("name", name),
            new XAttribute("tests", cases.Length),
            new XAttribute("failures", cases.Count(c => c.Element("failure") is not null)),
            new XAttribute("skipped", cases.Count(c => c.Element("skipped") is not null)),
            new XAttribute("time", Seconds(verdicts.Sum(verdict => verdict.Elapsed.TotalSeconds))),
            cases
        );
    }

    private static XElement Case(Verdict verdict, bool strict)
    {
        var clause = verdict.Clause;
        return new XElement(
            "testcase",
            new XAttribute("classname", $"{clause.Standard} {clause.Edition}"),
            new XAttribute("name", $"{clause.Id} {clause.Sentence}"),
            new XAttribute("time", Seconds(verdict.Elapsed.TotalSeconds)),
            verdict.Outcome switch
            {
                Outcome.Failed failed when clause.Level == Level.Must || (strict && clause.Level == Level.Should) =>
                    new XElement("failure", new XAttribute("message", Clean(failed.Expected)), Clean(Story(failed))),
                Outcome.Failed failed => new XElement(
                    "skipped",
                    new XAttribute(
                        "message",
                        Clean($"{clause.Level.ToString().ToUpperInvariant()} broken: {Story(failed)}")
                    )
                ),
                Outcome.NotTested not => new XElement("skipped", new XAttribute("message", Clean(not.Reason))),
                Outcome.NotApplicable not => new XElement("skipped", new XAttribute("message", Clean(not.Reason))),
                _ => null,
            }
        );
    }

    private static string Story(Outcome.Failed failed) =>
        $"{(failed.Sent is null ? "" : $"sent {failed.Sent}\n")}came {failed.Found}\nexpected {failed.Expected}";

    /// <summary>What somebody else's server sent may hold characters that XML cannot.</summary>
    private static string Clean(string text) => string.Concat(text.Select(c => XmlConvert.IsXmlChar(c) ? c : '\uFFFD'));

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);
}
