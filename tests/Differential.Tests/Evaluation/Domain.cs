using System.Globalization;
using System.Text;

namespace DataLab.Differential.Tests.Evaluation;

/// <summary>What kind of value an expression has: known before any row is read. The order is that of widening.</summary>
internal enum Domain
{
    Null,
    Byte,
    Short,
    Int,
    Long,
    Float,
    Double,
    Boolean,
    Text,
    Time,
    Point,
    Circle,
    Polygon,

    /// <summary>A region or a coverage map, as text.</summary>
    Region,
    Moc,

    /// <summary>Numbers in a list, which nothing operates on.</summary>
    Array,
}

/// <summary>The query ends in an error by the rules (overflow, a text that is no number), or the rules say nothing about it.</summary>
internal sealed class RefusedException(string message) : Exception(message);

/// <summary>Values of the evaluator: null, long, double (also for REAL, rounded to it), bool, string, DateTime, double[].</summary>
internal static class Domains
{
    public static bool IsNumber(this Domain domain) => domain is >= Domain.Byte and <= Domain.Double;

    public static bool IsWhole(this Domain domain) => domain is >= Domain.Byte and <= Domain.Long;

    /// <summary>The domain that holds both.</summary>
    public static Domain Common(Domain left, Domain right) =>
        left == Domain.Null || left == right ? right
        : right == Domain.Null ? left
        : left.IsNumber() && right.IsNumber() ? (Domain)Math.Max((int)left, (int)right)
        : throw new InvalidOperationException($"{left} and {right} have nothing in common");

    /// <summary>Of + - * / %: at least INTEGER.</summary>
    public static Domain Arithmetic(Domain left, Domain right) =>
        (Domain)Math.Max((int)Domain.Int, Math.Max((int)left, (int)right));

    /// <summary>Checks the range of a computed value.</summary>
    public static object Fit(Domain domain, object value)
    {
        switch (domain)
        {
            case Domain.Byte when value is long b && (b < byte.MinValue || b > byte.MaxValue):
            case Domain.Short when value is long s && (s < short.MinValue || s > short.MaxValue):
            case Domain.Int when value is long i && (i < int.MinValue || i > int.MaxValue):
                throw new RefusedException($"{value} is no {domain}");
            case Domain.Float when value is double f:
                var narrow = (double)(float)f;
                return double.IsInfinity(narrow) && !double.IsInfinity(f)
                    ? throw new RefusedException($"{f} is no REAL")
                    : narrow;
            default:
                return value;
        }
    }

    public static double Number(object value) => value is long whole ? whole : (double)value;

    /// <summary>CAST (ADQL 2.1 §4.5): to whole numbers rounds to nearest, ties to even.</summary>
    public static object? Convert(object? value, Domain to)
    {
        switch (to)
        {
            case var _ when value is null:
                return null;
            case Domain.Byte or Domain.Short or Domain.Int or Domain.Long:
                return Fit(to, Whole(value));
            case Domain.Float or Domain.Double:
                return Fit(
                    to,
                    value switch
                    {
                        string text => ParseNumber(text),
                        bool truth => truth ? 1.0 : 0.0,
                        _ => Number(value),
                    }
                );
            case Domain.Boolean when value is long whole:
                return whole != 0;
            case Domain.Text when value is long whole:
                return whole.ToString(CultureInfo.InvariantCulture);
            case Domain.Text when value is DateTime time:
                return Print(time);
            case Domain.Time when value is string text:
                return Time(text);
            case Domain.Null:
            case Domain.Boolean when value is bool:
            case Domain.Text when value is string:
            case Domain.Time when value is DateTime:
            case Domain.Point or Domain.Circle or Domain.Polygon or Domain.Region or Domain.Moc or Domain.Array:
                return value;
            default:
                throw new InvalidOperationException($"No conversion of {value} to {to}");
        }
    }

    /// <summary>As DALI writes it.</summary>
    public static string Print(DateTime time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);

    public static DateTime Time(string text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw new RefusedException($"'{text}' is no timestamp");

    private static long Whole(object value) =>
        value switch
        {
            long whole => whole,
            bool truth => truth ? 1 : 0,
            string text
                when long.TryParse(
                    text.Trim(),
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var read
                ) => read,
            string text => Whole(ParseNumber(text)),
            double x when double.IsFinite(x) && Math.Abs(x) < 9e18 => (long)Math.Round(x, MidpointRounding.ToEven),
            _ => throw new RefusedException($"{value} is no whole number"),
        };

    private static double ParseNumber(string text) =>
        text.Trim().ToUpperInvariant() switch
        {
            "NAN" => double.NaN,
            "INFINITY" => double.PositiveInfinity,
            "-INFINITY" => double.NegativeInfinity,
            var digits when double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) => x,
            _ => throw new RefusedException($"'{text}' is no number"),
        };

    /// <summary>NaN equals NaN and is the greatest number; texts are ordered by code point.</summary>
    public static int Compare(object left, object right) =>
        (left, right) switch
        {
            (long a, long b) => a.CompareTo(b),
            (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
            (bool a, bool b) => a.CompareTo(b),
            (DateTime a, DateTime b) => a.CompareTo(b),
            _ => CompareNumbers(Number(left), Number(right)),
        };

    private static int CompareNumbers(double a, double b) =>
        double.IsNaN(a) ? (double.IsNaN(b) ? 0 : 1)
        : double.IsNaN(b) ? -1
        : a < b ? -1
        : a > b ? 1
        : 0;

    /// <summary>In an order: NULL comes last, whichever direction the others have.</summary>
    public static int CompareInOrder(object? left, object? right, bool descending) =>
        (left, right) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            _ => descending ? Compare(right, left) : Compare(left, right),
        };

    /// <summary>Equal for values that are not distinct: NULLs are alike, NaNs are alike, and so are both zeros.</summary>
    public static string Key(IEnumerable<object?> values) =>
        string.Join(
            '\u0001',
            values.Select(value =>
                value switch
                {
                    null => "-",
                    double x => "d" + (x == 0 ? 0 : x).ToString("R", CultureInfo.InvariantCulture),
                    string text => "t" + text,
                    DateTime time => "t" + Print(time),
                    System.Array list => "[" + Key(list.Cast<object?>()) + "]",
                    float x => "d" + ((double)x).ToString("R", CultureInfo.InvariantCulture),
                    _ => "o" + System.Convert.ToString(value, CultureInfo.InvariantCulture),
                }
            )
        );
}
