using System.Globalization;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Semantics;

/// <summary>Computes what does not depend on rows, by the rules that hold for rows too.</summary>
internal static class Constants
{
    /// <returns>The number of a constant, else null.</returns>
    public static double? Number(Value value) =>
        value switch
        {
            WholeConstant whole => whole.Number,
            RealConstant real => real.Number,
            _ => null,
        };

    public static bool IsConstant(Value value) =>
        value is WholeConstant or RealConstant or TextConstant or TimestampConstant or BooleanConstant or NullConstant;

    /// <returns>A constant, or null when the text is no number that a double can hold.</returns>
    public static Value? Parse(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return new WholeConstant(whole);
        return
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            && double.IsFinite(real)
            ? new RealConstant(real)
            : Special(text);
    }

    /// <summary>NaN and the infinities by the names that databases have for them, in any case; null for other words.</summary>
    public static RealConstant? Special(string word) =>
        word.ToUpperInvariant() switch
        {
            "NAN" => new RealConstant(double.NaN),
            "INFINITY" or "+INFINITY" or "INF" or "+INF" => new RealConstant(double.PositiveInfinity),
            "-INFINITY" or "-INF" => new RealConstant(double.NegativeInfinity),
            _ => null,
        };

    /// <returns>Null when the operands are not constants or the result cannot be held: then the engine computes it.</returns>
    public static Value? Fold(ArithmeticOperator sign, Value left, Value right)
    {
        if (left is WholeConstant a && right is WholeConstant b)
            return Fold(sign, a.Number, b.Number);
        if (Number(left) is not { } x || Number(right) is not { } y)
            return null;
        var result = sign switch
        {
            ArithmeticOperator.Add => x + y,
            ArithmeticOperator.Subtract => x - y,
            ArithmeticOperator.Multiply => x * y,
            _ => x / y,
        };
        return double.IsFinite(result) ? new RealConstant(result) : null;
    }

    private static WholeConstant? Fold(ArithmeticOperator sign, long a, long b)
    {
        try
        {
            return sign switch
            {
                ArithmeticOperator.Add => new WholeConstant(checked(a + b)),
                ArithmeticOperator.Subtract => new WholeConstant(checked(a - b)),
                ArithmeticOperator.Multiply => new WholeConstant(checked(a * b)),
                _ => b == 0 ? null : new WholeConstant(checked(a / b)),
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    public static Value? Negate(Value operand) =>
        operand switch
        {
            WholeConstant whole when whole.Number != long.MinValue => new WholeConstant(-whole.Number),
            RealConstant real => new RealConstant(-real.Number),
            _ => null,
        };

    public static Value? Fold(Function function, Items<Value> arguments)
    {
        if (function.Fold is not { } fold || arguments.Count == 0 && function.Parameters.Count > 0)
            return null;
        var numbers = new double[arguments.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (Number(arguments[i]) is not { } number)
                return null;
            numbers[i] = number;
        }
        var result = fold(numbers);
        if (!double.IsFinite(result))
            return null;
        if (!function.Result(arguments).IsWhole)
            return new RealConstant(result);
        // Beyond 2^53 a double has lost digits.
        return Math.Abs(result) < 1L << 53 ? new WholeConstant((long)result) : null;
    }

    private static readonly string[] TimestampFormats =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
    ];

    /// <summary>A timestamp as DALI 1.1 §3.3.3 writes it; a blank for the T is accepted.</summary>
    public static DateTime? Timestamp(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.EndsWith('Z'))
            trimmed = trimmed[..^1];
        return DateTime.TryParseExact(
            trimmed,
            TimestampFormats,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : null;
    }

    public static bool? Truth(Value value) =>
        value switch
        {
            WholeConstant { Number: 0 } => false,
            WholeConstant { Number: 1 } => true,
            TextConstant text => text.Text.Trim().ToUpperInvariant() switch
            {
                "T" or "TRUE" or "1" => true,
                "F" or "FALSE" or "0" => false,
                _ => null,
            },
            _ => null,
        };
}
