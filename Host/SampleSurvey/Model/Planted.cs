// What is hidden in the survey for people (and tests) to find.
namespace DataLab.Host.SampleSurvey;

/// <summary>A dwarf galaxy like Hydra II: old, metal-poor, in Field169, invisible but for its stars.</summary>
internal static class Dwarf
{
    public const int FieldId = 169;

    /// <summary>Centre, ICRS, degrees.</summary>
    public const double Ra = 185.4254;

    /// <inheritdoc cref="Ra"/>
    public const double Dec = -31.9853;

    /// <summary>Apparent distance modulus, mag: 134 kpc. Its stars are not reddened further.</summary>
    public const double DistanceModulus = 20.64;

    /// <summary>Radius with half of the stars, degrees (1.7 arcmin).</summary>
    public const double HalfLightRadius = 1.7 / 60;

    /// <summary>Share of Field169's objects that belong to it, and the least number of them.</summary>
    public const double Share = 0.04;
    public const int LeastStars = 60;
}

/// <summary>The RR Lyrae star of the dwarf, seen in every g, r and i exposure of Field169.</summary>
internal static class RrLyrae
{
    /// <summary>Running number within Field169: the id is 169.429960.</summary>
    public const int Run = 429_960;

    /// <summary>ICRS, degrees.</summary>
    public const double Ra = 185.4311552;

    /// <inheritdoc cref="Ra"/>
    public const double Dec = -31.9953269;

    /// <summary>Days.</summary>
    public const double Period = 0.6452;

    /// <summary>MJD of a maximum.</summary>
    public const double Maximum = 57111.93;

    /// <summary>Mean g, mag, and g-r, mag.</summary>
    public const double MeanG = 21.62;
    public const double ColourGr = 0.24;
}

/// <summary>High-redshift candidates: sources that vanish in the blue bands, some with a match in the infrared.</summary>
internal static class Dropouts
{
    /// <summary>Share of all objects of each kind (u, g and r drop-outs), and the least number of each.</summary>
    public const double Share = 0.0015;
    public const int Least = 30;

    /// <summary>The first objects of Field169 are r drop-outs within this many degrees of the dwarf's centre: most are on its images.</summary>
    public const int NearDwarf = 6;
    public const double NearDwarfRadius = 0.11;
}

/// <summary>Nearby stars that move: a few of those matched to Gaia.</summary>
internal static class HighProperMotion
{
    /// <summary>Share of the Milky Way's stars.</summary>
    public const double Share = 0.002;

    /// <summary>Least and largest total proper motion, mas/yr.</summary>
    public const double Least = 150;
    public const double Largest = 2500;
}
