using System.Collections.Immutable;
using System.Globalization;

namespace DataLab.Sky;

/// <summary>What the vertices of a polygon amount to: edges with the inside on their left, and triangles unless convex.</summary>
internal sealed record PolygonParts(
    ImmutableArray<Point> Vertices,
    ImmutableArray<Arc> Edges,
    bool IsConvex,
    ImmutableArray<SphericalTriangle> Triangles
)
{
    /// <summary>Vertices this close to antipodes, radians, determine no great circle.</summary>
    private const double FromAntipode = 1e-9;

    /// <returns>Null, and what is wrong, if the vertices make no simple polygon.</returns>
    public static PolygonParts? Of(ReadOnlySpan<Point> given, out string? error)
    {
        var (vertices, directions) = WithoutRepetitions(given);
        error = Flaw(directions);
        if (error is not null)
        {
            return null;
        }

        var edges = Join(directions);
        if (Outline.Conflict(edges) is var (first, second))
        {
            error =
                $"The outline of a polygon may not cross, touch or overlap itself, as the edges from "
                + $"{Name(edges[first].Start)} and from {Name(edges[second].Start)} do.";
            return null;
        }

        var area = Outline.AreaOnLeft(edges.AsSpan());
        if (area < 0.0 || area > 2.0 * Math.PI * (1.0 + 1e-14))
        {
            directions.Reverse();
            edges = Join(directions);
        }

        if (IsLocallyConvex(edges))
        {
            return new PolygonParts(vertices, edges, true, []);
        }

        if (Triangulation.Of([.. directions]) is { } triangles)
        {
            return new PolygonParts(vertices, edges, false, triangles);
        }

        error = "The polygon winds around too much of the sphere to be cut into triangles; split it into smaller ones.";
        return null;
    }

    private static string? Flaw(List<UnitVector> directions)
    {
        if (directions.Count < 3)
        {
            return $"A polygon needs at least 3 different vertices, not {directions.Count}.";
        }

        for (var i = 0; i < directions.Count; i++)
        {
            var (start, end) = (directions[i], directions[(i + 1) % directions.Count]);
            if (((Vector)start + end).Length < FromAntipode)
            {
                return $"The vertices {Name(start)} and {Name(end)} of the polygon are antipodes, which many great circles join.";
            }
        }

        return null;
    }

    private static (ImmutableArray<Point> Vertices, List<UnitVector> Directions) WithoutRepetitions(
        ReadOnlySpan<Point> given
    )
    {
        var vertices = ImmutableArray.CreateBuilder<Point>(given.Length);
        var directions = new List<UnitVector>(given.Length);
        foreach (var vertex in given)
        {
            var direction = vertex.ToUnitVector();
            if (directions.Count == 0 || Rounding.Exceeds(directions[^1], direction, Rounding.Boundary))
            {
                vertices.Add(vertex);
                directions.Add(direction);
            }
        }

        while (directions.Count > 1 && !Rounding.Exceeds(directions[^1], directions[0], Rounding.Boundary))
        {
            vertices.RemoveAt(vertices.Count - 1);
            directions.RemoveAt(directions.Count - 1);
        }

        return (vertices.ToImmutable(), directions);
    }

    private static ImmutableArray<Arc> Join(List<UnitVector> directions) =>
        [.. directions.Select((start, i) => new Arc(start, directions[(i + 1) % directions.Count]))];

    /// <summary>A closed curve that never crosses itself and never turns right bounds a convex side.</summary>
    private static bool IsLocallyConvex(ImmutableArray<Arc> edges)
    {
        for (var i = 0; i < edges.Length; i++)
        {
            if (edges[i].Side(edges[(i + 1) % edges.Length].End) < -Rounding.Boundary)
            {
                return false;
            }
        }

        return true;
    }

    private static string Name(UnitVector direction)
    {
        var point = direction.ToPoint();
        return string.Create(CultureInfo.InvariantCulture, $"({point.Ra:0.######}, {point.Dec:0.######})");
    }
}
