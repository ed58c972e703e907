using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Library;

/// <content>Arrays. Their elements are counted from 1.</content>
internal static partial class UserFunctions
{
    private static CallValue Element(Value array, long index) =>
        new("ARR_GET", [array, new WholeConstant(index)], AdqlType.Double);

    private static IEnumerable<UserFunction> Arrays() =>
        [
            OnNumbers("arr_avg", "Mean of the elements that are not NULL.", "3", "list_avg({0})"),
            Extreme("arr_max", "Greatest element; NaN is greater than all numbers.", "6", "list_max({0})"),
            Extreme("arr_min", "Least element.", "1", "list_min({0})"),
            OnNumbers("arr_sum", "Sum of the elements that are not NULL.", "9", "list_sum({0})"),
            OnNumbers(
                "arr_stddev",
                "Standard deviation of the elements as a sample, NULL of one element. NaN if an element is NaN, infinite or beyond 1E150.",
                "2.6457513110645907",
                "datalab_arr_stddev({0})"
            ),
            Counting("arr_count", "Number of elements that are not NULL.", "list_count({0})", "datalab_arr_count({0})"),
            Counting("array_length", "Number of elements.", "len({0})", "cardinality({0})"),
            Counting("cardinality", "Number of elements; as array_length.", "len({0})", "cardinality({0})"),
            Counting(
                "array_length",
                "Number of elements; arrays have dimension 1.",
                "len({0})",
                "cardinality({0})"
            ) with
            {
                Parameters = [AnyArray("arr"), new("dimension", ArgumentKind.WholeLiteral)],
                Example = "array_length(ARRAY[1, 2, 6], 1)",
                Refuses = arguments =>
                    arguments[1] is WholeConstant { Number: 1 } ? null : "Arrays have the one dimension 1",
                Expand = arguments => new CallValue("ARRAY_LENGTH", [arguments[0]], AdqlType.Int),
                DuckDb = null,
                PostgreSql = null,
            },
            new(
                FunctionGroup.Arrays,
                "arr_get",
                [AnyArray("arr"), Whole("i")],
                AdqlType.Double,
                "The i-th element, from 1; NULL where there is none. As arr[i]."
            )
            {
                Example = "arr_get(ARRAY[1, 2, 6], 3)",
                Gives = "6",
                ResultOf = ElementOf,
                ResultName = "ANY",
                Metadata = SameUnit,
                DuckDb = "list_extract({0}, greatest({1}, 0))",
                PostgreSql = "datalab_arr_get({0}, {1})",
            },
            new(
                FunctionGroup.Arrays,
                "arr_slice",
                [AnyArray("arr"), Whole("first"), Whole("last")],
                DoubleArray,
                "The elements from one place to another, both included, as far as there are any."
            )
            {
                Example = "arr_sum(arr_slice(ARRAY[1, 2, 6], 2, 3))",
                Gives = "8",
                ResultOf = arguments => arguments[0].Type.Some,
                ResultName = "ANY[]",
                Metadata = SameUnit,
                DuckDb = "list_slice({0}, greatest({1}, 1), greatest({2}, 0))",
                PostgreSql = "datalab_arr_slice({0}, {1}, {2})",
            },
            new(
                FunctionGroup.Arrays,
                "arr_in",
                [new("x", ArgumentKind.Any), AnyArray("arr")],
                AdqlType.Int,
                "1 if an element equals x, else 0."
            )
            {
                Example = "arr_in(6, ARRAY[1, 2, 6])",
                Gives = "1",
                Refuses = arguments => Strange("arr_in", arguments[1], arguments[0]),
                DuckDb = "CAST(list_contains({1}, {0}) AS INTEGER)",
                PostgreSql = "datalab_arr_in({0}, {1})",
            },
            new(
                FunctionGroup.Arrays,
                "array_position",
                [AnyArray("arr"), new("x", ArgumentKind.Any)],
                AdqlType.Int,
                "Place of the first element that equals x, from 1; NULL where there is none."
            )
            {
                Example = "array_position(ARRAY[1, 2, 6], 6)",
                Gives = "3",
                Refuses = arguments => Strange("array_position", arguments[0], arguments[1]),
                DuckDb = "CAST(nullif(list_position({0}, {1}), 0) AS INTEGER)",
                PostgreSql = "array_position({0}, {1})",
            },
            new(
                FunctionGroup.Arrays,
                "arr_dot",
                [Array("a"), Array("b")],
                AdqlType.Double,
                "Scalar product; NULL for arrays of different lengths or with NULL in them."
            )
            {
                Example = "arr_dot(ARRAY[1, 2], ARRAY[3, 4])",
                Gives = "11",
                Metadata = arguments =>
                    Metadata.OfUnit(Units.Product(arguments[0].Metadata.Unit, arguments[1].Metadata.Unit)),
                DuckDb = "datalab_arr_dot({0}, {1})",
            },
        ];

    private static Parameter AnyArray(string name) => new(name, ArgumentKind.AnyArray);

    private static AdqlType ElementOf(Items<Value> arguments) =>
        arguments[0].Type.IsArray ? arguments[0].Type.Element : AdqlType.Double;

    /// <summary>What is wrong with a value that is looked for among elements.</summary>
    private static string? Strange(string name, Value array, Value element) =>
        element.Type.IsOpen || array.Type.IsOpen ? null
        : array.Type.IsArrayOfNumbers
            ? (element.Type.IsNumber ? null : $"{name} looks for {element.Type} among numbers")
        : element.Type.Kind == Kind.Text ? null
        : $"{name} looks for {element.Type} among texts";

    private static UserFunction OnNumbers(string name, string what, string gives, string duckDb) =>
        new(FunctionGroup.Arrays, name, [Array("arr")], AdqlType.Double, what)
        {
            Example = $"{name}(ARRAY[1, 2, 6])",
            Gives = gives,
            Metadata = SameUnit,
            DuckDb = duckDb,
            PostgreSql = $"datalab_{name}({{0}})",
        };

    private static UserFunction Extreme(string name, string what, string gives, string duckDb) =>
        OnNumbers(name, what, gives, duckDb) with
        {
            Parameters = [AnyArray("arr")],
            ResultOf = ElementOf,
            ResultName = "ANY",
        };

    private static UserFunction Counting(string name, string what, string duckDb, string postgreSql) =>
        new(FunctionGroup.Arrays, name, [AnyArray("arr")], AdqlType.Int, what)
        {
            Example = $"{name}(ARRAY[1, 2, 6])",
            Gives = "3",
            Metadata = Fixed(null, "meta.number"),
            DuckDb = $"CAST({duckDb} AS INTEGER)",
            PostgreSql = postgreSql,
        };
}
