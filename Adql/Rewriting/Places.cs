using System.Collections.Immutable;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Rewriting;

/// <summary>Two columns of a source, or one of points, that hold a table's main position.</summary>
/// <param name="Source">Alias of the source.</param>
/// <param name="Longitude">Engine's name of the column, or of the column of points.</param>
/// <param name="Latitude">Null for a column of points.</param>
internal sealed record Place(string Source, string Longitude, string? Latitude);

/// <summary>Where the sources of a query have main positions of tables, also those that subqueries hand on under other names.</summary>
internal sealed class Places
{
    private readonly Dictionary<string, ImmutableArray<Place>> bySource = [];
    private readonly Dictionary<string, Query> common = [];
    private readonly Dictionary<string, ColumnValue> cells = [];

    public static Places Of(Statement statement)
    {
        var places = new Places();
        foreach (var with in statement.With)
        {
            places.Note(with.Query);
            places.common[with.EngineName] = with.Query;
        }
        places.Note(statement.Query);
        return places;
    }

    /// <returns>The place that a point is taken from, else null.</returns>
    public Place? Of(Value point) =>
        point switch
        {
            PointValue { Longitude: ColumnValue lon, Latitude: ColumnValue lat } when lon.Source == lat.Source => Find(
                lon.Source,
                lon.EngineName,
                lat.EngineName
            ),
            ColumnValue column => Find(column.Source, column.EngineName, null),
            _ => null,
        };

    public IEnumerable<Place> OfSource(string alias) => bySource.GetValueOrDefault(alias, []);

    /// <returns>The column with the cells of a place, if its source is a table.</returns>
    public ColumnValue? CellOf(Place place) => cells.GetValueOrDefault(place.Source);

    private Place? Find(string source, string longitude, string? latitude)
    {
        foreach (var place in bySource.GetValueOrDefault(source, []))
            if (place.Longitude == longitude && place.Latitude == latitude)
                return place;
        return null;
    }

    private void Note(Query query) => new Walk(this).Visit(query);

    private void Note(Source source)
    {
        switch (source)
        {
            case TableSource { Table: { Position: { } position } table }:
                if (Column(table, position.Ra) is { } ra && Column(table, position.Dec) is { } dec)
                {
                    bySource[source.Alias] =
                    [
                        new Place(source.Alias, ra.EngineName, position.IsPoint ? null : dec.EngineName),
                    ];
                    cells[source.Alias] = new ColumnValue(source.Alias, position.Cell, "cell", AdqlType.Long);
                }
                break;
            case QuerySource query:
                bySource[source.Alias] = [.. Of(query.Query, source.Alias)];
                break;
            case CommonSource { EngineName: var name } when common.TryGetValue(name, out var query):
                bySource[source.Alias] = [.. Of(query, source.Alias)];
                break;
        }
    }

    private static Column? Column(Table table, string name) =>
        table.Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>The positions among the columns of a query; in a set operation those of either operand.</summary>
    private IEnumerable<Place> Of(Query query, string alias)
    {
        if (query is SetQuery set)
            return Renamed(set.Left, set, alias).Concat(Renamed(set.Right, set, alias)).Distinct();
        var columns = query.Columns;
        var found = new List<Place>();
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Value.Type.Kind == Kind.Point)
            {
                if (Of(columns[i].Value) is not null)
                    found.Add(new Place(alias, columns[i].EngineName, null));
                continue;
            }
            if (columns[i].Value is not ColumnValue lon)
                continue;
            foreach (var place in bySource.GetValueOrDefault(lon.Source, []))
            foreach (var latitude in place.Longitude == lon.EngineName ? columns : [])
                if (latitude.Value is ColumnValue lat && lat.Source == lon.Source && lat.EngineName == place.Latitude)
                    found.Add(new Place(alias, columns[i].EngineName, latitude.EngineName));
        }
        return found;
    }

    private IEnumerable<Place> Renamed(Query operand, Query whole, string alias)
    {
        string? Name(string? inner)
        {
            var index = operand.Columns.ToList().FindIndex(column => column.EngineName == inner);
            return index < 0 ? null : whole.Columns[index].EngineName;
        }
        return Of(operand, alias).Select(place => new Place(alias, Name(place.Longitude)!, Name(place.Latitude)));
    }

    /// <summary>Meets every source of a statement, inner queries first.</summary>
    private sealed class Walk(Places places) : Rewriter
    {
        public void Visit(Query query) => Rewrite(query);

        protected override Source Rewrite(Source source)
        {
            var same = base.Rewrite(source);
            places.Note(source);
            return same;
        }
    }
}
