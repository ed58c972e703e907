using System.Collections.Immutable;

namespace DataLab.Sky;

/// <summary>CONTAINS and INTERSECTS: formulas for points, circles, polygons and MOCs, logic for trees, a search of cells for the rest.</summary>
internal static class RegionPairs
{
    /// <returns>Null where it could not be told.</returns>
    public static bool? Contains(Region outer, Region inner) =>
        (outer, inner) switch
        {
            (_, PointRegion point) => outer.Contains(point.Position),
            (_, RegionUnion union) => All(union.Parts, part => outer.TryContains(part)),
            (RegionIntersection both, _) => All(both.Parts, part => part.TryContains(inner)),
            (RegionComplement not, RegionComplement other) => other.Inner.TryContains(not.Inner),
            (RegionComplement not, _) => !not.Inner.TryIntersects(inner),
            (PointRegion point, Circle circle) => circle.Radius == 0.0 && point.Contains(circle.Centre),
            (PointRegion, Polygon) => false,
            (Circle { Radius: >= 180.0 }, _) => true,
            (Circle a, Circle b) => Gap(a, b) <= a.RadiusRad - b.RadiusRad + Rounding.Boundary,
            (Circle circle, Polygon polygon) => Contains(circle, polygon),
            (Polygon polygon, Circle circle) => polygon.Contains(circle.Axis)
                && polygon.DistanceToOutline(circle.Axis) >= circle.RadiusRad - Rounding.Boundary,
            (Polygon a, Polygon b) => Contains(a, b),
            (Moc a, Moc b) => a.Covers(b),
            _ when outer.Equals(inner) => true,
            (RegionUnion union, _) when union.Parts.Any(part => part.TryContains(inner) is true) => true,
            (_, RegionIntersection both) when both.Parts.Any(part => outer.TryContains(part) is true) => true,
            _ => CellSearch.Contains(outer, inner),
        };

    /// <returns>Null where it could not be told.</returns>
    public static bool? Intersects(Region a, Region b) =>
        (a, b) switch
        {
            (_, PointRegion point) => a.Contains(point.Position),
            (PointRegion point, _) => b.Contains(point.Position),
            (RegionUnion union, _) => Any(union.Parts, part => part.TryIntersects(b)),
            (_, RegionUnion union) => Any(union.Parts, part => part.TryIntersects(a)),
            (RegionComplement not, _) => !not.Inner.TryContains(b),
            (_, RegionComplement not) => !not.Inner.TryContains(a),
            (Circle first, Circle second) => Gap(first, second)
                <= first.RadiusRad + second.RadiusRad + Rounding.Boundary,
            (Circle circle, Polygon polygon) => Intersects(polygon, circle),
            (Polygon polygon, Circle circle) => Intersects(polygon, circle),
            (Polygon first, Polygon second) => Intersects(first, second),
            (Moc first, Moc second) => first.Meets(second),
            (RegionIntersection both, _) when both.Parts.Any(part => part.TryIntersects(b) is false) => false,
            (_, RegionIntersection both) when both.Parts.Any(part => part.TryIntersects(a) is false) => false,
            _ => CellSearch.Intersects(a, b),
        };

    private static bool? All(ImmutableArray<Region> parts, Func<Region, bool?> test) =>
        !Any(parts, part => !test(part));

    /// <summary>True beats unknown, unknown beats false.</summary>
    private static bool? Any(ImmutableArray<Region> parts, Func<Region, bool?> test)
    {
        bool? found = false;
        foreach (var part in parts)
        {
            switch (test(part))
            {
                case true:
                    return true;
                case null:
                    found = null;
                    break;
            }
        }

        return found;
    }

    private static double Gap(Circle a, Circle b) => Angle.ToRadians(Point.Separation(a.Centre, b.Centre));

    private static bool Contains(Circle circle, Polygon polygon)
    {
        if (circle.Radius < 90.0)
        {
            // A cap below a hemisphere is convex, and the polygon is the smaller side of its outline.
            return polygon.Edges.All(edge => circle.Contains(edge.Start));
        }

        if (circle.Radius >= 180.0)
        {
            return true;
        }

        // The rest of the sphere is a cap around the antipode, and the polygon must stay out of it.
        var antipode = -circle.Axis;
        return !polygon.Contains(antipode)
            && polygon.DistanceToOutline(antipode) >= Math.PI - circle.RadiusRad - Rounding.Boundary;
    }

    private static bool Intersects(Polygon polygon, Circle circle) =>
        polygon.Contains(circle.Axis) || polygon.DistanceToOutline(circle.Axis) <= circle.RadiusRad + Rounding.Boundary;

    private static bool Intersects(Polygon a, Polygon b)
    {
        if (a.IsFarFrom(b))
        {
            return false;
        }

        // Without a crossing or touch of the outlines, one of them lies wholly in the other polygon.
        return a.Contains(b.Edges[0].Start)
            || b.Contains(a.Edges[0].Start)
            || a.Edges.Any(ours => b.Edges.Any(theirs => ours.Touches(theirs)));
    }

    /// <summary>
    /// The outline of the inner polygon is in the outer one, and so is a place inside it (which rules out that it is the
    /// outside of the outer polygon that lies in the inner one).
    /// </summary>
    private static bool Contains(Polygon outer, Polygon inner) =>
        inner.Edges.All(edge => outer.Contains(edge.Start))
        && outer.Contains(inner.InnerPoint)
        && inner.Edges.All(edge => Contains(outer, edge));

    /// <summary>Cut where it meets the outer outline, the edge runs in pieces that lie wholly inside or wholly outside.</summary>
    private static bool Contains(Polygon outer, Arc edge)
    {
        if (outer.IsConvex)
        {
            return true; // with its ends
        }

        var length = edge.Length;
        var cuts = new List<double> { 0.0, length };
        foreach (var other in outer.Edges)
        {
            if (edge.Touches(other.Start))
            {
                cuts.Add(Math.Clamp(edge.Along(other.Start), 0.0, length));
            }

            if (edge.Crosses(other))
            {
                cuts.Add(Math.Clamp(edge.Along(edge.Crossing(other)), 0.0, length));
            }
        }

        cuts.Sort();
        return cuts.Zip(cuts.Skip(1), (from, to) => outer.Contains(edge.At(0.5 * (from + to)))).All(inside => inside);
    }
}
