using System.Globalization;
using System.Text.RegularExpressions;

namespace DataLab.Sky;

/// <summary>Angles written in hours or degrees, minutes and seconds: <c>3:34:45.4</c>, <c>033445.4</c>, <c>3h34m45.4s</c>.</summary>
/// <remarks>UDF catalogue 1.2, ivo_hms_to_degrees and ivo_dms_to_degrees.</remarks>
public static partial class SexagesimalAngle
{
    /// <summary>Longer texts are no angles.</summary>
    private const int MostCharacters = 40;

    /// <returns>Degrees in [0, 360); null for what is no such text, with hours from 24 or minutes or seconds from 60.</returns>
    public static double? Hours(string text) =>
        Read(text, Hms()) is (false, var hours, var minutes, var seconds) && hours < 24
            ? 15 * (hours + (minutes + seconds / 60) / 60)
            : null;

    /// <returns>Degrees in [-360, 360]; null for what is no such text, with minutes or seconds from 60.</returns>
    public static double? Degrees(string text) =>
        Read(text, Dms()) is var (negative, degrees, minutes, seconds)
        && degrees + (minutes + seconds / 60) / 60 is <= 360 and var angle
            ? negative
                ? -angle
                : angle
            : null;

    private static (bool Negative, double Whole, double Minutes, double Seconds)? Read(string text, Regex form)
    {
        if (text.Length > MostCharacters)
            return null;
        var match = form.Match(text);
        if (!match.Success)
            return null;
        var (minutes, seconds) = (Number(match, "m"), Number(match, "s"));
        return minutes < 60 && seconds < 60
            ? (match.Groups["sign"].Value == "-", Number(match, "w"), minutes, seconds)
            : null;
    }

    private static double Number(Match match, string group) =>
        double.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private const string Seconds = @"(?<s>[0-9]{1,2}(?:\.[0-9]*)?)";
    private const string Colons = ":(?<m>[0-9]{1,2}):" + Seconds;
    private const string Glued = @"(?<m>[0-9]{2})(?<s>[0-9]{2}(?:\.[0-9]*)?)";

    [GeneratedRegex(
        @"^\s*(?:(?<w>[0-9]{1,2})"
            + Colons
            + "|(?<w>[0-9]{2})"
            + Glued
            + "|(?<w>[0-9]{1,2})[hH](?<m>[0-9]{1,2})[mM]"
            + Seconds
            + @"[sS])\s*$"
    )]
    private static partial Regex Hms();

    [GeneratedRegex(
        @"^\s*(?<sign>[+-]?)(?:(?<w>[0-9]{1,3})"
            + Colons
            + "|(?<w>[0-9]{2,3})"
            + Glued
            + "|(?<w>[0-9]{1,3})[dD](?<m>[0-9]{1,2})[mM]"
            + Seconds
            + @"[sS])\s*$"
    )]
    private static partial Regex Dms();
}
