using DataLab.Formats;
using Npgsql;

namespace DataLab.Catalog.PostgreSql;

/// <summary>Parts on shards that no table has: of replaced tables, and of ingests that died.</summary>
internal static class ShardLeftovers
{
    private const string Orphans = """
        FROM datalab.shard_relations r
        WHERE NOT EXISTS (SELECT FROM datalab.tables t WHERE (t.schema_name, t.relation) = (r.schema_name, r.relation))
            AND NOT EXISTS (SELECT FROM datalab.replaced o WHERE (o.schema_name, o.relation) = (r.schema_name, r.relation))
        """;

    /// <summary>Drops them, unless another ingest is making their table; what cannot be reached is left to the next ingest.</summary>
    public static async Task DropAsync(
        NpgsqlConnection coordinator,
        ShardList shards,
        Action<string> note,
        CancellationToken ct
    )
    {
        var isSpread =
            await CatalogStore
                .CountAsync(coordinator, "SELECT (to_regclass('datalab.shard_relations') IS NOT NULL)::int::bigint", ct)
                .ConfigureAwait(false) > 0;
        if (!isSpread)
            return;
        foreach (var row in await ReadAsync(coordinator, $"SELECT DISTINCT schema_name, table_name {Orphans}", ct))
        {
            var table = CatalogStore.Literal(row[0] + "\n" + row[1]);
            if (!await CatalogStore.TryTakeAsync(coordinator, table, ct).ConfigureAwait(false))
                continue;
            try
            {
                // Read again: whoever had the table may have finished it meanwhile.
                await DropAsync(coordinator, shards, table, note, ct).ConfigureAwait(false);
            }
            finally
            {
                await CatalogStore.LetGoAsync(coordinator, table).ConfigureAwait(false);
            }
        }
    }

    private static async Task DropAsync(
        NpgsqlConnection coordinator,
        ShardList shards,
        string table,
        Action<string> note,
        CancellationToken ct
    )
    {
        var sql =
            $"SELECT shard, schema_name, part_relation {Orphans} AND r.schema_name || E'\\n' || r.table_name = {table}";
        foreach (var row in await ReadAsync(coordinator, sql, ct).ConfigureAwait(false))
        {
            var (name, schema, relation) = (row[0], row[1], row[2]);
            if (shards.Shards.FirstOrDefault(shard => shard.Name == name) is not { } shard)
            {
                note($"{schema}.{relation} is left over on the shard {name}, which the list of shards does not have.");
                continue;
            }
            try
            {
                await ShardConnections
                    .RunAsync(
                        shard,
                        $"SET lock_timeout = '5s'; DROP TABLE IF EXISTS {CatalogStore.EngineName(schema, relation)} CASCADE",
                        ct
                    )
                    .ConfigureAwait(false);
            }
            catch (Exception e) when (e is ServiceException or PostgresException)
            {
                note($"{schema}.{relation} is left over on the shard {name} until the next ingest: {e.Message}");
                continue;
            }
            await CatalogStore
                .ExecuteAsync(
                    coordinator,
                    "DELETE FROM datalab.shard_relations WHERE shard = $1 AND schema_name = $2 AND part_relation = $3",
                    ct,
                    name,
                    schema,
                    relation
                )
                .ConfigureAwait(false);
        }
    }

    private static async Task<List<string[]>> ReadAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var read = new List<string[]>();
        while (await rows.ReadAsync(ct).ConfigureAwait(false))
            read.Add([.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetString)]);
        return read;
    }
}
