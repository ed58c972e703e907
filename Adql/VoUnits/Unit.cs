using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace DataLab.Adql.VoUnits;

/// <summary>What is wrong in the text of a unit.</summary>
/// <param name="Start">0-based place in the text.</param>
public sealed record UnitError(int Start, int Length, string Message);

/// <summary>A unit, or what keeps the text from being one.</summary>
public sealed record UnitReading(Unit? Unit, UnitError? Error);

/// <summary>A unit of VOUnits 1.1: a number before a product of powers of symbols.</summary>
public sealed class Unit
{
    internal static readonly Unit One = new(UnitScale.One, [], UnitScale.One, Dimension.None);

    private readonly UnitScale coefficient;
    private readonly ImmutableArray<(UnitSymbol Symbol, Fraction Power)> factors;

    private Unit(
        UnitScale coefficient,
        ImmutableArray<(UnitSymbol, Fraction)> factors,
        UnitScale scale,
        Dimension dimension
    ) => (this.coefficient, this.factors, Scale, Dimension) = (coefficient, factors, scale, dimension);

    internal UnitScale Scale { get; }
    internal Dimension Dimension { get; }

    /// <summary>Nothing but a number: <c>1</c>, or what is left when all units cancel.</summary>
    public bool IsDimensionless => Dimension.IsNone && factors.IsEmpty;

    /// <summary>Has a symbol that VOUnits does not know.</summary>
    public bool IsUnknown => factors.Any(factor => !factor.Symbol.IsKnown);

    /// <summary>Values are functions of a quantity, such as log(Hz), and have no factor to other units.</summary>
    public bool HasFunction => factors.Any(factor => factor.Symbol.IsFunction);

    /// <summary>Symbols that VOUnits does not know, as written.</summary>
    public IEnumerable<string> UnknownSymbols =>
        factors.Where(factor => !factor.Symbol.IsKnown).Select(factor => factor.Symbol.Text.Trim('\''));

    /// <summary>What the standard frowns at: deprecated and unknown symbols, prefixes where none belong.</summary>
    public IEnumerable<string> Remarks => factors.Select(factor => factor.Symbol.Remark).OfType<string>().Distinct();

    /// <summary>Reads a unit as VOUnits 1.1 has it and nothing else.</summary>
    public static UnitReading Read(string text) => UnitReader.Read(text, lenient: false);

    /// <summary>Reads a unit of VOUnits, else by the habits of FITS, CDS and OGIP (<c>km s-1</c>, <c>erg/s/cm^2</c>), else a common slip.</summary>
    public static UnitReading ReadLeniently(string text)
    {
        var strict = UnitReader.Read(text, lenient: false);
        if (strict.Unit is { IsUnknown: false } || text.Length > UnitReader.MaxLength)
            return strict;
        var lenient = UnitReader.Read(UnitSpellings.Normalize(text), lenient: true);
        return lenient.Unit is null && strict.Unit is not null ? strict : lenient;
    }

    /// <summary>The nearest valid spelling of what was meant; null when the text is valid or nothing is near.</summary>
    public static string? Nearest(string text)
    {
        if (ReadLeniently(text).Unit is not { } unit)
            return null;
        if (!unit.IsUnknown)
            return unit.IsWritable && unit.ToString() is var spelling && spelling != text ? spelling : null;
        return unit.UnknownSymbols.Count() == 1 && unit.factors.Length == 1
            ? Suggestions.Nearest(unit.UnknownSymbols.First(), UnitSpellings.Candidates).FirstOrDefault()
            : null;
    }

    internal static Unit? Of(UnitSymbol symbol) => One.Times(symbol, Fraction.One);

    internal static Unit Number(UnitScale number) => new(number, [], number, Dimension.None);

    private Unit? Times(UnitSymbol symbol, Fraction power)
    {
        var place = 0;
        while (place < factors.Length && factors[place].Symbol.Text != symbol.Text)
            place++;
        var isNew = place == factors.Length;
        var sum = isNew ? power : factors[place].Power.Plus(power);
        if (
            sum is not { } total
            || symbol.Scale.Power(power) is not { } more
            || Scale.Times(more) is not { } scale
            || symbol.Dimension.Power(power) is not { } raised
            || Dimension.Times(raised) is not { } dimension
        )
            return null;
        var merged =
            isNew ? (total.Numerator == 0 ? factors : factors.Add((symbol, total)))
            : total.Numerator == 0 ? factors.RemoveAt(place)
            : factors.SetItem(place, (symbol, total));
        return new Unit(coefficient, merged, scale, dimension);
    }

