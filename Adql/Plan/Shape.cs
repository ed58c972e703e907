using DataLab.Adql.Semantics;

namespace DataLab.Adql.Plan;

// Shapes are values too. Coordinates, radii and sizes are numbers in degrees; the frame, if any, is in Metadata.Frame.

/// <summary>ADQL 2.1 §4.2.18 POINT</summary>
internal sealed record PointValue(Value Longitude, Value Latitude) : Value(AdqlType.Point);

/// <summary>ADQL 2.1 §4.2.11 CIRCLE</summary>
internal sealed record CircleValue(Value Centre, Value Radius) : Value(AdqlType.Circle);

/// <summary>ADQL 2.1 §4.2.9 BOX: a cross with arms of half the width and height, closed by great circles at right angles to them.</summary>
internal sealed record BoxValue(Value Centre, Value Width, Value Height) : Value(AdqlType.Polygon);

/// <summary>ADQL 2.1 §4.2.19 POLYGON, closed implicitly.</summary>
internal sealed record PolygonValue(Items<Value> Vertices) : Value(AdqlType.Polygon);

/// <summary>ADQL 2.1 §4.2.16 DISTANCE between two points, degrees in [0, 180].</summary>
internal sealed record DistanceValue(Value From, Value To) : Value(AdqlType.Double)
{
    /// <summary>Wrong by 1e-9 degrees does not matter: an engine may compute it in another way.</summary>
    public bool IsRough { get; init; }
}

/// <summary>ADQL 2.1 §4.2.8 AREA, square degrees.</summary>
internal sealed record AreaValue(Value Shape) : Value(AdqlType.Double);

/// <summary>ADQL 2.1 §4.2.13 COORD1, §4.2.14 COORD2 of a point.</summary>
/// <param name="Axis">1 or 2.</param>
internal sealed record CoordinateValue(int Axis, Value Point) : Value(AdqlType.Double);
