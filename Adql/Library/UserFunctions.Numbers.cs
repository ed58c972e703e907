using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Library;

/// <content>Numbers, intervals and bits.</content>
internal static partial class UserFunctions
{
    private static IEnumerable<UserFunction> Numbers() =>
        [
            Renamed("ln", "LOG", "Natural logarithm", "ln(1)", "0", Number("x")),
            Renamed("pow", "POWER", "x to the power of y", "pow(2, 10)", "1024", Number("x"), Number("y")),
            Renamed("ceil", "CEILING", "The least whole number that is not below x", "ceil(1.5)", "2", Number("x")),
            Renamed("trunc", "TRUNCATE", "The number without its decimal places", "trunc(-1.5)", "-1", Number("x")),
            Renamed(
                "trunc",
                "TRUNCATE",
                "The number with so many decimal places",
                "trunc(1.25, 1)",
                "1.2",
                Number("x"),
                new("digits", ArgumentKind.WholeLiteral)
            ),
            Renamed("random", "RAND", "A number from 0 to 1, another in every row", "FLOOR(random())", "0"),
            new(
                FunctionGroup.Numbers,
                "sign",
                [Number("x")],
                AdqlType.Double,
                "-1, 0 or 1, as the number is; NaN of NaN."
            )
            {
                Example = "sign(-7.5)",
                Gives = "-1",
                DuckDb = "datalab_sign({0})",
            },
            new(FunctionGroup.Numbers, "cbrt", [Number("x")], AdqlType.Double, "Cube root.")
            {
                Example = "cbrt(-27)",
                Gives = "-3",
                Metadata = arguments => Metadata.OfUnit(Units.Power(arguments[0].Metadata.Unit, 1.0 / 3)),
                DuckDb = "cbrt({0})",
            },
            .. Trigonometry(),
            new(
                FunctionGroup.Numbers,
                "width_bucket",
                [Number("x"), Number("low"), Number("high"), Whole("n")],
                AdqlType.Int,
                "Number of the bin of n equal ones, from 1; 0 below the first, n + 1 from the last on, NULL without bins."
            )
            {
                Example = "width_bucket(5.35, 0.024, 10.06, 5)",
                Gives = "3",
                DuckDb = "datalab_bin({0}, {1}, {2}, {3})",
            },
            NormalRandom("ivo_normal_random", "A number drawn from a normal distribution, another in every row."),
            NormalRandom("gavo_normal_random", "As ivo_normal_random."),
            new(
                FunctionGroup.Numbers,
                "ivo_interval_overlaps",
                [Number("a1"), Number("b1"), Number("a2"), Number("b2")],
                AdqlType.Int,
                "1 if the intervals from a1 to b1 and from a2 to b2 have a number in common, else 0; an interval that ends before it begins has none."
            )
            {
                Example = "ivo_interval_overlaps(-2, 2, 2, 3)",
                Gives = "1",
                Expand = arguments =>
                    Truth(
                        NotAbove(arguments[0], arguments[1]),
                        NotAbove(arguments[2], arguments[3]),
                        NotAbove(arguments[0], arguments[3]),
                        NotAbove(arguments[2], arguments[1])
                    ),
            },
            new(
                FunctionGroup.Numbers,
                "ivo_interval_has",
                [Number("val"), Array("range")],
                AdqlType.Int,
                "1 if the number lies in the interval, its ends included, else 0. An interval is a column of that type or an array of two numbers."
            )
            {
                Example = "ivo_interval_has(2, ARRAY[1, 2])",
                Gives = "1",
                Expand = arguments =>
                    Truth(
                        new BetweenCondition(arguments[0], Element(arguments[1], 1), Element(arguments[1], 2), false)
                    ),
            },
            Bits("BITWISE_AND", "Bits that both have; as a & b", "BITWISE_AND(12, 10)", "8"),
            Bits("BITWISE_OR", "Bits that one of them has; as a | b", "BITWISE_OR(12, 10)", "14"),
            Bits("BITWISE_XOR", "Bits that just one of them has; as a # b", "BITWISE_XOR(12, 10)", "6"),
            new(FunctionGroup.Bits, "BITWISE_NOT", [Whole("a")], AdqlType.Long, "All bits the other way; as ~a.")
            {
                Example = "BITWISE_NOT(5)",
                Gives = "-6",
                Expand = arguments => new CallValue(
                    "BITWISE_NOT",
                    arguments,
                    AdqlType.Arithmetic(arguments[0].Type, AdqlType.Int)
                ),
            },
        ];

    private static IEnumerable<UserFunction> Trigonometry() =>
        [
            OfAngle("sind", "Sine of an angle in degrees.", "30", "0.5"),
            OfAngle("cosd", "Cosine of an angle in degrees.", "60", "0.5"),
            OfAngle("tand", "Tangent of an angle in degrees.", "45", "1"),
            OfAngle("cotd", "Cotangent of an angle in degrees.", "45", "1"),
            OfAngle("asind", "Angle in degrees from its sine.", "0.5", "30", Units.Degree),
            OfAngle("acosd", "Angle in degrees from its cosine.", "0.5", "60", Units.Degree),
            OfAngle("atand", "Angle in degrees from its tangent.", "1", "45", Units.Degree),
            new(
                FunctionGroup.Numbers,
                "atan2d",
                [Number("y"), Number("x")],
                AdqlType.Double,
                "Direction of (x, y) in degrees from -180 to 180."
            )
            {
                Example = "atan2d(1, -1)",
                Gives = "135",
                Metadata = Fixed(Units.Degree),
                DuckDb = "datalab_atan2d({0}, {1})",
            },
            OfAngle("sinh", "Hyperbolic sine.", "0", "0"),
            OfAngle("cosh", "Hyperbolic cosine.", "0", "1"),
            OfAngle("tanh", "Hyperbolic tangent.", "0", "0"),
        ];

    private static UserFunction OfAngle(string name, string what, string argument, string gives, string? unit = null) =>
        new(FunctionGroup.Numbers, name, [Number("x")], AdqlType.Double, what)
        {
            Example = $"{name}({argument})",
            Gives = gives,
            Metadata = Fixed(unit),
            DuckDb = $"datalab_{name}({{0}})",
        };

    private static CompareCondition NotAbove(Value low, Value high) => new(ComparisonOperator.LessOrEqual, low, high);

    private static UserFunction Renamed(
        string name,
        string alias,
        string what,
        string example,
        string gives,
        params Parameter[] parameters
    ) =>
        new(FunctionGroup.Numbers, name, [.. parameters], AdqlType.Double, $"{what}; as {alias}.")
        {
            Example = example,
            Gives = gives,
            Alias = alias,
        };

    private static UserFunction Bits(string name, string what, string example, string gives) =>
        new(FunctionGroup.Bits, name, [Whole("a"), Whole("b")], AdqlType.Long, what + ".")
        {
            Example = example,
            Gives = gives,
            Expand = arguments => new CallValue(
                name,
                arguments,
                AdqlType.Arithmetic(arguments[0].Type, arguments[1].Type)
            ),
        };

    private static UserFunction NormalRandom(string name, string documentation) =>
        new(FunctionGroup.Numbers, name, [Number("mu"), Number("sigma")], AdqlType.Double, documentation)
        {
            Example = name + "(10, 0)",
            Gives = "10",
            Metadata = SameUnit,
            IsRandom = true,
            DuckDb = "({0} + {1} * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()))",
        };
}
