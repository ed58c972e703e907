using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>In which cells the positions of a source can be where a condition is true.</summary>
/// <remarks>
/// Where a place has a cover, the condition is false or unknown for positions beyond it and for rows without a position. What
/// the condition is where it is not true does not matter, so covers hold for conditions that choose rows, and only for them.
/// </remarks>
internal sealed class Covers(Places places)
{
    /// <summary>Of conditions together, and of regions that may be all over the sky.</summary>
    public const int MaxRanges = 64;

    /// <summary>Of a region in one place: more would cost more to plan than the rows that they keep from the exact test.</summary>
    public const int RangesOfOnePlace = 6;

    /// <summary>The exact test rounds; the region searched is wider by far more than that, and by far less than a cell.</summary>
    private const double Margin = 1e-10;

    private static readonly Dictionary<Place, HealpixCover> Nothing = [];

    public Dictionary<Place, HealpixCover> Of(Condition? condition) =>
        condition switch
        {
            AndCondition and => All(and.Operands),
            OrCondition or => Any(or.Operands),
            CompareCondition compare => Compare(compare),
            PolygonCondition polygon => Search(polygon.Point, polygon.Polygon),
            RegionCondition region => Search(region.Point, region.Region),
            TruthCondition { Value: BooleanValue boolean, Truth: true, Negated: false } => Of(boolean.Condition),
            InListCondition { Value: TruthValue truth, Negated: false } list when list.List.All(IsNotZero) => Of(
                truth.Condition
            ),
            RegionSearch search => places
                .OfSource(search.Cell.Source)
                .Where(place => places.CellOf(place) is not null)
                .Take(1)
                .ToDictionary(place => place, _ => search.Cover),
            _ => Nothing,
        };

    private static bool IsNotZero(Value value) => Constants.Number(value) is { } number && number != 0;

    private Dictionary<Place, HealpixCover> All(Items<Condition> terms)
    {
        var all = new Dictionary<Place, HealpixCover>();
        foreach (var term in terms)
        foreach (var (place, cover) in Of(term))
            all[place] = all.TryGetValue(place, out var known) ? known.Intersection(cover, MaxRanges) : cover;
        foreach (var (place, cover, _) in new CoordinateRanges(places).Of(terms))
            all[place] = all.TryGetValue(place, out var known) ? known.Intersection(cover, MaxRanges) : cover;
        return all;
    }

    private Dictionary<Place, HealpixCover> Any(Items<Condition> terms)
    {
        if (terms.Count == 0)
            return Nothing;
        var all = Of(terms[0]);
        foreach (var term in terms.Skip(1))
        {
            if (all.Count == 0)
                break;
            var next = Of(term);
            all = all.Where(known => next.ContainsKey(known.Key))
                .ToDictionary(known => known.Key, known => known.Value.Union(next[known.Key], MaxRanges));
        }
        return all;
    }

    private Dictionary<Place, HealpixCover> Compare(CompareCondition compare)
    {
        if (Linear.Of(compare) is not var (distance, atMost))
            return Chosen(compare);
        if (atMost is not (>= 0 and < 180))
            return Nothing;
        return Shapes.Point(distance.To) is { } to ? Search(distance.From, Around(to, atMost))
            : Shapes.Point(distance.From) is { } from ? Search(distance.To, Around(from, atMost))
            : Nothing;
    }

    private static Circle Around(Point centre, double radius) => new(centre, Math.Min(180, radius + Margin));

    /// <summary>CASE and COALESCE of constants compared with a constant: true where one of the fitting branches is taken.</summary>
    private Dictionary<Place, HealpixCover> Chosen(CompareCondition compare)
    {
        var (choice, sign, limit) = Constants.Number(compare.Right) is { } right
            ? (compare.Left, compare.Operator, right)
            : (compare.Right, compare.Operator.Mirrored(), Constants.Number(compare.Left) ?? double.NaN);
        if (double.IsNaN(limit))
            return Nothing;
        bool Fits(Value value) =>
            value is not NullConstant && (Constants.Number(value) is not { } number || sign.Holds(number, limit));
        return choice switch
        {
            CaseValue chosen when chosen.Otherwise is null || !Fits(chosen.Otherwise) => Any([
                .. chosen.Arms.Where(arm => Fits(arm.Then)).Select(arm => arm.When),
            ]),
            CallValue { Function: "COALESCE", Arguments: [TruthValue truth, var otherwise] }
                when !Fits(otherwise) && !sign.Holds(0, limit) => Of(truth.Condition),
            _ => Nothing,
        };
    }

    private Dictionary<Place, HealpixCover> Search(Value point, Region region) =>
        places.Of(point) is { } place
            ? new()
            {
                [place] = HealpixCover.Of(region, region is Circle or Polygon or Box ? RangesOfOnePlace : MaxRanges),
            }
            : Nothing;
}
