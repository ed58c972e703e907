using System.Collections.Immutable;

namespace DataLab.Conformance;

/// <summary>What the judge found at one service.</summary>
/// <param name="Requests">How many requests it took.</param>
public sealed record Judgement(
    Uri Service,
    DateTimeOffset Started,
    TimeSpan Elapsed,
    int Requests,
    IReadOnlyList<Verdict> Verdicts
)
{
    /// <summary>Broken clauses of one level.</summary>
    public ImmutableArray<Verdict> Failures(Level level) =>
        [.. Verdicts.Where(verdict => verdict.Clause.Level == level && verdict.Outcome is Outcome.Failed)];

    /// <summary>Whether every MUST that could be tried is kept; with <paramref name="strict"/> every SHOULD too.</summary>
    public bool IsClean(bool strict) => Failures(Level.Must).IsEmpty && (!strict || Failures(Level.Should).IsEmpty);

    public int Count<T>()
        where T : Outcome => Verdicts.Count(verdict => verdict.Outcome is T);
}
