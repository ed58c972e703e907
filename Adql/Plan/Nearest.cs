using System.Collections.Immutable;

namespace DataLab.Adql.Plan;

// The nearest rows of a table to a position, found in rings that grow until there are enough.

/// <summary>One ring: the nearest rows as far as it reaches, for each row of the sources before; one row with a list of rows.</summary>
/// <param name="Inner">The table to look in.</param>
/// <param name="Around">Cells around the position; null for the whole table.</param>
/// <param name="Where">What rows must fulfil, first that they are in one of the cells and within the ring's reach.</param>
/// <param name="Count">How many rows are wanted.</param>
/// <param name="Before">Aliases of smaller rings. Where one of them has enough, this one is not looked into.</param>
internal sealed record RingSource(
    string Alias,
    TableSource Inner,
    AroundSource? Around,
    Condition Where,
    ImmutableArray<OutputColumn> Columns,
    DistanceValue Distance,
    long Count,
    ImmutableArray<string> Before
) : Source(Alias);

/// <summary>The rows of the first of some rings that has enough, else of the last.</summary>
internal sealed record RingRows(string Alias, ImmutableArray<string> Rings, long Count, ImmutableArray<string> Columns)
    : Source(Alias);
