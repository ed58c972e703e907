using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Dialects;

/// <content>The numbers that shapes consist of.</content>
public abstract partial class SqlDialect
{
    /// <summary>The numbers of a shape that is written out, in the order of DALI.</summary>
    private protected static IEnumerable<Value> Numbers(Value shape)
    {
        switch (shape)
        {
            case CircleValue circle:
                var (lon, lat) = Coordinates(circle.Centre);
                return [lon, lat, circle.Radius];
            case PolygonValue polygon:
                return polygon.Vertices.SelectMany(Numbers);
            case BoxValue box:
                return Constant(Shapes.Region(box));
            default:
                var (x, y) = Coordinates(shape);
                return [x, y];
        }
    }

    private protected static IEnumerable<Value> Constant(Sky.Region? region) =>
        region switch
        {
            Sky.Polygon polygon => polygon.Vertices.SelectMany(Constant),
            Sky.Circle circle => [.. Constant(circle.Centre), new RealConstant(circle.Radius)],
            Sky.PointRegion point => Constant(point.Position),
            _ => throw new NotSupportedException("No engine has a spelling for this region."),
        };

    private protected static IEnumerable<Value> Constant(Sky.Point point) =>
        [new RealConstant(point.Ra), new RealConstant(point.Dec)];

    internal static (Value Longitude, Value Latitude) Coordinates(Value point) =>
        point is PointValue written
            ? (written.Longitude, written.Latitude)
            : (new CoordinateValue(1, point), new CoordinateValue(2, point));

    /// <summary>A number as a double: coordinates stored as floats would be subtracted as floats.</summary>
    internal void WriteDouble(Value value, SqlWriter sql)
    {
        if (Constants.Number(value) is { } number)
            sql.Number(number);
        else if (value.Type.Kind == Kind.Double && value is not CoordinateValue)
            Write(value, sql);
        else
            WriteCast(() => Write(value, sql), AdqlType.Double, sql);
    }
}
