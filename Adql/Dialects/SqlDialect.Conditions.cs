using DataLab.Adql.Plan;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Dialects;

/// <content>Conditions.</content>
public abstract partial class SqlDialect
{
    internal void Write(Condition condition, SqlWriter sql)
    {
        switch (condition)
        {
            case AndCondition { Operands.Count: 0 }:
                sql.Append("TRUE");
                break;
            case OrCondition { Operands.Count: 0 }:
                sql.Append("FALSE");
                break;
            case AndCondition and:
                WriteAll(and.Operands, " AND ", sql);
                break;
            case OrCondition or:
                WriteAll(or.Operands, " OR ", sql);
                break;
            case NotCondition not:
                sql.Append("(NOT ");
                Write(not.Operand, sql);
                sql.Append(")");
                break;
            case CompareCondition compare:
                WriteCompare(compare, sql);
                break;
            case BetweenCondition between:
                WriteBetween(between, sql);
                break;
            case InListCondition list:
                sql.Append("(");
                Write(list.Value, sql);
                sql.Append(list.Negated ? " NOT IN (" : " IN (")
                    .Join(", ", list.List, item => Write(item, sql))
                    .Append("))");
                break;
            case InQueryCondition query:
                sql.Append("(");
                Write(query.Value, sql);
                sql.Append(query.Negated ? " NOT IN (" : " IN (");
                Write(query.Query, sql);
                sql.Append("))");
                break;
            case LikeCondition like:
                WriteLike(like, sql);
                break;
            case MatchCondition match:
                WriteMatch(match, sql);
                break;
            case TruthCondition truth:
                sql.Append("(");
                Write(truth.Value, sql);
                sql.Append(truth.Negated ? " IS NOT " : " IS ").Append(truth.Truth ? "TRUE)" : "FALSE)");
                break;
            case NullCondition isNull:
                sql.Append("(");
                Write(isNull.Value, sql);
                sql.Append(isNull.Negated ? " IS NOT NULL)" : " IS NULL)");
                break;
            case ExistsCondition exists:
                sql.Append("EXISTS (");
                Write(exists.Query, sql);
                sql.Append(")");
                break;
            case RegionSearch search:
                WriteRegionSearch(search, sql);
                break;
            case FootprintSearch search:
                WriteFootprintSearch(search, sql);
                break;
            case IndexedSearch search:
                WriteIndexed(search, sql);
                break;
            case IndexedMatch match:
                WriteIndexed(match, sql);
                break;
            case NearCondition near:
                WriteNear(near, sql);
                break;
            default:
                WriteShapeCondition(condition, sql);
                break;
        }
    }

    internal virtual void WriteBetween(BetweenCondition between, SqlWriter sql)
    {
        sql.Append("(");
        Write(between.Value, sql);
        sql.Append(between.Negated ? " NOT BETWEEN " : " BETWEEN ");
        Write(between.Low, sql);
        sql.Append(" AND ");
        Write(between.High, sql);
        sql.Append(")");
    }

    private void WriteAll(Items<Condition> operands, string sign, SqlWriter sql) =>
        sql.Append("(").Join(sign, operands, operand => Write(operand, sql)).Append(")");

    private protected void WriteBinary(Value left, string sign, Value right, SqlWriter sql)
    {
        sql.Append("(");
        Write(left, sql);
        sql.Append(" ").Append(sign).Append(" ");
        Write(right, sql);
        sql.Append(")");
    }

    internal virtual void WriteCompare(CompareCondition compare, SqlWriter sql) =>
        WriteBinary(compare.Left, Sign(compare.Operator), compare.Right, sql);

    private protected static string Sign(ComparisonOperator comparison) =>
        comparison switch
        {
            ComparisonOperator.Equal => "=",
            ComparisonOperator.NotEqual => "<>",
            ComparisonOperator.Less => "<",
            ComparisonOperator.LessOrEqual => "<=",
            ComparisonOperator.Greater => ">",
            _ => ">=",
        };

