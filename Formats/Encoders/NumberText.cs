using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DataLab.Formats.Encoders;

/// <summary>Numbers as ASCII text straight into a span: the shortest form that reads back as the same number.</summary>
/// <remarks>
/// Reals always show that they are reals: <c>5.0</c>, <c>185.4254</c>, <c>1e-5</c>, <c>1.5e16</c>; plain from 1e-4 to below
/// 1e16 in magnitude, else with an exponent. xs:double, Java, Python, C and SQL engines all read these forms.
/// Every method returns the bytes written and needs <see cref="Room"/> bytes, of which it may scribble on all.
/// </remarks>
internal static class NumberText
{
    /// <summary>Bytes a method may touch; the text itself is at most <see cref="MaxLength"/>.</summary>
    public const int Room = 48;

    /// <summary>Longest text: <c>-1.2345678901234567e-308</c>.</summary>
    public const int MaxLength = 24;

    private const ulong Zeros = 0x3030303030303030;

    /// <summary>10^0 … 10^19.</summary>
    private static ReadOnlySpan<ulong> Powers =>
        [
            1,
            10,
            100,
            1000,
            10000,
            100000,
            1000000,
            10000000,
            100000000,
            1000000000,
            10000000000,
            100000000000,
            1000000000000,
            10000000000000,
            100000000000000,
            1000000000000000,
            10000000000000000,
            100000000000000000,
            1000000000000000000,
            10000000000000000000,
        ];

    /// <param name="value">Finite.</param>
    public static int Write(double value, Span<byte> to)
    {
        Debug.Assert(double.IsFinite(value));
        CheckRoom(to);
        ref var start = ref MemoryMarshal.GetReference(to);
        var sign = (int)(BitConverter.DoubleToUInt64Bits(value) >> 63);
        start = (byte)'-';
        ref var at = ref Unsafe.Add(ref start, sign);
        if (value == 0)
            return sign + WriteZero(ref at);
        var number = ShortestDecimal.Of(value, out var exponent);

        // Seventeen digits, the first not 0: one, eight and eight.
        var count = CountDigits(number);
        number *= Powers[17 - count];
        var first = number / 10_000_000_000_000_000;
        number -= first * 10_000_000_000_000_000;
        var upper = number / 100_000_000;
        var middle = EightDigits((uint)upper);
        var last = EightDigits((uint)(number - upper * 100_000_000));
        var significant =
            last != Zeros ? 17 - (BitOperations.LeadingZeroCount(last ^ Zeros) >> 3)
            : middle != Zeros ? 9 - (BitOperations.LeadingZeroCount(middle ^ Zeros) >> 3)
            : 1;
        return sign + Lay(ref at, (byte)('0' + first), middle, last, significant, count + exponent);
    }

    /// <param name="value">Finite.</param>
    public static int Write(float value, Span<byte> to)
    {
        Debug.Assert(float.IsFinite(value));
        CheckRoom(to);
        ref var start = ref MemoryMarshal.GetReference(to);
        var sign = (int)(BitConverter.SingleToUInt32Bits(value) >> 31);
        start = (byte)'-';
        ref var at = ref Unsafe.Add(ref start, sign);
        if (value == 0)
            return sign + WriteZero(ref at);
        ulong number = ShortestDecimal.Of(value, out var exponent);

        // Nine digits: one and eight.
        var count = CountDigits(number);
        number *= Powers[9 - count];
        var first = number / 100_000_000;
        var middle = EightDigits((uint)(number - first * 100_000_000));
        var significant = middle != Zeros ? 9 - (BitOperations.LeadingZeroCount(middle ^ Zeros) >> 3) : 1;
        return sign + Lay(ref at, (byte)('0' + first), middle, Zeros, significant, count + exponent);
    }

    public static int Write(long value, Span<byte> to)
    {
        CheckRoom(to);
        ref var start = ref MemoryMarshal.GetReference(to);
        var sign = (int)((ulong)value >> 63);
        start = (byte)'-';
        var magnitude = sign == 0 ? (ulong)value : 0 - (ulong)value;
        ref var at = ref Unsafe.Add(ref start, sign);
        if (magnitude < 100_000_000)
        {
            var digits = EightDigits((uint)magnitude);
            var skip = Math.Min(7, BitOperations.TrailingZeroCount(digits ^ Zeros) >> 3);
            Store(ref at, digits >> (skip << 3));
            return sign + 8 - skip;
        }
        if (magnitude < 10_000_000_000_000_000)
        {
            var upper = magnitude / 100_000_000;
            var digits = EightDigits((uint)upper);
            var skip = BitOperations.TrailingZeroCount(digits ^ Zeros) >> 3;
            Store(ref at, digits >> (skip << 3));
            Store(ref Unsafe.Add(ref at, 8 - skip), EightDigits((uint)(magnitude - upper * 100_000_000)));
            return sign + 16 - skip;
        }
        var top = magnitude / 10_000_000_000_000_000;
        var rest = magnitude - top * 10_000_000_000_000_000;
        var topDigits = EightDigits((uint)top);
        var topSkip = BitOperations.TrailingZeroCount(topDigits ^ Zeros) >> 3;
        Store(ref at, topDigits >> (topSkip << 3));
        Store(ref Unsafe.Add(ref at, 8 - topSkip), EightDigits((uint)(rest / 100_000_000)));
        Store(ref Unsafe.Add(ref at, 16 - topSkip), EightDigits((uint)(rest % 100_000_000)));
        return sign + 24 - topSkip;
    }

