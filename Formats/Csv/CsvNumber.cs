// Numbers from UTF-8: the common shapes fast and exactly, the rest by the framework.
using System.Globalization;
using System.Numerics;
using System.Text;
using DataLab.Formats.Encoders;

namespace DataLab.Formats.Csv;

internal static class CsvNumber
{
    private static ReadOnlySpan<double> ExactPowers =>
        [
            1e0,
            1e1,
            1e2,
            1e3,
            1e4,
            1e5,
            1e6,
            1e7,
            1e8,
            1e9,
            1e10,
            1e11,
            1e12,
            1e13,
            1e14,
            1e15,
            1e16,
            1e17,
            1e18,
            1e19,
            1e20,
            1e21,
            1e22,
        ];

    /// <summary>A decimal integer with an optional sign that fits into 64 bits.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.IsEmpty)
            return false;
        var negative = text[0] == '-';
        var digits = negative || text[0] == '+' ? text[1..] : text;
        if (digits.IsEmpty || digits.Length > 18)
            return digits.Length > 18
                && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
        foreach (var c in digits)
        {
            var digit = (uint)(c - '0');
            if (digit > 9)
                return false;
            value = value * 10 + digit;
        }
        if (negative)
            value = -value;
        return true;
    }

    /// <summary>A decimal number, correctly rounded; also nan, inf and infinity in any case. Too large a number is none.</summary>
    public static bool TryReal(ReadOnlySpan<byte> text, out double value)
    {
        if (TryDecimal(text, out var negative, out var mantissa, out var exponent))
        {
            if (mantissa <= 1UL << 53 && exponent is >= -22 and <= 22)
            {
                // Both factors are exact, so that one rounding is all there is (Clinger 1990).
                value = exponent < 0 ? mantissa / ExactPowers[-exponent] : mantissa * ExactPowers[exponent];
                if (negative)
                    value = -value;
                return true;
            }
            if (TryScale(mantissa, exponent, out value))
            {
                if (negative)
                    value = -value;
                return true;
            }
        }
        return TryWord(text, out value)
            || (
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
                && double.IsFinite(value)
            );
    }

    /// <summary>The words for what is no number of the line: nan, inf, infinity, the latter two with a sign.</summary>
    public static bool TryWord(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (Ascii.EqualsIgnoreCase(text, "nan"u8))
            return true;
        var negative = text.StartsWith("-"u8);
        var word = negative || text.StartsWith("+"u8) ? text[1..] : text;
        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        return Ascii.EqualsIgnoreCase(word, "inf"u8) || Ascii.EqualsIgnoreCase(word, "infinity"u8);
    }

    /// <summary>Splits <c>-12.5e3</c> into sign, 125 and 2. False for more than 19 digits and all that is no number.</summary>
    private static bool TryDecimal(ReadOnlySpan<byte> text, out bool negative, out ulong mantissa, out int exponent)
    {
        (mantissa, exponent) = (0, 0);
        var i = 0;
        negative = text.Length > 0 && text[0] == '-';
        if (negative || (text.Length > 0 && text[0] == '+'))
            i = 1;
        var start = i;
        var point = -1;
        for (; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
                mantissa = mantissa * 10 + digit;
            else if (text[i] == '.' && point < 0)
                point = i;
            else
                break;
        }
        var digits = i - start - (point < 0 ? 0 : 1);
        // Leading zeros only make this more careful than it need be.
        if (digits is 0 or > 19)
            return false;
        if (point >= 0)
            exponent = point + 1 - i;
        if (i == text.Length)
            return true;
        if ((text[i] | 0x20) != 'e' || text.Length - i > 6 || !TryInteger(text[(i + 1)..], out var written))
            return false;
        exponent += (int)written;
        return true;
    }

    /// <summary>
    /// mantissa × 10^exponent, rounded to even (Lemire 2021, "Number parsing at a gigabyte per second"). The table's powers
    /// are rounded up by less than one in the last of 128 bits, which changes the product by less than 2^64 of 2^192: the
    /// upper word is right, and what lies below it is not zero, whenever the middle word is not zero. Else we decline.
    /// </summary>
    private static bool TryScale(ulong mantissa, int exponent, out double value)
    {
        value = 0;
        if (mantissa == 0)
            return true;
        if (exponent is < PowersOfTen.Min or > PowersOfTen.Max)
            return false;
        var zeros = BitOperations.LeadingZeroCount(mantissa);
        var factor = mantissa << zeros;
        var words = PowersOfTen.Words;
        var place = 2 * (exponent - PowersOfTen.Min);
        var upper = Math.BigMul(factor, words[place], out var middle);
        var carry = Math.BigMul(factor, words[place + 1], out _);
        middle += carry;
        if (middle < carry)
            upper++;
        if (middle == 0)
            return false;
        var top = (int)(upper >> 63);
        var biased = 1023 + 63 - zeros + PowersOfTen.FloorLog2(exponent) + top;
        if (biased is < 1 or > 2046)
            return false;
        var bits = upper >> (9 + top);
        bits = (bits >> 1) + (bits & 1);
        // Rounding up to 2^53 carries into the exponent, as it should.
        var word = ((ulong)biased << 52) + (bits - (1UL << 52));
        value = BitConverter.UInt64BitsToDouble(word);
        return double.IsFinite(value);
    }
}
