using System.Globalization;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Dialects;

/// <summary>DuckDB 1.5. Shapes are lists of doubles: point 2, circle 3, polygon 6 and more, in degrees.</summary>
/// <remarks>
/// Needs these scalar functions on the connection, made by the catalogue's engine from Sky:
/// <c>datalab_hpx29(ra DOUBLE, dec DOUBLE) -> BIGINT</c>, NULL without a valid position;
/// <c>datalab_cells(ra DOUBLE, dec DOUBLE, "order" INTEGER) -> BIGINT[]</c>, the cell and its neighbours, NULL likewise;
/// <c>datalab_contains(inner DOUBLE[], outer DOUBLE[]) -> INTEGER</c>, <c>datalab_intersects(DOUBLE[], DOUBLE[]) -> INTEGER</c> and
/// <c>datalab_area(DOUBLE[]) -> DOUBLE</c> for shapes that differ from row to row, NULL for NULL;
/// <c>datalab_like(text VARCHAR, pattern VARCHAR) -> BOOLEAN</c> and <c>datalab_concat(VARCHAR, VARCHAR) -> VARCHAR</c>, LIKE and || within
/// limits of time and memory, NULL for NULL.
/// </remarks>
public sealed class DuckDbDialect : SqlDialect
{
    public static readonly DuckDbDialect Instance = new();

    public override string Name => "duckdb";

    internal override string WholeDivision => "//";

    internal override string TypeName(AdqlType type) =>
        type.Kind switch
        {
            Kind.Byte => "UTINYINT",
            Kind.Double => "DOUBLE",
            Kind.Point or Kind.Circle or Kind.Polygon => "DOUBLE[]",
            _ => base.TypeName(type),
        };

    internal override void WriteCall(CallValue call, SqlWriter sql)
    {
        switch (call.Function)
        {
            // Outside its domain a function is NULL, as a division by zero is; DuckDB would end the query.
            case "LOG" or "LOG10" or "SQRT" or "ASIN" or "ACOS" or "COT":
                sql.Append("TRY(");
                base.WriteCall(call, sql);
                sql.Append(")");
                break;
            case "POWER" when call.Arguments[1] is not WholeConstant:
                WriteNullIf(call, () => base.WriteCall(call, sql), "'NaN'::DOUBLE", sql);
                break;
            case "MOD":
                sql.Append("(");
                Write(call.Arguments[0], sql);
                sql.Append(" % ");
                WriteDivisor(call.Arguments[1], call.Type, sql);
                sql.Append(")");
                break;
            case "ROUND" or "TRUNCATE":
                sql.Append(FunctionName(call.Function)).Append("(");
                WriteDouble(call.Arguments[0], sql);
                if (call.Arguments.Count > 1)
                    sql.Append(", ").Number(Math.Clamp(((WholeConstant)call.Arguments[1]).Number, -300, 300));
                sql.Append(")");
                break;
            case "RAND":
                sql.Append("random()");
                break;
            case "IVO_HEALPIX_INDEX":
                var order = (int)((WholeConstant)call.Arguments[0]).Number;
                WriteCell(call.Arguments[1], call.Arguments[2], order, sql);
                break;
            default:
                base.WriteCall(call, sql);
                break;
        }
    }

    /// <summary>
    /// DuckDB's nullif writes its argument twice, so that nested ones would grow without end: from a certain size on the
    /// argument is put into a list and taken out again.
    /// </summary>
    internal override void WriteNullIf(Value value, Action write, string constant, SqlWriter sql)
    {
        if (Tree.IsSmall(value, 12))
        {
            base.WriteNullIf(value, write, constant, sql);
            return;
        }
        sql.Append("list_transform([");
        write();
        sql.Append($"], lambda number: nullif(number, {constant}))[1]");
    }

    /// <summary>DuckDB does not count the memory of texts it makes.</summary>
    internal override void WriteConcatenated(ConcatenatedValue joined, SqlWriter sql)
    {
        sql.Append("datalab_concat(");
        Write(joined.Left, sql);
        sql.Append(", ");
        Write(joined.Right, sql);
        sql.Append(")");
    }

    /// <summary>DuckDB's LIKE takes exponential time for patterns with several <c>%</c>, but for constant ones without <c>_</c>.</summary>
    internal override void WriteLike(LikeCondition like, SqlWriter sql)
    {
        if (
            like.Pattern is NullConstant
            || like.Pattern is TextConstant { Text: var text } && IsEasy(text, like.IgnoreCase)
        )
        {
            base.WriteLike(like, sql);
            return;
        }
        sql.Append(like.Negated ? "(NOT datalab_like(" : "datalab_like(");
        WriteLikeOperand(like.Match, like.IgnoreCase, sql);
        sql.Append(", ");
        WriteLikeOperand(like.Pattern, like.IgnoreCase, sql);
        sql.Append(like.Negated ? "))" : ")");
    }