    /// <summary>LIKE distinguishes case and has no escape character unless one is given (ADQL 2.1 §2.2.5).</summary>
    internal virtual void WriteLike(LikeCondition like, SqlWriter sql)
    {
        sql.Append("(");
        Write(like.Match, sql);
        sql.Append(like.Negated ? " NOT " : " ").Append(like.IgnoreCase ? "ILIKE " : "LIKE ");
        Write(like.Pattern, sql);
        if (like.Escape is { } escape)
            sql.Append(" ESCAPE ").Text(escape);
        sql.Append(")");
    }

    /// <summary>A regular expression; the engines' own kinds differ beyond the common part.</summary>
    internal virtual void WriteMatch(MatchCondition match, SqlWriter sql) => throw Missing(match);

    /// <summary>The cells of the region, then the exact test: <c>(cell BETWEEN a AND b OR … ) AND exact</c>.</summary>
    internal virtual void WriteRegionSearch(RegionSearch search, SqlWriter sql)
    {
        if (search.Cover.Ranges.IsEmpty)
        {
            sql.Append("FALSE");
            return;
        }
        sql.Append("(");
        WriteRanges(search.Cell, search.Cover.Ranges, sql);
        sql.Append(" AND ");
        Write(search.Exact, sql);
        sql.Append(")");
    }

    /// <summary>The keys that the regions sought can have, then the exact test, as for <see cref="RegionSearch"/>.</summary>
    internal virtual void WriteFootprintSearch(FootprintSearch search, SqlWriter sql)
    {
        if (search.Ranges.IsEmpty)
        {
            sql.Append("FALSE");
            return;
        }
        sql.Append("(");
        WriteRanges(search.Key, search.Ranges, sql);
        sql.Append(" AND ");
        Write(search.Exact, sql);
        sql.Append(")");
    }

    /// <summary>An engine without such an index tests every row.</summary>
    internal virtual void WriteIndexed(IndexedSearch search, SqlWriter sql) => Write(search.Exact, sql);

    /// <inheritdoc cref="WriteIndexed(IndexedSearch, SqlWriter)"/>
    internal virtual void WriteIndexed(IndexedMatch match, SqlWriter sql) => Write(match.Exact, sql);

    internal virtual void WriteNear(NearCondition near, SqlWriter sql) => throw Missing(near);

    private protected void WriteRanges(ColumnValue cell, IEnumerable<Sky.HealpixRange> ranges, SqlWriter sql) =>
        sql.Append("(")
            .Join(
                " OR ",
                ranges,
                range =>
                {
                    Write(cell, sql);
                    if (range.First == range.Last)
                        sql.Append(" = ").Number(range.First);
                    else
                        sql.Append(" BETWEEN ").Number(range.First).Append(" AND ").Number(range.Last);
                }
            )
            .Append(")");

    /// <summary>The class in the upper bits tells how many of the lower ones are taken off.</summary>
    private protected void WriteKey(KeyValue key, SqlWriter sql)
    {
        WriteByClass(key.Key, key.Levels, level => ~((1L << level.Shift) - 1), () => Write(key.Key, sql), " & ", sql);
    }

    /// <summary><c>CASE key >> 52 WHEN class THEN (first sign number) … END</c></summary>
    private protected void WriteByClass(
        Value key,
        IEnumerable<FootprintLevel> levels,
        Func<FootprintLevel, long> number,
        Action first,
        string sign,
        SqlWriter sql
    )
    {
        sql.Append("CASE (");
        Write(key, sql);
        sql.Append(" >> ").Number((long)Sky.FootprintKey.ClassShift).Append(")");
        foreach (var level in levels)
        {
            sql.Append(" WHEN ").Number((long)level.Number).Append(" THEN (");
            first();
            sql.Append(sign).Number(number(level)).Append(")");
        }
        sql.Append(" END");
    }

    /// <summary>A relation between shapes.</summary>
    internal virtual void WriteShapeCondition(Condition condition, SqlWriter sql) => throw Missing(condition);
}
