using System.Collections.Immutable;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Reads the tables of a schema from the database's own catalogue.</summary>
internal static class SchemaReader
{
    /// <remarks>Partitions are part of their table. Estimates of those of a partitioned table are added up.</remarks>
    private const string Relations = """
        SELECT c.oid::int8, c.relname::text, c.relkind::text, obj_description(c.oid, 'pg_class'), c.relispopulated,
            has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'),
            CASE WHEN c.relkind IN ('r', 'm', 'f') AND c.reltuples >= 0 THEN c.reltuples::int8
                WHEN c.relkind = 'p' THEN (SELECT sum(p.reltuples)::int8 FROM pg_partition_tree(c.oid) t
                    JOIN pg_class p ON p.oid = t.relid WHERE t.isleaf HAVING min(p.reltuples) >= 0) END,
            (SELECT coalesce(sum(pg_table_size(t.relid)), 0)::int8 FROM pg_partition_tree(c.oid) t WHERE c.relkind = 'p')
                + CASE WHEN c.relkind IN ('r', 'm') THEN pg_table_size(c.oid) ELSE 0 END,
            (SELECT coalesce(sum(pg_indexes_size(t.relid)), 0)::int8 FROM pg_partition_tree(c.oid) t WHERE c.relkind = 'p')
                + CASE WHEN c.relkind IN ('r', 'm') THEN pg_indexes_size(c.oid) ELSE 0 END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
        ORDER BY c.relname COLLATE "C"
        """;

    /// <remarks>Domains count as what they are made of.</remarks>
    private const string Columns = """
        SELECT a.attrelid::int8, a.attnum::int4, a.attname::text, tn.nspname::text, t.typname::text, t.typtype::text, base.modifier,
            col_description(a.attrelid, a.attnum), format_type(a.atttypid, a.atttypmod)
        FROM pg_attribute a
        CROSS JOIN LATERAL (
            WITH RECURSIVE up AS (
                SELECT a.atttypid AS oid, a.atttypmod AS modifier
                UNION ALL
                SELECT d.typbasetype, d.typtypmod FROM up JOIN pg_type d ON d.oid = up.oid WHERE d.typtype = 'd')
            SELECT up.oid, up.modifier FROM up JOIN pg_type u ON u.oid = up.oid WHERE u.typtype <> 'd') base
        JOIN pg_type t ON t.oid = base.oid
        JOIN pg_namespace tn ON tn.oid = t.typnamespace
        WHERE a.attrelid = ANY ($1::int8[]::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
        ORDER BY a.attrelid, a.attnum
        """;

    private const string Indexes = """
        SELECT i.indrelid::int8, m.amname::text, i.indkey[0]::int4, pg_get_indexdef(i.indexrelid, 1, false)
        FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
        WHERE i.indrelid = ANY ($1::int8[]::oid[]) AND i.indisvalid AND i.indpred IS NULL
        ORDER BY x.relname
        """;

    private const string Keys = """
        SELECT k.conrelid::int8, k.contype::text, k.conname::text, obj_description(k.oid, 'pg_constraint'), k.conkey::int4[],
            fn.nspname::text, f.relname::text,
            (SELECT array_agg(a.attname::text ORDER BY o.n) FROM unnest(k.conkey) WITH ORDINALITY o(num, n)
                JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = o.num),
            (SELECT array_agg(a.attname::text ORDER BY o.n) FROM unnest(k.confkey) WITH ORDINALITY o(num, n)
                JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = o.num)
        FROM pg_constraint k
        LEFT JOIN pg_class f ON f.oid = k.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
        WHERE k.conrelid = ANY ($1::int8[]::oid[]) AND k.contype IN ('p', 'f')
        ORDER BY k.conname
        """;

    /// <summary>Tables, views, materialised views, partitioned and foreign tables, by name.</summary>
    public static async Task<ImmutableArray<Relation>> ReadAsync(
        NpgsqlConnection connection,
        string schema,
        CancellationToken ct
    )
    {
        var found = await RowsAsync(
                connection,
                Relations,
                schema,
                row => new Relation(row.GetInt64(0), schema, row.GetString(1), row.GetString(2)[0])
                {
                    Comment = Text(row, 3),
                    IsPopulated = row.GetBoolean(4),
                    IsReadable = row.GetBoolean(5),
                    Rows = row.IsDBNull(6) ? null : row.GetInt64(6),
                    Size = new StoredSize(row.GetInt64(7), row.GetInt64(8), 0),
                },
                ct
            )
            .ConfigureAwait(false);
        long[] ids = [.. found.Select(relation => relation.Oid)];
        var columns = (await RowsAsync(connection, Columns, ids, Column, ct).ConfigureAwait(false)).ToLookup(
            column => column.Oid,
            column => column.Column
        );
        var indexes = (await RowsAsync(connection, Indexes, ids, Index, ct).ConfigureAwait(false)).ToLookup(
            index => index.Oid,
            index => index.Index
        );
        var keys = (await RowsAsync(connection, Keys, ids, Key, ct).ConfigureAwait(false)).ToLookup(key => key.Oid);
        return
        [
            .. found.Select(relation =>
                relation with
                {
                    Columns = [.. columns[relation.Oid]],
                    Indexes = [.. indexes[relation.Oid]],
                    Size = relation.Size with { Indexes = indexes[relation.Oid].Count() },
                    Keys = [.. keys[relation.Oid].Select(key => key.Key).OfType<RelationKey>()],
                    PrimaryKey = keys[relation.Oid].FirstOrDefault(key => key.Key is null).Numbers is { } numbers
                        ? [.. numbers]
                        : [],
                }
            ),
        ];
    }

    private static (long Oid, RelationColumn Column) Column(NpgsqlDataReader row) =>
        (
            row.GetInt64(0),
            new RelationColumn(
                row.GetInt32(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5)[0],
                row.GetInt32(6)
            )
            {
                Comment = Text(row, 7),
                TypeName = row.GetString(8),
            }
        );

    private static (long Oid, RelationIndex Index) Index(NpgsqlDataReader row) =>
        (row.GetInt64(0), new RelationIndex(row.GetString(1), row.GetInt32(2), row.GetString(3)));

    /// <returns>The numbers of a primary key, or a foreign key.</returns>
    private static (long Oid, int[]? Numbers, RelationKey? Key) Key(NpgsqlDataReader row)
    {
        if (row.GetString(1) == "p")
            return (row.GetInt64(0), row.GetFieldValue<int[]>(4), null);
        var pairs = row.GetFieldValue<string[]>(7).Zip(row.GetFieldValue<string[]>(8));
        return (
            row.GetInt64(0),
            null,
            new RelationKey(row.GetString(2), row.GetString(5), row.GetString(6), [.. pairs]) { Comment = Text(row, 3) }
        );
    }

    private static async Task<List<T>> RowsAsync<T>(
        NpgsqlConnection connection,
        string sql,
        object argument,
        Func<NpgsqlDataReader, T> read,
        CancellationToken ct
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = argument });
        await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var all = new List<T>();
        while (await rows.ReadAsync(ct).ConfigureAwait(false))
            all.Add(read(rows));
        return all;
    }

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) || string.IsNullOrWhiteSpace(row.GetString(column)) ? null : row.GetString(column).Trim();
}
