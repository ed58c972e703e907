namespace DataLab.Sky;

/// <summary>CONTAINS and INTERSECTS for each pair of points and circles.</summary>
internal static class RegionPairs
{
    public static bool Contains(Region outer, Region inner) =>
        (outer, inner) switch
        {
            (_, PointRegion point) => outer.Contains(point.Position),
            (PointRegion point, Circle circle) => circle.Radius == 0.0 && point.Contains(circle.Centre),
            (Circle a, Circle b) => a.Radius >= 180.0 || Gap(a, b) <= a.RadiusRad - b.RadiusRad + Rounding.Boundary,
            _ => throw Unknown(outer, inner),
        };

    public static bool Intersects(Region a, Region b) =>
        (a, b) switch
        {
            (_, PointRegion point) => a.Contains(point.Position),
            (PointRegion point, _) => b.Contains(point.Position),
            (Circle first, Circle second) => Gap(first, second)
                <= first.RadiusRad + second.RadiusRad + Rounding.Boundary,
            _ => throw Unknown(a, b),
        };

    private static double Gap(Circle a, Circle b) => Angle.ToRadians(Point.Separation(a.Centre, b.Centre));

    private static NotSupportedException Unknown(Region a, Region b) =>
        new($"No rule compares {a.GetType().Name} with {b.GetType().Name}.");
}
