using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace DataLab.Catalog;

/// <summary>Instants, days and durations of an engine in ISO 8601, as DALI writes them.</summary>
/// <remarks>DALI 1.1 §3.3.3 timestamp: <c>YYYY-MM-DDThh:mm:ss[.ffffff]</c>, no zone. All return the bytes written, zero for what has no finite form.</remarks>
internal static class InstantText
{
    private const long MicrosPerDay = 86_400_000_000;

    /// <param name="value">Since 1970 in units of <paramref name="micros"/> microseconds; the greatest and least numbers are infinite.</param>
    internal static int Write(long value, long micros, Span<byte> text)
    {
        if (value is long.MaxValue or -long.MaxValue or long.MinValue)
            return 0;
        var perDay = MicrosPerDay / micros;
        var day = Math.DivRem(value, perDay);
        if (day.Remainder < 0)
            day = (day.Quotient - 1, day.Remainder + perDay);
        var length = Date((int)day.Quotient, text);
        text[length++] = (byte)'T';
        return length + TimeOfDay(day.Remainder * micros, text[length..]);
    }

    /// <param name="days">Since 1970-01-01, proleptic Gregorian; the algorithm is Howard Hinnant's days-to-civil.</param>
    internal static int Date(int days, Span<byte> text)
    {
        if (days is int.MaxValue or -int.MaxValue)
            return 0;
        var z = days + 719_468L;
        var era = (z >= 0 ? z : z - 146_096) / 146_097;
        var dayOfEra = z - era * 146_097;
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var m = (5 * dayOfYear + 2) / 153;
        var month = m < 10 ? m + 3 : m - 9;
        var year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return Format(text, $"{year:0000}-{month:00}-{dayOfYear - (153 * m + 2) / 5 + 1:00}");
    }

    internal static int TimeOfDay(long micros, Span<byte> text)
    {
        var seconds = micros / 1_000_000;
        var fraction = micros % 1_000_000;
        var length = Format(text, $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        if (fraction == 0)
            return length;
        return length
            + (
                fraction % 1000 == 0
                    ? Format(text[length..], $".{fraction / 1000:000}")
                    : Format(text[length..], $".{fraction:000000}")
            );
    }

    /// <summary>Reads what <see cref="Write"/> writes, and nothing else: years 0001 to 9999.</summary>
    /// <param name="micros">Since 1970.</param>
    internal static bool TryRead(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (text.Length is not (19 or 23 or 26))
            return false;
        var year = Digits(text, 0, 4);
        var (month, day) = (Digits(text, 5, 2), Digits(text, 8, 2));
        var seconds = Digits(text, 11, 2) * 3600L + Digits(text, 14, 2) * 60 + Digits(text, 17, 2);
        var fraction = text.Length switch
        {
            23 => Digits(text, 20, 3) * 1000,
            26 => Digits(text, 20, 6),
            _ => 0,
        };
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day is < 1 or > 31)
            return false;
        micros = new DateOnly(year, month, 1).AddDays(day - 1).DayNumber - Epoch.DayNumber;
        micros = micros * MicrosPerDay + seconds * 1_000_000 + fraction;
        // Whatever was wrong, an hour 25, a 31st of June, a letter or a zero too much, is written otherwise.
        Span<byte> written = stackalloc byte[32];
        return text.SequenceEqual(written[..Write(micros, 1, written)]);
    }

    private static readonly DateOnly Epoch = new(1970, 1, 1);

    /// <summary>What is no digit makes some number, which is written otherwise.</summary>
    private static int Digits(ReadOnlySpan<byte> text, int start, int count)
    {
        var number = 0;
        foreach (var digit in text.Slice(start, count))
            number = number * 10 + (digit - '0');
        return number;
    }

    internal static int Interval(int months, int days, long micros, Span<byte> text) =>
        Format(
            text,
            $"P{months / 12}Y{months % 12}M{days}DT{micros / 3_600_000_000}H{micros / 60_000_000 % 60}M{micros / 1e6 % 60:0.######}S"
        );

    private static int Format(
        Span<byte> text,
        [InterpolatedStringHandlerArgument(nameof(text))] ref Utf8.TryWriteInterpolatedStringHandler handler
    ) => Utf8.TryWrite(text, CultureInfo.InvariantCulture, ref handler, out var length) ? length : 0;
}
