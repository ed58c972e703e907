// Which frame a header means: the letters of CTYPE, RADESYS, EQUINOX and their forerunners (FITS 4.0 §8.3).
using System.Globalization;

namespace DataLab.Fits.Wcs;

internal static class FrameReader
{
    /// <param name="type">The first four letters of the longitude's CTYPE: RA--, GLON, ELON, SLON.</param>
    /// <param name="alternate">Blank, or A to Z.</param>
    /// <returns>Null, with a note, for frames that have no fixed place on the sky.</returns>
    public static CelestialFrame? Read(Header header, string type, string alternate, WcsNotes notes)
    {
        var equinox = Equinox(header, alternate, notes);
        switch (type)
        {
            case "GLON":
                return CelestialFrames.Galactic;
            case "SLON":
                return CelestialFrames.Supergalactic;
            case "RA--":
                return Equatorial(header, equinox, alternate, notes);
            case "ELON":
                if (equinox is not null and (< 1000 or > 3000))
                    break;
                if (System(header, alternate)?.StartsWith("FK4", StringComparison.Ordinal) == true)
                    notes.Add("An ecliptic of FK4 is taken as the mean ecliptic of IAU 2006 at its equinox.");
                return CelestialFrames.Ecliptic(equinox ?? 2000.0);
        }
        notes.Add(
            type == "ELON"
                ? Unlikely(equinox)
                : $"Longitudes {type.TrimEnd('-')} have no fixed place on the sky; they are not read."
        );
        return null;
    }

    private static CelestialFrame? Equatorial(Header header, double? equinox, string alternate, WcsNotes notes)
    {
        var system = System(header, alternate);
        if (equinox is < 1000 or > 3000)
        {
            notes.Add(Unlikely(equinox));
            return null;
        }
        switch (
            system
            ?? (
                equinox is null ? "ICRS"
                : equinox < 1984.0 ? "FK4"
                : "FK5"
            )
        )
        {
            case "ICRS":
                return CelestialFrames.Icrs;
            case "FK5":
                return CelestialFrames.Fk5(equinox ?? 2000.0);
            case "FK4":
                return CelestialFrames.Fk4(equinox ?? 1950.0, Epoch(header, equinox), true);
            case "FK4-NO-E":
                return CelestialFrames.Fk4(equinox ?? 1950.0, Epoch(header, equinox), false);
            case "GAPPT":
                notes.Add("RADESYS is GAPPT, apparent places of their date; they are not read.");
                return null;
            case var other:
                // FK5J2000, J2000 and the like are common; the equinox tells the rest.
                var guessed =
                    other.Contains("B1950", StringComparison.Ordinal)
                        ? CelestialFrames.Fk4(equinox ?? 1950.0, Epoch(header, equinox), true)
                    : equinox is < 1984.0 ? CelestialFrames.Fk4(equinox.Value, Epoch(header, equinox), true)
                    : other.StartsWith("FK5", StringComparison.Ordinal)
                    || other.Contains("2000", StringComparison.Ordinal)
                        ? CelestialFrames.Fk5(equinox ?? 2000.0)
                    : equinox is null ? CelestialFrames.Icrs
                    : CelestialFrames.Fk5(equinox.Value);
                notes.Add($"RADESYS '{other}' is none of FITS; {guessed.Name} is assumed.");
                return guessed;
        }
    }

    private static string? System(Header header, string alternate)
    {
        var text =
            header.Find("RADESYS" + alternate)?.Text ?? (alternate.Length == 0 ? header.Find("RADECSYS")?.Text : null);
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim().ToUpperInvariant();
    }

    /// <summary>EQUINOX, or EPOCH of old files; also as text with a letter (J2000.0).</summary>
    private static double? Equinox(Header header, string alternate, WcsNotes notes)
    {
        var keyword =
            header.Find("EQUINOX" + alternate) is null && alternate.Length == 0 ? "EPOCH" : "EQUINOX" + alternate;
        if (header.Find(keyword)?.Text is not { } text)
            return notes.Real(header, keyword) is { } year && (keyword != "EPOCH" || year != 0.0) ? year : null;
        var digits = text.Trim().TrimStart('J', 'j', 'B', 'b');
        if (double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return value;
        notes.Add($"{keyword} is no year but '{text}'.");
        return null;
    }

    /// <summary>Julian year of observation; that of the equinox where the header does not tell.</summary>
    private static double Epoch(Header header, double? equinox) =>
        ExposureTimes.Parse(header).Start is { } mjd
            ? 2000.0 + (mjd - 51544.5) / 365.25
            : 2000.0 + (33281.92345905 + ((equinox ?? 1950.0) - 1950.0) * 365.242198781 - 51544.5) / 365.25;

    private static string Unlikely(double? equinox) =>
        string.Create(CultureInfo.InvariantCulture, $"The equinox {equinox} is no year from 1000 to 3000.");
}
