using System.Runtime.CompilerServices;

namespace DataLab.Formats.Encoders;

/// <summary>The shortest decimal that reads back as the same binary number; the closest one where several are as short.</summary>
/// <remarks>
/// The Schubfach method: R. Giulietti, "The Schubfach way to render doubles", 2020. The rounding interval of the number is
/// scaled by a power of ten so that it holds one to ten integers; whether a multiple of ten lies inside decides the length.
/// Trailing zeros may remain in the digits.
/// </remarks>
internal static class ShortestDecimal
{
    /// <summary>|<paramref name="value"/>| = result · 10^<paramref name="exponent"/>, at most 17 digits.</summary>
    /// <param name="value">Finite and not zero; the sign is ignored.</param>
    public static ulong Of(double value, out int exponent)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var fraction = bits & 0xF_FFFF_FFFF_FFFF;
        var biased = (int)(bits >> 52) & 0x7FF;
        ulong c;
        int q;
        if (biased != 0)
        {
            c = fraction | 1UL << 52;
            q = biased - 1075;
            if (q is <= 0 and > -53 && (c & ((1UL << -q) - 1)) == 0)
            {
                exponent = 0; // An integer below 2^53.
                return c >> -q;
            }
        }
        else
        {
            c = fraction;
            q = -1074;
        }

        var odd = c & 1;
        var narrowBelow = fraction == 0 && biased > 1; // The number below is half as far as the one above.
        var k = (q * 1262611 - (narrowBelow ? 524031 : 0)) >> 22; // ⌊log10 of the interval's width⌋
        var h = q + PowersOfTen.FloorLog2(-k) + 1;
        var words = PowersOfTen.Words.Slice(2 * (-k - PowersOfTen.Min), 2);
        var (upper, lower) = (words[0], words[1]);
        var centre = RoundToOdd(upper, lower, (4 * c) << h);
        var from = RoundToOdd(upper, lower, (4 * c - (narrowBelow ? 1UL : 2UL)) << h) + odd;
        var to = RoundToOdd(upper, lower, (4 * c + 2) << h) - odd;
        return Choose(centre, from, to, k, out exponent);
    }

    /// <inheritdoc cref="Of(double, out int)"/>
    /// <remarks>At most 9 digits.</remarks>
    public static uint Of(float value, out int exponent)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        var fraction = bits & 0x7F_FFFF;
        var biased = (int)(bits >> 23) & 0xFF;
        uint c;
        int q;
        if (biased != 0)
        {
            c = fraction | 1U << 23;
            q = biased - 150;
            if (q is <= 0 and > -24 && (c & ((1U << -q) - 1)) == 0)
            {
                exponent = 0;
                return c >> -q;
            }
        }
        else
        {
            c = fraction;
            q = -149;
        }

        var odd = c & 1;
        var narrowBelow = fraction == 0 && biased > 1;
        var k = (q * 1262611 - (narrowBelow ? 524031 : 0)) >> 22;
        var h = q + PowersOfTen.FloorLog2(-k) + 1;
        var words = PowersOfTen.Words.Slice(2 * (-k - PowersOfTen.Min), 2);
        var power = words[0] + (words[1] == 0 ? 0UL : 1UL); // 64 bits, rounded up, suffice for a float.
        var centre = RoundToOdd(power, (4 * c) << h);
        var from = RoundToOdd(power, (4 * c - (narrowBelow ? 1U : 2U)) << h) + odd;
        var to = RoundToOdd(power, (4 * c + 2) << h) - odd;
        return (uint)Choose(centre, from, to, k, out exponent);
    }

    /// <summary>The pick among the integers (in units of 10^k, arguments in quarters of it) between from and to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Choose(ulong centre, ulong from, ulong to, int k, out int exponent)
    {
        var s = centre >> 2;
        if (s >= 10)
        {
            var tens = s / 10;
            var downIn = from <= 40 * tens;
            var upIn = 40 * tens + 40 <= to;
            if (downIn != upIn)
            {
                exponent = k + 1;
                return tens + (upIn ? 1UL : 0UL);
            }
        }
        exponent = k;
        var belowIn = from <= 4 * s;
        var aboveIn = 4 * s + 4 <= to;
        if (belowIn != aboveIn)
            return s + (aboveIn ? 1UL : 0UL);
        var middle = 4 * s + 2;
        return s + (centre > middle || (centre == middle && (s & 1) == 1) ? 1UL : 0UL);
    }

    /// <summary>The upper 64 of the 192-bit product, its last bit set when what is cut off is not negligible.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong RoundToOdd(ulong upper, ulong lower, ulong factor)
    {
        var carry = Math.BigMul(lower, factor, out _);
        var high = Math.BigMul(upper, factor, out var low);
        low += carry;
        if (low < carry)
            high++;
        return high | (low > 1 ? 1UL : 0UL);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong RoundToOdd(ulong power, uint factor)
    {
        var high = Math.BigMul(power, factor, out var low);
        return high | (low >> 32 > 1 ? 1UL : 0UL);
    }
}
