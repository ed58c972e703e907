using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>Bounds of right ascension and declination: <c>ra BETWEEN 10 AND 11 AND dec BETWEEN -5 AND -4</c>.</summary>
/// <remarks>
/// Both coordinates must be bounded on both sides, the declination within [-90, 90]: else the rows chosen may have no position
/// and so no cell.
/// </remarks>
internal sealed class CoordinateRanges(Places places)
{
    private const double Margin = 1e-9;

    private readonly record struct Interval(double Low, double High)
    {
        public static readonly Interval All = new(double.NegativeInfinity, double.PositiveInfinity);

        public Interval And(Interval other) => new(Math.Max(Low, other.Low), Math.Min(High, other.High));

        public bool IsBounded => double.IsFinite(Low) && double.IsFinite(High);
    }

    /// <param name="terms">All of them hold.</param>
    /// <returns>Covers, with the terms that they are made from.</returns>
    public IEnumerable<(Place Place, HealpixCover Cover, List<Condition> Terms)> Of(IReadOnlyList<Condition> terms)
    {
        var sources = terms.SelectMany(Columns).Select(column => column.Source).Distinct().ToList();
        foreach (var place in sources.SelectMany(places.OfSource).Where(place => place.Latitude is not null))
        {
            var used = new List<Condition>();
            List<Interval> ras = [Interval.All];
            List<Interval> decs = [Interval.All];
            foreach (var term in terms)
            {
                var ra = Bounds(term, place.Source, place.Longitude);
                var dec = Bounds(term, place.Source, place.Latitude!);
                if (ra is not null)
                    ras = Both(ras, ra);
                if (dec is not null)
                    decs = Both(decs, dec);
                if (ra is not null || dec is not null)
                    used.Add(term);
            }
            if (used.Count > 0 && Cover(ras, decs) is { } cover)
                yield return (place, cover, used);
        }
    }

    private static List<Interval> Both(List<Interval> first, List<Interval> second) =>
        [.. first.SelectMany(a => second.Select(a.And)).Where(interval => interval.Low <= interval.High).Take(64)];

    private static HealpixCover? Cover(List<Interval> ras, List<Interval> decs)
    {
        ras.RemoveAll(ra => ra.Low > ra.High);
        decs.RemoveAll(dec => dec.Low > dec.High);
        if (
            ras.Count is 0 or > 8
            || decs.Count is 0 or > 8
            || !ras.TrueForAll(ra => ra.IsBounded)
            || !decs.TrueForAll(dec => dec.Low >= -90 && dec.High <= 90)
        )
            return null;
        return ras.SelectMany(ra => decs.Select(dec => HealpixCover.Of(Range(ra, dec), Covers.RangesOfOnePlace)))
            .Aggregate((a, b) => a.Union(b, Covers.MaxRanges));
    }

    /// <summary>Comparisons are exact, the degrees of cells are rounded: hence the margin.</summary>
    private static CoordinateRange Range(Interval ra, Interval dec) =>
        new(
            ra.Low - Margin,
            Math.Max(-90, dec.Low - Margin),
            Math.Max(ra.Low, Math.Min(ra.High, ra.Low + 360)) + Margin,
            Math.Min(90, dec.High + Margin)
        );

    /// <summary>Intervals out of which a column's value is where the condition is true; null where it says nothing.</summary>
    private static List<Interval>? Bounds(Condition condition, string source, string column)
    {
        bool Is(Value value) => value is ColumnValue found && found.Source == source && found.EngineName == column;
        switch (condition)
        {
            case BetweenCondition { Negated: false } between when Is(between.Value):
                if (Constants.Number(between.Low) is { } low && Constants.Number(between.High) is { } high)
                    return [new Interval(low, high)];
                return null;
            case CompareCondition compare when Is(compare.Left) && Constants.Number(compare.Right) is { } limit:
                return Bound(compare.Operator, limit);
            case CompareCondition compare when Is(compare.Right) && Constants.Number(compare.Left) is { } limit:
                return Bound(compare.Operator.Mirrored(), limit);
            case AndCondition both:
                List<Interval>? common = null;
                foreach (var term in both.Operands)
                    if (Bounds(term, source, column) is { } bounds)
                        common = common is null ? bounds : Both(common, bounds);
                return common;
            case OrCondition { Operands.Count: > 0 and <= 8 } or:
                var all = new List<Interval>();
                foreach (var term in or.Operands)
                {
                    if (Bounds(term, source, column) is not { } bounds)
                        return null;
                    all.AddRange(bounds);
                }
                return all.Count <= 8 ? all : null;
            default:
                return null;
        }
    }

    private static List<Interval>? Bound(ComparisonOperator sign, double limit) =>
        !double.IsFinite(limit)
            ? null
            : sign switch
            {
                ComparisonOperator.Less or ComparisonOperator.LessOrEqual => [Interval.All with { High = limit }],
                ComparisonOperator.Greater or ComparisonOperator.GreaterOrEqual => [Interval.All with { Low = limit }],
                ComparisonOperator.Equal => [new Interval(limit, limit)],
                _ => null,
            };

    private static IEnumerable<ColumnValue> Columns(Condition condition) =>
        condition switch
        {
            BetweenCondition between => between.Value is ColumnValue column ? [column] : [],
            CompareCondition compare => new[] { compare.Left, compare.Right }.OfType<ColumnValue>(),
            AndCondition and => and.Operands.SelectMany(Columns),
            OrCondition or => or.Operands.SelectMany(Columns),
            _ => [],
        };
}
