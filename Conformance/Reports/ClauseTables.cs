using System.Text;

namespace DataLab.Conformance.Reports;

/// <summary>The clauses of each family as a Markdown page, with how one service stands to each.</summary>
public static class ClauseTables
{
    /// <param name="judgement">A judgement of all families.</param>
    /// <param name="service">What the page calls the service: <c>Data Lab</c>.</param>
    /// <returns>Pages by file name: <c>tap.md</c>.</returns>
    public static IReadOnlyDictionary<string, string> Of(Judgement judgement, string service)
    {
        var outcomes = judgement.Verdicts.ToDictionary(verdict => verdict.Clause.Id, verdict => verdict.Outcome);
        return Conformance.Standards.Families.ToDictionary(
            family => family.Name + ".md",
            family => Page(family, outcomes, service)
        );
    }

    private static string Page(Family family, Dictionary<string, Outcome> outcomes, string service)
    {
        var page = new StringBuilder();
        page.Append(
            $"""
            # {family.Title} {family.Edition}: the clauses and how {service} stands

            Made from the judge's list and a judgement of the demo archive by `./build accept Host`; not written by hand. Sentences are
            ours, the standard's text decides. `datalab check URL --standard {family.Name}` judges any service by them.

            | clause | § | level | a service that keeps it | {service} |
            |---|---|---|---|---|

            """
        );
        var reasons = new List<string>();
        foreach (var clause in family.Checks.Select(check => check.Clause))
            page.Append(
                $"| {clause.Id} | {clause.Section} | {clause.Level.ToString().ToUpperInvariant()} | {Cell(clause.Sentence)} | {Standing(outcomes.GetValueOrDefault(clause.Id), reasons)} |\n"
            );
        for (var i = 0; i < reasons.Count; i++)
            page.Append(i == 0 ? "\n" : "").Append($"{i + 1}. {reasons[i]}\n");
        return page.ToString();
    }

    private static string Standing(Outcome? outcome, List<string> reasons) =>
        outcome switch
        {
            Outcome.Passed => "kept",
            Outcome.Failed failed => "broken" + Note(failed.Expected, reasons),
            Outcome.NotTested not => "not tested" + Note(not.Reason, reasons),
            Outcome.NotApplicable not => "does not apply" + Note(not.Reason, reasons),
            _ => "not judged",
        };

    /// <summary>The number of a reason below the table.</summary>
    private static string Note(string reason, List<string> reasons)
    {
        var text = Cell(char.ToUpperInvariant(reason[0]) + reason[1..]) + ".";
        if (!reasons.Contains(text))
            reasons.Add(text);
        return $" ({reasons.IndexOf(text) + 1})";
    }

    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
