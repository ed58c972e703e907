using System.Collections.Immutable;
using System.Globalization;
using DataLab.Adql.Library;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <content>
/// Rows that look for partners from outside: those of an enclosing query (EXISTS, NOT EXISTS, LATERAL, a query as a value), and
/// those that an outer join preserves.
/// </content>
internal sealed partial class PositionalJoins
{
    private int made;

    /// <summary>A distance that must not exceed a radius, in degrees; the radius may be wider by a rounding.</summary>
    private static (DistanceValue Distance, Value Radius)? Near(Condition test)
    {
        // What differs at each look cannot be computed twice; which columns a subquery uses is not known here.
        if (
            test is not CompareCondition compare
            || HasChance(compare.Left)
            || HasChance(compare.Right)
            || Tree.HasQuery(compare)
        )
            return null;
        if (Linear.Of(compare) is var (distance, atMost))
            return (distance, new RealConstant(atMost));
        return compare switch
        {
            { Operator: not (ComparisonOperator.Less or ComparisonOperator.LessOrEqual) } => null,
            { Left: DistanceValue plain, Right: var radius } when !Constants.IsConstant(radius) => (plain, radius),
            {
                Left: ArithmeticValue
                {
                    Operator: ArithmeticOperator.Multiply,
                    Left: DistanceValue scaled,
                    Right: var unit
                },
                Right: var radius
            } when Constants.Number(unit) is > 0 and var factor && !Constants.IsConstant(radius) => (
                scaled,
                new ArithmeticValue(
                    ArithmeticOperator.Multiply,
                    radius,
                    new RealConstant((1 + 1e-12) / factor),
                    AdqlType.Double
                )
            ),
            _ => null,
        };
    }

    /// <summary>The order whose neighbouring cells reach so far; -1 where none does.</summary>
    private static int OrderFor(double degrees) =>
        degrees is >= 0 and <= 180 ? Healpix.OrderFor(degrees + Rounding) : -1;

    /// <summary>A test of a source's position against one of an enclosing query, when that side is the smaller.</summary>
    private Select? FromOutside(Condition test, Select select)
    {
        ImmutableArray<Source> own = [.. select.From.SelectMany(Tree.Leaves)];
        if (Near(test) is not var (distance, radius))
            return null;
        foreach (var (point, other) in new[] { (distance.To, distance.From), (distance.From, distance.To) })
        {
            var outside = Aliases(other);
            if (outside.Count == 0 || outside.Overlaps(own.Select(source => source.Alias)))
                continue;
            if (SourceOf(point, other, own) is not { } source || !IsWorthWhile(source, point, other, radius))
                continue;
            if (Look(source, point, other, radius) is not var (inner, around, match))
                continue;
            List<Condition> terms = [match];
            if (
                OrderFor(Constants.Number(radius) ?? -1) is >= 0 and var order
                && Near(point, other, order, own) is { } near
            )
                terms.Add(near);
            return select with
            {
                From = [around, .. select.From.Select(one => Tree.Replace(one, inner))],
                Where = new AndCondition([.. terms, .. Tree.Terms(select.Where)]),
            };
        }
        return null;
    }

    /// <summary>The join of preserved rows with the rows that each finds, when the preserved side is the smaller.</summary>
    private JoinSource? Preserving(Condition test, JoinSource join)
    {
        var (kept, sought) = join.Kind switch
        {
            JoinKind.Left => (join.Left, join.Right),
            JoinKind.Right => (join.Right, join.Left),
            _ => (join, null),
        };
        if (
            sought is null or JoinSource or CellSource or MatchSource or QuerySource { Lateral: true }
            || Tree.HasQuery(join.On)
        )
            return null;
        var seen = Tree.Leaves(join).Select(source => source.Alias).ToHashSet();
        if (Near(test) is not var (distance, radius) || !Aliases(join.On).IsSubsetOf(seen))
            return null;
        foreach (var (point, other) in new[] { (distance.To, distance.From), (distance.From, distance.To) })
        {
            if (Aliases(other).Count == 0 || SourceOf(point, other, [sought]) is null)
                continue;
            if (!IsWorthWhile(sought, point, other, radius))
                continue;
            if (Look(sought, point, other, radius) is not var (inner, around, match))
                continue;
            List<Condition> terms = [match];
            if (
                OrderFor(Constants.Number(radius) ?? -1) is >= 0 and var order
                && Near(point, other, order, [sought]) is { } near
            )
                terms.Add(near);
            var rows = new MatchSource(inner, around, new AndCondition([.. terms, .. Tree.Terms(join.On)]));
            return new JoinSource(JoinKind.Left, kept, rows, new AndCondition([]));
        }
        return null;
    }

    /// <summary>The source to look in, the cells to look for, and what makes them meet.</summary>
    private (Source Inner, AroundSource Around, CompareCondition Match)? Look(
        Source source,
        Value point,
        Value other,
        Value radius
    )
    {
        var alias = string.Create(CultureInfo.InvariantCulture, $"\"n{made + 1}\"");
        var cell = Positions.CellOf(point, tables);
        var owners = Aliases(radius);
        (Source, AroundSource, CompareCondition)? found = null;
        if (Constants.Number(radius) is { } degrees)
        {
            if (OrderFor(degrees) is >= 0 and var order)
            {
                var cells = Around(other, degrees, order, point);
                var around = new AroundSource(alias, cells);
                found = (source, around, Equal(new CellValue(point, cell, cells.Order), around.Key));
            }
        }
        else if (owners.SetEquals([source.Alias]))
        {
            var around = new AroundSource(alias, new CellsAtLevels(other, Positions.CellOf(other, tables)));
            var cells = new CellSource(source, new CellsByRadius(point, radius)) { IsAskedAgain = true };
            found = (cells, around, Equal(cells.Key, around.Key));
        }
        else if (owners.Count > 0 && !owners.Contains(source.Alias))
        {
            var around = new AroundSource(alias, new CellsByRadius(other, radius));
            var cells = new CellSource(source, new CellsAtLevels(point, cell)) { IsAskedAgain = true };
            found = (cells, around, Equal(cells.Key, around.Key));
        }
        if (found is not null)
            made++;
        return found;
    }

    /// <summary>Making cells for each looking row pays when there are fewer of them than of rows to look in.</summary>
    private bool IsWorthWhile(Source source, Value point, Value other, Value radius) =>
        !Constants.IsConstant(radius)
        || Aliases(other).Max(alias => sources.TryGetValue(alias, out var outer) ? Cost(outer, other) : 1e6)
            < Cost(source, point);

    /// <summary>The value differs at each look.</summary>
    internal static bool HasChance(Value value) =>
        value is CallValue { Function: var function }
            && (function == "RAND" || UserFunctions.Find(function).Any(found => found.IsRandom))
        || Tree.Children(value).Any(HasChance);

    private static HashSet<string> Aliases(Value value) => [.. Tree.Columns(value).Select(column => column.Source)];

    private static HashSet<string> Aliases(Condition condition) => [.. Tree.Values(condition).SelectMany(Aliases)];
}
