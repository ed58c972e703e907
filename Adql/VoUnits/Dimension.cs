using System.Collections.Immutable;

namespace DataLab.Adql.VoUnits;

/// <summary>
/// What a unit measures: powers of base units (m, kg, s, A, K, mol, cd, rad), of things counted (photon, pixel, bit, mag, …), and
/// of symbols that nobody knows. Units convert into each other when their dimensions are equal.
/// </summary>
/// <remarks>Angles are no pure numbers here: a radian is not 1, and a steradian is rad**2.</remarks>
internal sealed class Dimension : IEquatable<Dimension>
{
    public static readonly Dimension None = new([]);

    /// <summary>In the order of the symbols, none with the power 0.</summary>
    private readonly ImmutableArray<(string Symbol, Fraction Power)> powers;

    private Dimension(ImmutableArray<(string, Fraction)> powers) => this.powers = powers;

    public bool IsNone => powers.IsEmpty;

    public IEnumerable<string> Symbols => powers.Select(power => power.Symbol);

    public static Dimension Base(string symbol) => new([(symbol, Fraction.One)]);

    /// <param name="text">Symbols with whole powers and blanks between: <c>kg m2 s-3</c>.</param>
    public static Dimension Parse(string text)
    {
        var dimension = None;
        foreach (var part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var symbol = part.TrimEnd("-0123456789".ToCharArray());
            var power =
                symbol.Length == part.Length
                    ? 1
                    : int.Parse(part.AsSpan(symbol.Length), System.Globalization.CultureInfo.InvariantCulture);
            dimension = dimension.Times(Base(symbol).Power(Fraction.Of(power, 1)!.Value)!)!;
        }
        return dimension;
    }

    /// <returns>Null where a power goes out of bounds.</returns>
    public Dimension? Times(Dimension other)
    {
        var sums = powers.ToDictionary(power => power.Symbol, power => power.Power, StringComparer.Ordinal);
        foreach (var (symbol, power) in other.powers)
        {
            if (sums.GetValueOrDefault(symbol, Fraction.Zero).Plus(power) is not { } sum)
                return null;
            sums[symbol] = sum;
        }
        return Of(sums.Select(pair => (pair.Key, pair.Value)));
    }

    /// <inheritdoc cref="Times"/>
    public Dimension? Power(Fraction power)
    {
        var raised = new List<(string, Fraction)>(powers.Length);
        foreach (var (symbol, own) in powers)
        {
            if (own.Times(power) is not { } product)
                return null;
            raised.Add((symbol, product));
        }
        return Of(raised);
    }

    private static Dimension Of(IEnumerable<(string Symbol, Fraction Power)> powers) =>
        new([
            .. powers.Where(power => power.Power.Numerator != 0).OrderBy(power => power.Symbol, StringComparer.Ordinal),
        ]);

    public bool Equals(Dimension? other) => other is not null && powers.AsSpan().SequenceEqual(other.powers.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as Dimension);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var power in powers)
            hash.Add(power);
        return hash.ToHashCode();
    }
}
