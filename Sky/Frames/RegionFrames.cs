using System.Collections.Immutable;

namespace DataLab.Sky;

/// <summary>Regions whose text names another frame, as the same part of the sky in ICRS.</summary>
/// <remarks>
/// Great circles stay great circles and distances distances, so that it is enough to turn the defining positions. FK4 has the
/// aberration terms of its catalogue taken off first, which bend a shape by less than 0.001" a degree.
/// </remarks>
public static class RegionFrames
{
    /// <summary>Terms of aberration that FK4 positions of B1950 contain, radians (Explanatory Supplement 1992, 3.531-1).</summary>
    private static readonly Vector FourthTerms = new(-1.62557e-6, -0.31919e-6, -0.13843e-6);

    /// <param name="frame">As <see cref="RegionText.TryRead"/> gives it.</param>
    /// <returns>Null for frames that are not known here (SUPER_GALACTIC, GALACTIC_I), and for coverage maps in another frame than ICRS.</returns>
    public static Region? ToIcrs(this Region region, string? frame)
    {
        ArgumentNullException.ThrowIfNull(region);
        if (RegionText.IsEquatorial(frame))
        {
            return region;
        }

        var known = frame switch
        {
            "GALACTIC" or "GALACTIC_II" => SphereFrame.Galactic,
            "ECLIPTIC" => SphereFrame.Ecliptic,
            "FK4" or "B1950" => SphereFrame.Fk4,
            _ => null,
        };
        if (known is null)
        {
            return null;
        }

        var rotation = known.To(SphereFrame.Icrs);
        return known == SphereFrame.Fk4
            ? Moved(region, position => rotation.Rotate(WithoutAberration(position)))
            : Moved(region, rotation.Rotate);
    }

    private static Point WithoutAberration(Point position)
    {
        Vector r = position.ToUnitVector();
        return (r - FourthTerms + Vector.Dot(r, FourthTerms) * r).Normalised().ToPoint();
    }

    private static Region? Moved(Region region, Func<Point, Point> move)
    {
        switch (region)
        {
            case PointRegion point:
                return new PointRegion(move(point.Position));
            case Circle circle:
                return new Circle(move(circle.Centre), circle.Radius);
            case Ellipse ellipse:
                return Moved(ellipse, move);
            case Box { Equivalent: var equivalent }:
                return Moved(equivalent, move);
            case Polygon polygon:
                return Polygon.TryCreate([.. polygon.Vertices.Select(move)], out var moved, out _) ? moved : null;
            case CoordinateRange range:
                return Moved(Circles(range), move);
            case RegionComplement complement:
                return Moved(complement.Inner, move) is { } inner ? new RegionComplement(inner) : null;
            case RegionUnion union:
                return Parts(union.Parts, move) is { } united ? new RegionUnion(united) : null;
            case RegionIntersection intersection:
                return Parts(intersection.Parts, move) is { } common ? new RegionIntersection(common) : null;
            default:
                return null;
        }
    }

    private static ImmutableArray<Region>? Parts(ImmutableArray<Region> parts, Func<Point, Point> move)
    {
        var moved = parts.Select(part => Moved(part, move)).ToList();
        return moved.Contains(null) ? null : [.. moved.Select(part => part!)];
    }

    /// <summary>The position angle at the new place is that of the half axis's end.</summary>
    private static Ellipse Moved(Ellipse ellipse, Func<Point, Point> move)
    {
        var (east, north) = ellipse.Centre.TangentAxes();
        var (sin, cos) = Angle.SinCos(Angle.Longitude(ellipse.PositionAngle));
        var end = (ellipse.Centre.ToUnitVector() + sin * east + cos * north).Normalised().ToPoint();
        var (centre, tip) = (move(ellipse.Centre), move(end).ToUnitVector());
        var (newEast, newNorth) = centre.TangentAxes();
        var angle = Angle.ToDegrees(Math.Atan2(Vector.Dot(tip, newEast), Vector.Dot(tip, newNorth)));
        return new Ellipse(centre, ellipse.SemiMajor, ellipse.SemiMinor, angle);
    }

    /// <summary>A range as circles around the poles and hemispheres, which keep their meaning in other frames.</summary>
    private static RegionIntersection Circles(CoordinateRange range)
    {
        List<Region> parts =
        [
            new Circle(new Point(0, 90), 90.0 - range.South),
            new Circle(new Point(0, -90), 90.0 + range.North),
        ];
        var width = range.East - range.West >= 360.0 ? 360.0 : Angle.Longitude(range.East - range.West);
        if (width < 360.0)
        {
            Region[] sides =
            [
                new Circle(new Point(Angle.Longitude(range.West + 90.0), 0), 90.0),
                new Circle(new Point(Angle.Longitude(range.East - 90.0), 0), 90.0),
            ];
            parts.Add(width <= 180.0 ? new RegionIntersection([.. sides]) : new RegionUnion([.. sides]));
        }

        return new RegionIntersection([.. parts]);
    }
}
