using System.Collections.Immutable;

namespace DataLab.Sky;

/// <summary>Cuts a simple polygon into triangles by clipping its ears, the fattest first.</summary>
/// <remarks>
/// An ear is a triangle of three successive vertices with a corner bulging outwards and no other vertex inside. No edge can
/// pass through such a triangle: it would have to cross the third side twice, and great circles meet only once in 180 degrees.
/// </remarks>
internal sealed class Triangulation
{
    /// <summary>A third side must determine its great circle: its ends stay this far, radians, from being antipodes.</summary>
    private const double FromAntipode = 1e-6;

    private readonly UnitVector[] _vertices;
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly double[] _fatness;

    private Triangulation(ReadOnlySpan<UnitVector> vertices)
    {
        var count = vertices.Length;
        _vertices = vertices.ToArray();
        _next = [.. Enumerable.Range(0, count).Select(i => (i + 1) % count)];
        _previous = [.. Enumerable.Range(0, count).Select(i => (i + count - 1) % count)];
        _fatness = new double[count];
    }

    /// <param name="vertices">Of a simple polygon, at least 3, the inside on the left.</param>
    /// <returns>Null if no ear is left although the polygon is not used up: it spans too much of the sphere.</returns>
    public static ImmutableArray<SphericalTriangle>? Of(ReadOnlySpan<UnitVector> vertices) =>
        new Triangulation(vertices).Clip();

    private ImmutableArray<SphericalTriangle>? Clip()
    {
        for (var i = 0; i < _vertices.Length; i++)
        {
            _fatness[i] = Fatness(i);
        }

        var triangles = ImmutableArray.CreateBuilder<SphericalTriangle>(_vertices.Length - 2);
        var left = _vertices.Length;
        var some = 0;
        while (left > 3)
        {
            var ear = Fattest(some);
            if (!(_fatness[ear] >= 0.0))
            {
                return null;
            }

            var (before, after) = (_previous[ear], _next[ear]);
            if (_fatness[ear] > 0.0)
            {
                triangles.Add(new SphericalTriangle(_vertices[before], _vertices[ear], _vertices[after]));
            }

            (_next[before], _previous[after]) = (after, before);
            _fatness[before] = Fatness(before);
            _fatness[after] = Fatness(after);
            some = before;
            left--;
        }

        var (a, b, c) = (_vertices[_previous[some]], _vertices[some], _vertices[_next[some]]);
        if (SphericalTriangle.Orientation(a, b, c) > 0.0)
        {
            triangles.Add(new SphericalTriangle(a, b, c));
        }

        return triangles.Count > 0 ? triangles.DrainToImmutable() : null;
    }

    /// <summary>The best of the vertices that are left, a vertex on a straight line before all others.</summary>
    private int Fattest(int some)
    {
        var best = some;
        for (var i = _next[some]; i != some; i = _next[i])
        {
            if (_fatness[i] == 0.0)
            {
                return i;
            }

            if (_fatness[i] > _fatness[best])
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>
    /// Twice the area of the ear at a vertex over the square of its longest side; 0 for a vertex on the straight line between
    /// its neighbours, which can be dropped; -1 where there is no ear.
    /// </summary>
    private double Fatness(int vertex)
    {
        var (before, after) = (_previous[vertex], _next[vertex]);
        var (a, b, c) = (_vertices[before], _vertices[vertex], _vertices[after]);
        if (((Vector)a + c).Length < FromAntipode)
        {
            return -1.0;
        }

        var third = new Arc(a, c);
        if (third.Touches(b))
        {
            return 0.0;
        }

        var (first, second) = (new Arc(a, b), new Arc(b, c));
        if (!(SphericalTriangle.Orientation(a, b, c) > 0.0) || !(third.Side(b) < 0.0))
        {
            return -1.0;
        }

        for (var i = _next[after]; i != before; i = _next[i])
        {
            var v = _vertices[i];
            if (
                first.Side(v) >= -Rounding.Boundary
                && second.Side(v) >= -Rounding.Boundary
                && third.Side(v) <= Rounding.Boundary
            )
            {
                return -1.0;
            }
        }

        var longest = Math.Max(
            ((Vector)a - b).LengthSquared,
            Math.Max(((Vector)b - c).LengthSquared, ((Vector)c - a).LengthSquared)
        );
        return SphericalTriangle.Orientation(a, b, c) / longest;
    }
}
