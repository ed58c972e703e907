namespace DataLab.Conformance;

/// <summary>What came of one check.</summary>
public abstract record Outcome
{
    private Outcome() { }

    /// <summary>The service keeps the clause, as far as the check can see.</summary>
    public sealed record Passed : Outcome
    {
        public static Passed Instance { get; } = new();
    }

    /// <summary>The service was seen breaking the clause.</summary>
    /// <param name="Sent">The request, or null when the clause is about a document as a whole.</param>
    /// <param name="Found">What came back.</param>
    /// <param name="Expected">What should have come: the way to mend it.</param>
    public sealed record Failed(string? Sent, string Found, string Expected) : Outcome;

    /// <summary>The clause says nothing about this service.</summary>
    public sealed record NotApplicable(string Reason) : Outcome;

    /// <summary>The clause may be kept or broken; it could not be tried.</summary>
    public sealed record NotTested(string Reason) : Outcome;
}

/// <summary>One clause with what came of it.</summary>
/// <param name="Elapsed">Time of the check, requests that it was the first to need included.</param>
public sealed record Verdict(Clause Clause, Outcome Outcome, TimeSpan Elapsed);
