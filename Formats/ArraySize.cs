using System.Collections.Immutable;
using System.Globalization;

namespace DataLab.Formats;

/// <summary>VOTable arraysize (VOTable 1.4 §2.2): <c>5</c>, <c>*</c>, <c>10*</c>, <c>3x2</c>, <c>8x*</c>; first dimension varies fastest.</summary>
/// <param name="Dimensions">All dimensions but a variable last one without bound, which is written as 0.</param>
/// <param name="IsVariable">The last dimension may be shorter (<c>10*</c>) or of any length (<c>*</c>).</param>
public sealed record ArraySize(ImmutableArray<int> Dimensions, bool IsVariable)
{
    /// <summary><c>*</c>: any number of elements.</summary>
    public static readonly ArraySize Any = new([0], true);

    /// <summary>Exactly <paramref name="length"/> elements.</summary>
    public static ArraySize Of(int length) => new([length], false);

    /// <summary>Elements of every cell, or null where cells differ.</summary>
    public int? FixedLength => IsVariable ? null : Dimensions.Aggregate(1, (product, n) => product * n);

    /// <exception cref="FormatException">Not an arraysize, or one of more elements than an array can hold.</exception>
    public static ArraySize Parse(string text) =>
        TryParse(text, out var size)
            ? size
            : throw new FormatException($"\"{text}\" is not a VOTable arraysize such as 5, *, 10* or 3x2.");

    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ArraySize? size)
    {
        size = null;
        var parts = text.Trim().Split('x');
        var dimensions = ImmutableArray.CreateBuilder<int>(parts.Length);
        var variable = false;
        var product = 1L;
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i].Trim();
            if (i == parts.Length - 1 && part.EndsWith('*'))
            {
                variable = true;
                part = part[..^1];
                if (part.Length == 0)
                {
                    dimensions.Add(0);
                    continue;
                }
            }
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n))
                return false;
            dimensions.Add(n);
            product *= Math.Max(n, 1);
            if (product > Array.MaxLength)
                return false;
        }
        size = new ArraySize(dimensions.ToImmutable(), variable);
        return true;
    }

    public bool Equals(ArraySize? other) =>
        other is not null
        && IsVariable == other.IsVariable
        && Dimensions.AsSpan().SequenceEqual(other.Dimensions.AsSpan());

    public override int GetHashCode() => HashCode.Combine(IsVariable, Dimensions.Length, Dimensions.FirstOrDefault());

    public override string ToString()
    {
        var all = Dimensions.Select(n => n.ToString(CultureInfo.InvariantCulture)).ToArray();
        if (IsVariable)
            all[^1] = Dimensions[^1] == 0 ? "*" : all[^1] + "*";
        return string.Join('x', all);
    }
}
