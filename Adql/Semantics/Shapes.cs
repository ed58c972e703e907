using DataLab.Adql.Plan;
using DataLab.Sky;

namespace DataLab.Adql.Semantics;

/// <summary>Shapes that are the same in every row, as regions of the sky.</summary>
internal static class Shapes
{
    /// <returns>Null when the shape depends on rows, or is none that the sky has.</returns>
    public static Region? Region(Value shape)
    {
        switch (shape)
        {
            case PointValue when Point(shape) is { } point:
                return new PointRegion(point);
            case CircleValue circle
                when Point(circle.Centre) is { } centre
                    && Constants.Number(circle.Radius) is >= 0 and <= 180 and var radius:
                return new Circle(centre, radius);
            case BoxValue box
                when Point(box.Centre) is { } centre
                    && Constants.Number(box.Width) is >= 0 and <= 360 and var width
                    && Constants.Number(box.Height) is >= 0 and <= 360 and var height:
                return new Box(centre, width, height).Equivalent;
            case RegionConstant { Region: Box box }:
                return box.Equivalent;
            case RegionConstant constant:
                return constant.Region;
            case EllipseValue ellipse
                when Point(ellipse.Centre) is { } centre
                    && Constants.Number(ellipse.SemiMajor) is >= 0 and < 90 and var semiMajor
                    && Constants.Number(ellipse.AxisRatio) is >= 0 and <= 1 and var ratio
                    && Constants.Number(ellipse.PositionAngle) is { } angle
                    && double.IsFinite(angle):
                return Ellipse.OfRatio(centre, semiMajor, ratio, angle);
            case PolygonValue polygon:
                return Vertices(polygon) is { } vertices && Polygon.TryCreate(vertices, out var made, out _)
                    ? made
                    : null;
            default:
                return null;
        }
    }

    /// <returns>Why the vertices make no polygon, or null.</returns>
    public static string? Fault(PolygonValue polygon) =>
        Vertices(polygon) is { } vertices && !Polygon.TryCreate(vertices, out _, out var error) ? error : null;

    /// <returns>Null when the point depends on rows.</returns>
    public static Point? Point(Value value) =>
        value is PointValue point
        && Constants.Number(point.Longitude) is { } ra
        && Constants.Number(point.Latitude) is { } dec
        && Sky.Point.TryCreate(ra, dec, out var made)
            ? made
            : null;

    private static Point[]? Vertices(PolygonValue polygon)
    {
        var vertices = new Point[polygon.Vertices.Count];
        for (var i = 0; i < vertices.Length; i++)
        {
            if (Point(polygon.Vertices[i]) is not { } vertex)
                return null;
            vertices[i] = vertex;
        }
        return vertices;
    }
}
