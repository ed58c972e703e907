using System.Collections.Frozen;
using System.Text;

namespace DataLab.Adql.VoUnits;

/// <summary>How people write units that VOUnits writes otherwise. Looked at only where VOUnits knows nothing by the name.</summary>
internal static class UnitSpellings
{
    /// <summary>In any case.</summary>
    private static readonly FrozenDictionary<string, string> Words = Table(
        StringComparer.OrdinalIgnoreCase,
        "deg: degree degrees degs",
        "arcmin: arcmins arcminute arcminutes amin",
        "arcsec: arcsecs arcsecond arcseconds asec",
        "mas: milliarcsec milliarcsecs milliarcsecond milliarcseconds",
        "uarcsec: uas microarcsec microarcsecond microarcseconds",
        "rad: radian radians",
        "s: sec secs second seconds",
        "min: mins minute minutes",
        "h: hr hrs hour hours",
        "d: day days",
        "yr: year years yrs",
        "hyr: cy century centuries",
        "m: meter meters metre metres",
        "km: kilometer kilometers kilometre kilometres",
        "um: micron microns micrometer",
        "nm: nanometer nanometers nanometre",
        "Angstrom: angstroms ang",
        "pc: parsec parsecs",
        "kpc: kiloparsec",
        "Mpc: megaparsec",
        "lyr: lightyear lightyears",
        "mag: mags magnitude magnitudes",
        "Jy: jansky janskys janskies",
        "mJy: millijansky",
        "uJy: microjansky",
        "K: kelvin kelvins",
        "g: gram grams",
        "kg: kilogram kilograms",
        "Hz: hertz",
        "GHz: gigahertz",
        "MHz: megahertz",
        "eV: electronvolt electronvolts",
        "erg: ergs",
        "W: watt watts",
        "J: joule joules",
        "count: counts cts",
        "photon: photons",
        "pixel: pixels pixs",
        "voxel: voxels vox",
        "adu: adus",
        "beam: beams",
        "byte: bytes",
        "bit: bits",
        "solMass: msun solarmass msol",
        "solLum: lsun solarlum lsol",
        "solRad: rsun solarrad rsol",
        "Ohm: ohms",
        "%: percent percentage pct"
    );

    /// <summary>Texts that stand for no unit at all.</summary>
    private static readonly FrozenSet<string> Nothings = new[]
    {
        "",
        "-",
        "--",
        "---",
        "none",
        "null",
        "n/a",
        "unknown",
        "unitless",
        "dimensionless",
        "?",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] UsualPrefixes = ["", "k", "M", "G", "c", "m", "u", "n"];

    private static FrozenDictionary<string, string> Table(StringComparer comparer, params string[] lines) =>
        lines
            .Select(line => line.Split(':'))
            .SelectMany(line =>
                line[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => (word, line[0]))
            )
            .ToFrozenDictionary(pair => pair.word, pair => pair.Item2, comparer);

    /// <summary>The unit of VOUnits that a word means; null for a word that means none.</summary>
    public static string? Meaning(string word) =>
        Words.TryGetValue(word, out var unit) ? unit
        // DEG, MAG, ARCSEC: headers of old were in capitals. One and two letters mean other things then.
        : word.Length > 2 && KnownUnits.All.ContainsKey(word.ToLowerInvariant()) ? word.ToLowerInvariant()
        : null;

    public static bool IsNothing(string text) => text.Length < 20 && Nothings.Contains(text.Trim());

    /// <summary>What a misspelt symbol may have been.</summary>
    public static IEnumerable<string> Candidates =>
        KnownUnits
            .All.Values.Select(unit => unit.Preferred)
            .Distinct()
            .SelectMany(symbol =>
                symbol is "m" or "g" or "s" or "pc" or "Jy" or "Hz" or "eV" or "W" or "J" or "arcsec" or "mag"
                    ? UsualPrefixes.Select(prefix => prefix + symbol)
                    : [symbol]
            )
            .Where(symbol => symbol.Length > 1);

    /// <summary>Greek, raised figures and quotes as ASCII has them.</summary>
    public static string Normalize(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length > 1 && trimmed[0] == '"' && trimmed[^1] == '"')
            trimmed = trimmed[1..^1].Trim();
        if (trimmed is "\u00b0")
            return "deg";
        // CDS writes the logarithm of a quantity in square brackets.
        if (
            trimmed.Length > 2
            && trimmed[0] == '['
            && trimmed[^1] == ']'
            && !trimmed[1..^1].Contains('[', StringComparison.Ordinal)
        )
            trimmed = $"log({trimmed[1..^1]})";
        if (System.Text.Ascii.IsValid(trimmed))
            return trimmed;
        var ascii = new StringBuilder(trimmed.Length);
        foreach (var c in trimmed)
            ascii.Append(
                c switch
                {
                    '\u00b5' or '\u03bc' => "u",
                    '\u00c5' or '\u212b' => "Angstrom",
                    '\u03a9' or '\u2126' => "Ohm",
                    '\u00b0' => "deg",
                    '\u00b7' or '\u22c5' => ".",
                    '\u00d7' => "x",
                    '\u2212' or '\u207b' or '\u2013' => "-",
                    '\u2070' => "0",
                    '\u00b9' => "1",
                    '\u00b2' => "2",
                    '\u00b3' => "3",
                    >= '\u2074' and <= '\u2079' => ((char)(c - '\u2070' + '0')).ToString(),
                    '\u00a0' => " ",
                    _ => c.ToString(),
                }
            );
        return ascii.ToString();
    }
}
