using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;
using DataLab.Sky;

namespace DataLab.Adql.Dialects;

/// <content>Shapes as values, and relations between them.</content>
public sealed partial class PostgreSqlDialect
{
    internal override void WriteShape(Value value, SqlWriter sql)
    {
        switch (value)
        {
            case BoxValue box when Shapes.Region(box) is null:
                WriteFunction("datalab_outline", [box], sql);
                break;
            case PointValue or CircleValue or PolygonValue or BoxValue:
                WriteKnown([.. Numbers(value)], sql);
                break;
            case EllipseValue e:
                WriteNumbers([.. Numbers(e.Centre), e.SemiMajor, e.AxisRatio, e.PositionAngle], sql);
                break;
            case CoordinateValue coordinate:
                sql.Append("(");
                Write(coordinate.Point, sql);
                // Handed to a shard as a parameter, an element of a mere column is misspelt ($1::double precision[][1]) by postgres_fdw.
                if (sql.Spread.Count > 0 && sql.Levels.Count > 1)
                    sql.Append(" || '{}'");
                sql.Append(coordinate.Axis == 1 ? ")[1]" : ")[2]");
                break;
            case DistanceValue distance:
                new SphereFormulas(this, sql).Distance(distance);
                break;
            case AreaValue { Shape: CircleValue circle }:
                // 4π sin²(r/2), which keeps its digits for small circles; in square degrees.
                sql.Append("(").Number(Angle.SphereArea).Append(" * pow(sin(radians(");
                WriteDouble(circle.Radius, sql);
                sql.Append(") / 2), 2))");
                break;
            case AreaValue area:
                WriteFunction("datalab_area", [area.Shape], sql);
                break;
            case CentroidValue centroid:
                WriteFunction("datalab_centroid", [centroid.Shape], sql);
                break;
            case CellValue { Cell: { } cell } stored:
                sql.Append("(");
                Write(cell, sql);
                sql.Append(" >> ").Number(2L * (Healpix.MaxOrder - stored.Order)).Append(")");
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
                sql.Append("ARRAY[").Join(", ", array.Elements, element => Write(element, sql)).Append("]");
                break;
            case RegionConstant constant:
                sql.Text(RegionText.Write(constant.Region, constant.Metadata.Frame));
                break;
            case MocValue moc:
                sql.Append(Schema).Append("datalab_moc(").Number((long)moc.Order).Append(", ");
                WriteOperand(moc.Shape, sql);
                sql.Append(")");
                break;
            default:
                base.WriteShape(value, sql);
                break;
        }
    }

    /// <summary>A shape whose numbers are not all known is none.</summary>
    private void WriteKnown(Value[] numbers, SqlWriter sql)
    {
        var isConstant = numbers.All(Constants.IsConstant);
        sql.Append(isConstant ? "" : Schema + "datalab_known(");
        WriteNumbers(numbers, sql);
        sql.Append(isConstant ? "" : ")");
    }

    private void WriteNumbers(IEnumerable<Value> numbers, SqlWriter sql) =>
        sql.Append("ARRAY[").Join(", ", numbers, number => WriteDouble(number, sql)).Append("]");

    /// <summary>A function of shapes only; those in texts are read first.</summary>
    private void WriteFunction(string function, Value[] shapes, SqlWriter sql) =>
        sql.Append(Schema)
            .Append(function)
            .Append("(")
            .Join(", ", shapes, shape => WriteOperand(shape, sql))
            .Append(")");

    private void WriteOperand(Value shape, SqlWriter sql)
    {
        switch (shape)
        {
            case BoxValue box when Shapes.Region(box) is null:
                WriteNumbers([.. Numbers(box.Centre), box.Width, box.Height], sql);
                break;
            case EllipseValue:
                Write(shape, sql);
                break;
            case PointValue or CircleValue or PolygonValue or BoxValue:
                WriteNumbers(Numbers(shape), sql);
                break;
            case RegionConstant { Region: PointRegion or Circle or Polygon } constant:
                WriteNumbers(Constant(constant.Region), sql);
                break;
            case RegionConstant { Region: Box { Equivalent: Polygon outline } }:
                WriteNumbers(Constant(outline), sql);
                break;
            case RegionConstant constant:
                // Frames agree: the binder saw to it.
                sql.Append(Schema).Append("datalab_region(").Text(RegionText.Write(constant.Region)).Append(")");
                break;
            case { Type.Kind: Kind.Region }:
                sql.Append(Schema).Append("datalab_region(");
                Write(shape, sql);
                sql.Append(")");
                break;
            default:
                WriteCast(() => Write(shape, sql), AdqlType.Polygon, sql);
                break;
        }
    }

