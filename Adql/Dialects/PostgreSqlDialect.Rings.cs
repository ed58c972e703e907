using DataLab.Adql.Plan;

namespace DataLab.Adql.Dialects;

/// <content>Nearest rows by growing rings: each ring counts until it has enough, and the rows of the first that has are sorted.</content>
public sealed partial class PostgreSqlDialect
{
    private const string Found = "\"rows found\"";
    private const string Away = "\"away\"";

    internal override void WriteRing(RingSource ring, SqlWriter sql)
    {
        sql.Rings[ring.Alias] = ring;
        sql.Append("LATERAL (SELECT count(*) AS ").Append(Found).Append(" FROM (SELECT FROM ");
        // The last ring is the whole table: nothing hangs on how many rows it has.
        WriteRingSource(ring, sql);
        if (ring.Around is null)
            sql.Append(" LIMIT 0");
        else
            sql.Append(" LIMIT ").Number(ring.Count);
        sql.Append(") AS \"rows\") AS ").Append(ring.Alias);
    }

    private void WriteRingSource(RingSource ring, SqlWriter sql)
    {
        if (ring.Around is { } around)
        {
            Write(around, sql);
            sql.Append(", ");
        }
        Write(ring.Inner, sql);
        sql.Append(" WHERE ");
        foreach (var before in ring.Before)
            sql.Append(before).Append(".").Append(Found).Append(" < ").Number(ring.Count).Append(" AND ");
        Write(ring.Where, sql);
    }

    internal override void WriteRingRows(RingRows rows, SqlWriter sql)
    {
        sql.Append("LATERAL (SELECT ")
            .Append(string.Join(", ", rows.Columns))
            .Append(" FROM (")
            .Join(
                " UNION ALL ",
                rows.Rings.Select(alias => sql.Rings[alias]),
                ring =>
                {
                    sql.Append("(SELECT ")
                        .Join(
                            "",
                            ring.Columns,
                            column =>
                            {
                                WriteTyped(column.Value, sql);
                                sql.Append(" AS ").Append(column.EngineName).Append(", ");
                            }
                        );
                    Write(ring.Distance, sql);
                    sql.Append(" AS ").Append(Away).Append(" FROM ");
                    WriteRingSource(ring, sql);
                    // A ring with too few rows leaves them to the next one.
                    if (ring.Around is not null)
                        sql.Append(" AND ")
                            .Append(ring.Alias)
                            .Append(".")
                            .Append(Found)
                            .Append(" >= ")
                            .Number(ring.Count);
                    sql.Append(" ORDER BY ").Append(Away).Append(" ASC NULLS LAST LIMIT ").Number(ring.Count).Append(")");
                }
            )
            .Append(") AS \"rows\") AS ")
            .Append(rows.Alias);
    }
}
