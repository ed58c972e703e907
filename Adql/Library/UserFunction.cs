using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Library;

internal enum FunctionGroup
{
    Sky,
    Astrometry,
    Times,
    Statistics,
    Texts,
    Numbers,
    Bits,
    Arrays,
}

/// <summary>A function that ADQL has not and this service adds: what it takes and gives, what it is for, how engines spell it.</summary>
/// <remarks>
/// Several of one name are its forms; those with equally many arguments are spelled alike. A function is either other parts of the
/// language (<see cref="Expand"/>, <see cref="Alias"/>) or has a spelling for each engine.
/// </remarks>
internal sealed record UserFunction(
    FunctionGroup Group,
    string Name,
    Items<Parameter> Parameters,
    AdqlType Result,
    string Description
)
{
    /// <summary>An expression without columns; of aggregates, over <see cref="UserFunctions.Sample"/>.</summary>
    public required string Example { get; init; }

    /// <summary>What the example gives, as a text.</summary>
    public required string Gives { get; init; }

    /// <summary>Where the type follows from the arguments.</summary>
    public Func<Items<Value>, AdqlType>? ResultOf { get; init; }

    public Func<Items<Value>, Metadata> Metadata { get; init; } = _ => Semantics.Metadata.None;

    /// <summary>The same in terms of the language, or a constant; null where the engine computes it.</summary>
    public Func<Items<Value>, Value?>? Expand { get; init; }

    /// <summary>The function of <see cref="Functions"/> that this is another name of.</summary>
    public string? Alias { get; init; }

    /// <summary>What is wrong with arguments of the right types, or null.</summary>
    public Func<Items<Value>, string?>? Refuses { get; init; }

    /// <summary>Arguments as the engine is to have them, where a spelling cannot say it.</summary>
    public Func<Items<Value>, Items<Value>>? Prepare { get; init; }

    /// <summary>DuckDB's spelling: <c>{0}</c> is the first argument, once unless it is an aggregate's; <c>{distinct}</c>, <c>{order}</c>, <c>{over}</c>.</summary>
    public string? DuckDb { get; init; }

    /// <summary>PostgreSQL's spelling; null where DuckDB's serves, its <c>datalab_</c> functions being made at set-up.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>Gives another value each time it is computed.</summary>
    public bool IsRandom { get; init; }

    public bool IsAggregate { get; init; }

    /// <summary>An aggregate that takes DISTINCT.</summary>
    public bool TakesDistinct { get; init; }

    /// <summary>An aggregate that takes OVER.</summary>
    public bool TakesOver { get; init; }

    /// <summary>An aggregate that takes ORDER BY behind its arguments.</summary>
    public bool TakesOrder { get; init; }

    /// <summary>An aggregate that has its rows in the order of their values, unless it is told another.</summary>
    public bool IsSorted { get; init; }

    /// <summary>An aggregate that counts NULL, or gives it: no FILTER can be made of CASE.</summary>
    public bool MindsNull { get; init; }

    /// <summary>NULL written out among the arguments does not make the result NULL.</summary>
    public bool KeepsNull { get; init; }

    /// <summary>Has a binder of its own.</summary>
    public bool IsBoundElsewhere { get; init; }

    /// <summary><c>name(argument TYPE, …) -> TYPE</c> (TAPRegExt 1.0 §2.3).</summary>
    public string Signature =>
        $"{Name}({string.Join(", ", Parameters.Select(parameter => $"{parameter.Name} {TypeName(parameter.Kind)}"))}) -> {ResultName ?? TypeName(Result)}";

    /// <summary>In the signature, where the type follows from the arguments.</summary>
    public string? ResultName { get; init; }

    /// <summary>As messages write it.</summary>
    public string Form => $"{Name}({string.Join(", ", Parameters.Select(parameter => parameter.Name))})";

    private string TypeName(ArgumentKind kind) =>
        kind switch
        {
            ArgumentKind.Number or ArgumentKind.NumberConstant => "DOUBLE PRECISION",
            ArgumentKind.Whole => "BIGINT",
            ArgumentKind.WholeLiteral => "INTEGER",
            ArgumentKind.Text or ArgumentKind.TextLiteral => "VARCHAR",
            ArgumentKind.Timestamp => "TIMESTAMP",
            ArgumentKind.Point => "POINT",
            ArgumentKind.Shape => TypeName(Result),
            ArgumentKind.Boolean => "BOOLEAN",
            ArgumentKind.Any => "ANY",
            ArgumentKind.AnyArray => "ANY[]",
            _ => "DOUBLE PRECISION[]",
        };

    private static string TypeName(AdqlType type) =>
        type.Kind switch
        {
            Kind.Int => "INTEGER",
            Kind.Long => "BIGINT",
            Kind.Double => "DOUBLE PRECISION",
            Kind.Text => "VARCHAR",
            Kind.Opaque => type.Column.DataType == "int" ? "INTEGER[]" : "DOUBLE PRECISION[]",
            _ => type.Kind.ToString().ToUpperInvariant(),
        };
}
