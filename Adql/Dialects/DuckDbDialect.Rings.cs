using System.Globalization;
using DataLab.Adql.Plan;

namespace DataLab.Adql.Dialects;

/// <content>Nearest rows by growing rings: each ring makes a list of the best rows, and one of the lists becomes rows again.</content>
public sealed partial class DuckDbDialect
{
    private const string List = "\"nearest rows\"";
    private const string Found = "\"rows found\"";

    internal override void WriteRing(RingSource ring, SqlWriter sql)
    {
        sql.Append("LATERAL (SELECT arg_min(struct_pack(")
            .Join(
                ", ",
                ring.Columns,
                column =>
                {
                    sql.Append(column.EngineName).Append(" := ");
                    WriteTyped(column.Value, sql);
                }
            )
            .Append("), ");
        if (ring.Around is not null)
        {
            Write(ring.Distance, sql);
        }
        else
        {
            // Rows without a position come last, behind distances that are NaN.
            sql.Append("struct_pack(unknown := (");
            Write(ring.Distance, sql);
            sql.Append(") IS NULL, distance := ");
            Write(ring.Distance, sql);
            sql.Append(")");
        }
        sql.Append(", ")
            .Number(ring.Count)
            .Append(") AS ")
            .Append(List)
            .Append(", count(*) AS ")
            .Append(Found)
            .Append(" FROM ");
        if (ring.Around is { } around)
        {
            sql.Append("(SELECT unnest(");
            if (!ring.Before.IsEmpty)
            {
                sql.Append("CASE WHEN ");
                WriteEnough(ring.Before, " OR ", ">=", ring.Count, sql);
                sql.Append(" THEN [] ELSE ");
            }
            Write(around.Cells, sql);
            sql.Append(ring.Before.IsEmpty ? "" : " END").Append(") AS ").Append(around.Key.EngineName);
            sql.Append(") AS ").Append(around.Alias).Append(", ");
        }
        Write(ring.Inner, sql);
        sql.Append(" WHERE ");
        if (ring.Around is null && !ring.Before.IsEmpty)
        {
            WriteEnough(ring.Before, " AND ", "<", ring.Count, sql);
            sql.Append(" AND ");
        }
        Write(ring.Where, sql);
        sql.Append(") AS ").Append(ring.Alias);
    }

    internal override void WriteRingRows(RingRows rows, SqlWriter sql)
    {
        sql.Append("LATERAL (SELECT ")
            .Join(", ", rows.Columns, column => sql.Append("(\"row\").").Append(column).Append(" AS ").Append(column))
            .Append(" FROM (SELECT unnest(CASE");
        foreach (var ring in rows.Rings[..^1])
        {
            sql.Append(" WHEN ");
            WriteEnough([ring], "", ">=", rows.Count, sql);
            sql.Append(" THEN ").Append(ring).Append(".").Append(List);
        }
        sql.Append(" ELSE ").Append(rows.Rings[^1]).Append(".").Append(List);
        sql.Append(" END) AS \"row\") AS \"rows\") AS ").Append(rows.Alias);
    }

    /// <summary>Rows are counted beside the list: a number is quicker to hand on from ring to ring.</summary>
    private static void WriteEnough(
        IEnumerable<string> rings,
        string sign,
        string comparison,
        long count,
        SqlWriter sql
    ) =>
        sql.Append("(")
            .Join(
                sign,
                rings,
                ring =>
                    sql.Append(ring)
                        .Append(".")
                        .Append(Found)
                        .Append(string.Create(CultureInfo.InvariantCulture, $" {comparison} {count}"))
            )
            .Append(")");
}
