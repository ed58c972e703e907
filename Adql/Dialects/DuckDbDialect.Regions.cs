using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Sky;

namespace DataLab.Adql.Dialects;

/// <content>Regions: texts beside lists of numbers, and the engine's functions for both.</content>
/// <remarks>
/// A function that takes shapes has one name for each mixture of arguments: <c>datalab_contains</c> for two lists,
/// <c>datalab_contains_st</c> for a list and a text, and so on. A box is a list of 4 numbers (centre, width, height) there, an ellipse
/// one of 5 (centre, half axis, axis ratio, position angle). What is no shape is NULL, and so is what is computed of it.
/// </remarks>
public sealed partial class DuckDbDialect
{
    private void WriteRelation(string function, Value first, Value second, SqlWriter sql)
    {
        sql.Append("(");
        WriteFunction(function, [first, second], sql);
        sql.Append(" = 1)");
    }

    /// <summary>A function of shapes only.</summary>
    private void WriteFunction(string function, Value[] shapes, SqlWriter sql)
    {
        sql.Append(function);
        if (shapes.Any(IsText))
            sql.Append("_").Append(string.Concat(shapes.Select(shape => IsText(shape) ? 't' : 's')));
        sql.Append("(").Join(", ", shapes, shape => WriteOperand(shape, sql)).Append(")");
    }

    private static bool IsText(Value shape) => shape.Type.Kind == Kind.Region && shape is not EllipseValue;

    private void WriteOperand(Value shape, SqlWriter sql)
    {
        if (shape is BoxValue box && Shapes.Region(box) is null)
            WriteList([.. Numbers(box.Centre), box.Width, box.Height], sql);
        else if (shape is EllipseValue ellipse)
            WriteList([.. Numbers(ellipse.Centre), ellipse.SemiMajor, ellipse.AxisRatio, ellipse.PositionAngle], sql);
        else if (shape is RegionConstant constant)
            sql.Text(RegionText.Write(constant.Region)); // frames agree: the binder saw to it
        else if (IsText(shape))
            Write(shape, sql);
        else if (shape is PointValue or CircleValue or PolygonValue)
            WriteList([.. Numbers(shape)], sql);
        else
            WriteCast(() => Write(shape, sql), AdqlType.Polygon, sql);
    }

    private void WriteList(Value[] numbers, SqlWriter sql) =>
        sql.Append("list_value(").Join(", ", numbers, number => WriteDouble(number, sql)).Append(")");

    private void WriteRegionValue(Value value, SqlWriter sql)
    {
        switch (value)
        {
            case RegionConstant constant:
                sql.Text(RegionText.Write(constant.Region, constant.Metadata.Frame));
                break;
            case CentroidValue centroid:
                WriteFunction("datalab_centroid", [centroid.Shape], sql);
                break;
            case BoxValue box:
                WriteFunction("datalab_outline", [box], sql);
                break;
            case MocValue moc:
                sql.Append(IsText(moc.Shape) ? "datalab_moc_t(" : "datalab_moc(").Number((long)moc.Order).Append(", ");
                WriteOperand(moc.Shape, sql);
                sql.Append(")");
                break;
            default:
                base.WriteShape(value, sql);
                break;
        }
    }

    /// <summary>The region travels as a text that is read once, not once a row.</summary>
    private void WriteInRegion(RegionCondition condition, SqlWriter sql)
    {
        var (lon, lat) = Coordinates(condition.Point);
        sql.Append("datalab_in_region(");
        WriteDouble(lon, sql);
        sql.Append(", ");
        WriteDouble(lat, sql);
        sql.Append(", ").Text(RegionText.Write(condition.Region)).Append(")");
    }

    /// <summary>A text as a shape: DALI's numbers, or a region of that kind.</summary>
    internal override void WriteShapeCast(CastValue cast, SqlWriter sql)
    {
        if (cast.Operand.Type.Kind is not (Kind.Text or Kind.Region))
        {
            base.WriteShapeCast(cast, sql);
            return;
        }
        if (cast.Type.Kind == Kind.Region)
        {
            Write(cast.Operand, sql);
            return;
        }
        sql.Append("datalab_shape(");
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

    internal override void WriteShapeText(Value shape, SqlWriter sql)
    {
        if (IsText(shape))
        {
            Write(shape, sql);
            return;
        }
        sql.Append("array_to_string(CAST(");
        Write(shape, sql);
        sql.Append(" AS VARCHAR[]), ' ')");
    }
}
