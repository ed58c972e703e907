using System.Globalization;
using DataLab.Fits;

namespace DataLab.Sia.Ingest;

/// <summary>The header of an HDU, and the primary header, which holds for it as well.</summary>
/// <remarks>Many files let extensions inherit without saying so (INHERIT), so that we always look there.</remarks>
internal sealed class HeaderPair(Header own, Header primary)
{
    public Header Own => own;

    public Header Primary => primary;

    /// <summary>The first of some keywords that has a value, in the HDU's own header, then in the primary one; as text.</summary>
    public string? Text(params ReadOnlySpan<string> keywords)
    {
        foreach (var header in (ReadOnlySpan<Header>)[own, primary])
        foreach (var keyword in keywords)
            if (TextOf(header.Find(keyword)) is { } text)
                return text;
        return null;
    }

    /// <summary>Likewise, as a number. Numbers that are written as texts are read, too.</summary>
    public double? Real(params ReadOnlySpan<string> keywords)
    {
        foreach (var header in (ReadOnlySpan<Header>)[own, primary])
        foreach (var keyword in keywords)
            if (RealOf(header.Find(keyword)) is { } number)
                return number;
        return null;
    }

    private static string? TextOf(Card? card) =>
        card?.Value switch
        {
            TextValue { Text: var text } when text.Trim() is { Length: > 0 } trimmed => trimmed,
            LogicalValue { IsTrue: var yes } => yes ? "T" : "F",
            IntegerValue { Number: var number } => number.ToString(CultureInfo.InvariantCulture),
            RealValue { Number: var number } => number.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };

    private static double? RealOf(Card? card) =>
        card?.Real is { } number ? Finite(number)
        : card?.Text is { } text
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var written)
            ? Finite(written)
        : null;

    private static double? Finite(double number) => double.IsFinite(number) ? number : null;
}
