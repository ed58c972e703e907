using System.Collections.Frozen;

namespace DataLab.Adql.VoUnits;

/// <summary>Which prefixes a unit may take (VOUnits 1.1, table of known units: s, b or neither).</summary>
internal enum Prefixes
{
    None,
    Si,

    /// <summary>SI prefixes and those of powers of 1024.</summary>
    SiAndBinary,
}

/// <param name="Symbol">As VOUnits writes it, without prefix.</param>
/// <param name="Preferred">The symbol to write for it; itself mostly.</param>
internal sealed record KnownUnit(
    string Symbol,
    UnitScale Scale,
    Dimension Dimension,
    Prefixes Prefixes,
    bool Deprecated,
    string Preferred
);

/// <summary>The known units of VOUnits 1.1 §2.4, with their sizes.</summary>
/// <remarks>
/// Sizes: SI Brochure 9, IAU resolutions 2012 B2 (AU) and 2015 B3 (Sun), CODATA 2018 (u, Ry), G of CODATA 2018 for the mass of the
/// Sun, 365.242198781 d for the tropical and Besselian years (Lieske 1979). The standard leaves them open.
/// </remarks>
internal static class KnownUnits
{
    private const string TropicalYear = "31556925.9746784";

    private static readonly KnownUnit[] Table =
    [
        // Base units of the SI; VOUnits puts prefixes on the gram.
        Si("m", "1", "m"),
        Si("g", "1e-3", "kg"),
        Si("s", "1", "s"),
        Si("A", "1", "A"),
        Si("K", "1", "K"),
        Si("mol", "1", "mol"),
        Si("cd", "1", "cd"),
        Si("rad", "1", "rad"),
        // Derived units of the SI.
        Si("sr", "1", "rad2"),
        Si("Hz", "1", "s-1"),
        Si("N", "1", "kg m s-2"),
        Si("Pa", "1", "kg m-1 s-2"),
        Si("J", "1", "kg m2 s-2"),
        Si("W", "1", "kg m2 s-3"),
        Si("C", "1", "A s"),
        Si("V", "1", "kg m2 s-3 A-1"),
        Si("S", "1", "A2 s3 kg-1 m-2"),
        Si("F", "1", "A2 s4 kg-1 m-2"),
        Si("Wb", "1", "kg m2 s-2 A-1"),
        Si("T", "1", "kg s-2 A-1"),
        Si("H", "1", "kg m2 s-2 A-2"),
        Si("lm", "1", "cd rad2"),
        Si("lx", "1", "cd rad2 m-2"),
        Si("Ohm", "1", "kg m2 s-3 A-2"),
        // Times.
        Si("min", "60", "s"),
        Si("h", "3600", "s"),
        Si("d", "86400", "s"),
        Si("yr", "31557600", "s"),
        Si("a", "31557600", "s") with
        {
            Preferred = "yr",
        },
        Plain("ta", TropicalYear, "s") with
        {
            Deprecated = true,
        },
        Plain("Ba", TropicalYear, "s") with
        {
            Deprecated = true,
        },
        // Angles.
        Angle("deg", "180"),
        Angle("arcmin", "10800"),
        Angle("arcsec", "648000"),
        Angle("mas", "648000000") with
        {
            Prefixes = Prefixes.None,
        },
        // Lengths.
        Plain("AU", "149597870700", "m"),
        Plain("au", "149597870700", "m") with
        {
            Preferred = "AU",
        },
        new("pc", UnitScale.Constant("96939420213600000", "1", -1), Dimension.Base("m"), Prefixes.Si, false, "pc"),
        Si("lyr", "9460730472580800", "m"),
        Si("solRad", "6.957e8", "m"),
        Plain("Angstrom", "1e-10", "m") with
        {
            Deprecated = true,
        },
        Plain("angstrom", "1e-10", "m") with
        {
            Deprecated = true,
            Preferred = "Angstrom",
        },
        // Masses, energies, fluxes, fields.
        Si("u", "1.66053906660e-27", "kg"),
        new(
            "solMass",
            UnitScale.Constant("1.3271244e20", "6.67430e-11"),
            Dimension.Base("kg"),
            Prefixes.Si,
            false,
            "solMass"
        ),
        Si("solLum", "3.828e26", "kg m2 s-3"),
        Si("eV", "1.602176634e-19", "kg m2 s-2"),
        Si("Ry", "2.1798723611035e-18", "kg m2 s-2"),
        Si("erg", "1e-7", "kg m2 s-2") with
        {
            Deprecated = true,
        },
        Si("Jy", "1e-26", "kg s-2"),
        Si("barn", "1e-28", "m2") with
        {
            Deprecated = true,
        },
        Si("G", "1e-4", "kg s-2 A-1") with
        {
            Deprecated = true,
        },
        new("D", UnitScale.Constant("1e-21", "299792458"), Dimension.Parse("A s m"), Prefixes.Si, false, "D"),
        new("R", UnitScale.Constant("1e10", "4", -1), Dimension.Parse("photon s-1 m-2 rad-2"), Prefixes.Si, false, "R"),
        // Things counted, and logarithmic measures: they convert into nothing else.
        Si("photon", "1", "photon"),
        Si("ph", "1", "photon") with
        {
            Preferred = "photon",
        },
        Si("count", "1", "count"),
        Si("ct", "1", "count") with
        {
            Preferred = "count",
        },
        Si("pixel", "1", "pixel"),
        Si("pix", "1", "pixel") with
        {
            Preferred = "pixel",
        },
        Si("voxel", "1", "voxel"),
        Si("adu", "1", "adu"),
        Si("beam", "1", "beam"),
        Si("bin", "1", "bin"),
        Si("chan", "1", "chan"),
        Si("Sun", "1", "Sun"),
        Si("mag", "1", "mag"),
        Plain("dB", "1", "dB"),
        Binary("bit", "1", "bit"),
        Binary("byte", "8", "byte"),
        Binary("B", "8", "byte"),
        // A hundredth of nothing in particular.
        Plain("%", "0.01", ""),
    ];

    public static readonly FrozenDictionary<string, KnownUnit> All = Table.ToFrozenDictionary(
        unit => unit.Symbol,
        StringComparer.Ordinal
    );

    private static KnownUnit Plain(string symbol, string scale, string dimension) =>
        new(symbol, UnitScale.Constant(scale), Dimension.Parse(dimension), Prefixes.None, false, symbol);

    private static KnownUnit Si(string symbol, string scale, string dimension) =>
        Plain(symbol, scale, dimension) with
        {
            Prefixes = Prefixes.Si,
        };

    /// <summary>A byte is 8 bits, always (VOUnits 1.1 §2.5).</summary>
    private static KnownUnit Binary(string symbol, string scale, string dimension) =>
        Plain(symbol, scale, "bit") with
        {
            Prefixes = Prefixes.SiAndBinary,
            Preferred = dimension,
        };

    private static KnownUnit Angle(string symbol, string ofHalfTurn) =>
        new(symbol, UnitScale.Constant("1", ofHalfTurn, 1), Dimension.Base("rad"), Prefixes.Si, false, symbol);
}