    /// <returns>Null where a power or the scale goes out of bounds.</returns>
    internal Unit? Times(Unit other)
    {
        if (coefficient.Times(other.coefficient) is not { } number || Scale.Times(other.coefficient) is not { } scale)
            return null;
        Unit? product = new(number, factors, scale, Dimension);
        foreach (var (symbol, power) in other.factors)
            product = product?.Times(symbol, power);
        return product;
    }

    /// <inheritdoc cref="Times(Unit)"/>
    internal Unit? Power(Fraction power)
    {
        Unit? result = coefficient.Power(power) is { } number ? Number(number) : null;
        foreach (var (symbol, own) in factors)
            result = own.Times(power) is { } product ? result?.Times(symbol, product) : null;
        return result;
    }

    /// <inheritdoc cref="Times(Unit)"/>
    internal Unit? Over(Unit other) => other.Power(Fraction.One.Negated) is { } inverse ? Times(inverse) : null;

    /// <summary>True when a value is the same number in both.</summary>
    public bool IsSame(Unit other) =>
        Dimension.Equals(other.Dimension)
        && (Scale == other.Scale || Math.Abs(Scale.ToDouble() / other.Scale.ToDouble() - 1) < 1e-14);

    /// <summary>What a value in this unit is multiplied by (divided by, where that is the exact number) to be one in another.</summary>
    /// <returns>Null when the units measure different things.</returns>
    public UnitFactor? To(Unit other)
    {
        if (!Dimension.Equals(other.Dimension) || HasFunction && ToString() != other.ToString())
            return null;
        if (Scale.Times(other.Scale.Inverse) is not { } ratio)
            return null;
        if (ratio.Pi == 0 && ratio.Numerator.IsOne && ratio.Denominator < BigInteger.One << 53)
            return new UnitFactor((double)ratio.Denominator, ratio.Denominator > 1);
        return new UnitFactor(ratio.ToDouble(), false);
    }

    /// <summary>False for numbers without a unit other than 1, which VOUnits cannot write.</summary>
    internal bool IsWritable => factors.Length > 0 || coefficient == UnitScale.One;

    /// <summary>As VOUnits 1.1 writes it, in preferred symbols: <c>erg.s**-1.cm**-2</c>, <c>mas/yr</c>, <c>10**-26W.m**-2</c>.</summary>
    public override string ToString()
    {
        if (factors.IsEmpty)
            return Shown(coefficient, alone: true);
        var number = coefficient == UnitScale.One ? "" : Shown(coefficient, alone: false);
        var above = factors.Where(factor => factor.Power.Numerator > 0).ToList();
        var below = factors.Where(factor => factor.Power.Numerator < 0).ToList();
        return above.Count > 0 && below.Count == 1
            ? number + Product(above) + "/" + Written(below[0].Symbol, below[0].Power.Negated)
            : number + Product([.. above, .. below]);
    }

    private static string Product(IEnumerable<(UnitSymbol Symbol, Fraction Power)> factors) =>
        string.Join('.', factors.Select(factor => Written(factor.Symbol, factor.Power)));

    private static string Written(UnitSymbol symbol, Fraction power)
    {
        if (power == Fraction.One)
            return symbol.Text;
        // The grammar has no power of a function; brackets do no harm there.
        var text = symbol.IsFunction ? $"({symbol.Text})" : symbol.Text;
        return (power.Denominator, power.Numerator) switch
        {
            (1, _) => string.Create(CultureInfo.InvariantCulture, $"{text}**{power.Numerator}"),
            // Astropy takes the slash of (-1/2) for a division.
            (2 or 4, < 0) => string.Create(CultureInfo.InvariantCulture, $"{text}**({power.Value})"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{text}**({power.Numerator}/{power.Denominator})"),
        };
    }

    private static string Shown(UnitScale number, bool alone)
    {
        var value = number.ToDouble();
        var power = (int)Math.Round(number.Log10);
        if (!alone && Math.Abs(power) > 2 && UnitScale.Parse($"1e{power}") == number)
            return string.Create(CultureInfo.InvariantCulture, $"10**{power}");
        return value.ToString("R", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);
    }
}

/// <param name="Number">Positive and finite.</param>
/// <param name="Divides">Divide by it instead of multiplying: 1/3600 is no double, 3600 is.</param>
public readonly record struct UnitFactor(double Number, bool Divides);
