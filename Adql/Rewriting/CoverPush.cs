using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>Takes the cells of a position that a subquery hands on into the subquery, down to the table.</summary>
/// <remarks>
/// The exact test stays where it is; inside, rows are left out that cannot pass it. Not where that would change other rows:
/// beyond limits, windows, and groups by anything else than the position. Rows that an outer join inside fills up with NULL do
/// not pass the test either.
/// </remarks>
internal sealed class CoverPush(Places places)
{
    /// <summary>Aliases under which a common query is used.</summary>
    private readonly Dictionary<string, HashSet<string>> uses = [];

    /// <summary>Of these what is wanted: covers by columns.</summary>
    private readonly Dictionary<string, Dictionary<Place, HealpixCover>> wanted = [];

    /// <summary>Another use of a common query is met.</summary>
    public void Meet(CommonSource source)
    {
        if (!uses.TryGetValue(source.EngineName, out var aliases))
            uses[source.EngineName] = aliases = [];
        aliases.Add(source.Alias);
    }

    /// <summary>Only the rows of the sources that may be in these cells are wanted.</summary>
    public Select Into(Select select, Dictionary<Place, HealpixCover> covers) =>
        covers.Count == 0 ? select : select with { From = [.. select.From.Select(source => Into(source, covers))] };

    /// <summary>Only rows of the sources that may be in these cells can match; not where rows without match are kept.</summary>
    public JoinSource Into(JoinSource join, Dictionary<Place, HealpixCover> covers) =>
        covers.Count == 0
            ? join
            : join with
            {
                Left = join.Kind is JoinKind.Inner or JoinKind.Right ? Into(join.Left, covers) : join.Left,
                Right = join.Kind is JoinKind.Inner or JoinKind.Left ? Into(join.Right, covers) : join.Right,
            };

    /// <summary>A common query, of which all uses have been met, with the cells that they want of it.</summary>
    public Query IntoCommon(CommonQuery with)
    {
        var query = with.Query;
        if (!uses.TryGetValue(with.EngineName, out var aliases))
            return query;
        var all = aliases.Select(alias => wanted.GetValueOrDefault(alias, [])).ToList();
        foreach (var (longitude, latitude) in all[0].Keys.Select(place => (place.Longitude, place.Latitude)))
        {
            var covers = all.Select(one =>
                    one.FirstOrDefault(found =>
                        (found.Key.Longitude, found.Key.Latitude) == (longitude, latitude)
                    ).Value
                )
                .ToList();
            if (covers.TrueForAll(cover => cover is not null))
                query = Into(query, longitude, latitude, covers.Aggregate((a, b) => a.Union(b, Covers.MaxRanges)));
        }
        return query;
    }

    private Source Into(Source source, Dictionary<Place, HealpixCover> covers)
    {
        if (source is JoinSource join)
            return join with { Left = Into(join.Left, covers), Right = Into(join.Right, covers) };
        var found = covers.Where(cover => cover.Key.Source == source.Alias).ToList();
        if (found.Count == 0)
            return source;
        if (source is CommonSource)
        {
            if (!wanted.TryGetValue(source.Alias, out var all))
                wanted[source.Alias] = all = [];
            foreach (var (place, cover) in found)
                all[place] = all.TryGetValue(place, out var known)
                    ? known.Intersection(cover, Covers.MaxRanges)
                    : cover;
        }
        if (source is not QuerySource inner)
            return source;
        var query = inner.Query;
        foreach (var (place, cover) in found)
            query = Into(query, place.Longitude, place.Latitude, cover);
        return inner with { Query = query };
    }

    private Query Into(Query query, string longitude, string? latitude, HealpixCover cover)
    {
        var lon = query.Columns.FirstOrDefault(column => column.EngineName == longitude);
        var lat = query.Columns.FirstOrDefault(column => column.EngineName == latitude);
        if (query.Limit is not null || query.Offset is not null || lon is null || latitude is not null && lat is null)
            return query;
        if (query is SetQuery set)
        {
            var (first, second) = (query.Columns.IndexOf(lon), lat is null ? -1 : query.Columns.IndexOf(lat));
            Query Operand(Query operand) =>
                Into(
                    operand,
                    operand.Columns[first].EngineName,
                    second < 0 ? null : operand.Columns[second].EngineName,
                    cover
                );
            return set with { Left = Operand(set.Left), Right = Operand(set.Right) };
        }
        var select = (Select)query;
        var point = lat is null ? lon.Value : new PointValue(lon.Value, lat.Value);
        if (places.Of(point) is not { } place || !IsKept(select, lon.Value, lat?.Value))
            return query;
        if (!select.From.SelectMany(Tree.Leaves).Any(source => source.Alias == place.Source))
            return query;
        if (places.CellOf(place) is not { } cell)
            return Into(select, new Dictionary<Place, HealpixCover> { [place] = cover });
        var search = new RegionSearch(cell, cover, new AndCondition([]));
        return select with { Where = select.Where is { } where ? new AndCondition([search, where]) : search };
    }

    /// <summary>Whether rows with another position have no part in the rows with this one.</summary>
    private static bool IsKept(Select select, Value longitude, Value? latitude)
    {
        var values = select.Columns.Select(column => column.Value).Concat(select.OrderBy.Select(order => order.Value));
        var all = values.OfType<Value>().SelectMany(Parts).ToList();
        if (all.Exists(value => value is WindowValue))
            return false;
        if (select.GroupBy.Count > 0)
            return select.GroupBy.Contains(longitude) && (latitude is null || select.GroupBy.Contains(latitude));
        return select.Having is null && !all.Exists(value => value is AggregateValue);
    }

    private static IEnumerable<Value> Parts(Value value) => Tree.Children(value).SelectMany(Parts).Prepend(value);
}
