using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Dialects;

/// <content>Shapes as values, and relations between them.</content>
public sealed partial class DuckDbDialect
{
    internal override void WriteShape(Value value, SqlWriter sql)
    {
        switch (value)
        {
            case BoxValue box when Shapes.Region(box) is null:
                WriteRegionValue(box, sql);
                break;
            case PointValue or CircleValue or PolygonValue or BoxValue:
                WriteNumbers([.. Numbers(value)], sql);
                break;
            case CoordinateValue coordinate:
                Write(coordinate.Point, sql);
                sql.Append(coordinate.Axis == 1 ? "[1]" : "[2]");
                break;
            case DistanceValue { IsRough: true } rough:
                var ((ra1, dec1), (ra2, dec2)) = (Coordinates(rough.From), Coordinates(rough.To));
                sql.Append("datalab_separation(")
                    .Join(", ", [ra1, dec1, ra2, dec2], number => WriteDouble(number, sql));
                sql.Append(")");
                break;
            case DistanceValue distance:
                new SphereFormulas(this, sql).Distance(distance);
                break;
            case AreaValue { Shape: CircleValue circle }:
                // 4π sin²(r/2), which keeps its digits for small circles; in square degrees.
                sql.Append("(").Number(Sky.Angle.SphereArea).Append(" * pow(sin(radians(");
                WriteDouble(circle.Radius, sql);
                sql.Append(" / 2)), 2))");
                break;
            case AreaValue area:
                WriteFunction("datalab_area", [area.Shape], sql);
                break;
            case CellValue { Cell: { } cell } stored:
                WriteShifted(() => Write(cell, sql), stored.Order, sql);
                break;
            case CellValue computed:
                var (lon, lat) = Coordinates(computed.Point);
                WriteCell(lon, lat, computed.Order, sql);
                break;
            case KeyValue key:
                WriteKey(key, sql);
                break;
            case CellList list:
                WriteCellList(list, sql);
                break;
            case ArrayValue array:
                sql.Append("list_value(").Join(", ", array.Elements, element => Write(element, sql)).Append(")");
                break;
            default:
                WriteRegionValue(value, sql);
                break;
        }
    }

    /// <summary>A shape whose numbers are not all known is none.</summary>
    private void WriteNumbers(Value[] numbers, SqlWriter sql)
    {
        if (numbers.All(Constants.IsConstant))
        {
            WriteList(numbers, sql);
            return;
        }
        sql.Append("list_transform([");
        WriteList(numbers, sql);
        sql.Append("], lambda shape: CASE WHEN (list_count(shape) = ").Number((long)numbers.Length);
        sql.Append(") THEN shape END)[1]");
    }

    internal override void WriteCompare(CompareCondition compare, SqlWriter sql)
    {
        var (distance, limit, comparison) = compare switch
        {
            { Left: DistanceValue left } => (left, compare.Right, compare.Operator),
            { Right: DistanceValue right } => (right, compare.Left, compare.Operator.Mirrored()),
            _ => (null, compare.Right, compare.Operator),
        };
        if (distance is not null && Constants.Number(limit) is >= 0 and <= 90 and var radius)
            new SphereFormulas(this, sql).Compare(distance, Sign(comparison), radius);
        else
            base.WriteCompare(compare, sql);
    }

    internal override void WriteShapeCondition(Condition condition, SqlWriter sql)
    {
        switch (condition)
        {
            case PolygonCondition polygon:
                new SphereFormulas(this, sql).Inside(polygon);
                break;
            case MocCondition moc:
                WriteMoc(moc, sql);
                break;
            case RegionCondition region:
                WriteInRegion(region, sql);
                break;
            case ContainsCondition contains:
                WriteRelation("datalab_contains", contains.Inner, contains.Outer, sql);
                break;
            case IntersectsCondition intersects:
                WriteRelation("datalab_intersects", intersects.First, intersects.Second, sql);
                break;
            default:
                base.WriteShapeCondition(condition, sql);
                break;
        }
    }
}
