using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Rewriting;

/// <summary>BOX around a position that differs from row to row, as the polygon of its four corners.</summary>
/// <remarks>
/// In the plane that touches the sphere at the centre (ra, dec) the box is the rectangle |ξ| ≤ tan(width/2), |η| ≤ tan(height/2),
/// so a corner has the longitude ra + atan2(ξ, cos dec − η sin dec) and the latitude atan2(sin dec + η cos dec, √(ξ² + (cos dec − η sin dec)²)).
/// Constant boxes stay what they are: <see cref="Shapes"/> knows them, those beyond 180 degrees too.
/// </remarks>
internal sealed class BoxesToPolygons : Rewriter
{
    protected override Value Rewrite(Value value)
    {
        var rewritten = base.Rewrite(value);
        return rewritten is BoxValue box && IsSmall(box.Width) && IsSmall(box.Height) && Shapes.Region(box) is null
            ? Polygon(box)
            : rewritten;
    }

    private static PolygonValue Polygon(BoxValue box)
    {
        var (ra, dec) = (Coordinate(1, box.Centre), Coordinate(2, box.Centre));
        var (xi, eta) = (HalfTangent(box.Width), HalfTangent(box.Height));
        return new PolygonValue([
            Corner(ra, dec, -xi, -eta),
            Corner(ra, dec, xi, -eta),
            Corner(ra, dec, xi, eta),
            Corner(ra, dec, -xi, eta),
        ])
        {
            Metadata = box.Metadata,
        };
    }

    /// <summary>Other sizes, and those that differ from row to row, are left to the engine's functions.</summary>
    private static bool IsSmall(Value size) => Constants.Number(size) is > 0 and < 179.999;

    private static double HalfTangent(Value size) => Math.Tan(Angle.ToRadians(Constants.Number(size)!.Value / 2));

    private static PointValue Corner(Value ra, Value dec, double xi, double eta)
    {
        var (sin, cos) = (Call("SIN", Call("RADIANS", dec)), Call("COS", Call("RADIANS", dec)));
        var forward = Minus(cos, Times(eta, sin));
        var north = Plus(sin, Times(eta, cos));
        var across = Call("SQRT", Plus(new RealConstant(xi * xi), Call("POWER", forward, new RealConstant(2))));
        return new PointValue(
            Plus(ra, Call("DEGREES", Call("ATAN2", new RealConstant(xi), forward))),
            Call("DEGREES", Call("ATAN2", north, across))
        );
    }

    private static Value Coordinate(int axis, Value point) =>
        point is PointValue written
            ? (axis == 1 ? written.Longitude : written.Latitude)
            : new CoordinateValue(axis, point);

    private static CallValue Call(string function, params Items<Value> arguments) =>
        new(function, arguments, AdqlType.Double);

    private static ArithmeticValue Plus(Value left, Value right) =>
        new(ArithmeticOperator.Add, left, right, AdqlType.Double);

    private static ArithmeticValue Minus(Value left, Value right) =>
        new(ArithmeticOperator.Subtract, left, right, AdqlType.Double);

    private static ArithmeticValue Times(double left, Value right) =>
        new(ArithmeticOperator.Multiply, new RealConstant(left), right, AdqlType.Double);
}
