using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using DataLab.Dali;
using DataLab.Formats;

namespace DataLab.Uws.Rest;

/// <summary>Values as parameters and leaves spell them: times, durations, phases.</summary>
public static partial class Wire
{
    private static readonly string[] TimeForms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd",
    ];

    /// <summary>ISO 8601 in UTC with T and Z (UWS 1.1 §2.2.1); empty when unset.</summary>
    public static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Whole seconds, rounded up so that a short limit is not shown as none; at most what xs:int holds.</summary>
    public static string Seconds(TimeSpan duration) =>
        ((int)Math.Min(Math.Ceiling(duration.TotalSeconds), int.MaxValue)).ToString(CultureInfo.InvariantCulture);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A time without a zone is in UTC.</summary>
    /// <exception cref="ServiceException">UsageError.</exception>
    public static DateTimeOffset? ReadTime(Parameters parameters, string name)
    {
        if (parameters.Single(name) is not { } text)
            return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowTrailingWhite;
        return DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, Utc, out var time)
            ? time.ToUniversalTime()
            : throw Wrong(name, text, "a time in UTC such as 2031-05-09T12:00:00Z");
    }

    /// <summary>Whole seconds, 0 or more.</summary>
    /// <exception cref="ServiceException">UsageError.</exception>
    public static TimeSpan? ReadDuration(Parameters parameters, string name)
    {
        if (parameters.Single(name) is not { } text)
            return null;
        return Digits().IsMatch(text)
            ? TimeSpan.FromSeconds(Math.Min(double.Parse(text, CultureInfo.InvariantCulture), int.MaxValue))
            : throw Wrong(name, text, "a whole number of seconds, 0 or more");
    }

    /// <summary>A whole number greater than 0; numbers beyond any list count as the largest.</summary>
    /// <exception cref="ServiceException">UsageError.</exception>
    public static int? ReadCount(Parameters parameters, string name)
    {
        if (parameters.Single(name) is not { } text)
            return null;
        var count = Digits().IsMatch(text) ? double.Parse(text, CultureInfo.InvariantCulture) : 0;
        return count > 0
            ? (int)Math.Min(count, int.MaxValue)
            : throw Wrong(name, text, "a whole number greater than 0");
    }

    /// <summary>All values of PHASE.</summary>
    /// <exception cref="ServiceException">UsageError.</exception>
    public static ImmutableArray<ExecutionPhase> ReadPhases(Parameters parameters) =>
        [
            .. parameters
                .Multiple("PHASE")
                .Where(text => text.Length > 0)
                .Select(text =>
                    ExecutionPhases.TryParse(text, out var phase)
                        ? phase
                        : throw Wrong(
                            "PHASE",
                            text,
                            "one of " + string.Join(", ", Enum.GetValues<ExecutionPhase>().Select(p => p.ToWire()))
                        )
                ),
        ];

    public static ServiceException Wrong(string parameter, string found, string expected) =>
        new(ErrorKind.UsageError, $"{parameter} takes {expected}, not \"{Shorten(found)}\".");

    public static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "...";

    [GeneratedRegex("^[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
