namespace DataLab.Host.SampleSurvey;

/// <summary>How large a synthetic survey to make. The same options give the same rows, in the same order, on every machine.</summary>
public sealed record SampleSurveyOptions
{
    /// <summary>Rows of the object table, exactly; at least 1000, at most 100 million.</summary>
    public int Rows { get; init; } = 200_000;

    /// <summary>Rows of the source table, to within a few percent; null for as many as <see cref="Rows"/>.</summary>
    /// <remarks>A sample of objects is followed through every epoch, all variable stars among them.</remarks>
    public int? Sources { get; init; }

    /// <summary>Fields of the survey, from 1 (only Field169, with the dwarf) to 197; SMASH DR1 has 61.</summary>
    public int Fields { get; init; } = 61;

    /// <summary>Any number; each gives another sky.</summary>
    public int Seed { get; init; } = 169;

    /// <exception cref="ArgumentOutOfRangeException">A value outside the range its property states.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Rows, 1000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Rows, 100_000_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(Fields, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Fields, 197);
        if (Sources is { } sources)
            ArgumentOutOfRangeException.ThrowIfNegative(sources, nameof(Sources));
    }
}
