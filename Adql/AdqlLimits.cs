namespace DataLab.Adql;

/// <summary>How much text the translator will look at; beyond it says <see cref="DiagnosticCodes.TooComplex"/>.</summary>
public static class AdqlLimits
{
    /// <summary>Characters of a query. Two million hold about 100,000 identifiers in an IN list.</summary>
    public const int Characters = 2_000_000;

    /// <summary>Brackets and operators around a value, or queries around a query, one inside another; a sum of n terms counts n.</summary>
    /// <remarks>Engines have such limits too, and theirs are met in the middle of a job.</remarks>
    public const int Depth = 400;

    /// <summary>Vertices of a polygon: to test and cover it takes time that grows with their square.</summary>
    public const int Vertices = 2000;

    /// <summary>Diagnostics reported for one query; the rest of a wrong text is seldom worth more.</summary>
    public const int Diagnostics = 20;

    /// <summary>Time to read a query before giving up.</summary>
    public static readonly TimeSpan ParseTime = TimeSpan.FromSeconds(10);
}
