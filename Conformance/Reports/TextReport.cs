using System.Globalization;

namespace DataLab.Conformance.Reports;

/// <summary>A judgement for people: what is broken first, then what could not be tried, then the counts.</summary>
public static class TextReport
{
    private static readonly (Level Level, string Name, string Mark)[] Levels =
    [
        (Level.Must, "MUST", "✗"),
        (Level.Should, "SHOULD", "!"),
        (Level.May, "MAY", "·"),
    ];

    /// <param name="all">Also lists what was kept and what does not apply.</param>
    public static void Write(TextWriter output, Judgement judgement, bool all)
    {
        output.WriteLine($"{judgement.Service} against {Editions(judgement)}");
        output.WriteLine();
        foreach (var (level, name, mark) in Levels)
        foreach (var verdict in judgement.Failures(level))
            WriteFailure(output, verdict, $"{mark} {name}");
        WriteList<Outcome.NotTested>(output, judgement, "Not tested", outcome => outcome.Reason);
        if (all)
        {
            WriteList<Outcome.NotApplicable>(output, judgement, "Not applicable", outcome => outcome.Reason);
            WriteKept(output, judgement);
        }
        WriteCounts(output, judgement);
    }

    /// <summary>One line for the end: how it stands.</summary>
    public static string Summary(Judgement judgement)
    {
        var must = judgement.Failures(Level.Must).Length;
        var should = judgement.Failures(Level.Should).Length;
        var verdict = (must, should) switch
        {
            (0, 0) => "every MUST and SHOULD that could be tried is kept",
            (0, _) => $"every MUST that could be tried is kept, {should} SHOULD broken",
            _ => $"{must} MUST and {should} SHOULD broken",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{judgement.Verdicts.Count} clauses, {judgement.Requests} requests, {judgement.Elapsed.TotalSeconds:0.0} s: {verdict}."
        );
    }

    private static string Editions(Judgement judgement) =>
        string.Join(", ", judgement.Verdicts.Select(v => $"{v.Clause.Standard} {v.Clause.Edition}").Distinct());

    private static void WriteFailure(TextWriter output, Verdict verdict, string mark)
    {
        var failed = (Outcome.Failed)verdict.Outcome;
        output.WriteLine($"{mark}  {verdict.Clause.Reference}  ({verdict.Clause.Id})");
        output.WriteLine($"  {verdict.Clause.Sentence}");
        if (failed.Sent is not null)
            output.WriteLine($"    sent      {Line(failed.Sent)}");
        output.WriteLine($"    came      {Line(failed.Found)}");
        output.WriteLine($"    expected  {Line(failed.Expected)}");
        output.WriteLine();
    }

    private static void WriteList<T>(TextWriter output, Judgement judgement, string title, Func<T, string> reason)
        where T : Outcome
    {
        var groups = judgement
            .Verdicts.Where(verdict => verdict.Outcome is T)
            .GroupBy(verdict => reason((T)verdict.Outcome), StringComparer.Ordinal)
            .ToArray();
        if (groups.Length == 0)
            return;
        output.WriteLine(title);
        foreach (var group in groups)
        {
            output.WriteLine($"  {Line(group.Key)}:");
            output.WriteLine($"    {string.Join(", ", group.Select(verdict => verdict.Clause.Id))}");
        }
        output.WriteLine();
    }

    private static void WriteKept(TextWriter output, Judgement judgement)
    {
        output.WriteLine("Kept");
        foreach (var verdict in judgement.Verdicts.Where(verdict => verdict.Outcome is Outcome.Passed))
            output.WriteLine($"  {verdict.Clause.Id, -24} {verdict.Clause.Sentence}");
        output.WriteLine();
    }

    private static void WriteCounts(TextWriter output, Judgement judgement)
    {
        output.WriteLine("          kept  broken  not tested  not applicable");
        foreach (var (level, name, _) in Levels)
        {
            var verdicts = judgement.Verdicts.Where(verdict => verdict.Clause.Level == level).ToArray();
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name, -8}{Count<Outcome.Passed>(verdicts), 6}{Count<Outcome.Failed>(verdicts), 8}{Count<Outcome.NotTested>(verdicts), 12}{Count<Outcome.NotApplicable>(verdicts), 16}"
                )
            );
        }
        output.WriteLine();
        output.WriteLine(Summary(judgement));
    }

    private static int Count<T>(Verdict[] verdicts) => verdicts.Count(verdict => verdict.Outcome is T);

    private static string Line(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
