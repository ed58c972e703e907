namespace DataLab.Host.Examining;

internal enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Good to know.</summary>
    Note,

    /// <summary>Works, but not well, or not for long.</summary>
    Warning,

    /// <summary>Does not work.</summary>
    Error,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Subject">What was looked at: <c>data folder</c>.</param>
/// <param name="Found">What there is.</param>
/// <param name="Why">Why it matters; null where all is well.</param>
/// <param name="Mend">How to mend it; null where there is nothing to mend.</param>
internal sealed record Finding(
    FindingLevel Level,
    string Subject,
    string Found,
    string? Why = null,
    string? Mend = null
)
{
    public static Finding Ok(string subject, string found) => new(FindingLevel.Ok, subject, found);
}