    private static bool IsEasy(string pattern, bool ignoreCase) =>
        pattern.Length <= 200
        && (pattern.Count(c => c == '%') <= 1 || !ignoreCase && !pattern.Contains('_', StringComparison.Ordinal));

    private void WriteLikeOperand(Value value, bool ignoreCase, SqlWriter sql)
    {
        sql.Append(ignoreCase ? "lower(" : "");
        Write(value, sql);
        sql.Append(ignoreCase ? ")" : "");
    }

    internal override void WriteShape(Value value, SqlWriter sql)
    {
        switch (value)
        {
            case PointValue or CircleValue or PolygonValue or BoxValue:
                sql.Append("list_value(").Join(", ", Numbers(value), number => WriteDouble(number, sql)).Append(")");
                break;
            case CoordinateValue coordinate:
                Write(coordinate.Point, sql);
                sql.Append(coordinate.Axis == 1 ? "[1]" : "[2]");
                break;
            case DistanceValue distance:
                new DuckDbSphere(this, sql).Distance(distance);
                break;
            case AreaValue { Shape: CircleValue circle }:
                // 4π sin²(r/2), which keeps its digits for small circles; in square degrees.
                sql.Append("(").Number(Sky.Angle.SphereArea).Append(" * pow(sin(radians(");
                WriteDouble(circle.Radius, sql);
                sql.Append(" / 2)), 2))");
                break;
            case AreaValue area:
                sql.Append("datalab_area(");
                Write(area.Shape, sql);
                sql.Append(")");
                break;
            case CellValue { Cell: { } cell } stored:
                WriteShifted(() => Write(cell, sql), stored.Order, sql);
                break;
            case CellValue computed:
                var (lon, lat) = Coordinates(computed.Point);
                WriteCell(lon, lat, computed.Order, sql);
                break;
            case CellList list:
                WriteCellList(list, sql);
                break;
            default:
                base.WriteShape(value, sql);
                break;
        }
    }

    /// <summary>The numbers of a shape that is written out, in the order of DALI.</summary>
    private static IEnumerable<Value> Numbers(Value shape)
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

    private static IEnumerable<Value> Constant(Sky.Region? region) =>
        region switch
        {
            Sky.Polygon polygon => polygon.Vertices.SelectMany(Constant),
            Sky.Circle circle => [.. Constant(circle.Centre), new RealConstant(circle.Radius)],
            Sky.PointRegion point => Constant(point.Position),
            _ => throw new NotSupportedException("DuckDB has no spelling for this region."),
        };

    private static IEnumerable<Value> Constant(Sky.Point point) =>
        [new RealConstant(point.Ra), new RealConstant(point.Dec)];

    internal static (Value Longitude, Value Latitude) Coordinates(Value point) =>
        point is PointValue written
            ? (written.Longitude, written.Latitude)
            : (new CoordinateValue(1, point), new CoordinateValue(2, point));

    internal override void WriteCompare(CompareCondition compare, SqlWriter sql)
    {
        var (distance, limit, comparison) = compare switch
        {
            { Left: DistanceValue left } => (left, compare.Right, compare.Operator),
            { Right: DistanceValue right } => (right, compare.Left, Mirrored(compare.Operator)),
            _ => (null, compare.Right, compare.Operator),
        };
        if (distance is not null && Constants.Number(limit) is >= 0 and <= 90 and var radius)
            new DuckDbSphere(this, sql).Compare(distance, Sign(comparison), radius);
        else
            base.WriteCompare(compare, sql);
    }

    private static ComparisonOperator Mirrored(ComparisonOperator comparison) =>
        comparison switch
        {
            ComparisonOperator.Less => ComparisonOperator.Greater,
            ComparisonOperator.LessOrEqual => ComparisonOperator.GreaterOrEqual,
            ComparisonOperator.Greater => ComparisonOperator.Less,
            ComparisonOperator.GreaterOrEqual => ComparisonOperator.LessOrEqual,
            _ => comparison,
        };

