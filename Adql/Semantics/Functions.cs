using System.Collections.Frozen;
using DataLab.Adql.Plan;

namespace DataLab.Adql.Semantics;

internal enum ArgumentKind
{
    Number,
    Text,

    /// <summary>A whole number written out, with or without sign.</summary>
    WholeLiteral,
    Any,
    Timestamp,
    Shape,

    // Of user-defined functions.
    Whole,
    TextLiteral,

    /// <summary>A number that is the same in every row.</summary>
    NumberConstant,
    Point,

    /// <summary>An array of numbers, an interval among them.</summary>
    Array,

    /// <summary>An array of numbers or texts, whose elements keep their type.</summary>
    AnyArray,
    Boolean,
}

internal sealed record Parameter(string Name, ArgumentKind Kind, bool Optional = false);

/// <summary>A scalar function: what it takes, what it gives, where the standard has it.</summary>
/// <param name="Result">Type of the result from the checked arguments.</param>
/// <param name="Unit">Unit of the result from the arguments, null when it has none or it is not known.</param>
internal sealed record Function(
    string Name,
    Items<Parameter> Parameters,
    Func<Items<Value>, AdqlType> Result,
    Func<Items<Value>, string?> Unit,
    string Clause
)
{
    /// <summary>Computes the function on constants; null where that is not worth it.</summary>
    public Func<double[], double>? Fold { get; init; }

    /// <summary>The result is the first argument but for its last digits, and means the same.</summary>
    public bool IsRounding { get; init; }

    public int Required => Parameters.Count(parameter => !parameter.Optional);

    /// <summary><c>ROUND(x [, digits])</c></summary>
    public string Signature
    {
        get
        {
            var required = string.Join(", ", Parameters.Where(p => !p.Optional).Select(p => p.Name));
            var optional = string.Concat(Parameters.Where(p => p.Optional).Select(p => $" [, {p.Name}]"));
            return $"{Name}({(Required == 0 ? optional.Replace(" [, ", "[", StringComparison.Ordinal) : required + optional)})";
        }
    }
}

/// <summary>The scalar functions of ADQL 2.1 that take numbers and texts; aggregates and shapes have binders of their own.</summary>
internal static class Functions
{
    private const string Maths = "ADQL 2.1 §2.3 Mathematical functions";
    private const string Trigonometry = "ADQL 2.1 §2.4 Trigonometrical functions";
    private const string Strings = "ADQL 2.1 §4.3 String functions";

    private static readonly Function[] Table =
    [
        Number("ABS", Maths, SameUnit, Math.Abs) with
        {
            Result = SameType,
        },
        Number("CEILING", Maths, SameUnit, Math.Ceiling) with
        {
            IsRounding = true,
        },
        Number("DEGREES", Maths, _ => Units.Degree, x => x * (180 / Math.PI)),
        Number("EXP", Maths, NoUnit, Math.Exp),
        Number("FLOOR", Maths, SameUnit, Math.Floor) with
        {
            IsRounding = true,
        },
        Number("LOG", Maths, NoUnit, Math.Log),
        Number("LOG10", Maths, NoUnit, Math.Log10),
        Numbers("MOD", Maths, ModuloUnit, "x", "y") with
        {
            Result = WiderType,
        },
        Numbers("PI", Maths, NoUnit) with
        {
            Fold = _ => Math.PI,
        },
        Numbers("POWER", Maths, PowerUnit, "x", "y") with
        {
            Fold = x => Math.Pow(x[0], x[1]),
        },
        Number("RADIANS", Maths, _ => Units.Radian, x => x * (Math.PI / 180)),
        Number("SQRT", Maths, x => Units.Power(x[0].Metadata.Unit, 0.5), Math.Sqrt),
        new("RAND", [new("seed", ArgumentKind.WholeLiteral, true)], _ => AdqlType.Double, NoUnit, Maths),
        new(
            "ROUND",
            [new("x", ArgumentKind.Number), new("digits", ArgumentKind.WholeLiteral, true)],
            _ => AdqlType.Double,
            SameUnit,
            Maths
        )
        {
            IsRounding = true,
        },
        new(
            "TRUNCATE",
            [new("x", ArgumentKind.Number), new("digits", ArgumentKind.WholeLiteral, true)],
            _ => AdqlType.Double,
            SameUnit,
            Maths
        )
        {
            IsRounding = true,
        },
        Number("SIN", Trigonometry, NoUnit, Math.Sin),
        Number("COS", Trigonometry, NoUnit, Math.Cos),
        Number("TAN", Trigonometry, NoUnit, Math.Tan),
        Number("COT", Trigonometry, NoUnit, x => 1 / Math.Tan(x)),
        Number("ASIN", Trigonometry, _ => Units.Radian, Math.Asin),
        Number("ACOS", Trigonometry, _ => Units.Radian, Math.Acos),
        Number("ATAN", Trigonometry, _ => Units.Radian, Math.Atan),
        Numbers("ATAN2", Trigonometry, _ => Units.Radian, "y", "x") with
        {
            Fold = x => Math.Atan2(x[0], x[1]),
        },
        new("LOWER", [new("text", ArgumentKind.Text)], SameType, NoUnit, Strings),
        new("UPPER", [new("text", ArgumentKind.Text)], SameType, NoUnit, Strings),
    ];

    /// <summary>By name, ignoring case.</summary>
    public static readonly FrozenDictionary<string, Function> All = Table.ToFrozenDictionary(
        function => function.Name,
        StringComparer.OrdinalIgnoreCase
    );

    private static Function Number(
        string name,
        string clause,
        Func<Items<Value>, string?> unit,
        Func<double, double> fold
    ) => Numbers(name, clause, unit, "x") with { Fold = x => fold(x[0]) };

    private static Function Numbers(
        string name,
        string clause,
        Func<Items<Value>, string?> unit,
        params string[] parameters
    ) =>
        new(
            name,
            [.. parameters.Select(parameter => new Parameter(parameter, ArgumentKind.Number))],
            _ => AdqlType.Double,
            unit,
            clause
        );

    private static AdqlType SameType(Items<Value> arguments) => arguments[0].Type;

    /// <summary>Whole numbers keep their type: identifiers of 64 bits would lose digits as doubles.</summary>
    private static AdqlType WiderType(Items<Value> arguments) =>
        AdqlType.Arithmetic(arguments[0].Type, arguments[1].Type);

    private static string? NoUnit(Items<Value> arguments) => null;

    private static string? SameUnit(Items<Value> arguments) => arguments[0].Metadata.Unit;

    private static string? ModuloUnit(Items<Value> arguments) => Units.Sum(arguments[0], arguments[1]);

    private static string? PowerUnit(Items<Value> arguments) =>
        Constants.Number(arguments[1]) is { } power ? Units.Power(arguments[0].Metadata.Unit, power) : null;
}
