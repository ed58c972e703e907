using System.Collections.Frozen;

namespace DataLab.Adql.VoUnits;

/// <summary>A unit without powers: a known one with or without prefix, one that nobody knows, or a function of a unit.</summary>
/// <param name="Text">As VOUnits prefers to write it: <c>yr</c> for <c>a</c>.</param>
/// <param name="Remark">Why it should not be written like this; null for a good unit.</param>
internal sealed record UnitSymbol(string Text, UnitScale Scale, Dimension Dimension, string? Remark)
{
    /// <summary>False for a symbol of the provider's own.</summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>A function such as log(Hz): its values cannot be multiplied by factors.</summary>
    public bool IsFunction { get; init; }

    private static readonly FrozenDictionary<string, UnitScale> SiPrefixes = new Dictionary<string, int>
    {
        ["da"] = 1,
        ["h"] = 2,
        ["k"] = 3,
        ["M"] = 6,
        ["G"] = 9,
        ["T"] = 12,
        ["P"] = 15,
        ["E"] = 18,
        ["Z"] = 21,
        ["Y"] = 24,
        ["R"] = 27,
        ["Q"] = 30,
        ["d"] = -1,
        ["c"] = -2,
        ["m"] = -3,
        ["u"] = -6,
        ["n"] = -9,
        ["p"] = -12,
        ["f"] = -15,
        ["a"] = -18,
        ["z"] = -21,
        ["y"] = -24,
        ["r"] = -27,
        ["q"] = -30,
    }.ToFrozenDictionary(
        prefix => prefix.Key,
        prefix => UnitScale.Constant($"1e{prefix.Value}"),
        StringComparer.Ordinal
    );

    private static readonly FrozenDictionary<string, UnitScale> BinaryPrefixes = new[]
    {
        "Ki",
        "Mi",
        "Gi",
        "Ti",
        "Pi",
        "Ei",
        "Zi",
        "Yi",
    }
        .Select((prefix, i) => (prefix, Scale: UnitScale.Of(System.Numerics.BigInteger.Pow(1024, i + 1), 1, 0)!.Value))
        .ToFrozenDictionary(prefix => prefix.prefix, prefix => prefix.Scale, StringComparer.Ordinal);

    /// <summary>Every prefix of the SI.</summary>
    public static IEnumerable<string> Prefixes => SiPrefixes.Keys;

    /// <summary>A known unit, alone before with a prefix (VOUnits 1.1 §2.2), else null.</summary>
    public static UnitSymbol? Known(string text)
    {
        if (KnownUnits.All.TryGetValue(text, out var unit))
            return new UnitSymbol(
                unit.Preferred,
                unit.Scale,
                unit.Dimension,
                unit.Deprecated ? $"\"{text}\" is deprecated" : null
            );
        UnitSymbol? unusual = null;
        // "dau" could be deka-u or deci-au: a unit that may take the prefix goes first.
        for (var length = Math.Min(2, text.Length - 1); length > 0; length--)
        {
            if (!KnownUnits.All.TryGetValue(text[length..], out unit))
                continue;
            var prefix = text[..length];
            if (SiPrefixes.TryGetValue(prefix, out var scale) && unit.Prefixes != VoUnits.Prefixes.None)
                return Prefixed(prefix, scale, unit, unit.Deprecated ? $"\"{unit.Symbol}\" is deprecated" : null);
            if (unit.Prefixes == VoUnits.Prefixes.SiAndBinary && BinaryPrefixes.TryGetValue(prefix, out scale))
                return Prefixed(prefix, scale, unit, null);
            if (SiPrefixes.TryGetValue(prefix, out scale) && unit.Symbol != "%")
                unusual ??= Prefixed(prefix, scale, unit, $"\"{unit.Symbol}\" takes no prefix");
        }
        return unusual;
    }

    private static UnitSymbol Prefixed(string prefix, UnitScale scale, KnownUnit unit, string? remark)
    {
        // Pa is the pascal, so that the peta-year is Pyr: the preferred symbol never has that trouble.
        return new UnitSymbol(prefix + unit.Preferred, scale.Times(unit.Scale)!.Value, unit.Dimension, remark);
    }

    /// <summary>A symbol that VOUnits does not know: prefix and all (VOUnits 1.1 §2.2), so that <c>furlong</c> is a femto-urlong.</summary>
    public static UnitSymbol Unknown(string text)
    {
        for (var length = Math.Min(2, text.Length - 1); length > 0; length--)
            if (SiPrefixes.TryGetValue(text[..length], out var scale))
                return Unknown(text, text[length..], scale);
        return Unknown(text, text, UnitScale.One);
    }

    /// <summary>A symbol in quotes, which is nobody's but the provider's (VOUnits 1.1 §2.8).</summary>
    /// <returns>Null when there is something before the quotes that is no prefix.</returns>
    public static UnitSymbol? Quoted(string prefix, string text)
    {
        if (prefix.Length == 0)
            return Unknown($"'{text}'", text, UnitScale.One);
        return SiPrefixes.TryGetValue(prefix, out var scale) ? Unknown($"{prefix}'{text}'", text, scale) : null;
    }

    /// <remarks>The quotes in the dimension keep unknown symbols apart from known ones: <c>'m'</c> is no metre.</remarks>
    private static UnitSymbol Unknown(string text, string symbol, UnitScale scale) =>
        new(
            text,
            scale,
            Dimension.Base($"'{symbol}'"),
            $"{(text.Contains('\'', StringComparison.Ordinal) ? text : $"\"{text}\"")} is no unit of VOUnits"
        )
        {
            IsKnown = false,
        };

    /// <summary>A function of a unit, such as <c>log(Hz)</c>; a square root is a power and none of these.</summary>
    public static UnitSymbol Function(string name, Unit operand)
    {
        var text = $"{name}({operand})";
        var isKnown = name is "log" or "ln" or "exp" && !operand.IsUnknown;
        return new UnitSymbol(
            text,
            UnitScale.One,
            Dimension.Base(text),
            name is "log" or "ln" or "exp" ? null : $"\"{name}\" is no function of VOUnits"
        )
        {
            IsFunction = true,
            IsKnown = isKnown,
        };
    }
}
