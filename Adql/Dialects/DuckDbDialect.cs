using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;

namespace DataLab.Adql.Dialects;

/// <summary>DuckDB 1.5. Shapes are lists of doubles: point 2, circle 3, polygon 6 and more, in degrees.</summary>
/// <remarks>
/// Needs these scalar functions on the connection, made by the catalogue's engine from Sky:
/// <c>datalab_hpx29(ra DOUBLE, dec DOUBLE) -> BIGINT</c>, NULL without a valid position;
/// <c>datalab_cells(ra DOUBLE, dec DOUBLE, "order" INTEGER) -> BIGINT[]</c>, the cell and its neighbours, NULL likewise;
/// <c>datalab_near(cell BIGINT, key BIGINT) -> BOOLEAN</c>, whether an order-29 cell is in a <see cref="Vicinity"/>, false for NULL;
/// <c>datalab_contains(inner DOUBLE[], outer DOUBLE[]) -> INTEGER</c>, <c>datalab_intersects(DOUBLE[], DOUBLE[]) -> INTEGER</c> and
/// <c>datalab_area(DOUBLE[]) -> DOUBLE</c> for shapes that differ from row to row, NULL for NULL;
/// <c>datalab_like(text VARCHAR, pattern VARCHAR) -> BOOLEAN</c> and <c>datalab_concat(VARCHAR, VARCHAR) -> VARCHAR</c>, LIKE and || within
/// limits of time and memory, NULL for NULL.
/// </remarks>
public sealed partial class DuckDbDialect : SqlDialect
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
}
