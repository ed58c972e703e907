using DataLab.Adql.Plan;
using DataLab.Adql.Semantics;
using DataLab.Adql.Syntax;

namespace DataLab.Adql.Dialects;

/// <summary>How one engine spells SQL: overrides spellings, nothing else (no connection, no value parsing).</summary>
/// <remarks>
/// This class writes what all engines share and throws for what has no common spelling. Here: queries. <c>.Values</c> and
/// <c>.Conditions</c>: what stands in their clauses. Every operator is in brackets, so precedence is never in question.
/// </remarks>
public abstract partial class SqlDialect
{
    public abstract string Name { get; }

    /// <param name="names">Names of the result columns, unique, one for each column of the query.</param>
    internal string Write(Statement statement, IReadOnlyList<string> names)
    {
        var sql = NewWriter();
        if (!statement.With.IsEmpty)
        {
            sql.Append("WITH ")
                .Join(
                    ", ",
                    statement.With,
                    with =>
                    {
                        sql.Append(with.EngineName).Append(with.IsKept ? " AS MATERIALIZED (" : " AS (");
                        Write(with.Query, sql);
                        sql.Append(")");
                    }
                )
                .Append(" ");
        }
        Write(
            (Select)statement.Query,
            sql,
            i =>
            {
                var value = statement.Query.Columns[i].Value;
                if (value.Type.Kind == Kind.Null)
                    WriteCast(value, value.Type, sql);
                else
                    WriteOutput(value, IsSorted(statement.Query, i), sql);
                sql.Append(" AS ").Identifier(names[i]);
            }
        );
        return Finished(sql.ToString());
    }

    internal virtual SqlWriter NewWriter() => new();

    /// <summary>The whole text, checked or mended as the engine needs it.</summary>
    internal virtual string Finished(string sql) => sql;

    /// <summary>A value as a column of a query.</summary>
    /// <param name="isSorted">The rows are sorted by it.</param>
    internal virtual void WriteOutput(Value value, bool isSorted, SqlWriter sql) => WriteTyped(value, sql);

    /// <summary>A value by which rows are sorted.</summary>
    internal virtual void WriteSortKey(Value value, SqlWriter sql) => Write(value, sql);

    /// <summary>A value by which rows are grouped.</summary>
    internal virtual void WriteGroupKey(Value value, SqlWriter sql) => Write(value, sql);

    private static bool IsSorted(Query query, int column) => query.OrderBy.Any(order => order.Position == column + 1);

    /// <summary>A value with exactly the type that its metadata say.</summary>
    private protected void WriteTyped(Value value, SqlWriter sql)
    {
        if (HasExactType(value))
            Write(value, sql);
        else
            WriteCast(value, value.Type, sql);
    }

    /// <summary>False where an engine may compute in a type of its own, as with literals and small integers.</summary>
    /// <remarks>NULL has no type inside a query: in a set operation it takes that of the other operand.</remarks>
    private protected static bool HasExactType(Value value) =>
        value
            is ColumnValue
                or CastValue
                or AggregateValue
                or WindowValue
                or TimestampConstant
                or TruthValue
                or BooleanValue
        || value.Type.IsShape
        || value.Type.Kind is Kind.Null or Kind.Opaque;

    internal void Write(Query query, SqlWriter sql)
    {
        if (query is SetQuery set)
            Write(set, sql);
        else
            Write(
                (Select)query,
                sql,
                i =>
                {
                    var column = query.Columns[i];
                    WriteOutput(column.Value, IsSorted(query, i), sql);
                    sql.Append(" AS ").Append(column.EngineName);
                }
            );
    }

    private void Write(SetQuery set, SqlWriter sql)
    {
        var sign = set.Operator switch
        {
            SetOperator.Union => "UNION",
            SetOperator.Except => "EXCEPT",
            _ => "INTERSECT",
        };
        WriteOperand(set.Left, sql);
        sql.Append($" {sign}{(set.All ? " ALL" : "")} ");
        WriteOperand(set.Right, sql);
    }

    private void WriteOperand(Query query, SqlWriter sql)
    {
        sql.Append("(");
        Write(query, sql);
        sql.Append(")");
    }

