using System.Globalization;
using System.Numerics;

namespace DataLab.Adql.VoUnits;

/// <summary>
/// How many of its base units a unit is: a positive rational number times a power of π, so that factors between units such as
/// 3600 from degrees to arcseconds are exact. Between 10**-300 and 10**300.
/// </summary>
internal readonly record struct UnitScale
{
    private const double MaxDigits = 300;

    public static readonly UnitScale One = new(1, 1, 0);

    private UnitScale(BigInteger numerator, BigInteger denominator, int pi) =>
        (Numerator, Denominator, Pi) = (numerator, denominator, pi);

    public BigInteger Numerator { get; }
    public BigInteger Denominator { get; }

    /// <summary>Power of π.</summary>
    public int Pi { get; }

    /// <param name="number">Digits with or without point and exponent, at most 40 digits.</param>
    /// <returns>Null for zero and for what is out of bounds.</returns>
    public static UnitScale? Parse(string number)
    {
        var e = number.IndexOfAny(['e', 'E']);
        var mantissa = e < 0 ? number : number[..e];
        var exponent = 0;
        if (
            e >= 0
            && !int.TryParse(
                number.AsSpan(e + 1),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out exponent
            )
        )
            return null;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        if (digits.Length is 0 or > 40 || Math.Abs((long)exponent) > 1000)
            return null;
        var whole = BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        var shift = exponent - (point < 0 ? 0 : mantissa.Length - point - 1);
        if (whole.IsZero)
            return null;
        return shift >= 0 ? Of(whole * BigInteger.Pow(10, shift), 1, 0) : Of(whole, BigInteger.Pow(10, -shift), 0);
    }

    /// <summary>A known constant, written in <paramref name="number"/>, over another, times a power of π.</summary>
    public static UnitScale Constant(string number, string divisor = "1", int pi = 0)
    {
        var (a, b) = (Parse(number)!.Value, Parse(divisor)!.Value);
        return Of(a.Numerator * b.Denominator, a.Denominator * b.Numerator, pi)!.Value;
    }

    public static UnitScale? Of(BigInteger numerator, BigInteger denominator, int pi)
    {
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        var scale = new UnitScale(numerator / common, denominator / common, pi);
        return Math.Abs(scale.Log10) <= MaxDigits ? scale : null;
    }

    public double Log10 => BigInteger.Log10(Numerator) - BigInteger.Log10(Denominator) + Pi * Math.Log10(Math.PI);

    public UnitScale? Times(UnitScale other) =>
        Of(Numerator * other.Numerator, Denominator * other.Denominator, Pi + other.Pi);

    public UnitScale Inverse => new(Denominator, Numerator, -Pi);

    /// <remarks>Exact for whole powers and for roots that come out even; as good as a double otherwise.</remarks>
    public UnitScale? Power(Fraction power)
    {
        if (Math.Abs(Log10 * power.Numerator) > 2 * MaxDigits * power.Denominator)
            return null;
        if (power.Numerator < 0)
            return Inverse.Power(power.Negated);
        if (power.Denominator == 1)
            return Of(
                BigInteger.Pow(Numerator, power.Numerator),
                BigInteger.Pow(Denominator, power.Numerator),
                Pi * power.Numerator
            );
        if (
            power.Denominator <= 4
            && Pi % power.Denominator == 0
            && Root(Numerator, power.Denominator) is { } a
            && Root(Denominator, power.Denominator) is { } b
        )
            return Of(
                BigInteger.Pow(a, power.Numerator),
                BigInteger.Pow(b, power.Numerator),
                Pi / power.Denominator * power.Numerator
            );
        var result = Math.Pow(ToDouble(), power.Value);
        return double.IsNormal(result) ? Of(result) : null;
    }

    private static UnitScale? Of(double number)
    {
        var exponent = Math.ILogB(number) - 52;
        var mantissa = (BigInteger)Math.ScaleB(number, -exponent);
        return exponent >= 0 ? Of(mantissa << exponent, 1, 0) : Of(mantissa, BigInteger.One << -exponent, 0);
    }

    /// <summary>The whole root, or null when there is none.</summary>
    private static BigInteger? Root(BigInteger number, int degree)
    {
        var guess = (BigInteger)Math.Round(Math.Exp(BigInteger.Log(number) / degree));
        for (var candidate = guess - 1; candidate <= guess + 1; candidate++)
            if (BigInteger.Pow(candidate, degree) == number)
                return candidate;
        return null;
    }

    /// <summary>The nearest double; within two units in the last place where π takes part.</summary>
    public double ToDouble()
    {
        var shift = 64 - (int)(Numerator.GetBitLength() - Denominator.GetBitLength());
        var (quotient, rest) =
            shift >= 0
                ? BigInteger.DivRem(Numerator << shift, Denominator)
                : BigInteger.DivRem(Numerator, Denominator << -shift);
        // 64 or 65 bits; what is cut off must still be seen when the last bit of the double is rounded.
        var lost = !rest.IsZero;
        if (quotient.GetBitLength() > 64)
        {
            lost |= !quotient.IsEven;
            (quotient, shift) = (quotient >> 1, shift - 1);
        }
        var bits = (ulong)quotient | (lost ? 1UL : 0);
        return Math.ScaleB(bits, -shift) * Math.Pow(Math.PI, Pi);
    }
}
