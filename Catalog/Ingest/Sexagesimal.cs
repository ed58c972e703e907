using System.Buffers.Text;

namespace DataLab.Catalog.Ingest;

/// <summary>Angles as <c>12 34 56.7</c>, <c>12:34:56.7</c>, <c>12h34m56.7s</c> or <c>-01d02m03s</c>; a lone number is degrees.</summary>
internal static class Sexagesimal
{
    /// <param name="hours">The first part counts hours, 15 degrees each.</param>
    /// <param name="degrees">Not limited to any range here.</param>
    /// <returns>False if it is not an angle: no digits, more than three parts, minutes or seconds of 60 and more.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, bool hours, out double degrees)
    {
        degrees = 0;
        text = text.Trim(" \t"u8);
        var negative = text.Length > 0 && text[0] == (byte)'-';
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
            text = text[1..];
        Span<double> parts = stackalloc double[3];
        var count = 0;
        while (text.Length > 0)
        {
            if (count == 3 || !char.IsAsciiDigit((char)text[0]))
                return false;
            if (!Utf8Parser.TryParse(text, out double part, out var used, 'F'))
                return false;
            // Only the last part may have a fraction.
            if (count > 0 && (part >= 60 || parts[count - 1] != Math.Floor(parts[count - 1])))
                return false;
            parts[count++] = part;
            text = text[used..].TrimStart(" \t:hdms'\"\xC2\xB0"u8);
        }
        if (count == 0)
            return false;
        degrees = parts[0] + parts[1] / 60 + parts[2] / 3600;
        if (hours && count > 1)
            degrees *= 15;
        if (negative)
            degrees = -degrees;
        return true;
    }
}
