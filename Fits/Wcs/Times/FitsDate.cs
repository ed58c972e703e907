// Dates as headers have them (FITS 4.0 §4.4.2.1): yyyy-mm-dd, with or without a time, and dd/mm/yy of the last century.
using System.Globalization;

namespace DataLab.Fits.Wcs;

internal static class FitsDate
{
    /// <param name="mjd">Of the scale the text is in.</param>
    /// <param name="hasTime">Whether the text has a time of day, too.</param>
    public static bool TryParse(string text, out double mjd, out bool hasTime)
    {
        (mjd, hasTime) = (double.NaN, false);
        var span = text.AsSpan().Trim();
        var split = span.IndexOfAny('T', ' ');
        hasTime = split > 0;
        var day = hasTime ? span[..split] : span;
        if (Day(day) is not { } days)
            return false;
        var seconds = 0.0;
        if (hasTime && !TryTime(span[(split + 1)..], out seconds))
            return false;
        mjd = days + seconds / 86400.0;
        return true;
    }

    /// <summary>hh:mm, hh:mm:ss or hh:mm:ss.sss, with or without Z, as seconds.</summary>
    public static bool TryTime(ReadOnlySpan<char> text, out double seconds)
    {
        seconds = 0.0;
        text = text.Trim().TrimEnd('Z');
        Span<Range> parts = stackalloc Range[4];
        var count = text.Split(parts, ':');
        if (
            count is < 2 or > 3
            || !TryWhole(text[parts[0]], 24, out var hours)
            || !TryWhole(text[parts[1]], 59, out var minutes)
        )
            return false;
        if (count == 3)
        {
            if (
                !double.TryParse(
                    text[parts[2]],
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out seconds
                ) || !(seconds < 61.0)
            )
                return false;
        }
        seconds += 3600.0 * hours + 60.0 * minutes;
        return seconds <= 86401.0;
    }

    private static double? Day(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[4];
        var separator = text.Contains('/') ? '/' : '-';
        if (text.Split(parts, separator) != 3)
            return null;
        var a = text[parts[0]];
        var b = text[parts[1]];
        var c = text[parts[2]];
        var yearFirst = a.Length == 4;
        if (!yearFirst && separator == '-')
            return null;
        if (
            !TryWhole(yearFirst ? a : c, 9999, out var year)
            || !TryWhole(b, 12, out var month)
            || !TryWhole(yearFirst ? c : a, 31, out var day)
        )
            return null;
        if (!yearFirst)
        {
            if (c.Length is not (2 or 4))
                return null;
            year += c.Length == 2 ? 1900 : 0;
        }
        return year is >= 1 and <= 9999 && month >= 1 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerDay - 678575L
            : null;
    }

    private static bool TryWhole(ReadOnlySpan<char> text, int max, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= max;
}
