using System.Collections.Immutable;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Plan;

/// <summary>A whole checked query.</summary>
internal sealed record Statement(ImmutableArray<CommonQuery> With, Query Query)
{
    /// <summary>The condition of an outer join may hold a subquery, or columns of a query around it; or a side of a full join may.</summary>
    public bool HasCorrelatedOuterJoins { get; init; }
}

/// <param name="EngineName">Made by us, quoted.</param>
internal sealed record CommonQuery(string EngineName, Query Query)
{
    /// <summary>Its rows are computed once and kept, also where it is used once.</summary>
    public bool IsKept { get; init; }
}

/// <summary>A query: a select or a set operation, with order and limits of its result.</summary>
internal abstract record Query
{
    public required ImmutableArray<OutputColumn> Columns { get; init; }
    public ImmutableArray<Ordering> OrderBy { get; init; } = [];

    /// <summary>At most so many rows, after <see cref="Offset"/> (TOP); null for all.</summary>
    public long? Limit { get; init; }

    /// <summary>Rows to leave out first.</summary>
    public long? Offset { get; init; }
}

/// <param name="EngineName">What an enclosing query calls it; made by us, quoted.</param>
/// <param name="Value">What is computed; for a set operation a value of the type and metadata of the result.</param>
internal sealed record OutputColumn(string EngineName, Name Name, Value Value);

/// <param name="Position">1-based output column, or null to sort by <paramref name="Value"/>.</param>
internal sealed record Ordering(int? Position, Value? Value, bool Descending);

internal sealed record Select : Query
{
    public bool Distinct { get; init; }
    public ImmutableArray<Source> From { get; init; } = [];
    public Condition? Where { get; init; }
    public Items<Value> GroupBy { get; init; } = [];
    public Condition? Having { get; init; }
}

internal sealed record SetQuery(SetOperator Operator, bool All, Query Left, Query Right) : Query;

/// <summary>Where rows come from.</summary>
/// <param name="Alias">Unique in the whole statement, made by us, quoted; empty for a join.</param>
internal abstract record Source(string Alias);

internal sealed record TableSource(string Alias, Table Table) : Source(Alias)
{
    /// <summary>Ranges of the column <see cref="CellColumn"/>; other rows need not be read. Empty for all rows.</summary>
    public ImmutableArray<HealpixRange> Cells { get; init; } = [];

    /// <summary>Engine's name of the column with cells of positions, or with keys of regions.</summary>
    public string CellColumn { get; init; } = Table.Position?.Cell ?? "";

    /// <summary>Engine's names of the columns that the statement uses, told where <see cref="Cells"/> are.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];
}

/// <param name="Lateral">The query uses columns of sources before it.</param>
internal sealed record QuerySource(string Alias, Query Query, bool Lateral = false) : Source(Alias);

/// <param name="EngineName">Of the <see cref="CommonQuery"/> read.</param>
internal sealed record CommonSource(string Alias, string EngineName) : Source(Alias);

internal sealed record JoinSource(JoinKind Kind, Source Left, Source Right, Condition On) : Source("");
