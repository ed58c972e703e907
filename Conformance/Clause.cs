namespace DataLab.Conformance;

/// <summary>How binding a clause is.</summary>
public enum Level
{
    /// <summary>A service that does otherwise does not follow the standard.</summary>
    Must,

    /// <summary>A service may do otherwise when it has a reason.</summary>
    Should,

    /// <summary>Left to the service; worth telling clients.</summary>
    May,
}

/// <summary>One statement of a standard that can be seen kept or broken from outside.</summary>
/// <param name="Id">Standard, edition, section and a letter within the section: <c>TAP-1.1-2.7.4-a</c>.</param>
/// <param name="Sentence">What a service does that keeps the clause, in our own words.</param>
public sealed record Clause(string Id, Level Level, string Sentence)
{
    private readonly string[] parts = Split(Id);

    /// <summary>Short name of the standard: <c>TAP</c>.</summary>
    public string Standard => parts[0];

    /// <summary>Edition of the standard: <c>1.1</c>.</summary>
    public string Edition => parts[1];

    /// <summary>Section number in that edition: <c>2.7.4</c>.</summary>
    public string Section => parts[2];

    /// <summary>Where to read it: <c>TAP 1.1 §2.7.4</c>.</summary>
    public string Reference => $"{Standard} {Edition} §{Section}";

    private static string[] Split(string id)
    {
        var parts = id.Split('-');
        if (parts.Length != 4 || parts.Any(part => part.Length == 0))
            throw new ArgumentException($"A clause id is STANDARD-EDITION-SECTION-LETTER, not \"{id}\".", nameof(id));
        return parts;
    }
}
