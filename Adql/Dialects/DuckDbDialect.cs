using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Dialects;

/// <summary>DuckDB 1.5. Shapes are lists of doubles: point 2, circle 3, polygon 6 and more, in degrees.</summary>
/// <remarks>
/// Needs these scalar functions on the connection, made by the catalogue's engine from Sky:
/// <c>datalab_hpx29(ra DOUBLE, dec DOUBLE) -> BIGINT</c>, NULL without a valid position;
/// <c>datalab_cells(ra DOUBLE, dec DOUBLE, "order" INTEGER) -> BIGINT[]</c>, the cell and its neighbours, NULL likewise;
/// <c>datalab_cells_near(ra, dec, "order", below BIGINT, above BIGINT) -> BIGINT[]</c>, those within <see cref="Sky.CellMargins"/>;
/// <c>datalab_in_ranges(key BIGINT, ranges VARCHAR) -> BOOLEAN</c>, ranges as pairs of first and last, ascending; false for NULL;
/// <c>datalab_separation(ra1, dec1, ra2, dec2) -> DOUBLE</c>, degrees within 1e-9, quicker to plan than a formula; NULL without two positions;
/// <c>datalab_near(cell BIGINT, key BIGINT) -> BOOLEAN</c>, whether an order-29 cell is in a <see cref="Vicinity"/>, false for NULL;
/// <c>datalab_contains(inner DOUBLE[], outer DOUBLE[]) -> INTEGER</c>, <c>datalab_intersects(DOUBLE[], DOUBLE[]) -> INTEGER</c>,
/// <c>datalab_area(DOUBLE[]) -> DOUBLE</c> and <c>datalab_centroid(DOUBLE[]) -> DOUBLE[]</c> for shapes that differ from row to row, and
/// the same with the suffixes <c>_ts</c>, <c>_st</c>, <c>_tt</c>, <c>_t</c> for texts of regions (VARCHAR, <see cref="Sky.RegionText"/>)
/// in place of lists; <c>datalab_outline(DOUBLE[]) -> DOUBLE[]</c>, the polygon of a box;
/// <c>datalab_in_region(ra DOUBLE, dec DOUBLE, region VARCHAR) -> BOOLEAN</c>; <c>datalab_shape(text VARCHAR, kind INTEGER) -> DOUBLE[]</c>,
/// kind 2, 3 or 6 for a point, circle or polygon; <c>datalab_moc("order" INTEGER, DOUBLE[]) -> VARCHAR</c>, <c>datalab_moc_t</c>; NULL for
/// NULL and for what is no shape;
/// <c>datalab_shift_left(BIGINT, BIGINT) -> BIGINT</c> and <c>datalab_shift_right</c>, NULL for NULL;
/// <c>datalab_like_escape(text VARCHAR, pattern VARCHAR, escape VARCHAR) -> BOOLEAN</c>,
/// <c>datalab_like(text VARCHAR, pattern VARCHAR) -> BOOLEAN</c> and <c>datalab_concat(VARCHAR, VARCHAR) -> VARCHAR</c>, LIKE and || within
/// limits of time and memory, NULL for NULL.
/// </remarks>
public sealed partial class DuckDbDialect : SqlDialect
{
    public static readonly DuckDbDialect Instance = new();

    public override string Name => "duckdb";

    internal override string WholeDivision => "//";

    internal override string? SpellingOf(Library.UserFunction function, bool isWindow) => function.DuckDb;

    internal override string TypeName(AdqlType type) =>
        type.Kind switch
        {
            Kind.Byte => "UTINYINT",
            Kind.Double => "DOUBLE",
            Kind.Point or Kind.Circle or Kind.Polygon => "DOUBLE[]",
            Kind.Region => "VARCHAR",
            _ => base.TypeName(type),
        };

    internal override void WriteCall(CallValue call, SqlWriter sql)
    {
        switch (call.Function)
        {
            // Outside its domain a function is NULL, as a division by zero is; DuckDB would end the query.
            case "LOG" or "LOG10" or "SQRT" or "ASIN" or "ACOS" or "COT" when MayHoldQuery(call):
                // TRY does not go around a subquery: its value is put into a list and taken out again.
                sql.Append("list_transform([");
                Write(call.Arguments[0], sql);
                sql.Append("], lambda number: TRY(").Append(FunctionName(call.Function)).Append("(number)))[1]");
                break;
            case "LOG" or "LOG10" or "SQRT" or "ASIN" or "ACOS" or "COT":
                sql.Append("TRY(");
                base.WriteCall(call, sql);
                sql.Append(")");
                break;
            case "POWER" when call.Arguments[1] is not WholeConstant { Number: >= 0 }:
                WritePower(call, sql);
                break;
            case "MOD":
                sql.Append("(");
                Write(call.Arguments[0], sql);
                sql.Append(" % ");
                WriteDivisor(call.Arguments[1], call.Type, sql);
                sql.Append(")");
                break;
            case "ROUND" or "TRUNCATE":
                WriteRounded(call, sql);
                break;
            case "BITWISE_XOR":
                base.WriteCall(call with { Function = "XOR" }, sql);
                break;
            case "BITWISE_AND" or "BITWISE_OR":
                WriteBinary(call.Arguments[0], call.Function == "BITWISE_AND" ? "&" : "|", call.Arguments[1], sql);
                break;
            case "BITWISE_NOT":
                sql.Append("(~");
                Write(call.Arguments[0], sql);
                sql.Append(")");
                break;
            case "SHIFT_LEFT" or "SHIFT_RIGHT":
                WriteBitShift(call, sql);
                break;
            case "NULLIF":
                WriteNullIf(call, sql);
                break;
            case "RAND":
                sql.Append("random()");
                break;
            case "IVO_HEALPIX_INDEX" when call.Arguments[0] is WholeConstant order:
                WriteCell(call.Arguments[1], call.Arguments[2], (int)order.Number, sql);
                break;
            default:
                base.WriteCall(call, sql);
                break;
        }
    }

