using System.Collections.Immutable;
using System.Globalization;

namespace DataLab.Fits.Wcs;

/// <summary>When an image was taken and for how long, from whichever keywords its header has (FITS 4.0 §9.5).</summary>
/// <param name="Start">Begin, MJD (UTC); null where no keyword tells.</param>
/// <param name="End">End, MJD (UTC); the begin where nothing tells more, null where that is unknown.</param>
/// <param name="Exposure">Exposure, seconds; null where no keyword tells.</param>
/// <param name="Notes">Values that were not taken, and why.</param>
public sealed record ExposureTimes(double? Start, double? End, double? Exposure, ImmutableArray<string> Notes)
{
    /// <summary>MJD of years 1700 and 2150: other dates are mistakes.</summary>
    private const double Earliest = -57779.0;
    private const double Latest = 106322.0;

    /// <summary>Thirty years of exposure, seconds: more is a mistake.</summary>
    private const double LongestExposure = 1e9;

    private static readonly string[] TimesOfDay = ["TIME-OBS", "TIME_OBS", "UTC-OBS", "UTSTART", "UTC", "UT"];

    /// <summary>Reads MJD-BEG, DATE-BEG, MJD-OBS, DATE-OBS (with TIME-OBS or UT), MJD-AVG, DATE-AVG, MJD-END, DATE-END, EXPTIME and the like.</summary>
    /// <remarks>Times in another scale (TIMESYS) are taken to UTC. What is nonsense is noted and not taken.</remarks>
    public static ExposureTimes Parse(Header header)
    {
        var notes = new WcsNotes();
        var exposure =
            Seconds(header, "EXPTIME", notes)
            ?? Seconds(header, "XPOSURE", notes)
            ?? Seconds(header, "EXPOSURE", notes);
        var elapsed = Seconds(header, "TELAPSE", notes) ?? exposure;
        var (begin, observed) = (Moment(header, "BEG", notes), Moment(header, "OBS", notes));
        var start = begin ?? observed;
        if (start is null && Moment(header, "AVG", notes) is { } middle)
            start = middle - 0.5 * (elapsed ?? 0.0) / 86400.0;
        var end = Moment(header, "END", notes);
        if (end < start)
        {
            notes.Add("The end of the observation lies before its begin; it is not taken.");
            end = null;
        }
        start ??= end - (elapsed ?? 0.0) / 86400.0;
        return new(
            start,
            end ?? start + (elapsed ?? 0.0) / 86400.0,
            exposure ?? Seconds(header, "TELAPSE", notes),
            notes.All
        );
    }

    private static double? Seconds(Header header, string keyword, WcsNotes notes)
    {
        if (header.Find(keyword) is not { } card || Number(card) is not { } value)
            return null;
        if (value is >= 0.0 and <= LongestExposure)
            return value;
        notes.Add($"{keyword} is {card.ValueText}; no exposure lasts so many seconds.");
        return null;
    }

    /// <summary>MJD-x, else DATE-x, as MJD (UTC).</summary>
    private static double? Moment(Header header, string suffix, WcsNotes notes)
    {
        var date = Date(header, suffix, notes);
        var keyword = "MJD-" + suffix;
        if (header.Find(keyword) is not { } card || Number(card) is not { } mjd)
            return date;
        if (mjd is < Earliest or > Latest)
        {
            notes.Add($"{keyword} is {card.ValueText}, no modified Julian date of an observation.");
            return date;
        }
        var utc = Utc(header, mjd, notes);
        if (Math.Abs(utc - date ?? 0.0) > 1.5)
            notes.Add($"{keyword} and DATE-{suffix} differ by more than a day; {keyword} is taken.");
        return utc;
    }

    private static double? Date(Header header, string suffix, WcsNotes notes)
    {
        var keyword = "DATE-" + suffix;
        if (header.Find(keyword)?.Text is not { } text || string.IsNullOrWhiteSpace(text))
            return null;
        if (!FitsDate.TryParse(text, out var mjd, out var hasTime))
        {
            notes.Add($"{keyword} '{text}' is no date (yyyy-mm-ddThh:mm:ss, yyyy-mm-dd or dd/mm/yy).");
            return null;
        }
        if (mjd is < Earliest or > Latest)
        {
            notes.Add($"{keyword} '{text}' is no date of an observation.");
            return null;
        }
        if (!hasTime && suffix == "OBS")
            mjd += TimeOfDay(header, notes) / 86400.0;
        return Utc(header, mjd, notes);
    }

    private static double TimeOfDay(Header header, WcsNotes notes)
    {
        foreach (var keyword in TimesOfDay)
        {
            if (header.Find(keyword) is not { } card)
                continue;
            if (card.Text is { } text && FitsDate.TryTime(text, out var seconds))
                return seconds;
            if (card.Text is not null)
                notes.Add($"{keyword} '{card.Text}' is no time of day (hh:mm:ss).");
        }
        return 0.0;
    }

    private static double Utc(Header header, double mjd, WcsNotes notes)
    {
        var scale =
            header.Find("TIMESYS")?.Text is { } text && !string.IsNullOrWhiteSpace(text)
                ? text.Split('(')[0].Trim().ToUpperInvariant()
                : "UTC";
        if (TimeScales.ToUtc(mjd, scale) is { } utc)
            return utc;
        notes.Add($"Times in the scale {scale} are given as they are, not as UTC.");
        return mjd;
    }

    /// <summary>A number, also one in quotes.</summary>
    private static double? Number(Card card) =>
        card.Real
        ?? (
            double.TryParse(card.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
                ? value
                : null
        );
}
