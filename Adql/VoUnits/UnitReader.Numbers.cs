using System.Globalization;
using System.Text.RegularExpressions;

namespace DataLab.Adql.VoUnits;

/// <content>Scale factors and powers.</content>
internal sealed partial class UnitReader
{
    /// <summary>The number before a unit; null when there is none or it is wrong.</summary>
    private UnitScale? Scale()
    {
        var start = at;
        if (Has("10**") || lenient && Has("10^") || lenient && Compact().IsMatch(text.AsSpan(at)))
        {
            at += 2;
            return TakePower() is { } power ? TenTo(power, start) : null;
        }
        var match = (lenient ? LenientNumber() : Number()).Match(text, at);
        if (!match.Success)
            return null;
        at += match.Length;
        if (UnitScale.Parse(match.Value) is not { } scale)
        {
            Fail(start, match.Length, "The number before the unit is zero, too long or too large");
            return null;
        }
        if (!lenient || TimesTen().Match(text, at) is not { Success: true } times)
            return scale;
        // 1.5x10**3, as printed tables have it.
        at += times.Length;
        if (TakePower() is not { } more || TenTo(more, start) is not { } ten)
            return null;
        var product = scale.Times(ten);
        if (product is null)
            Fail(start, at - start, "The number before the unit is too large or too small");
        return product;
    }

    private UnitScale? TenTo(Fraction power, int start)
    {
        var ten = UnitScale.Constant("10").Power(power);
        if (ten is null)
            Fail(start, at - start, "The number before the unit is too large or too small");
        return ten;
    }

    /// <summary>A power, if one stands here.</summary>
    private Fraction? TakePower()
    {
        var start = at;
        if (Has("**"))
            at += 2;
        else if (lenient && Next == '^')
            at++;
        else if (
            !lenient
            || !(
                char.IsAsciiDigit(Next) || Next is '+' or '-' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])
            )
        )
            return null;
        var match = (lenient ? LenientPower() : Power()).Match(text, at);
        if (!match.Success)
        {
            at = Math.Min(text.Length, at + 1);
            Fail(start, at - start, "A power is a whole number, or (1/2) or (0.5) in brackets");
            return null;
        }
        at += match.Length;
        if (Value(match) is { } power)
            return power;
        Fail(start, at - start, "Powers are below 100, fractions have a denominator of at most 1000");
        return null;
    }

    private static Fraction? Value(Match match)
    {
        var whole = match.Groups["whole"];
        if (whole.Success)
            return long.TryParse(
                whole.ValueSpan,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? Fraction.Of(number, match.Groups["below"] is { Success: true } below ? Small(below.ValueSpan) : 1)
                : null;
        var digits = match.Groups["decimal"].Value;
        var places = digits.Length - digits.IndexOf('.', StringComparison.Ordinal) - 1;
        return
            places <= 15
            && decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && Math.Abs(value) < 100
            ? Fraction.Of((long)(value * Ten(places)), Ten(places))
            : null;
    }

    /// <returns>0, which no fraction may have below, for what is too large.</returns>
    private static long Small(ReadOnlySpan<char> digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static long Ten(int places)
    {
        var number = 1L;
        for (var i = 0; i < places; i++)
            number *= 10;
        return number;
    }

    /// <summary>VOUFLOAT, LIT10 and LIT1: no zero in front, digits behind the point.</summary>
    [GeneratedRegex(@"\G(?:0\.[0-9]+|[1-9][0-9]*(?:\.[0-9]+)?)(?:[eE][+-]?[0-9]+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"\G(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", RegexOptions.CultureInvariant)]
    private static partial Regex LenientNumber();

    /// <summary>10-3, 10+21: the powers of ten of CDS.</summary>
    [GeneratedRegex(@"^10[+-][0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex Compact();

    [GeneratedRegex(@"\G ?[x*] ?10(?=\*\*|\^|[+-][0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex TimesTen();

    [GeneratedRegex(
        @"\G(?:(?<whole>[+-]?[0-9]+)|\((?:(?<decimal>[+-]?[0-9]+\.[0-9]+)|(?<whole>[+-]?[0-9]+)(?:/(?<below>[0-9]+))?)\))",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Power();

    [GeneratedRegex(
        @"\G(?:(?<decimal>[+-]?[0-9]+\.[0-9]+)|(?<whole>[+-]?[0-9]+)|\( ?(?:(?<decimal>[+-]?[0-9]+\.[0-9]+)|(?<whole>[+-]?[0-9]+)(?:/(?<below>[0-9]+))?) ?\))",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex LenientPower();
}