    internal override void WriteShapeText(Value shape, SqlWriter sql)
    {
        if (shape.Type.Kind == Kind.Region && shape is not EllipseValue)
        {
            Write(shape, sql);
            return;
        }
        sql.Append(Schema).Append("datalab_shape_text(");
        Write(shape, sql);
        sql.Append(")");
    }

    /// <summary>A text as a shape: DALI's numbers, or a region of that kind.</summary>
    internal override void WriteShapeCast(CastValue cast, SqlWriter sql)
    {
        if (cast.Type.Kind == Kind.Region || cast.Operand.Type.Kind is not (Kind.Text or Kind.Region))
        {
            base.WriteShapeCast(cast, sql);
            return;
        }
        sql.Append(Schema).Append("datalab_shape(");
        Write(cast.Operand, sql);
        sql.Append(
            cast.Type.Kind switch
            {
                Kind.Point => ", 2)",
                Kind.Circle => ", 3)",
                _ => ", 6)",
            }
        );
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
        else if (IsOrderOfTexts(compare))
            WriteTextCompare(compare, sql);
        else if (!TryWriteCellMatch(compare, sql))
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
                WriteInRegion(region.Point, region.Region, sql);
                break;
            case ContainsCondition contains:
                sql.Append("(");
                WriteFunction("datalab_contains", [contains.Inner, contains.Outer], sql);
                sql.Append(" = 1)");
                break;
            case IntersectsCondition intersects:
                sql.Append("(");
                WriteFunction("datalab_intersects", [intersects.First, intersects.Second], sql);
                sql.Append(" = 1)");
                break;
            default:
                base.WriteShapeCondition(condition, sql);
                break;
        }
    }

    /// <summary>A constant region in terms of distances, half-spaces and cells.</summary>
    private void WriteInRegion(Value point, Region region, SqlWriter sql)
    {
        var formulas = new SphereFormulas(this, sql);
        switch (region)
        {
            case PointRegion place:
                WriteInRegion(point, new Circle(place.Position, 0), sql);
                break;
            case Circle circle:
                var centre = new PointValue(new RealConstant(circle.Centre.Ra), new RealConstant(circle.Centre.Dec));
                Write(
                    new CompareCondition(
                        ComparisonOperator.LessOrEqual,
                        new DistanceValue(point, centre),
                        new RealConstant(circle.Radius)
                    ),
                    sql
                );
                break;
            case Polygon polygon:
                formulas.Inside(new PolygonCondition(point, polygon));
                break;
            case Box box:
                WriteInRegion(point, box.Equivalent, sql);
                break;
            case Ellipse ellipse:
                formulas.Inside(point, ellipse);
                break;
            case CoordinateRange range:
                formulas.Inside(point, range);
                break;
            case RegionUnion union:
                sql.Append("(").Join(" OR ", union.Parts, part => WriteInRegion(point, part, sql)).Append(")");
                break;
            case RegionIntersection common:
                sql.Append("(").Join(" AND ", common.Parts, part => WriteInRegion(point, part, sql)).Append(")");
                break;
            case RegionComplement complement:
                sql.Append("(NOT ");
                WriteInRegion(point, complement.Inner, sql);
                sql.Append(")");
                break;
            case Moc { IsEmpty: false } moc:
                var (lon, lat) = Coordinates(point);
                WriteInRanges(() => WriteCell(lon, lat, Healpix.MaxOrder, sql), moc, sql);
                break;
            case Moc:
                sql.Append("FALSE");
                break;
            default:
                throw new EngineLacksException("A test with this kind of region");
        }
    }
}
