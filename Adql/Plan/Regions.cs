using DataLab.Adql.Semantics;
using DataLab.Sky;

namespace DataLab.Adql.Plan;

// Regions beyond points, circles, boxes and polygons.

/// <summary>A region that the query spells: REGION('…'), MOC('…').</summary>
internal sealed record RegionConstant(Region Region, AdqlType Type) : Value(Type);

/// <summary>The coverage map of a shape: the cells of an order that it may touch.</summary>
internal sealed record MocValue(int Order, Value Shape) : Value(AdqlType.Moc);

/// <summary>An ellipse as Q3C has it (<see cref="Ellipse.OfRatio"/>).</summary>
internal sealed record EllipseValue(Value Centre, Value SemiMajor, Value AxisRatio, Value PositionAngle)
    : Value(AdqlType.Region);

/// <summary>ADQL 2.1 §4.2.10 CENTROID of a shape whose centre is not written in it; NULL for what has none.</summary>
internal sealed record CentroidValue(Value Shape) : Value(AdqlType.Point);

/// <summary>A point lies in a constant region that is no circle and no polygon.</summary>
internal sealed record RegionCondition(Value Point, Region Region) : Condition;