    private void Write(Select select, SqlWriter sql, Action<int> writeColumn)
    {
        sql.Level++;
        sql.Append(select.Distinct ? "SELECT DISTINCT " : "SELECT ")
            .Join(", ", Enumerable.Range(0, select.Columns.Length), writeColumn);
        if (!select.From.IsEmpty)
            sql.Append(" FROM ").Join(", ", select.From, source => Write(source, sql));
        if (select.Where is not null)
        {
            sql.Append(" WHERE ");
            Write(select.Where, sql);
        }
        if (select.GroupBy.Count > 0)
            sql.Append(" GROUP BY ").Join(", ", select.GroupBy, value => WriteGroupKey(value, sql));
        if (select.Having is not null)
        {
            sql.Append(" HAVING ");
            Write(select.Having, sql);
        }
        if (!select.OrderBy.IsEmpty)
            sql.Append(" ORDER BY ").Join(", ", select.OrderBy, order => Write(order, sql));
        WriteLimits(select, sql);
        sql.Level--;
    }

    /// <summary>NULL sorts last in both directions: engines have different habits, so it is always written.</summary>
    private void Write(Ordering order, SqlWriter sql)
    {
        if (order.Position is { } position)
            sql.Number((long)position);
        else
            WriteSortKey(order.Value!, sql);
        sql.Append(order.Descending ? " DESC NULLS LAST" : " ASC NULLS LAST");
    }

    internal virtual void WriteLimits(Query query, SqlWriter sql)
    {
        if (query.Limit is { } limit)
            sql.Append(" LIMIT ").Number(limit);
        if (query.Offset is { } offset)
            sql.Append(" OFFSET ").Number(offset);
    }

    internal void Write(Source source, SqlWriter sql)
    {
        switch (source)
        {
            case TableSource table:
                WriteTable(table, sql);
                break;
            case CommonSource common:
                sql.Append(common.EngineName).Append(" AS ").Append(common.Alias);
                break;
            case QuerySource query:
                sql.Append(query.Lateral ? "LATERAL (" : "(");
                Write(query.Query, sql);
                sql.Append(") AS ").Append(query.Alias);
                break;
            case JoinSource join:
                sql.Append("(");
                Write(join.Left, sql);
                sql.Append($" {JoinWord(join.Kind)} JOIN ");
                Write(join.Right, sql);
                sql.Append(" ON ");
                WriteOn(join, sql);
                sql.Append(")");
                break;
            case CellSource cells:
                WriteCells(cells, sql);
                break;
            case AroundSource around:
                WriteAround(around, sql);
                break;
            case RingSource ring:
                WriteRing(ring, sql);
                break;
            case RingRows rows:
                WriteRingRows(rows, sql);
                break;
            case MatchSource match:
                WriteMatch(match, sql);
                break;
            default:
                throw Missing(source);
        }
    }

    internal virtual void WriteOn(JoinSource join, SqlWriter sql) => Write(join.On, sql);

    /// <summary><see cref="HasJoin"/> is true of all joins.</summary>
    internal virtual bool HasEveryJoin => true;

    /// <summary>Whether the engine can compute a join of two sides by this condition.</summary>
    internal virtual bool HasJoin(JoinSource join) => true;

    private static string JoinWord(JoinKind kind) =>
        kind switch
        {
            JoinKind.Left => "LEFT",
            JoinKind.Right => "RIGHT",
            JoinKind.Full => "FULL",
            _ => "INNER",
        };

    /// <summary>A table; an engine whose planner reads scattered ranges one by one needs no help with its cells.</summary>
    internal virtual void WriteTable(TableSource table, SqlWriter sql) =>
        sql.Append(table.Table.EngineName).Append(" AS ").Append(table.Alias);

    /// <summary>Rows repeated for the cells around them.</summary>
    internal virtual void WriteCells(CellSource cells, SqlWriter sql) => throw Missing(cells);

    /// <summary>A row for each of a list of cells.</summary>
    internal virtual void WriteAround(AroundSource around, SqlWriter sql) => throw Missing(around);

    /// <summary>The rows that match one from outside.</summary>
    internal virtual void WriteMatch(MatchSource match, SqlWriter sql)
    {
        sql.Append("LATERAL (SELECT ").Append(match.Alias).Append(".* FROM ");
        Write(match.Around, sql);
        sql.Append(", ");
        Write(match.Inner, sql);
        sql.Append(" WHERE ");
        Write(match.On, sql);
        sql.Append(") AS ").Append(match.Alias);
    }

    /// <summary>The nearest rows as far as a ring reaches, in one row.</summary>
    internal virtual void WriteRing(RingSource ring, SqlWriter sql) => throw Missing(ring);

    /// <summary>The nearest rows, from one of several rings.</summary>
    internal virtual void WriteRingRows(RingRows rows, SqlWriter sql) => throw Missing(rows);

    private protected NotSupportedException Missing(object node) =>
        new($"{Name} has no spelling for {node.GetType().Name}.");
}
