using System.Collections.Immutable;
using System.Globalization;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>The nearest rows at any distance: <c>LATERAL (SELECT TOP n … ORDER BY DISTANCE(…))</c>.</summary>
/// <remarks>
/// Around each position the table is looked into by rings of cells. The first is so small that it holds about as many rows as
/// are wanted; each further one has many times its area and is looked into only where the smaller ones had too few rows
/// within their reach; at last the whole table is. Rings of cells larger than those of order 3 are not spared: beside a survey's
/// edge they read a part of the table where the last step reads all.
/// </remarks>
internal sealed class NearestNeighbours : Rewriter
{
    /// <summary>More rows are sorted in the usual way.</summary>
    private const long MostRows = 10_000;

    /// <summary>Orders from ring to ring, near and far: each ring takes time, and where there are many rows a large ring more.</summary>
    private const int Step = 2;
    private const int WideStep = 3;

    /// <summary>Surveys are this much denser than their rows spread over the whole sky, or more.</summary>
    private const double Density = 16;

    /// <summary>Of tables whose number of rows is not known.</summary>
    private const long UsualRows = 1_000_000;

    private readonly Dictionary<string, Table> tables = [];
    private int made;

    protected override Query Rewrite(Query query)
    {
        var rewritten = base.Rewrite(query);
        return rewritten is Select select && select.From.Any(IsCandidate)
            ? select with
            {
                From = [.. select.From.SelectMany(source => Rings(source) ?? [source])],
            }
            : rewritten;
    }

    /// <summary>Rings stand beside what is joined with their rows, so that an outer join preserves it with them.</summary>
    protected override Source Rewrite(Source source)
    {
        if (source is TableSource table)
            tables[table.Alias] = table.Table;
        var rewritten = base.Rewrite(source);
        if (
            rewritten is not JoinSource { Kind: JoinKind.Inner or JoinKind.Left } join
            || Rings(join.Right) is not { } rings
        )
            return rewritten;
        var left = rings[..^1]
            .Aggregate(join.Left, (all, ring) => new JoinSource(JoinKind.Inner, all, ring, new AndCondition([])));
        return join with { Left = left, Right = rings[^1] };
    }

    private static bool IsCandidate(Source source) =>
        source is QuerySource { Lateral: true, Query: Select { Limit: not null } };

    /// <returns>The rings and the rows found in them, or null if the source is none of nearest rows.</returns>
    private ImmutableArray<Source>? Rings(Source source)
    {
        if (
            source
                is not QuerySource
                {
                    Lateral: true,
                    Query: Select
                    {
                        Limit: > 0 and <= MostRows and var count,
                        Offset: null or 0,
                        Distinct: false,
                        GroupBy.Count: 0,
                        Having: null,
                        OrderBy: [{ Descending: false } order],
                        From: [TableSource inner],
                    } select,
                }
            || select.Columns.Any(column => IsOfSeveralRows(column.Value))
        )
            return null;
        var sorted = order.Position is { } position ? select.Columns[position - 1].Value : order.Value!;
        if (Rising(sorted) is not { } distance || PositionalJoins.HasChance(distance))
            return null;
        var isTo = Positions.CellOf(distance.To, tables)?.Source == inner.Alias;
        var (point, other) = isTo ? (distance.To, distance.From) : (distance.From, distance.To);
        if (
            Positions.CellOf(point, tables) is not { } cell
            || cell.Source != inner.Alias
            || Tree.HasQuery(other)
            || !Tree.Columns(other).Any()
            || Tree.Columns(other).Any(column => column.Source == inner.Alias)
        )
            return null;
        return Rings(source.Alias, select, inner, distance, cell, other, count);
    }

    private ImmutableArray<Source> Rings(
        string alias,
        Select select,
        TableSource inner,
        DistanceValue distance,
        ColumnValue cell,
        Value other,
        long count
    )
    {
        var rings = new List<RingSource>();
        Condition[] where = [.. Tree.Terms(select.Where)];
        var first = FirstOrder(inner.Table.Rows ?? UsualRows, count);
        var known =
            other is PointValue && Positions.CellOf(other, tables) is { } place
                ? tables[place.Source].KnownPositions
                : null;
        for (var order = first; order >= 0; order -= rings.Count < 3 ? Step : WideStep)
        {
            var around = new AroundSource(Alias("around"), new CellsAround(other, order));
            Condition[] within =
            [
                new CompareCondition(ComparisonOperator.Equal, new CellValue(cell, cell, order), around.Key),
                new CompareCondition(
                    ComparisonOperator.LessOrEqual,
                    distance,
                    new RealConstant(CellLevels.Reach(order))
                ),
            ];
            if (known is not null)
                within = [new NearCondition(cell, known.Around(order)), .. within];
            rings.Add(Ring(around, [.. within, .. where]));
        }
        rings.Add(Ring(null, where));
        var columns = select.Columns.Select(column => column.EngineName);
        return [.. rings, new RingRows(alias, [.. rings.Select(ring => ring.Alias)], count, [.. columns])];

        RingSource Ring(AroundSource? around, Condition[] terms) =>
            new(
                Alias("ring"),
                inner,
                around,
                new AndCondition([.. terms]),
                select.Columns,
                distance,
                count,
                [.. rings.Select(ring => ring.Alias)]
            );
    }

    /// <summary>The order at which a cell and its neighbours hold about as many rows as are wanted.</summary>
    private static int FirstOrder(long rows, long count)
    {
        var cells = rows * Density * Healpix.MaxAround / count;
        return Math.Clamp((int)Math.Round(Math.Log(cells / 12, 4)), 0, CellLevels.Orders[0]);
    }

    private string Alias(string what) => string.Create(CultureInfo.InvariantCulture, $"\"{what}{++made}\"");

    /// <summary>The distance whose order a value has.</summary>
    private static DistanceValue? Rising(Value value) =>
        value switch
        {
            DistanceValue distance => distance,
            ArithmeticValue { Operator: ArithmeticOperator.Multiply or ArithmeticOperator.Divide } scaled
                when Constants.Number(scaled.Right) is > 0 => Rising(scaled.Left),
            ArithmeticValue { Operator: ArithmeticOperator.Multiply } scaled
                when Constants.Number(scaled.Left) is > 0 => Rising(scaled.Right),
            _ => null,
        };

    private static bool IsOfSeveralRows(Value value) =>
        value is AggregateValue or WindowValue || Tree.Children(value).Any(IsOfSeveralRows);
}
