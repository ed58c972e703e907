using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Library;

/// <content>Aggregates that are no statistics of numbers: values gathered in texts and arrays, conditions, bits, the commonest value.</content>
internal static partial class UserFunctions
{
    /// <summary>Of an array that an aggregate makes.</summary>
    private const int MostElements = 100_000;

    private static string TooMany => $"'array_agg met more than {MostElements} rows in a group'";

    private static IEnumerable<UserFunction> Gathered() =>
        [
            new(
                FunctionGroup.Statistics,
                "percentile_disc",
                [Number("x"), Constant("fraction")],
                AdqlType.Double,
                "The least of the values that at least a part of the values, from 0 to 1, does not exceed. NaN is greater than all numbers."
            )
            {
                Example = "percentile_disc(0.3) WITHIN GROUP (ORDER BY x)",
                Gives = "2",
                IsAggregate = true,
                Metadata = SameUnit,
                Refuses = arguments =>
                    Constants.Number(arguments[1]) is >= 0 and <= 1
                        ? null
                        : "fraction of percentile_disc goes from 0 to 1",
                DuckDb = "quantile_disc({0}, {1})",
                PostgreSql = "percentile_disc({1}) WITHIN GROUP (ORDER BY {0})",
            },
            new(
                FunctionGroup.Statistics,
                "mode",
                [new("x", ArgumentKind.Any)],
                AdqlType.Double,
                "The value that occurs most often, of several the least; also written mode() WITHIN GROUP (ORDER BY x)."
            )
            {
                Example = "mode(x)",
                Gives = "1",
                ResultName = "ANY",
                IsAggregate = true,
                ResultOf = arguments => arguments[0].Type,
                Refuses = arguments =>
                    arguments[0].Type.IsShape || arguments[0].Type.Kind == Kind.Opaque
                        ? $"mode cannot compare {arguments[0].Type}"
                        : null,
                Metadata = SameUnit,
                DuckDb = "mode({0} ORDER BY {0})",
                PostgreSql = "mode() WITHIN GROUP (ORDER BY {0})",
            },
            Joined("ivo_string_agg"),
            Joined("string_agg"),
            new(
                FunctionGroup.Statistics,
                "array_agg",
                [new("x", ArgumentKind.Any)],
                DoubleArray,
                $"The values of all rows in an array of their type, in the order of ORDER BY or in any; {MostElements} at most. NULL becomes NaN or an empty text, and is left out of whole numbers and booleans. Texts need a length: CAST(x AS VARCHAR(20))."
            )
            {
                Example = "arr_sum(array_agg(x))",
                Gives = "12",
                ResultName = "ANY[]",
                IsAggregate = true,
                TakesOrder = true,
                MindsNull = true,
                ResultOf = arguments => arguments[0].Type.Array ?? DoubleArray,
                Refuses = arguments =>
                    arguments[0].Type.IsOpen || arguments[0].Type.Array is not null ? null
                    : arguments[0].Type.Kind == Kind.Text
                        ? "array_agg must know how long texts may be: write array_agg(CAST(… AS VARCHAR(20)))"
                    : $"array_agg makes no array of {arguments[0].Type}",
                Prepare = arguments => [Filled(arguments[0]), .. arguments.Skip(1)],
                Metadata = SameUnit,
                DuckDb =
                    $"CASE WHEN count({{0}}) > {MostElements} THEN error({TooMany}) "
                    + "ELSE list({0}{order}) FILTER (WHERE {0} IS NOT NULL) END",
                PostgreSql =
                    $"CASE WHEN count({{0}}) > {MostElements} THEN datalab_error({TooMany}, array_agg({{0}}) FILTER (WHERE FALSE)) "
                    + "ELSE array_agg({0}{order}) FILTER (WHERE {0} IS NOT NULL) END",
            },
        ];

    /// <summary>A value of just its type, NULL as the value that stands for it in arrays.</summary>
    private static CastValue Filled(Value value)
    {
        Value? missing = value.Type.Kind switch
        {
            Kind.Float or Kind.Double => new RealConstant(double.NaN),
            Kind.Text => new TextConstant(""),
            _ => null,
        };
        var filled = missing is null ? value : new CallValue("COALESCE", [value, missing], value.Type);
        return new CastValue(filled, value.Type);
    }

    private static IEnumerable<UserFunction> OfConditions() =>
        new[]
        {
            ("bool_and", "TRUE if the condition holds in every row where it is not NULL", "False"),
            ("bool_or", "TRUE if the condition holds in a row", "True"),
            ("every", "As bool_and", "False"),
        }.Select(form => new UserFunction(
            FunctionGroup.Statistics,
            form.Item1,
            [new("condition", ArgumentKind.Boolean)],
            AdqlType.Boolean,
            form.Item2 + "."
        )
        {
            Example = $"{form.Item1}(x > 5)",
            Gives = form.Item3,
            IsAggregate = true,
            TakesOver = true,
            DuckDb = (form.Item1 == "bool_or" ? "bool_or" : "bool_and") + "({0}) {over}",
        });

    private static IEnumerable<UserFunction> OfBits() =>
        new[]
        {
            ("bit_and", "The bits that all have", "0"),
            ("bit_or", "The bits that one has", "7"),
            ("bit_xor", "The bits that an odd number of them has", "6"),
        }.Select(form => new UserFunction(
            FunctionGroup.Statistics,
            form.Item1,
            [Whole("flags")],
            AdqlType.Long,
            form.Item2 + "."
        )
        {
            Example = $"{form.Item1}(CAST(x AS BIGINT))",
            Gives = form.Item3,
            IsAggregate = true,
            TakesOver = true,
            DuckDb = form.Item1 + "({0}) {over}",
        });

    private static UserFunction Joined(string name) =>
        new(
            FunctionGroup.Statistics,
            name,
            [Text("expression"), new("delimiter", ArgumentKind.TextLiteral)],
            AdqlType.Text,
            "All texts that are not NULL in one, with the delimiter between them, in alphabetical order or that of ORDER BY; 1 MB at most."
        )
        {
            Example = $"{name}(name, ', ')",
            Gives = "a, b, c",
            IsAggregate = true,
            TakesDistinct = true,
            TakesOrder = true,
            IsSorted = true,
            ResultOf = TextOf,
            DuckDb = "datalab_bounded_text(string_agg({distinct}{0}, {1}{order}))",
        };
}
