using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DataLab.Sky;

/// <summary>A simple polygon of great-circle edges, boundary included.</summary>
/// <remarks>
/// ADQL 2.1 §4.2.19 POLYGON. The inside is the side of smaller area, whatever the order of the vertices; if both are
/// hemispheres, the side on the left of the way as seen from outside the sphere. Successive vertices are joined by the
/// shorter arc. The outline may not cross or touch itself; a repeated vertex, such as the first one at the end, is dropped.
/// At a corner of angle α the boundary's tolerance reaches 2e-15/sin(α/2) rad beyond the corner.
/// </remarks>
public sealed record Polygon : Region
{
    private readonly ImmutableArray<Arc> _edges;
    private readonly UnitVector _axis;
    private readonly double _radius;
    private readonly ImmutableArray<SphericalTriangle> _triangles;

    /// <param name="vertices">At least three different positions, ICRS, in order along the outline.</param>
    /// <exception cref="ArgumentException">They make no simple polygon; the message says why.</exception>
    public Polygon(IEnumerable<Point> vertices)
        : this(PolygonParts.Of([.. vertices], out var error) ?? throw new ArgumentException(error, nameof(vertices)))
    { }

    private Polygon(PolygonParts parts)
    {
        Vertices = parts.Vertices;
        _edges = parts.Edges;
        (_axis, _radius) = Outline.Bounds(_edges.AsSpan());
        IsConvex = parts.IsConvex;
        _triangles = parts.Triangles;
        EdgeNormals = [.. _edges.Select(edge => edge.Normal).Distinct()];
        ConvexParts = IsConvex
            ? [EdgeNormals]
            :
            [
                .. _triangles.Select(triangle =>
                {
                    var (ab, bc, ca) = triangle.Normals;
                    return ImmutableArray.Create(ab, bc, ca);
                }),
            ];
    }

    /// <summary>The vertices as given, without repetitions.</summary>
    public ImmutableArray<Point> Vertices { get; }

    /// <summary>Whether the inside is where all edges have it on their left.</summary>
    public bool IsConvex { get; }

    /// <summary>
    /// Unit normals of the edges' great circles, pointing to the inside. A convex polygon is where the product with each of
    /// them is ≥ 0. Edges on the same great circle have one normal.
    /// </summary>
    public ImmutableArray<UnitVector> EdgeNormals { get; }

    /// <summary>
    /// The inside as alternatives: a direction is in the polygon if for one of the parts its products with all normals of the
    /// part are ≥ 0 (≥ -<see cref="Region.Tolerance"/>, to have the boundary inside whatever the rounding). One part if the
    /// polygon is convex, else its triangles.
    /// </summary>
    public ImmutableArray<ImmutableArray<UnitVector>> ConvexParts { get; }

    public override double Area => AreaRad * Angle.SquareDegreesPerSteradian;

    public override Point Centroid => Outline.Centroid(_edges.AsSpan(), Triangulate(), _radius).ToPoint();

    public override Circle BoundingCircle => new(_axis.ToPoint(), Math.Min(180.0, Angle.ToDegrees(_radius) + 1e-13));

    internal override int Weight => 1 + _edges.Length / 16;

    internal ImmutableArray<Arc> Edges => _edges;

    /// <summary>A direction well inside.</summary>
    internal UnitVector InnerPoint
    {
        get
        {
            var (a, b, c) = Triangulate().MaxBy(triangle => triangle.Area);
            return ((Vector)a + b + c).Normalised();
        }
    }

    private double AreaRad => Math.Max(0.0, Outline.AreaOnLeft(_edges.AsSpan()));

    /// <summary>Makes a polygon, or says why the vertices make none.</summary>
    public static bool TryCreate(
        ReadOnlySpan<Point> vertices,
        [NotNullWhen(true)] out Polygon? polygon,
        [NotNullWhen(false)] out string? error
    )
    {
        var parts = PolygonParts.Of([.. vertices], out error);
        polygon = parts is null ? null : new Polygon(parts);
        return polygon is not null;
    }

    /// <summary>A convex polygon whose edges are known, and may be as short as 0 or as long as 180 degrees.</summary>
    internal static Polygon Convex(ImmutableArray<Arc> edges) =>
        new(new PolygonParts([.. edges.Select(edge => edge.Start.ToPoint())], edges, true, []));

    /// <summary>Triangles that cover the polygon and nothing else, meeting only at their edges.</summary>
    public ImmutableArray<SphericalTriangle> Triangulate()
    {
        if (!_triangles.IsEmpty)
        {
            return _triangles;
        }

        if (Triangulation.Of([.. _edges.Select(edge => edge.Start)]) is { } triangles)
        {
            return triangles;
        }

        // Nearly a hemisphere or nearly a line: only a convex polygon comes here, and any place inside it makes a fan.
        var centre = Outline.Centroid(_edges.AsSpan(), [], _radius);
        return [.. _edges.Select(edge => new SphericalTriangle(centre, edge.Start, edge.End))];
    }

    public override bool Contains(UnitVector direction)
    {
        if (Rounding.Exceeds(_axis, direction, _radius))
        {
            return false;
        }

        foreach (var part in ConvexParts)
        {
            if (IsIn(part, direction))
            {
                return true;
            }
        }

        return false;
    }

    public bool Equals(Polygon? other) => other is not null && Vertices.SequenceEqual(other.Vertices);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var vertex in Vertices)
        {
            hash.Add(vertex);
        }

        return hash.ToHashCode();
    }

    public override string ToString() =>
        $"POLYGON({string.Join(", ", Vertices.Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Ra}, {v.Dec}")))})";

    /// <summary>Whether the bounding circles are apart.</summary>
    internal bool IsFarFrom(Polygon other) => Rounding.Exceeds(_axis, other._axis, _radius + other._radius);

    /// <summary>Angle from a direction to the nearest place of the outline, radians.</summary>
    internal double DistanceToOutline(UnitVector direction)
    {
        var least = Math.PI;
        foreach (var edge in _edges)
        {
            least = Math.Min(least, edge.Distance(direction));
        }

        return least;
    }

    internal override Overlap OverlapWith(UnitVector centre, double radius)
    {
        var reach = radius + 4.0 * Rounding.Boundary;
        if (reach >= 0.5 * Math.PI)
        {
            return Overlap.Partial;
        }

        if (Rounding.Exceeds(_axis, centre, _radius + reach))
        {
            return Overlap.None;
        }

        var (sine, half) = (Math.Sin(reach), Math.Sin(0.5 * reach));
        foreach (var edge in _edges)
        {
            if (edge.IsWithin(centre, sine, 4.0 * half * half))
            {
                return Overlap.Partial;
            }
        }

        return Contains(centre) ? Overlap.Full : Overlap.None;
    }

    private static bool IsIn(ImmutableArray<UnitVector> normals, UnitVector direction)
    {
        foreach (var normal in normals)
        {
            if (UnitVector.Dot(normal, direction) < -Rounding.Boundary)
            {
                return false;
            }
        }

        return true;
    }
}