    /// <summary>To places before the point by a division: DuckDB makes 0 of NaN there.</summary>
    private void WriteRounded(CallValue call, SqlWriter sql)
    {
        var digits = call.Arguments.Count > 1 ? ((WholeConstant)call.Arguments[1]).Number : 0;
        digits = Math.Clamp(digits, -300, 300);
        var unit = Math.Pow(10, -Math.Min(digits, 0));
        sql.Append(digits < 0 ? "(" : "").Append(FunctionName(call.Function)).Append("(");
        WriteDouble(call.Arguments[0], sql);
        if (digits < 0)
            sql.Append(" / ").Number(unit).Append(") * ").Number(unit);
        else if (call.Arguments.Count > 1)
            sql.Append(", ").Number(digits);
        sql.Append(")");
    }

    /// <summary>Zero to a negative power is a division by zero, and NULL; so is a root of a negative number.</summary>
    private void WritePower(CallValue call, SqlWriter sql)
    {
        if (Constants.Number(call.Arguments[1]) is not { } exponent)
        {
            sql.Append("list_transform([");
            base.WriteCall(call, sql);
            sql.Append("], lambda number: CASE WHEN isfinite(number) THEN number END)[1]");
            return;
        }
        void Power()
        {
            sql.Append("power(");
            if (exponent < 0)
                WriteDivisor(call.Arguments[0], AdqlType.Double, sql);
            else
                Write(call.Arguments[0], sql);
            sql.Append(", ");
            Write(call.Arguments[1], sql);
            sql.Append(")");
        }
        if (call.Arguments[1] is WholeConstant)
            Power();
        else
            WriteNullIf(call, Power, "'NaN'::DOUBLE", sql);
    }

    /// <summary>A subquery as a value, or conditions, where EXISTS and IN may stand.</summary>
    private static bool MayHoldQuery(Value value) =>
        value is ScalarQueryValue or CaseValue or BooleanValue or TruthValue || Tree.Children(value).Any(MayHoldQuery);

    /// <summary>
    /// Shifts as C and PostgreSQL make them: bits that leave on the left are lost, on the right the sign comes in; the distance is
    /// taken modulo the bits of the type, and on BIGINT. DuckDB ends a query whose shift overflows, and has no distance beyond 63.
    /// </summary>
    private void WriteBitShift(CallValue call, SqlWriter sql)
    {
        sql.Append(call.Function == "SHIFT_LEFT" ? "datalab_shift_left(" : "datalab_shift_right(");
        WriteCast(() => Write(call.Arguments[0], sql), AdqlType.Long, sql);
        sql.Append(", ");
        WriteCast(() => Write(call.Arguments[1], sql), AdqlType.Long, sql);
        sql.Append(")");
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

    /// <summary>NULLIF of values: as for a constant, and a subquery may not stand in the lambda.</summary>
    private void WriteNullIf(CallValue call, SqlWriter sql)
    {
        var (value, other) = (call.Arguments[0], call.Arguments[1]);
        if (Tree.IsSmall(value, 12))
        {
            sql.Append("CASE WHEN ");
            WriteCompare(new CompareCondition(ComparisonOperator.Equal, value, other), sql);
            sql.Append(" THEN NULL ELSE ");
            Write(value, sql);
            sql.Append(" END");
            return;
        }
        sql.Append("list_transform([{'a': ");
        Write(value, sql);
        sql.Append(", 'b': ");
        Write(other, sql);
        sql.Append("}], lambda pair: CASE WHEN (pair.a = pair.b) THEN NULL ELSE pair.a END)[1]");
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
            || like is { Pattern: TextConstant { Text: var text }, Escape: null } && IsEasy(text, like.IgnoreCase)
        )
        {
            base.WriteLike(like, sql);
            return;
        }
        sql.Append(like.Negated ? "(NOT " : "").Append(like.Escape is null ? "datalab_like(" : "datalab_like_escape(");
        WriteLikeOperand(like.Match, like.IgnoreCase, sql);
        sql.Append(", ");
        WriteLikeOperand(like.Pattern, like.IgnoreCase, sql);
        if (like.Escape is { } escape)
            sql.Append(", ").Text(like.IgnoreCase ? escape.ToLowerInvariant() : escape);
        sql.Append(like.Negated ? "))" : ")");
    }

    /// <summary>DuckDB's expressions are those of RE2, which take time in proportion to the text.</summary>
    internal override void WriteMatch(MatchCondition match, SqlWriter sql)
    {
        sql.Append(match.Negated ? "(NOT regexp_matches(" : "regexp_matches(");
        Write(match.Text, sql);
        sql.Append(", ");
        Write(match.Pattern, sql);
        sql.Append(match.IgnoreCase ? ", 'i')" : ")").Append(match.Negated ? ")" : "");
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
}
