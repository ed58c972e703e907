// Units of spectral axes, as they are written, in SI.
using System.Globalization;

namespace DataLab.Fits.Wcs.Spectral;

internal static class SpectralUnits
{
    private static readonly Dictionary<string, double> Prefixes = new(StringComparer.Ordinal)
    {
        ["a"] = 1e-18,
        ["f"] = 1e-15,
        ["p"] = 1e-12,
        ["n"] = 1e-9,
        ["u"] = 1e-6,
        ["m"] = 1e-3,
        ["c"] = 1e-2,
        ["d"] = 1e-1,
        [""] = 1,
        ["da"] = 10,
        ["h"] = 100,
        ["k"] = 1e3,
        ["M"] = 1e6,
        ["G"] = 1e9,
        ["T"] = 1e12,
        ["P"] = 1e15,
    };

    private static readonly Dictionary<string, double> Lengths = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Angstrom"] = 1e-10,
        ["Angstroms"] = 1e-10,
        ["A"] = 1e-10,
        ["AA"] = 1e-10,
        ["Ang"] = 1e-10,
        ["micron"] = 1e-6,
        ["microns"] = 1e-6,
        ["micrometer"] = 1e-6,
        ["nanometer"] = 1e-9,
        ["nanometers"] = 1e-9,
        ["meter"] = 1,
        ["meters"] = 1,
        ["\u00c5"] = 1e-10,
        ["\u00b5m"] = 1e-6,
    };

    private static readonly Dictionary<string, double> Energies = new(StringComparer.Ordinal)
    {
        ["erg"] = 1e-7,
        ["Ry"] = 13.605693122994 * 1.602176634e-19,
    };

    /// <summary>SI units in one unit of the text; null where it is no unit of that quantity.</summary>
    /// <param name="type">The four letters that begin CTYPE.</param>
    public static double? Size(string type, string? unit)
    {
        if (unit is null)
            return 1.0;
        var text = unit.Replace(" ", "", StringComparison.Ordinal);
        return type switch
        {
            "FREQ" => WithPrefix(text, "Hz") ?? (text.Length <= 3 ? WithPrefix(Cased(text), "Hz") : null),
            "ENER" => Energies.TryGetValue(text, out var size) ? size
            : WithPrefix(text, "eV") is { } volts ? volts * 1.602176634e-19
            : WithPrefix(text, "J"),
            "WAVN" => PerLength(text),
            "WAVE" or "AWAV" => Length(text),
            "VRAD" or "VOPT" or "VELO" => Speed(text),
            "ZOPT" or "BETA" => text is "1" or "" ? 1.0 : null,
            _ => null,
        };
    }

    private static double? Length(string text) =>
        Lengths.TryGetValue(text, out var size) ? size : WithPrefix(text, "m") ?? (text == "M" ? 1.0 : null);

    private static double? PerLength(string text)
    {
        foreach (var start in (string[])["1/", "/"])
        {
            if (text.StartsWith(start, StringComparison.Ordinal))
                return 1.0 / Length(text[start.Length..]);
        }
        foreach (var end in (string[])["**-1", "**(-1)", "^-1", "^(-1)", "-1"])
        {
            if (text.EndsWith(end, StringComparison.Ordinal))
                return 1.0 / Length(text[..^end.Length]);
        }
        return text is "kayser" or "Kayser" ? 100.0 : null;
    }

    private static double? Speed(string text)
    {
        foreach (var end in (string[])["/sec", "/s", ".s**-1", "*s**-1", "s**-1", "s^-1", ".s-1", "s-1"])
        {
            if (text.EndsWith(end, StringComparison.OrdinalIgnoreCase))
                return Length(
                    text[..^end.Length] is var length && length.Length > 1 ? length.ToLowerInvariant() : length
                );
        }
        return null;
    }

    private static double? WithPrefix(string text, string unit) =>
        text.EndsWith(unit, StringComparison.Ordinal) && Prefixes.TryGetValue(text[..^unit.Length], out var size)
            ? size
            : null;

    /// <summary>HZ, KHZ, GHZ of old writers.</summary>
    private static string Cased(string text) =>
        text.EndsWith("HZ", true, CultureInfo.InvariantCulture)
            ? text[..^2].ToUpperInvariant().Replace('K', 'k') + "Hz"
            : text;
}
