using System.Numerics;

namespace DataLab.Formats.Encoders;

/// <summary>128-bit powers of ten for <see cref="ShortestDecimal"/>: ⌈10^k · 2^(127-⌊log2 10^k⌋)⌉, computed once at start-up (about 1 ms).</summary>
internal static class PowersOfTen
{
    /// <summary>Least and greatest k that doubles need.</summary>
    public const int Min = -292,
        Max = 324;

    private static readonly ulong[] Table = Compute();

    /// <summary>Pairs of words, upper first, from k = <see cref="Min"/> upwards.</summary>
    public static ReadOnlySpan<ulong> Words => Table;

    /// <summary>⌊log2 10^k⌋ for |k| ≤ 1233.</summary>
    public static int FloorLog2(int k) => (k * 1741647) >> 19;

    private static ulong[] Compute()
    {
        var words = new ulong[2 * (Max - Min + 1)];
        for (var k = Min; k <= Max; k++)
        {
            var shift = 127 - FloorLog2(k);
            var power = BigInteger.Pow(10, Math.Abs(k));
            var scaled =
                k >= 0
                    ? (shift >= 0 ? power << shift : CeilingDivide(power, BigInteger.One << -shift))
                    : CeilingDivide(BigInteger.One << shift, power);
            words[2 * (k - Min)] = (ulong)(scaled >> 64);
            words[2 * (k - Min) + 1] = (ulong)(scaled & ulong.MaxValue);
        }
        return words;
    }

    private static BigInteger CeilingDivide(BigInteger a, BigInteger b) => (a + b - BigInteger.One) / b;
}
