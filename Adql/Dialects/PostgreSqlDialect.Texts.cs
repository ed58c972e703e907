using System.Text;
using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Dialects;

/// <content>Texts: sorted and compared by their bytes, as DuckDB does, whatever the database's own collation is.</content>
public sealed partial class PostgreSqlDialect
{
    private const string ByBytes = " COLLATE \"C\"";

    /// <exception cref="EngineLacksException">PostgreSQL has no texts with the character NUL.</exception>
    internal override string Finished(string sql)
    {
        if (sql.Contains('\0', StringComparison.Ordinal))
            throw new EngineLacksException("The character NUL in a text or name", "Leave it out.");
        // Halves of surrogate pairs have no UTF-8; they become what a decoder makes of them.
        return sql.Any(char.IsSurrogate) ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(sql)) : sql;
    }

    internal override void WriteSortKey(Value value, SqlWriter sql)
    {
        if (value.Type.Kind == Kind.Text)
        {
            sql.Append("(");
            Write(value, sql);
            sql.Append(ByBytes).Append(")");
        }
        else
            WriteGroupKey(value, sql);
    }

    internal override void WriteOutput(Value value, bool isSorted, SqlWriter sql)
    {
        if (isSorted && value.Type.Kind == Kind.Text)
        {
            WriteTyped(value, sql);
            sql.Append(ByBytes);
        }
        else
            WriteTyped(value, sql);
    }

    private void WriteTextCompare(CompareCondition compare, SqlWriter sql)
    {
        sql.Append("(");
        WriteSortKey(compare.Left, sql);
        sql.Append($" {Sign(compare.Operator)} ");
        Write(compare.Right, sql);
        sql.Append(")");
    }

    private static bool IsOrderOfTexts(CompareCondition compare) =>
        compare.Operator is not (ComparisonOperator.Equal or ComparisonOperator.NotEqual)
        && compare.Left.Type.Kind == Kind.Text;

    internal override void WriteBetween(BetweenCondition between, SqlWriter sql)
    {
        sql.Append("(");
        if (between.Value.Type.Kind == Kind.Text)
            WriteSortKey(between.Value, sql);
        else
            Write(between.Value, sql);
        sql.Append(between.Negated ? " NOT BETWEEN " : " BETWEEN ");
        Write(between.Low, sql);
        sql.Append(" AND ");
        Write(between.High, sql);
        sql.Append(")");
    }

    /// <summary>PostgreSQL takes a backslash for an escape character unless it is told another, or none.</summary>
    internal override void WriteLike(LikeCondition like, SqlWriter sql)
    {
        sql.Append("(");
        WriteFolded(like.Match, like.IgnoreCase, sql);
        sql.Append(like.Negated ? " NOT LIKE " : " LIKE ");
        WriteFolded(like.Pattern, like.IgnoreCase, sql);
        var escape = like.IgnoreCase ? like.Escape?.ToLowerInvariant() : like.Escape;
        sql.Append(" ESCAPE ").Text(escape ?? "").Append(")");
    }

    private void WriteFolded(Value text, bool ignoreCase, SqlWriter sql)
    {
        if (ignoreCase)
            WriteOwn("datalab_lower", [text], sql);
        else
            Write(text, sql);
    }

    internal override void WriteMatch(MatchCondition match, SqlWriter sql)
    {
        sql.Append(match.Negated ? "(NOT " : "(")
            .Append(Schema)
            .Append(match.IgnoreCase ? "datalab_match_any_case(" : "datalab_match(");
        Write(match.Text, sql);
        sql.Append(", ");
        Write(match.Pattern, sql);
        sql.Append("))");
    }

    /// <summary>A constant makes a text no longer than the query; texts that queries in queries double again and again are bounded.</summary>
    internal override void WriteConcatenated(ConcatenatedValue joined, SqlWriter sql)
    {
        if (joined.Left is TextConstant || joined.Right is TextConstant)
        {
            base.WriteConcatenated(joined, sql);
            return;
        }
        sql.Append(Schema).Append("datalab_concat(");
        Write(joined.Left, sql);
        sql.Append(", ");
        Write(joined.Right, sql);
        sql.Append(")");
    }
}
