using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>Puts what another index than that of cells finds (<see cref="SkyIndex"/>) before the exact test of a table's position.</summary>
/// <remarks>
/// Done where the condition counts only when it is true, as in <see cref="RegionSearches"/>. A match with another source is looked up
/// when there are fewer rows to look for than rows to look in; otherwise it is left to <see cref="PositionalJoins"/>.
/// </remarks>
internal sealed class IndexedSearches : Rewriter
{
    /// <summary>Degrees by which regions are wider: far more than any test rounds.</summary>
    private const double Margin = 1e-9;

    /// <summary>Degrees. Wider circles hold so much of the sky that reading all rows is no worse.</summary>
    private const double WidestCircle = 20;
    private const double WidestPolygon = 10;

    /// <summary>Vertices that q3c takes, with room to spare (its limit is 100).</summary>
    private const int MostVertices = 50;

    /// <summary>How many times more rows there are to look in.</summary>
    private const double WorthWhile = 4;

    private readonly Dictionary<string, Source> sources = [];
    private readonly HashSet<string> searched = [];

    public override Statement Rewrite(Statement statement) =>
        Finder.IsNeeded(statement) ? base.Rewrite(statement) : statement;

    protected override Query Rewrite(Query query)
    {
        if (query is not Select select)
            return base.Rewrite(query);
        foreach (var leaf in select.From.SelectMany(Tree.Leaves))
            sources[leaf.Alias] = leaf;
        foreach (var term in Tree.Terms(select.Where))
            if (((term as RegionSearch)?.Cell.Source ?? Constant(term)?.Alias) is { } alias)
                searched.Add(alias);
        var having = select.Having is null ? null : new Inner(this).Enter(select.Having);
        return (Select)base.Rewrite(select with { Having = null }) with { Having = having };
    }

    protected override Condition Rewrite(Condition condition) =>
        condition switch
        {
            NotCondition not => new NotCondition(new Inner(this).Enter(not.Operand)),
            _ when Tree.HasQuery(condition) => base.Rewrite(condition),
            _ => (Condition?)Constant(condition) ?? Match(condition) ?? base.Rewrite(condition),
        };

    // A condition turned into a value may be 0 as well as 1.
    protected override Value Rewrite(Value value) => new Inner(this).Enter(value);

    /// <summary>A test against a region that the query spells.</summary>
    private IndexedSearch? Constant(Condition condition)
    {
        var (point, region) = condition switch
        {
            CompareCondition compare when Linear.Of(compare) is var (distance, atMost) => Shapes.Point(distance.To)
                is { } to
                ? (distance.From, Around(to, atMost))
            : Shapes.Point(distance.From) is { } from ? (distance.To, Around(from, atMost))
            : default,
            PolygonCondition polygon => (polygon.Point, Wider(polygon.Polygon)),
            RegionCondition { Region: not Moc } other => (other.Point, Wider(other.Region.BoundingCircle)),
            _ => default((Value, Region?)),
        };
        return point is not null && region is not null && IndexOf(point) is var (alias, index)
            ? new IndexedSearch(alias, index, region, condition)
            : null;
    }

    /// <summary>A test against a position of another source.</summary>
    private IndexedMatch? Match(Condition condition)
    {
        if (condition is not CompareCondition compare || Linear.Of(compare) is not var (distance, atMost))
            return null;
        if (atMost is not (>= 0 and <= WidestCircle) || PositionalJoins.HasChance(distance))
            return null;
        foreach (var (point, other) in new[] { (distance.To, distance.From), (distance.From, distance.To) })
        {
            if (other is not PointValue position || IndexOf(point) is not var (alias, index))
                continue;
            var looking = Tree.Columns(other).Select(column => column.Source).Distinct().ToList();
            if (looking.Count == 0 || looking.Contains(alias) || Rows(alias) < WorthWhile * looking.Max(Rows))
                continue;
            return new IndexedMatch(alias, index, position, atMost + Margin, condition);
        }
        return null;
    }

    private (string Alias, SkyIndex Index)? IndexOf(Value point)
    {
        var (ra, dec) = point switch
        {
            PointValue written => (written.Longitude as ColumnValue, written.Latitude as ColumnValue),
            ColumnValue column => (column, column),
            _ => (null, null),
        };
        return
            ra is not null
            && ra.Source == dec?.Source
            && sources.GetValueOrDefault(ra.Source) is TableSource { Table.SkyIndex: { } index }
            && index.IsPoint == point is ColumnValue
            && (index.Ra, index.Dec) == (ra.EngineName, dec.EngineName)
            ? (ra.Source, index)
            : null;
    }

    private double Rows(string alias)
    {
        var rows = sources.GetValueOrDefault(alias) switch
        {
            TableSource { Table.Rows: { } known } => known,
            TableSource { Table.SchemaName: "TAP_UPLOAD" } => 1e5,
            TableSource => 1e9,
            _ => 1e6,
        };
        return searched.Contains(alias) ? rows / 1e4 : rows;
    }

    private static Circle? Around(Point centre, double radius) =>
        radius >= 0 ? Wider(new Circle(centre, Math.Min(radius, 180))) : null;

    private static Circle? Wider(Circle circle) =>
        circle.Radius <= WidestCircle ? new Circle(circle.Centre, circle.Radius + Margin) : null;

    /// <summary>The polygon blown up a little from its middle, if it is a plain one; else the circle around it.</summary>
    private static Region? Wider(Polygon polygon)
    {
        var circle = polygon.BoundingCircle;
        if (!polygon.IsConvex || polygon.Vertices.Length > MostVertices || circle.Radius is < 1e-5 or > WidestPolygon)
            return Wider(circle);
        var centre = polygon.Centroid.ToUnitVector();
        var nearest = polygon.EdgeNormals.Min(normal => Math.Abs(UnitVector.Dot(normal, centre)));
        if (Angle.ToDegrees(nearest) < circle.Radius / 100)
            return Wider(circle);
        // In the gnomonic projection great circles are straight, so that a larger copy of a convex shape holds the shape.
        return Polygon.TryCreate(
            [.. polygon.Vertices.Select(vertex => Blown(vertex.ToUnitVector(), centre))],
            out var wider,
            out _
        )
            ? wider
            : Wider(circle);
    }

    private static Point Blown(UnitVector vertex, UnitVector centre)
    {
        const double factor = 1 + 1e-6;
        var depth = UnitVector.Dot(vertex, centre);
        double Moved(double v, double c) => c + factor * (v / depth - c);
        return UnitVector
            .Create(Moved(vertex.X, centre.X), Moved(vertex.Y, centre.Y), Moved(vertex.Z, centre.Z))
            .ToPoint();
    }

    /// <summary>Leaves conditions as they are, but enters the subqueries in them.</summary>
    private sealed class Inner(IndexedSearches outer) : Rewriter
    {
        public Condition Enter(Condition condition) => Rewrite(condition);

        public Value Enter(Value value) => Rewrite(value);

        protected override Query Rewrite(Query query) => outer.Rewrite(query);
    }

    /// <summary>Whether any table of a statement has such an index.</summary>
    private sealed class Finder : Rewriter
    {
        private bool isFound;

        public static bool IsNeeded(Statement statement)
        {
            var finder = new Finder();
            finder.Rewrite(statement);
            return finder.isFound;
        }

        protected override Source Rewrite(Source source)
        {
            isFound |= source is TableSource { Table.SkyIndex: not null };
            return base.Rewrite(source);
        }
    }
}
