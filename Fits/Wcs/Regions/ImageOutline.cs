// The outline of an image on the sky.
using DataLab.Sky;

namespace DataLab.Fits.Wcs.Regions;

internal sealed class ImageOutline(CelestialCoordinates wcs, long width, long height)
{
    /// <summary>How far an edge may bulge beyond its arcs where it is looked at, pixels; it is a tenth anywhere at most.</summary>
    private const double Bulge = 0.09;

    /// <summary>Shares of a piece at which it is looked whether it bends: to one side or, like an S, to both.</summary>
    private static readonly double[] Looked = [0.25, 0.5, 0.75];

    /// <summary>Halvings of an arc where edges bend.</summary>
    private const int MaxHalvings = 6;

    public Polygon? Footprint(int pointsPerEdge)
    {
        if (width < 1 || height < 1)
            throw new ArgumentOutOfRangeException(nameof(pointsPerEdge), "An image has at least one pixel a side.");
        if (pointsPerEdge is < 1 or > 1000)
            throw new ArgumentOutOfRangeException(
                nameof(pointsPerEdge),
                pointsPerEdge,
                "An edge has 1 to 1000 points."
            );
        var (right, top) = (width + 0.5, height + 0.5);
        (double X, double Y)[] corners = [(0.5, 0.5), (0.5, top), (right, top), (right, 0.5)];
        var vertices = new List<Point>();
        for (var i = 0; i < 4; i++)
        {
            var (from, to) = (corners[i], corners[(i + 1) % 4]);
            for (var k = 0; k < pointsPerEdge; k++)
            {
                var (a, b) = ((double)k / pointsPerEdge, (k + 1.0) / pointsPerEdge);
                if (!TryAdd(Between(from, to, a), Between(from, to, b), MaxHalvings, vertices))
                    return null;
            }
        }
        if (!Polygon.TryCreate(vertices.ToArray(), out var polygon, out _))
            return null;
        // A polygon is the smaller side of its outline; the image must lie on it.
        var middle = (X: 0.5 * (1.0 + width), Y: 0.5 * (1.0 + height));
        return wcs.TryToSky(middle.X, middle.Y, out var centre) && polygon.Contains(centre) ? polygon : null;
    }

    /// <summary>Adds the start of a piece of an edge, and places within it where it bends.</summary>
    private bool TryAdd((double X, double Y) from, (double X, double Y) to, int halvings, List<Point> vertices)
    {
        if (!wcs.TryToDirection(from.X, from.Y, out var a) || !wcs.TryToDirection(to.X, to.Y, out var b))
            return false;
        var bends = (a + b).Length < 0.1;
        foreach (var share in Looked)
        {
            var (x, y) = Between(from, to, share);
            if (!wcs.TryToDirection(x, y, out var between))
                return false;
            bends |= Angle.ToDegrees(Aside(a, b, between)) > Bulge * wcs.PixelScale;
        }
        if (halvings > 0 && bends)
        {
            var middle = Between(from, to, 0.5);
            return TryAdd(from, middle, halvings - 1, vertices) && TryAdd(middle, to, halvings - 1, vertices);
        }
        vertices.Add(new Point(a.Longitude, a.Latitude));
        return true;
    }

    /// <summary>The distance across an arc, rad: places shifted along it do not matter.</summary>
    private static double Aside(in Vec3 a, in Vec3 b, in Vec3 place)
    {
        var along = (a - b).Length;
        return along > 0.0 ? Math.Abs(Vec3.Dot(Vec3.Cross(a, b), place)) / along : (place - a).Length;
    }

    private static (double X, double Y) Between((double X, double Y) from, (double X, double Y) to, double share) =>
        (from.X + share * (to.X - from.X), from.Y + share * (to.Y - from.Y));
}
