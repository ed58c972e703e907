using System.Globalization;
using System.Text.RegularExpressions;

namespace DataLab.Fits.Tables;

/// <summary>Type of one element of a table column (FITS 4.0 §7.3.1, table 18).</summary>
public enum ElementType
{
    Logical,
    Bit,
    Byte,
    Short,
    Int,
    Long,
    Character,
    Float,
    Double,
    FloatComplex,
    DoubleComplex,
}

/// <summary>The TFORMn of a binary table: <c>rT</c>, or <c>rPT(max)</c> for arrays of variable length.</summary>
/// <param name="Type">Of the elements; for variable arrays, of those in the heap.</param>
/// <param name="Repeat">Elements a row; for variable arrays descriptors, 0 or 1.</param>
/// <param name="Descriptor">0, or the bytes of the descriptor: 8 for P, 16 for Q.</param>
public sealed partial record BinaryForm(ElementType Type, int Repeat, int Descriptor)
{
    /// <summary>Characters of each string in a column of many strings (<c>rAw</c>); null where TFORM does not say.</summary>
    public int? StringLength { get; init; }

    public bool IsVariable => Descriptor > 0;

    /// <summary>Bytes the column takes in a row.</summary>
    public long Width => IsVariable ? (long)Repeat * Descriptor : BytesOf(Type, Repeat);

    /// <summary>Bytes of <paramref name="count"/> elements; bits are packed.</summary>
    public static long BytesOf(ElementType type, long count) =>
        type switch
        {
            ElementType.Bit => (count + 7) / 8,
            ElementType.Logical or ElementType.Byte or ElementType.Character => count,
            ElementType.Short => count * 2,
            ElementType.Int or ElementType.Float => count * 4,
            ElementType.DoubleComplex => count * 16,
            _ => count * 8,
        };

    /// <exception cref="FitsException">Not a TFORM of a binary table.</exception>
    public static BinaryForm Parse(string keyword, string text)
    {
        var match = Pattern().Match(text.Trim());
        if (!match.Success || !TryCount(match.Groups["repeat"].Value, 1, out var repeat))
            throw NotOne(keyword, text);
        var code = match.Groups["code"].Value.ToUpperInvariant()[0];
        var rest = match.Groups["rest"].Value;
        if (code is 'P' or 'Q')
        {
            if (rest.Length == 0 || TypeOf(char.ToUpperInvariant(rest[0])) is not { } elements || repeat > 1)
                throw NotOne(keyword, text);
            return new BinaryForm(elements, repeat, code == 'P' ? 8 : 16);
        }
        var type = TypeOf(code) ?? throw NotOne(keyword, text);
        if (type != ElementType.Character || !TryCount(rest, 0, out var length) || length == 0)
            return new BinaryForm(type, repeat, 0);
        // "A8" is what ASCII tables write; in a binary table it is a common slip for "8A".
        return match.Groups["repeat"].Length == 0
            ? new BinaryForm(type, length, 0)
            : new BinaryForm(type, repeat, 0) { StringLength = length };
    }

    private static ElementType? TypeOf(char code) =>
        code switch
        {
            'L' => ElementType.Logical,
            'X' => ElementType.Bit,
            'B' => ElementType.Byte,
            'I' => ElementType.Short,
            'J' => ElementType.Int,
            'K' => ElementType.Long,
            'A' => ElementType.Character,
            'E' => ElementType.Float,
            'D' => ElementType.Double,
            'C' => ElementType.FloatComplex,
            'M' => ElementType.DoubleComplex,
            _ => null,
        };

    private static bool TryCount(string text, int absent, out int count)
    {
        count = absent;
        return text.Length == 0 || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);
    }

    private static FitsException NotOne(string keyword, string text) =>
        new($"{keyword} is '{text}'; expected a count and one of L X B I J K A E D C M, or P or Q before one of them.");

    [GeneratedRegex("^(?<repeat>[0-9]*)(?<code>[A-Za-z])(?<rest>.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
