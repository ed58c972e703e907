// The boundaries of regions as curves, parameter 0 to 1.
using DataLab.Sky;

namespace DataLab.Fits.Wcs.Regions;

/// <param name="At">A place of the boundary, ICRS.</param>
/// <param name="Steps">Pieces into which it is cut to be looked at.</param>
internal sealed record RegionCurve(Func<double, Vec3> At, int Steps)
{
    private const int CircleSteps = 256;
    private const int EdgeSteps = 64;

    /// <summary>All boundaries of a region and of its parts; coverage maps have none here.</summary>
    public static IEnumerable<RegionCurve> Of(Region region) =>
        region switch
        {
            PointRegion point => [new RegionCurve(_ => Of(point.Position), 1)],
            Circle circle => [Ring(circle.Centre, circle.Radius)],
            Box box => Of(box.Equivalent),
            Polygon polygon => Edges(polygon),
            CoordinateRange range => Sides(range),
            Ellipse ellipse => [Around(ellipse)],
            RegionUnion union => union.Parts.SelectMany(Of),
            RegionIntersection both => both.Parts.SelectMany(Of),
            RegionComplement not => Of(not.Inner),
            _ => [],
        };

    private static Vec3 Of(Point position) => Vec3.Of(position.Ra, position.Dec);

    private static RegionCurve Ring(Point centre, double radius)
    {
        var (axis, east, north) = Axes(centre);
        var (sin, cos) = Angle.SinCos(radius);
        return new RegionCurve(
            t =>
            {
                var (s, c) = Math.SinCos(Math.Tau * t);
                return cos * axis + sin * (s * east + c * north);
            },
            CircleSteps
        );
    }

    private static RegionCurve Around(Ellipse ellipse)
    {
        var axis = Of(ellipse.Centre);
        var (along, across) = ellipse.Axes;
        var (u, v) = (new Vec3(along.X, along.Y, along.Z), new Vec3(across.X, across.Y, across.Z));
        var (major, minor) = ellipse.Sines;
        return new RegionCurve(
            t =>
            {
                var (s, c) = Math.SinCos(Math.Tau * t);
                var (p, q) = (major * c, minor * s);
                return Math.Sqrt(Math.Max(0.0, 1.0 - p * p - q * q)) * axis + p * u + q * v;
            },
            CircleSteps
        );
    }

    private static IEnumerable<RegionCurve> Edges(Polygon polygon)
    {
        var vertices = polygon.Vertices;
        for (var i = 0; i < vertices.Length; i++)
        {
            var (a, b) = (Of(vertices[i]), Of(vertices[(i + 1) % vertices.Length]));
            yield return new RegionCurve(t => ((1.0 - t) * a + t * b).Normalised(), EdgeSteps);
        }
    }

    private static IEnumerable<RegionCurve> Sides(CoordinateRange range)
    {
        var width = range.East - range.West >= 360.0 ? 360.0 : Angle.Longitude(range.East - range.West);
        double Dec(double t) => range.South + t * (range.North - range.South);
        yield return new RegionCurve(t => Vec3.Of(range.West + t * width, range.South), CircleSteps);
        yield return new RegionCurve(t => Vec3.Of(range.West + t * width, range.North), CircleSteps);
        if (width >= 360.0)
            yield break;
        yield return new RegionCurve(t => Vec3.Of(range.West, Dec(t)), EdgeSteps);
        yield return new RegionCurve(t => Vec3.Of(range.West + width, Dec(t)), EdgeSteps);
    }

    private static (Vec3 Axis, Vec3 East, Vec3 North) Axes(Point centre)
    {
        var (sinRa, cosRa) = Angle.SinCos(centre.Ra);
        var (sinDec, cosDec) = Angle.SinCos(centre.Dec);
        return (Of(centre), new Vec3(-sinRa, cosRa, 0.0), new Vec3(-sinDec * cosRa, -sinDec * sinRa, cosDec));
    }
}
