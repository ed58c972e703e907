using System.Collections.Immutable;

namespace DataLab.Sky;

/// <summary>Measures of a closed chain of arcs that does not cross itself.</summary>
internal static class Outline
{
    /// <summary>Within this angle of their mean, radians, all fans of triangles between vertices are well conditioned.</summary>
    private const double Compact = 1.0;

    /// <summary>Below this size, radians, the mean of flat triangles is the better centre of gravity.</summary>
    private const double Flat = 2e-4;

    /// <summary>Area to the left, steradians: in (-2π, 2π) where small outlines run clockwise, else in (0, 4π).</summary>
    public static double AreaOnLeft(ReadOnlySpan<Arc> edges)
    {
        var mean = default(Vector);
        foreach (var edge in edges)
        {
            mean += edge.Start;
        }

        var isCompact = mean.Length > 0.0;
        foreach (var edge in edges)
        {
            isCompact = isCompact && !Rounding.Exceeds(mean.Normalised(), edge.Start, Compact);
        }

        var sum = 0.0;
        if (isCompact)
        {
            // A fan keeps the relative precision of small areas; outside a hemisphere it would be ambiguous.
            foreach (var edge in edges[1..^1])
            {
                sum += SphericalTriangle.Excess(edges[0].Start, edge.Start, edge.End);
            }

            return sum;
        }

        // Gauss-Bonnet: what the turns at the corners lack of a full turn.
        for (var i = 0; i < edges.Length; i++)
        {
            sum += Turn(edges[i], edges[(i + 1) % edges.Length]);
        }

        return 2.0 * Math.PI - sum;
    }

    /// <summary>Change of direction from one arc to the next, radians, positive to the left.</summary>
    private static double Turn(Arc arrival, Arc departure) =>
        Math.Atan2(
            Vector.Dot(Vector.Cross(arrival.Normal, departure.Normal), departure.Start),
            UnitVector.Dot(arrival.Normal, departure.Normal)
        );

    /// <summary>Direction of the centre of gravity of the area on the left.</summary>
    /// <param name="radius">Of a circle around the outline, radians.</param>
    public static UnitVector Centroid(ReadOnlySpan<Arc> edges, IEnumerable<SphericalTriangle> triangles, double radius)
    {
        var sum = default(Vector);
        if (radius > Flat)
        {
            // The integral of the position over the area is half the sum of length times normal of the edges.
            foreach (var edge in edges)
            {
                sum += edge.Length * (Vector)edge.Normal;
            }

            return sum.Length > 0.0 ? sum.Normalised() : edges[0].Start;
        }

        // Exact for triangles in the plane; on the sphere the error is of third order in the size, 1e-12 rad at most.
        foreach (var (a, b, c) in triangles)
        {
            sum += SphericalTriangle.Excess(a, b, c) * ((Vector)a + b + c);
        }

        return sum.Length > 0.0
            ? sum.Normalised()
            : ((Vector)edges[0].Start + edges[edges.Length / 2].Start).Normalised();
    }

    /// <summary>A circle around the area on the left, the smaller side of the outline.</summary>
    /// <returns>Its centre, and its radius in radians, widened for rounding.</returns>
    /// <remarks>
    /// The centre walks towards the farthest vertex in ever smaller steps (Bădoiu and Clarkson 2003), which brings the radius
    /// within a few percent of the least.
    /// </remarks>
    public static (UnitVector Axis, double Radius) Bounds(ReadOnlySpan<Arc> edges)
    {
        const int steps = 24;
        Vector centre = edges[0].Start;
        for (var step = 1; step <= steps; step++)
        {
            var farthest = edges[0].Start;
            foreach (var edge in edges)
            {
                if ((edge.Start - centre).LengthSquared > (farthest - centre).LengthSquared)
                {
                    farthest = edge.Start;
                }
            }

            centre += 1.0 / (step + 1) * (farthest - centre);
        }

        if (centre.Length < 1e-3)
        {
            return (edges[0].Start, Math.PI);
        }

        var axis = centre.Normalised();
        var radius = 0.0;
        foreach (var edge in edges)
        {
            radius = Math.Max(radius, UnitVector.AngleBetween(axis, edge.Start));
        }

        if (radius < 0.5 * Math.PI - 1e-9)
        {
            return (axis, radius + 2.0 * Rounding.Boundary); // a cap below a hemisphere is convex: the edges lie in it
        }

        radius = 0.0;
        foreach (var edge in edges)
        {
            radius = Math.Max(radius, Math.PI - edge.Distance(-axis));
        }

        return (axis, Math.Min(Math.PI, radius + 2.0 * Rounding.Boundary));
    }

    /// <summary>The first two edges that cross, touch or overlap other than by following each other.</summary>
    public static (int First, int Second)? Conflict(ImmutableArray<Arc> edges)
    {
        for (var i = 0; i < edges.Length; i++)
        {
            for (var j = i + 1; j < edges.Length; j++)
            {
                var (a, b) = (edges[i], edges[j]);
                if (!BallsMeet(a, b))
                {
                    continue;
                }

                var follows = j == i + 1;
                var precedes = i == 0 && j == edges.Length - 1;
                var conflict =
                    follows ? a.Touches(b.End) || b.Touches(a.Start)
                    : precedes ? b.Touches(a.End) || a.Touches(b.Start)
                    : a.Touches(b);
                if (conflict)
                {
                    return (i, j);
                }
            }
        }

        return null;
    }

    /// <summary>Whether the balls whose diameters are the chords meet: arcs lie in theirs (Thales).</summary>
    private static bool BallsMeet(Arc a, Arc b)
    {
        var between = 0.5 * ((Vector)a.Start + a.End - b.Start - b.End);
        var radii = 0.5 * (((Vector)a.Start - a.End).Length + ((Vector)b.Start - b.End).Length) + Rounding.Boundary;
        return between.LengthSquared <= radii * radii;
    }
}