    internal override void WriteShapeCondition(Condition condition, SqlWriter sql)
    {
        switch (condition)
        {
            case PolygonCondition polygon:
                new DuckDbSphere(this, sql).Inside(polygon);
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

    private void WriteRelation(string function, Value first, Value second, SqlWriter sql)
    {
        sql.Append("(").Append(function).Append("(");
        WriteCast(() => Write(first, sql), AdqlType.Polygon, sql);
        sql.Append(", ");
        WriteCast(() => Write(second, sql), AdqlType.Polygon, sql);
        sql.Append(") = 1)");
    }

    /// <summary>
    /// The range from the first cell to the last before the others: DuckDB skips blocks of a sorted table by one range of the
    /// column, and not by an OR over many.
    /// </summary>
    internal override void WriteRegionSearch(RegionSearch search, SqlWriter sql)
    {
        var ranges = search.Cover.Ranges;
        if (ranges.Length == 1)
        {
            base.WriteRegionSearch(search, sql);
            return;
        }
        sql.Append("((");
        Write(search.Cell, sql);
        sql.Append(" BETWEEN ").Number(ranges[0].First).Append(" AND ").Number(ranges[^1].Last).Append(") AND ");
        base.WriteRegionSearch(search, sql);
        sql.Append(")");
    }

    /// <summary>Scattered ranges are read one by one: DuckDB would scan all between the first and the last.</summary>
    internal override void WriteTable(TableSource table, SqlWriter sql)
    {
        if (table.Cells.IsEmpty)
        {
            base.WriteTable(table, sql);
            return;
        }
        sql.Append("(")
            .Join(
                " UNION ALL ",
                table.Cells,
                range =>
                    sql.Append("SELECT * FROM ")
                        .Append(table.Table.EngineName)
                        .Append(" WHERE ")
                        .Append(table.Table.Position!.Cell)
                        .Append(" BETWEEN ")
                        .Number(range.First)
                        .Append(" AND ")
                        .Number(range.Last)
            )
            .Append(") AS ")
            .Append(table.Alias);
    }

    internal override void WriteCells(CellSource cells, SqlWriter sql)
    {
        sql.Append("(SELECT ").Append(cells.Alias).Append(".*, unnest(");
        Write(cells.Cells, sql);
        sql.Append(") AS ").Append(cells.Key.EngineName).Append(" FROM ");
        Write(cells.Inner, sql);
        if (cells.Filter is not null)
        {
            sql.Append(" WHERE ");
            Write(cells.Filter, sql);
        }
        sql.Append(") AS ").Append(cells.Alias);
    }

    private void WriteCellList(CellList list, SqlWriter sql)
    {
        switch (list)
        {
            case CellsAround around:
                WriteAround(around.Point, around.Order, sql);
                break;
            case CellsByRadius sized:
                // Without a radius no branch is taken: NULL, so the row meets nothing.
                sql.Append("CASE");
                foreach (var order in CellLevels.Orders)
                {
                    WriteBranch(sized.Radius, "<=", order, sql);
                    sql.Append("list_transform(");
                    WriteAround(sized.Point, order, sql);
                    sql.Append(
                        string.Create(CultureInfo.InvariantCulture, $", lambda cell: cell + {CellLevels.Key(order)})")
                    );
                }
                WriteBranch(sized.Radius, ">", CellLevels.Orders[^1], sql);
                sql.Append(
                    string.Create(CultureInfo.InvariantCulture, $"[CAST({CellLevels.Everywhere} AS BIGINT)] END")
                );
                break;
            case CellsAtLevels levels:
                sql.Append("[")
                    .Join(
                        ", ",
                        CellLevels.Orders,
                        order =>
                        {
                            Write(new CellValue(levels.Point, levels.Cell, order), sql);
                            sql.Append(string.Create(CultureInfo.InvariantCulture, $" + {CellLevels.Key(order)}"));
                        }
                    )
                    .Append(string.Create(CultureInfo.InvariantCulture, $", {CellLevels.Everywhere}]"));
                break;
            default:
                throw Missing(list);
        }
    }

    private void WriteBranch(Value radius, string sign, int order, SqlWriter sql)
    {
        sql.Append(" WHEN ");
        WriteDouble(radius, sql);
        sql.Append($" {sign} ").Number(CellLevels.Reach(order)).Append(" THEN ");
    }

    private void WriteAround(Value point, int order, SqlWriter sql)
    {
        var (lon, lat) = Coordinates(point);
        sql.Append("datalab_cells(");
        WriteDouble(lon, sql);
        sql.Append(", ");
        WriteDouble(lat, sql);
        sql.Append(", ").Number((long)order).Append(")");
    }

    private void WriteCell(Value lon, Value lat, int order, SqlWriter sql) =>
        WriteShifted(
            () =>
            {
                sql.Append("datalab_hpx29(");
                WriteDouble(lon, sql);
                sql.Append(", ");
                WriteDouble(lat, sql);
                sql.Append(")");
            },
            order,
            sql
        );

    /// <summary>A cell of order 29 holds the index at a lower order in its leading bits (NESTED).</summary>
    private static void WriteShifted(Action cell, int order, SqlWriter sql)
    {
        sql.Append("(");
        cell();
        sql.Append(string.Create(CultureInfo.InvariantCulture, $" >> {2 * (29 - order)})"));
    }

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
