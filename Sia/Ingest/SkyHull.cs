using DataLab.Sky;

namespace DataLab.Sia.Ingest;

/// <summary>The convex outline of several images: what a file with many detectors covers, gaps included.</summary>
internal static class SkyHull
{
    /// <summary>Cosine of how far from the middle of all a corner may lie: further, and the hull is no longer worth much.</summary>
    private const double Furthest = 0.2;

    /// <summary>Nearer to a straight line than this is on it; tangents of angles.</summary>
    private const double Straight = 1e-15;

    /// <returns>Null where the images are spread over half of the sky, or lie on a line.</returns>
    public static Polygon? Of(IReadOnlyList<Polygon> outlines)
    {
        if (outlines.Count == 1)
            return outlines[0];
        var corners = outlines
            .SelectMany(outline => outline.Vertices)
            .Select(vertex => (Position: vertex, Direction: vertex.ToUnitVector()))
            .ToArray();
        if (corners.Length == 0)
            return null;
        var (x, y, z) = (
            corners.Sum(corner => corner.Direction.X),
            corners.Sum(corner => corner.Direction.Y),
            corners.Sum(corner => corner.Direction.Z)
        );
        var length = Math.Sqrt(x * x + y * y + z * z);
        if (length < 1e-3 * corners.Length)
            return null;
        var middle = UnitVector.Create(x / length, y / length, z / length).ToPoint();
        // Great circles are straight lines in the tangent plane, so that the hull there is the hull on the sphere.
        var plane = new (double U, double V, Point Position)[corners.Length];
        var (sinRa, cosRa) = Angle.SinCos(middle.Ra);
        var (sinDec, cosDec) = Angle.SinCos(middle.Dec);
        for (var i = 0; i < corners.Length; i++)
        {
            var (px, py, pz) = corners[i].Direction;
            var depth = cosDec * (cosRa * px + sinRa * py) + sinDec * pz;
            if (depth < Furthest)
                return null;
            plane[i] = (
                (cosRa * py - sinRa * px) / depth,
                (cosDec * pz - sinDec * (cosRa * px + sinRa * py)) / depth,
                corners[i].Position
            );
        }
        return Polygon.TryCreate([.. Around(plane).Select(corner => corner.Position)], out var hull, out _)
            ? hull
            : null;
    }

    /// <summary>Andrew's monotone chain, anticlockwise.</summary>
    private static List<(double U, double V, Point Position)> Around((double U, double V, Point Position)[] plane)
    {
        Array.Sort(plane, (a, b) => a.U != b.U ? a.U.CompareTo(b.U) : a.V.CompareTo(b.V));
        var hull = new List<(double U, double V, Point Position)>();
        foreach (var way in new[] { plane, [.. plane.Reverse()] })
        {
            var start = hull.Count;
            foreach (var corner in way)
            {
                while (hull.Count >= start + 2 && Turn(hull[^2], hull[^1], corner) <= Straight * Straight)
                    hull.RemoveAt(hull.Count - 1);
                hull.Add(corner);
            }
            // The end of one chain is the beginning of the other.
            hull.RemoveAt(hull.Count - 1);
        }
        return hull;
    }

    private static double Turn(
        (double U, double V, Point Position) a,
        (double U, double V, Point Position) b,
        (double U, double V, Point Position) c
    ) => (b.U - a.U) * (c.V - a.V) - (b.V - a.V) * (c.U - a.U);
}