    /// <summary>Puts point, zeros and exponent around seventeen digits.</summary>
    /// <param name="significant">Digits that count; those after are 0.</param>
    /// <param name="point">The value is 0.ddd… · 10^point.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Lay(ref byte at, byte first, ulong middle, ulong last, int significant, int point)
    {
        if ((uint)(point - 1) < 16)
        {
            StoreAll(ref at, first, middle, last);
            // The digits after the point move up by one; those beyond the seventeenth are not looked at.
            ref var afterPoint = ref Unsafe.Add(ref at, point);
            var a = Load(ref afterPoint);
            var b = Load(ref Unsafe.Add(ref afterPoint, 8));
            afterPoint = (byte)'.';
            Store(ref Unsafe.Add(ref afterPoint, 1), a);
            Store(ref Unsafe.Add(ref afterPoint, 9), b);
            return Math.Max(significant, point + 1) + 1;
        }
        if ((uint)(-point) < 4)
        {
            Store(ref at, 0x303030303030_2E30); // "0.000000"
            StoreAll(ref Unsafe.Add(ref at, 2 - point), first, middle, last);
            return 2 - point + significant;
        }
        var length = 1;
        at = first;
        if (significant > 1)
        {
            Unsafe.Add(ref at, 1) = (byte)'.';
            Store(ref Unsafe.Add(ref at, 2), middle);
            Store(ref Unsafe.Add(ref at, 10), last);
            length = significant + 1;
        }
        Unsafe.Add(ref at, length++) = (byte)'e';
        var power = point - 1;
        if (power < 0)
        {
            Unsafe.Add(ref at, length++) = (byte)'-';
            power = -power;
        }
        if (power >= 100)
            Unsafe.Add(ref at, length++) = (byte)('0' + power / 100);
        if (power >= 10)
            Unsafe.Add(ref at, length++) = (byte)('0' + power / 10 % 10);
        Unsafe.Add(ref at, length++) = (byte)('0' + power % 10);
        return length;
    }

    private static int WriteZero(ref byte at)
    {
        at = (byte)'0';
        Unsafe.Add(ref at, 1) = (byte)'.';
        Unsafe.Add(ref at, 2) = (byte)'0';
        return 3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountDigits(ulong number)
    {
        // 1233/4096 is close to log10 2.
        var guess = ((64 - BitOperations.LeadingZeroCount(number)) * 1233) >> 12;
        return guess + (number >= Powers[guess] ? 1 : 0);
    }

    /// <summary>Eight ASCII digits, leading zeros included, the first in the lowest byte; the divisions run side by side in one word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EightDigits(uint number)
    {
        var thousands = number / 10000;
        ulong fours = thousands | (ulong)(number - thousands * 10000) << 32;
        var hundreds = ((fours * 10486) >> 20) & 0x7F_0000_007F;
        var twos = hundreds | (fours - 100 * hundreds) << 16;
        var tens = ((twos * 103) >> 10) & 0x000F_000F_000F_000F;
        return (tens | (twos - 10 * tens) << 8) + Zeros;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreAll(ref byte at, byte first, ulong middle, ulong last)
    {
        at = first;
        Store(ref Unsafe.Add(ref at, 1), middle);
        Store(ref Unsafe.Add(ref at, 9), last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref byte at, ulong digits) =>
        Unsafe.WriteUnaligned(
            ref at,
            BitConverter.IsLittleEndian ? digits : BinaryPrimitives.ReverseEndianness(digits)
        );

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Load(ref byte at)
    {
        var digits = Unsafe.ReadUnaligned<ulong>(ref at);
        return BitConverter.IsLittleEndian ? digits : BinaryPrimitives.ReverseEndianness(digits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckRoom(Span<byte> to) => ArgumentOutOfRangeException.ThrowIfLessThan(to.Length, Room);
}
