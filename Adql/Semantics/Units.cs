using System.Collections.Concurrent;
using DataLab.Adql.Plan;
using DataLab.Adql.VoUnits;

namespace DataLab.Adql.Semantics;

/// <summary>Units of results from those of operands. Says nothing (null) rather than something doubtful.</summary>
/// <remarks>Reads what catalogues have (<c>km s-1</c>), writes VOUnits 1.1.</remarks>
internal static class Units
{
    public const string Degree = "deg";
    public const string Radian = "rad";
    public const string SquareDegree = "deg**2";

    public static string? Product(string? left, string? right) =>
        Combine(left, right) is var (a, b) ? Written(a.Times(b)) : null;

    public static string? Quotient(string? left, string? right) =>
        Combine(left, right) is var (a, b) ? Written(a.Over(b)) : null;

    /// <summary>Unit of a sum or a remainder: what both have, or what one has when the other is a number written out.</summary>
    /// <remarks>10 in <c>ra + 10</c> is meant in degrees (ADQL 2.1 §4.9.1 has that example).</remarks>
    public static string? Sum(Value left, Value right)
    {
        var (a, b) = (left.Metadata.Unit, right.Metadata.Unit);
        return a is null && Constants.IsConstant(left) ? b
            : b is null && Constants.IsConstant(right) ? a
            : Same(a, b) ? a
            : null;
    }

    /// <param name="power">A half for a square root.</param>
    public static string? Power(string? unit, double power) =>
        Fraction.Near(power) is { } fraction && Parse(unit) is { HasFunction: false } factor
            ? Written(factor.Power(fraction))
            : null;

    /// <summary>True when values in both units are the same numbers; no unit is like none.</summary>
    public static bool Same(string? left, string? right) =>
        left == right || Parse(left) is { } a && Parse(right) is { } b && a.IsSame(b);

    /// <summary>Null for no unit, and for one that cannot be read.</summary>
    public static Unit? Parse(string? unit)
    {
        if (string.IsNullOrWhiteSpace(unit) || unit.Length > UnitReader.MaxLength)
            return null;
        if (Read.TryGetValue(unit, out var known))
            return known;
        // Uploads may bring any number of units: memory stays bounded.
        if (Read.Count >= MostRead)
            Read.Clear();
        return Read[unit] = Unit.ReadLeniently(unit).Unit;
    }

    private const int MostRead = 1000;

    /// <summary>Units of an archive are few, and asked for in every query.</summary>
    private static readonly ConcurrentDictionary<string, Unit?> Read = new(StringComparer.Ordinal);

    private static (Unit, Unit)? Combine(string? left, string? right) =>
        Parse(left) is { HasFunction: false } a && Parse(right) is { HasFunction: false } b ? (a, b) : null;

    /// <remarks>A ratio has no unit; one that is too long to be read is none either.</remarks>
    private static string? Written(Unit? unit) =>
        unit is null or { IsDimensionless: true } || unit.ToString() is not { Length: <= 60 } text ? null : text;
}
