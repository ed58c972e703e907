using System.Globalization;
using System.Text.RegularExpressions;

namespace DataLab.Adql.Semantics;

/// <summary>Units of products, quotients and roots. Says nothing (null) rather than something doubtful.</summary>
/// <remarks>Reads the common forms of VOUnits 1.1: <c>mas/yr</c>, <c>km.s**-1</c>, <c>erg/(cm**2.s)</c>, <c>km s-1</c>.</remarks>
internal static partial class Units
{
    public const string Degree = "deg";
    public const string Radian = "rad";
    public const string SquareDegree = "deg**2";

    public static string? Product(string? left, string? right) => Combine(left, right, 1);

    public static string? Quotient(string? left, string? right) => Combine(left, right, -1);

    /// <param name="power">A half for a square root.</param>
    public static string? Power(string? unit, double power)
    {
        if (Parse(unit) is not { } factors)
            return null;
        var powers = factors.ToDictionary(factor => factor.Key, factor => factor.Value * power);
        return powers.Values.All(value => value == Math.Round(value) && Math.Abs(value) < 100) ? Write(powers) : null;
    }

    private static string? Combine(string? left, string? right, int sign)
    {
        if (Parse(left) is not { } factors || Parse(right) is not { } others)
            return null;
        foreach (var (symbol, power) in others)
            factors[symbol] = factors.GetValueOrDefault(symbol) + sign * power;
        return Write(factors);
    }

    /// <returns>Symbol → power; null for what is not a plain product of powers.</returns>
    private static Dictionary<string, double>? Parse(string? unit)
    {
        if (unit is null || unit.Length > 60)
            return null;
        var text = unit.Trim();
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var factors = new Dictionary<string, double>(StringComparer.Ordinal);
        var above = slash < 0 ? text : text[..slash];
        var below = slash < 0 ? "" : text[(slash + 1)..].Trim();
        if (below.StartsWith('(') && below.EndsWith(')'))
            below = below[1..^1];
        else if (below.Contains('.', StringComparison.Ordinal) || below.Contains(' ', StringComparison.Ordinal))
            return null;
        if (above.Trim() != "1" && !Add(factors, above, 1) || slash >= 0 && !Add(factors, below, -1))
            return null;
        return factors.Count == 0 ? null : factors;
    }

    private static bool Add(Dictionary<string, double> factors, string product, int sign)
    {
        foreach (var part in Split(product))
        {
            var match = Factor().Match(part);
            if (!match.Success)
                return false;
            var power = match.Groups[2].Success ? double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : 1;
            var symbol = match.Groups[1].Value;
            factors[symbol] = factors.GetValueOrDefault(symbol) + sign * power;
        }
        return true;
    }

    private static string[] Split(string product) =>
        product
            .Replace("**", "^", StringComparison.Ordinal)
            .Split(['.', ' ', '*'], StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^([A-Za-z%]+)(?:\^?\(?([+-]?[0-9]{1,2})\)?)?$")]
    private static partial Regex Factor();

    private static string? Write(Dictionary<string, double> factors)
    {
        var above = factors.Where(factor => factor.Value > 0).ToList();
        var below = factors.Where(factor => factor.Value < 0).ToList();
        if (above.Count == 0 && below.Count == 0)
            return null;
        if (above.Count > 0 && below.Count == 1)
            return Join(above, 1) + "/" + Join(below, -1);
        return Join([.. above, .. below], 1);
    }

    private static string Join(List<KeyValuePair<string, double>> factors, int sign) =>
        string.Join('.', factors.Select(factor => One(factor.Key, sign * factor.Value)));

    private static string One(string symbol, double power) =>
        power == 1 ? symbol : symbol + "**" + power.ToString(CultureInfo.InvariantCulture);
}
