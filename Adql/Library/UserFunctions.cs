using System.Collections.Frozen;
using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Library;

/// <summary>The table of all functions beyond ADQL: capabilities, docs/functions.md, hints and engines' spellings come from it.</summary>
/// <remarks>Here: looking up. The rows stand in <c>.Sky</c>, <c>.Texts</c>, <c>.Numbers</c>, <c>.Statistics</c>.</remarks>
internal static partial class UserFunctions
{
    // Before the table, which is made of them.
    private static readonly AdqlType DoubleArray = new(Kind.Opaque, new ColumnType("double", "*"));
    private static readonly AdqlType IntArray = new(Kind.Opaque, new ColumnType("int", "*"));

    /// <summary>In the order of documents.</summary>
    public static readonly ImmutableArray<UserFunction> All =
    [
        .. Sky(),
        .. Times(),
        .. Statistics(),
        .. Texts(),
        .. Numbers(),
        .. Arrays(),
    ];

    /// <summary>The rows x, y, name that examples of aggregates are of.</summary>
    public static readonly ImmutableArray<(double X, double Y, string? Name)> Sample =
    [
        (1, 2, "b"),
        (2, 4, "a"),
        (3, 6.5, null),
        (6, 11, "c"),
    ];

    private static readonly FrozenDictionary<string, ImmutableArray<UserFunction>> ByName = All.GroupBy(
            function => function.Name,
            StringComparer.OrdinalIgnoreCase
        )
        .ToFrozenDictionary(forms => forms.Key, forms => forms.ToImmutableArray(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The forms of a function, none if there is none of the name. Case is ignored.</summary>
    public static ImmutableArray<UserFunction> Find(string name) => ByName.GetValueOrDefault(name, []);

    /// <summary>The form whose spelling goes for so many arguments.</summary>
    public static UserFunction? Find(string name, int arguments) =>
        Find(name).FirstOrDefault(function => function.Parameters.Count == arguments);

    public static IEnumerable<string> Names => ByName.Keys;

    private static Parameter Number(string name) => new(name, ArgumentKind.Number);

    private static Parameter Whole(string name) => new(name, ArgumentKind.Whole);

    private static Parameter Text(string name) => new(name, ArgumentKind.Text);

    private static Parameter Array(string name) => new(name, ArgumentKind.Array);

    private static Parameter Constant(string name) => new(name, ArgumentKind.NumberConstant);

    private static AdqlType TextOf(Items<Value> arguments) =>
        arguments.Any(argument => argument.Type.Column.DataType == "unicodeChar")
            ? AdqlType.UnicodeText
            : AdqlType.Text;

    private static Func<Items<Value>, Metadata> Fixed(string? unit, string? ucd = null) =>
        _ => new Metadata { Unit = unit, Ucd = ucd };

    private static Metadata SameUnit(Items<Value> arguments) => Metadata.OfUnit(arguments[0].Metadata.Unit);

    private static TruthValue Truth(params Condition[] conditions) => new(Tree.And(conditions));

    private static Value? Real(double? number) =>
        number is { } found && double.IsFinite(found) ? new RealConstant(found) : new NullConstant();
}
