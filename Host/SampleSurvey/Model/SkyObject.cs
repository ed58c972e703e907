namespace DataLab.Host.SampleSurvey;

/// <summary>What an object really is; the catalogue does not say.</summary>
internal enum Kind
{
    MilkyWayStar,
    Galaxy,
    CloudStar,
    DwarfStar,
    UDropout,
    GDropout,
    RDropout,
}

/// <summary>An object as it is in the sky, before anybody looked.</summary>
/// <param name="Run">Running number in its field, from 1.</param>
/// <param name="Ra">ICRS, degrees.</param>
/// <param name="Dec">ICRS, degrees.</param>
internal readonly record struct SkyObject(SurveyField Field, int Run, Kind Kind, double Ra, double Dec)
{
    /// <summary>Mean AB magnitude with the dust's extinction.</summary>
    public PerBand<double> Magnitude { get; init; }

    /// <summary>E(B-V) in its direction, mag.</summary>
    public double Reddening { get; init; }

    /// <summary>Period of pulsation, days; 0 for a constant object.</summary>
    public double Period { get; init; }

    /// <summary>MJD of a maximum of a variable star.</summary>
    public double Maximum { get; init; }

    public bool IsVariable => Period > 0;

    /// <summary>Resolved: broad on images, which also costs depth for ordinary galaxies.</summary>
    public bool IsExtended => Kind is Kind.Galaxy or Kind.UDropout or Kind.GDropout;

    public bool IsPlantedRrLyrae => Run == RrLyrae.Run && Field.HasDwarf;
}
